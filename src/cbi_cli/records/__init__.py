"""The kinds of records as pydantic models, and the kinds of files that contain them."""
