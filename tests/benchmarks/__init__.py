"""The benchmark's own parts: what it generates, how it measures, what it writes. Nothing here holds a time."""
