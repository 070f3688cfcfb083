"""Versions of a dataset, such as `1.10.0`."""

from __future__ import annotations


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, in whose order versions come."""
    return tuple(int(number) for number in version.split("."))
