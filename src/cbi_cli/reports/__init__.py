"""The reports: SQL over the snapshot to a frozen result, without text and without color."""
