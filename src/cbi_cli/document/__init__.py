"""TOML text to data, with the place of every key and value; standard library only."""
