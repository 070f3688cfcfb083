"""The language of a reader: texts from the catalogs, dates and lists as people write them."""
