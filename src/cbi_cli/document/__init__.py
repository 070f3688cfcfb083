"""TOML text as data with places: where each key and value stands, and what is wrong where it does not parse."""
