"""Files and git: locating, reading and writing a dataset."""
