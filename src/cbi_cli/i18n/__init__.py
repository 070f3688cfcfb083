"""The language of a reader.

Texts come from the catalogs. Dates and lists are written as people write them.
"""
