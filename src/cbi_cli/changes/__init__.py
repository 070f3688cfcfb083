"""Changes to a dataset."""
