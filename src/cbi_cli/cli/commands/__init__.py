"""The commands, one module each; `cli.registry` lists and loads them."""
