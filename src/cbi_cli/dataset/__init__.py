"""The records of a dataset as immutable values, with their errors.

Also which event counts for which indicator, and which events are probably the same.
"""
