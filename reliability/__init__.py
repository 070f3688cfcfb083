"""Long runs that try to break the program; docs/reliability.md says what each one found."""
