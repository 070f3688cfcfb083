"""The command line: the only room, with the store, that touches the world."""
