"""The kinds of records as pydantic models.

The kinds of files that contain them are here, too.
"""
