"""Checks across records: one check, one module, its docstring the page that explains it."""
