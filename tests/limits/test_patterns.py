"""No regular expression takes more than some multiple of its text, whatever the text; steps are counted, not time."""

from __future__ import annotations

import ast
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

import cbi_cli
from tests.limits.patterns import (
    PatternUse,
    StepCounter,
    TooManySteps,
    atoms_of,
    find_patterns,
    periodic_texts,
    repeats_group_possessively,
)

USES = find_patterns()
RANDOM = 40
SHORT = 40
FEW = 200
"""Steps that are no sign of anything."""

MOST = 6
"""What four times the text may take: four times the steps, and something for its beginning and end. Squared is 16."""

Result = TypeVar("Result")


def deep(call: Callable[[], Result]) -> Result:
    """Call in a thread with a large stack: the matcher goes one level deeper with each repetition."""
    found: list[Result] = []
    limit = sys.getrecursionlimit()
    size = threading.stack_size(256 * 1024 * 1024)
    sys.setrecursionlimit(100_000)
    try:
        thread = threading.Thread(target=lambda: found.append(call()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return found[0]


def steps(use: PatternUse, text: str) -> int:
    """Count the steps of a pattern on a text."""
    counter = StepCounter(use.pattern, use.flags)
    try:
        if use.searches:
            counter.find_all(text)
        else:
            counter.match(text)
    except TooManySteps:
        return len(text) ** 4
    return counter.count


def worst(use: PatternUse) -> tuple[float, str]:
    """Return the largest growth of the steps when a period is repeated four times as often, and where it was seen."""
    found = (0.0, "")
    for begin, period, end in periodic_texts(atoms_of(use.pattern, use.flags), use.pattern, RANDOM):
        once = SHORT // len(period) + 1
        short, long = (steps(use, begin + period * count + end) for count in (once, 4 * once))
        found = max(found, (long / max(short, FEW), repr((begin, period, end))))
        if found[0] > MOST:
            break
    return found


@pytest.mark.parametrize("use", USES, ids=[one.where for one in USES])
def test_no_pattern_is_slower_than_linear(use: PatternUse) -> None:
    growth, seen = deep(lambda: worst(use))
    assert growth < MOST, seen


def test_patterns_are_known_by_their_names_without_a_cache() -> None:
    """The cache of `re` forgets when many patterns are compiled, and what has no name counts as one that searches."""
    re.purge()
    assert find_patterns() == USES
    assert not all(use.searches for use in USES)


SLOW = [
    r"^\s*(?:id|year)\s*=",
    r'"""|"(?!"")(?:[^"\\\n]|\\[^\n])*"',
    r"(?:a+)+b",
    r"(?:a|ab?)*c",
    r"\s+$",
    r"\{.*?\}",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_is_slow_is_seen(pattern: str) -> None:
    """The first two were in the program: each blocked CI with a file of 80 kB."""
    growth, _ = deep(lambda: worst(PatternUse("", pattern, re.MULTILINE, True)))
    assert growth > MOST


@pytest.mark.parametrize("use", USES, ids=[one.where for one in USES])
def test_the_counting_matcher_finds_what_the_real_one_finds(use: PatternUse) -> None:
    """Otherwise its steps would say nothing."""
    real = re.compile(use.pattern, use.flags)

    def differing() -> list[str]:
        found = []
        for begin, period, end in periodic_texts(atoms_of(use.pattern, use.flags), use.pattern, RANDOM):
            text = begin + period * 3 + end
            if StepCounter(use.pattern, use.flags).find_all(text) != [one.span() for one in _one_by_one(real, text)]:
                found.append(text)
        return found

    assert deep(differing) == []


def _one_by_one(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return the matches from left to right, an empty one moving on by one character."""
    found = []
    start = 0
    while start <= len(text):
        one = pattern.match(text, start)
        if one is None:
            start += 1
            continue
        found.append(one)
        start = max(one.end(), start + 1)
    return found


def test_every_pattern_of_the_source_is_looked_at() -> None:
    assert len(USES) > 80
    assert {"cbi_cli.toml.tokens", "cbi_cli.rules.unknown_reference", "cbi_cli.core.sanitize"} <= {
        one.where.split(":")[0] for one in USES
    }


def test_patterns_are_made_by_calls_that_can_be_found() -> None:
    """Functions of `re` under another name would not be looked at."""
    others = []
    for path in Path(cbi_cli.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "re":
                others.append(path.name)
            if isinstance(node, ast.Import) and any(one.name == "re" and one.asname for one in node.names):
                others.append(path.name)
    assert others == []


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 matches `(?:...)*+` wrongly (gh-106052): write `(?>(?:...)*)`."""
    assert repeats_group_possessively(r"a(?:b|cd?)*+")
    assert not repeats_group_possessively(r"a(?>(?:b|cd?)*)[+*)]*+")
    assert [use.where for use in USES if repeats_group_possessively(use.pattern, use.flags)] == []
