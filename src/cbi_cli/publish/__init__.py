"""The web site of a dataset: static pages, feeds and calendars that need no server."""
