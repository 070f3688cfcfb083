"""Any table is imported or refused with a reason, and every row is accounted for."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.tables.mapping import parse_mapping
from cbi_cli.tables.read_table import read_table
from cbi_cli.tables.table import TableOptions
from tests.datasets import dataset_files, event_toml

HEADER = ("Date", "What", "Body", "Source", "Id")
MAPPING = """
confirmed = true
[columns]
when = "Date"
title = "What"
institutions = "Body"
sources = "Source"
id = "Id"
[constants]
parties = ["aa", "bb"]
kind = "meeting"
level = "cabinet"
[create.source]
"""
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DATES = st.sampled_from(
    ["2022-04-04", "2021-05-04", "5-6 May 2022", "2022", "oct 2022", "2022-04-05 - 2022-04-01", "44847", "03/04/2022"]
)
TITLES = st.sampled_from(["Talks in April", "The April talks", "Event 2021-05-04", "=1+1", "Ñandú"])
BODIES = st.sampled_from(["talks", "The Talks", "Big Talks; talks", "tolks", ""])
SOURCES = st.sampled_from(["book", "book#p1", "book#p9", "A new paper", "https://example.org/a", ""])
IDS = st.sampled_from(["", "", "", "2021-05-04-meeting", "2022-04-04-own", "x"])
ROWS = st.tuples(DATES | ANY_TEXT, TITLES | ANY_TEXT, BODIES | ANY_TEXT, SOURCES | ANY_TEXT, IDS | ANY_TEXT)


@pytest.fixture(scope="module")
def data() -> api.OpenDataset:
    """An open dataset of two events, which no example changes."""
    folder = Path(tempfile.mkdtemp())
    for name, raw in dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01", kind="review")).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return api.open_dataset(folder, today="2026-11-24")


@given(st.lists(ROWS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_row_is_added_there_a_duplicate_or_rejected(data: api.OpenDataset, rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        text = io.StringIO()
        csv.writer(text).writerows([HEADER, *rows])
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        path.with_name("t.mapping.toml").write_text(MAPPING)
        try:
            change = api.plan_import(data, path)
        except CbiError as error:
            assert error.hint  # noqa: PT017 - the table as a whole can be refused, with a remedy
            return
        table = read_table(path, TableOptions())
    details = change.details
    assert [row.row for row in details.rows] == list(table.rows)
    counts = [details.count(outcome) for outcome in ("added", "present", "duplicate", "rejected")]
    assert sum(counts) == len(table.rows)
    assert [bool(row.reason) for row in details.rows] == [row.outcome != "added" for row in details.rows]
    assert change.new_errors == ()
    added = change.diff().count("+[[event]]")
    assert added == details.count("added")


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "xlsx"])
def test_any_bytes_are_a_table_or_refused(suffix: str, raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"t.{suffix}"
        path.write_bytes(raw)
        try:
            table = read_table(path, TableOptions())
        except CbiError as error:
            assert error.hint  # noqa: PT017
            return
    assert all(len(row.cells) >= len(table.columns) or row.problem for row in table.rows)


KEYS = st.sampled_from(
    ["confirmed", "columns", "constants", "templates", "separators", "values", "create", "dates", "duplicates", "new"]
)
WORDS = st.sampled_from(["start", "when", "title", "kind", "source", "place", "columns", "new", "Date", "typed", "{x}"])
VALUES = st.recursive(
    st.booleans() | st.integers(-5, 5) | WORDS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_mapping_is_read_or_refused_with_its_line(content: dict[str, Any]) -> None:
    raw = tomli_w.dumps(content).encode()
    try:
        mapping = parse_mapping(Path("m.toml"), raw)
    except CbiError as error:
        assert "m.toml has errors: line " in error.message  # noqa: PT017
        return
    assert mapping.confirmed is content["confirmed"]
