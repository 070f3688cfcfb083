"""Words that the whole program shares; standard library only."""
