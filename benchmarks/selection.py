"""Which of the calls are measured: all, or those that are named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import CHANGING_KEYS, cached_cases
from benchmarks.measure import Case
from benchmarks.peers import PEERS
from benchmarks.publishing import COMMANDS


class UnknownCaseError(Exception):
    """A word names no call."""


@dataclass(frozen=True)
class Selection:
    """The words that name calls: a work, the first word of works such as `export-csv`, or a tool; none names all."""

    words: tuple[str, ...] = ()

    def has(self, key: str, tool: str) -> bool:
        """Tell whether a tool is measured at a work."""
        return not self.words or any(word in (key, tool) or key.startswith(f"{word}-") for word in self.words)

    def has_any(self, *cases: Case) -> bool:
        """Tell whether any of these cases is measured."""
        return any(self.has(case.key, case.tool) for case in cases)


def parse_selection(text: str) -> Selection:
    """Return the selection by words with commas between.

    Raises UnknownCaseError, with all works and tools, for a word that names nothing.
    """
    selection = Selection(tuple(word.strip() for word in text.split(",") if word.strip()))
    pairs = known_calls()
    unknown = [word for word in selection.words if not any(Selection((word,)).has(*pair) for pair in pairs)]
    if unknown:
        works, tools = (", ".join(sorted(set(names))) for names in zip(*pairs, strict=True))
        raise UnknownCaseError(f"nothing is named {', '.join(unknown)}. Works: {works}. Tools: {tools}.")
    return selection


def known_calls() -> list[tuple[str, str]]:
    """Return work and tool of every call."""
    own = [case.key for case in cached_cases(Path(), Path(), {})]
    own += ["validate", *CHANGING_KEYS, *(command.key for command in COMMANDS)]
    return [*((key, "cbi") for key in own), *((peer.key, peer.tool) for peer in PEERS)]
