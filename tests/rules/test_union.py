"""A bad value hides only what needs it: the findings of several faults are those of each fault by itself."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from functools import cache, reduce
from typing import Any, NamedTuple

import pytest
import tomli_w
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cbi_cli.core.findings import Finding
from tests.rules.datasets import base_files, run_checks

Place = tuple[str | int, ...]
DATA = {name: tomllib.loads(raw.decode()) for name, raw in base_files().items()}
SHAPE = {f"CBI10{number}" for number in range(1, 7)}

BAD_VALUES: tuple[Any, ...] = (5.5, [5.5], {"x": 1}, True, datetime.time(12))
"""Values that no field can have; of a table, each key is unknown."""


class Fault(NamedTuple):
    """One change of one value in a file."""

    file: str
    place: Place
    value: Any


WRONG = {
    "unknown party": Fault("events/2022.toml", ("event", 0, "parties", 1), "ca"),
    "unknown host": Fault("events/2022.toml", ("event", 0, "host"), "ca"),
    "unknown guest": Fault("events/2022.toml", ("event", 0, "guests", 0), "ca"),
    "unknown topic": Fault("events/2022.toml", ("event", 0, "topics", 0), "trad"),
    "unknown part": Fault("events/2022.toml", ("event", 0, "sources", 0), "report#txt"),
    "unknown party of a person": Fault("events/2022.toml", ("event", 0, "participants", 0, "party"), "ca"),
    "end before start": Fault("events/2022.toml", ("event", 0, "end"), "2022-07-11"),
    "other year": Fault("events/2022.toml", ("event", 2, "start"), "2021-10"),
    "date in the title": Fault("events/2022.toml", ("event", 0, "title"), "The presidents meet on May 3, 2019"),
    "date in the other title": Fault("events/2022.toml", ("event", 0, "title_es"), "Se reúnen el 3 de mayo de 2019"),
    "no sources": Fault("events/2022.toml", ("event", 1, "sources"), []),
    "no title in Spanish": Fault("events/2022.toml", ("event", 1, "title_es"), ""),
    "hidden character": Fault("events/2022.toml", ("event", 1, "note"), "a\u00adb"),
    "one party": Fault("events/2022.toml", ("event", 2, "parties"), ["us"]),
    "outside of a life": Fault("events/2022.toml", ("event", 1, "institutions", 0), "partnership"),
    "inside of a pause": Fault("institutions.toml", ("institution", 0, "pauses", 0, "to"), 2022),
    "pause the wrong way": Fault("institutions.toml", ("institution", 0, "pauses", 0, "to"), 2010),
    "unknown heir": Fault("institutions.toml", ("institution", 2, "replaced_by"), "dialog"),
    "life the wrong way": Fault("institutions.toml", ("institution", 2, "ended"), "2001"),
    "coverage the wrong way": Fault("indicators.toml", ("indicator", 0, "coverage", 0, "to"), 2020),
    "unknown institution of a rule": Fault("indicators.toml", ("indicator", 1, "rule", "institutions"), ["dialog"]),
    "held in the future": Fault("events/2023.toml", ("event", 0, "start"), "2029-01-09"),
    "covers nothing": Fault("dataset.toml", ("covers_from",), 2024),
    "unknown indicator": Fault("editions/2022.toml", ("row", 0, "indicator"), "president"),
    "unknown event": Fault("editions/2022.toml", ("admission", 0, "event"), "2023-01-09-summit"),
    "admission of the year": Fault("editions/2022.toml", ("admission", 0, "event"), "2022-07-12-presidents-meeting"),
    "unknown source of a claim": Fault("disputes.toml", ("dispute", 0, "claims", 0, "source"), "reporter"),
    "part of a source twice": Fault("sources.toml", ("source", 0, "locators", 1, "id"), "text"),
    "source without citation": Fault("disputes.toml", ("dispute", 0, "claims", 1, "source"), "report"),
}
"""Changes after which each value is sound by itself and a check across fields or records finds something."""

NEEDS: dict[str, set[str]] = {
    "CBI201": {"id", "locators", "cadence_years", "rule"},
    "CBI202": {"id", "locators", "record"},
    "CBI203": {"id", "start"},
    "CBI204": {"start", "year"},
    "CBI301": {"start", "end", "established", "ended", "from", "to", "covers_from", "covers_until"},
    "CBI302": {"start", "end", "institutions", "established", "ended", "replaced_by"},
    "CBI303": {"start", "end", "institutions", "kind", "status", "mode", "pauses"},
    "CBI304": {"start", "status"},
    "CBI305": {"start", "end", "kind", "title", "title_es"},
    "CBI401": {"start", "title", "title_es", "kind", "institutions"},
    "CBI402": {"start", "kind", "institutions", "sources", "distinct_from", "id"},
    "CBI403": {"sources"},
    "CBI404": set(),
    "CBI405": {"title", "title_es", "label", "label_es", "languages", "name", "name_es"},
    "CBI406": {"kind", "mode", "parties"},
    "CBI407": {"note"},
    "CBI409": {"host", "guests", "parties"},
    "CBI501": {"event", "indicator", "year", "published", "start", "status", "rule", "admission"}
    | {"kind", "level", "office", "mode", "institutions", "parties"},
}
"""The fields that each check reads, of whatever record, beside the one that its finding marks."""

EXEMPT = {"id", "year", "languages", "schema"}
"""Other records are found by these, so that a bad one is a finding for each of them."""


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """The place of every value below the top."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*place, key)
        yield from places(item, (*place, key))


def breakable() -> Iterator[tuple[str, Place]]:
    """Every value whose loss is no finding about another record."""
    for file, data in DATA.items():
        for place in places(data):
            if place[-1] not in EXEMPT and len(place) > (2 if len(data) == 1 else 0) and place[:1] != ("party",):
                yield file, place


BREAKABLE = list(breakable())


def key_of(one: Finding) -> tuple[str, str, str, str, str]:
    """A finding without its lines."""
    return one.code, one.file, one.record, one.field, re.sub(r"line \d+", "line", one.message)


def keys_with(faults: tuple[Fault, ...]) -> dict[tuple[str, str, str, str, str], Finding]:
    """What is found with some faults in the dataset."""
    data = {name: tomllib.loads(raw.decode()) for name, raw in base_files().items()}
    for file, place, value in faults:
        holder: Any = data[file]
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = value
    return {key_of(one): one for one in run_checks({name: tomli_w.dumps(one).encode() for name, one in data.items()})}


@cache
def alone(file: str, place: Place, index: int) -> dict[tuple[str, str, str, str, str], Finding]:
    """What is found with one bad value."""
    return keys_with((Fault(file, place, BAD_VALUES[index]),))


@cache
def wrong_alone(name: str) -> dict[tuple[str, str, str, str, str], Finding]:
    """What is found with one of the faults above."""
    return keys_with((WRONG[name],))


def apart(faults: list[tuple[str, Place]]) -> bool:
    """Whether no value lies inside another one."""
    return not any(
        one is not other and one[0] == other[0] and other[1][: len(one[1])] == one[1]
        for one in faults
        for other in faults
    )


def needs(one: Finding, broken: list[tuple[str, Place]]) -> bool:
    """Whether a finding may be missing because of a bad value."""
    names = {part for _, place in broken for part in place if isinstance(part, str)}
    own = one.field.split(".") if one.code not in SHAPE else []
    marked = any(own and file == one.file and str(place[-1]) in own for file, place in broken)
    return marked or bool(NEEDS.get(one.code, set()) & names)


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_found_by_itself(name: str) -> None:
    assert set(wrong_alone(name))
    assert not {code for code, *_ in wrong_alone(name)} & SHAPE


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(
    st.lists(
        st.tuples(st.sampled_from(BREAKABLE), st.integers(0, len(BAD_VALUES) - 1)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    st.sampled_from(["", *sorted(WRONG)]),
)
def test_findings_are_the_union_of_those_of_each_fault(bad: list[tuple[tuple[str, Place], int]], other: str) -> None:
    wrong = [other] if other else []
    broken = [place for place, _ in bad]
    touched = [*broken, *(WRONG[name][:2] for name in wrong)]
    assume(apart(touched))
    found = keys_with((*(Fault(*place, BAD_VALUES[index]) for place, index in bad), *(WRONG[name] for name in wrong)))
    single = [alone(*place, index) for place, index in bad]
    union = reduce(lambda one, other: one | other, [*single, *(wrong_alone(name) for name in wrong)])
    missing = {key for key, one in union.items() if key not in found and not needs(one, broken)}
    assert missing == set()
    assert set(found) <= set(union)
