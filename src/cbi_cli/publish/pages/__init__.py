"""The pages of the web site: one module for each kind of page."""
