"""The SQLite index that reports query, and its cache."""
