"""The checks: one rule, one file, its docstring its page."""
