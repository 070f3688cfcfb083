"""One immutable dataset with the errors of its records, and which event counts for which indicator."""
