"""Types and functions that the whole program shares; standard library only."""
