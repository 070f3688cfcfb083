"""Results of reports as pages and as JSON documents."""
