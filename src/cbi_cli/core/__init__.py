"""Types and functions that the whole program shares.

They use only the standard library.
"""
