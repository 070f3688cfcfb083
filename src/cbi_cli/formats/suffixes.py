"""Which formats the suffix of a file can mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class NamedFormat(Protocol):
    """An entry of a registry of formats."""

    @property
    def name(self) -> str:
        """The name that users type."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of its files, each with a period."""


def group_by_suffix(formats: Iterable[NamedFormat]) -> dict[str, tuple[str, ...]]:
    """Return the names of the formats for each suffix, the default first."""
    names_by_suffix: dict[str, tuple[str, ...]] = {}
    for entry in formats:
        for suffix in entry.suffixes:
            names_by_suffix[suffix] = (*names_by_suffix.get(suffix, ()), entry.name)
    return names_by_suffix
