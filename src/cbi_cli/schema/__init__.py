"""The shape of each file of a dataset, as pydantic models: one module per file, limits of a single record only.

What concerns two fields or two records at once is checked in `cbi_cli.rules`, so that all faults show together.
"""
