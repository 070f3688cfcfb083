"""Long runs that try to break the program; docs/reliability.md describes their results."""
