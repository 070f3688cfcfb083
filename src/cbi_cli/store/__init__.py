"""Where a dataset is found and read, and the SQLite snapshot that the reports ask."""
