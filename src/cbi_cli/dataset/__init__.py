"""Documents to one frozen dataset, with the faults of each record beside it; which event counts for which row."""
