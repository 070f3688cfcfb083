"""Whatever is done to the files, the checks end with findings that have a place, and never raise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import reduce
from typing import Any

import tomli_w
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cbi_cli.core.findings import Finding
from cbi_cli.rules.registry import RULES_BY_CODE
from tests.rules.datasets import base_files, run_checks

FILES = base_files()
OTHER_VALUES: tuple[Any, ...] = (
    *(0, -1, 2022, 1.5, float("nan"), True, "", "x", "2022-13", "report#", "\u0007", "e\u0301", "a" * 5000),
    *([], [1], [[]], ["us", "us"], {}, {"id": "us"}, [{}], [{"id": ["us"]}]),
)
mutating = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value below the top."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


PLACES = [(name, path) for name, raw in FILES.items() for path in paths(tomllib.loads(raw.decode()))]
CHANGES = st.tuples(st.sampled_from(PLACES), st.sampled_from(["delete", "replace", "double"]), st.integers(0, 20))


def mutated(name: str, path: tuple[str | int, ...], change: str, choice: int) -> bytes:
    """A file with one value removed, replaced by another, or given twice where it stands in a list."""
    data: Any = tomllib.loads(FILES[name].decode())
    holder: Any = reduce(lambda one, key: one[key], path[:-1], data)
    value = holder[path[-1]]
    if change == "delete":
        del holder[path[-1]]
    elif change == "double" and isinstance(holder, list):
        holder.append(value)
    else:
        holder[path[-1]] = OTHER_VALUES[choice % len(OTHER_VALUES)]
    return tomli_w.dumps(data).encode()


def check_sound(files: dict[str, bytes], found: tuple[Finding, ...]) -> None:
    """Every finding has a known check and a place inside its file, and they come in order."""
    assert [(one.file, one.region[:2]) for one in found] == sorted((one.file, one.region[:2]) for one in found)
    for one in found:
        assert RULES_BY_CODE[one.code][1:3] == (one.name, one.severity)
        assert one.message
        text = files.get(one.file, b"").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        lines = text.split("\n")
        assert (1, 1) <= one.region[:2] <= one.region[2:]
        assert one.region.end_line <= len(lines)
        assert one.region.column <= len(lines[one.region.line - 1]) + 1
        assert one.source in lines[one.region.line - 1]


@mutating
@given(CHANGES)
def test_changed_values_never_raise(change: tuple[tuple[str, tuple[str | int, ...]], str, int]) -> None:
    (name, path), what, choice = change
    files = FILES | {name: mutated(name, path, what, choice)}
    check_sound(files, run_checks(files))


@mutating
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2000), st.integers(0, 200), st.binary(max_size=8))
@example("dataset.toml", FILES["dataset.toml"].index(b']]\nid = "mx"'), 1, b"")  # one of two parties cannot be read
def test_changed_bytes_never_raise(name: str, start: int, length: int, new: bytes) -> None:
    raw = FILES[name]
    start %= len(raw) + 1
    files = FILES | {name: raw[:start] + new + raw[start + length :]}
    check_sound(files, run_checks(files))


@mutating
@given(st.sets(st.sampled_from(sorted(FILES))), st.sets(st.sampled_from(sorted(FILES))))
def test_missing_and_empty_files_never_raise(missing: set[str], empty: set[str]) -> None:
    files = {name: b"" if name in empty else raw for name, raw in FILES.items() if name not in missing}
    found = run_checks(files)
    check_sound(files, found)
    needed = {"dataset.toml", "institutions.toml", "indicators.toml", "sources.toml"}
    assert {one.file for one in found if one.code == "CBI003"} == missing & needed


@mutating
@given(st.sampled_from(sorted(FILES)), st.integers(1, 30))
def test_records_given_twice_are_found(name: str, cut: int) -> None:
    """The file put to its own end: every id in it stands twice, or a key or a single table does."""
    raw = FILES[name]
    files = FILES | {name: raw + b"\n" * cut + raw}
    found = run_checks(files)
    check_sound(files, found)
    assert {one.code for one in found if one.file == name} & {"CBI001", "CBI201"}
