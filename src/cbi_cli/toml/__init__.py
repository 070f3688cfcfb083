"""TOML text: parsing, positions, errors, formatting and writing."""
