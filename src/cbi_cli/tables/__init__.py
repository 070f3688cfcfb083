"""Read tables (CSV, JSON lines, Excel) and map their rows to events."""
