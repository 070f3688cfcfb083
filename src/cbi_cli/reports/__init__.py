"""The reports: SQL over the snapshot to a frozen result.

A result has neither text nor color.
"""
