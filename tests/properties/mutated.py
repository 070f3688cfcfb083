"""One field of one record of the shipped dataset is changed, and what comes of it is held against the text itself."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache, reduce
from typing import Any, NamedTuple

import tomli_w

from cbi_cli import api
from cbi_cli.core.findings import Finding
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading.pipeline import build_from_files, load_parts
from cbi_cli.records.file_kinds import file_kind
from tests.conftest import TODAY
from tests.properties.reference_model import Model
from tests.properties.report_fields import scorecard_fields, series_fields
from tests.rules.test_mutations import OTHER_VALUES, paths
from tests.rules.test_proven import SHIPPED

KeyPath = tuple[str | int, ...]
DATA = {name: tomllib.loads(raw.decode()) for name, raw in SHIPPED.items()}
VALUE_PATHS = [(name, path) for name, data in DATA.items() for path in paths(data)]
CHANGE_KINDS = ("replace", "replace", "exchange", "exchange", "delete", "double", "add")


class BrokenChangeError(AssertionError):
    """What a change showed."""


class ValueChange(NamedTuple):
    """A change of one value: its file and path, how, and a number that chooses what comes in its place."""

    file: str
    path: KeyPath
    way: str
    choice: int


NO_CHANGE = ValueChange("events/1961.toml", ("event", 0, "kind"), "exchange", 0)
"""A change that leaves everything as it is."""


def draw_change(chance: random.Random) -> ValueChange:
    """A change made by chance; each kind of file comes as often as any other."""
    kind = chance.choice(sorted({name.partition("/")[0] for name in DATA}))
    file, path = chance.choice([place for place in VALUE_PATHS if place[0].partition("/")[0] == kind])
    return ValueChange(file, path, chance.choice(CHANGE_KINDS), chance.randrange(10**6))


@cache
def values_under_key(key: str) -> list[Any]:
    """Every value that stands under a key somewhere in the dataset."""
    return [value for file, path in VALUE_PATHS if path[-1] == key for value in [value_at(DATA[file], path)]]


def value_at(data: Any, path: KeyPath) -> Any:
    """The value at a path."""
    return reduce(lambda one, key: one[key], path, data)


def apply_change(change: ValueChange) -> dict[str, bytes]:
    """The files after a change."""
    data = deepcopy(DATA[change.file])
    holder, key = value_at(data, change.path[:-1]), change.path[-1]
    if change.way == "delete":
        del holder[key]
    elif change.way == "double" and isinstance(holder, list):
        holder.insert(int(key), deepcopy(holder[int(key)]))
    elif change.way == "add" and isinstance(holder, dict):
        holder[f"{key}_too"] = holder[key]
    else:
        name = next(part for part in reversed(change.path) if isinstance(part, str))
        others = values_under_key(name) if change.way == "exchange" else OTHER_VALUES
        new = others[change.choice % len(others)]
        holder[key] = new[0] if isinstance(key, int) and isinstance(new, list) and new else new
    return SHIPPED | {change.file: tomli_w.dumps(data).encode()}


def check_change(change: ValueChange) -> str:
    """Hold the answers after a change against the text and against slow reports; what came of it, in one word.

    Raises Broken where a place is not true, where nothing is found at the changed value although something is wrong,
    and where a report differs.
    """
    files = apply_change(change)
    store = build_from_files(files, load_parts(files), TODAY)
    found = store.findings()
    places = [(one, _check_place(files, one)) for one in found]
    errors = [(one.file, where) for one, where in places if one.severity == "error"]
    if errors and not _affects_others(change) and not any(_overlaps_change(change, *place) for place in errors):
        raise BrokenChangeError(f"only elsewhere something is found: {errors}")
    if errors:
        return "findings"
    _check_reports(store, Model(files))
    return "warnings" if found else "reports"


def _overlaps_change(change: ValueChange, file: str, where: KeyPath) -> bool:
    """Whether a place lies in the changed record, or around it."""
    kind = file_kind(file)
    deep = min(len(where), len(change.path), 2) if kind and kind.has_many_records else 0
    return file == change.file and where[:deep] == change.path[:deep]


def _affects_others(change: ValueChange) -> bool:
    """Whether other records look at what is changed: a name that they use, or a date or rule that they are held to."""
    gone = value_at(DATA[change.file], change.path)
    held_to = change.path[-1] in ("id", "from", "to", "established", "ended") or "rule" in change.path
    # Names are unique across a kind: the second record with a name is the one that is marked.
    unique = {"name", "name_es", "label", "label_es", "abbreviation", "aliases", "former_ids"}
    named = any(part in unique for part in change.path)
    text = json.dumps(gone, default=str)
    # Each release is held against the one above it.
    released = change.path[0] == "release" and (change.path[-1] in ("version", "date") or '"version"' in text)
    return held_to or named or released or '"id"' in text


def _check_reports(store: Snapshot, model: Model) -> None:
    """Compare the reports with the model, each as of its own day."""
    until = model.day_of(None)
    told = [one.event.id for one in api.timeline(store, api.TimelineQuery()).events]
    expected = model.timeline((), (), ("held",), until)
    if told != expected:
        raise BrokenChangeError(f"the timeline differs: {told} and {expected}")
    for year in sorted({until.year, until.year - 1, *model.editions}):
        for strict in (False, True):
            rows = scorecard_fields(store, year, None, strict)
            for indicator in model.indicators:
                row = model.row(indicator, year, model.day_of(year), strict)
                computed = rows.get(indicator["id"])
                if computed != row:
                    raise BrokenChangeError(f"the scorecard of {year} differs: {computed} and {row}")
    for year in sorted(model.editions):
        reading = model.reading(year)
        rows = scorecard_fields(store, year, None, False, evidence="edition")
        expected_rows = {one["id"]: reading.row(one, year, reading.day_of(year), False) for one in reading.indicators}
        if rows != expected_rows:
            raise BrokenChangeError(f"what the edition of {year} tells differs: {rows} and {expected_rows}")
    found = series_fields(store, None)
    for own in model.all_series():
        one = model.series(own, until)
        if found.pop(own["id"], None) != one:
            raise BrokenChangeError(f"the gaps of {own['id']} differ from {one}")
    if found:
        raise BrokenChangeError(f"there are more series: {list(found)}")


def _check_place(files: dict[str, bytes], one: Finding) -> KeyPath:
    """The path of what a finding marks, which must be what it names; empty for a file as a whole."""
    text = files[one.file].decode() if one.file in files else ""
    where = marked_path(text, one)
    kind = file_kind(one.file)
    if kind and kind.has_many_records and where[:1] != (kind.kind,):
        where = ()  # what stands beside the records belongs to none
    head = where[:2] if kind and kind.has_many_records else ()
    record = value_at(tomllib.loads(text), head)
    # A release is known by its version, any other record by its id.
    key = "version" if kind and kind.kind == "release" else "id"
    if head[1:] and one.record != (str(record.get(key, "")) if isinstance(record, dict) else ""):
        raise BrokenChangeError(f"{one} marks something of another record")
    # What is missing is marked by what it should stand in, and a list of tables by its first header.
    field = [".".join(map(str, path[len(head) :])) for path in (where, where[:-1])]
    if one.field not in field and not one.field.startswith(f"{field[0]}." if field[0] else ""):
        raise BrokenChangeError(f"{one} marks `{field[0]}`")
    return where


def marked_path(text: str, one: Finding) -> KeyPath:
    """The path of what a finding marks: of a header its table, of anything else what another text would change.

    It is empty where the whole first line is marked, which stands for the file.
    """
    start, end = _offset(text, *one.region[:2]), _offset(text, *one.region[2:])
    if one.region.column == 1 and text[start:end].startswith("["):
        return _last_table(text[start:end], tomllib.loads(text[:end]))
    if text[start:end] == text.partition("\n")[0]:
        return ()
    for new in ('"put in its place"', "put-in-its-place"):
        try:
            after = tomllib.loads(text[:start] + new + text[end:])
        except tomllib.TOMLDecodeError:
            continue
        return next(_differences(tomllib.loads(text), after))
    raise BrokenChangeError(f"{one} marks {text[start:end]!r}, which is neither a value nor a key nor a header")


def _last_table(header: str, data: Any) -> KeyPath:
    """The path of the table that a header begins, in the data up to there."""
    path: KeyPath = ()
    for name in header.strip("[]").split("."):
        path = (*path, name)
        if isinstance(value_at(data, path), list):
            path = (*path, len(value_at(data, path)) - 1)
    return path


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(row) + 1 for row in lines[: line - 1]) + column - 1


def _differences(before: Any, after: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of what differs, as deep as can be told."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key not in before or key not in after:
                yield (*path, key)
            else:
                yield from _differences(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _differences(*pair, (*path, index))
    elif before != after:
        yield path
