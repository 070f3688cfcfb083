"""One thin module per command: read the options, ask for the report, show it."""
