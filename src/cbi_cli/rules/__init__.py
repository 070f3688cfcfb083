"""The checks of a dataset, one in each module.

The docstring of a module is the page that explains the check.
"""
