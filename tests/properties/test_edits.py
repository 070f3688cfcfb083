"""Whatever the file and the edit, all other bytes and records stay; a rename and its reverse lose nothing."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.changes.edit_table import RecordTable, changed_values, edit_table
from cbi_cli.changes.record_span import removal
from cbi_cli.changes.text_edits import Proof, apply_edits, replace_at
from cbi_cli.records.event import Event
from cbi_cli.toml.document import parse
from cbi_cli.toml.syntax_tree import SyntaxTree
from tests.properties.test_splice import files

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.one_of(
    TEXT,
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(0, 99),
    st.lists(TEXT, max_size=3),
    st.lists(st.fixed_dictionaries({"name": TEXT}), min_size=1, max_size=3),
    st.none(),
)
EDITS = st.dictionaries(
    st.sampled_from(["start", "end", "title", "place", "host", "participants", "sources", "note", "note_es", "topics"]),
    VALUES,
    min_size=1,
    max_size=4,
)


@given(files(), st.data(), EDITS)
@settings(max_examples=400, deadline=None)
def test_an_edit_keeps_all_other_bytes_and_records(old: bytes, data: st.DataObject, edits: dict[str, Any]) -> None:
    document = parse("events/2022.toml", old)
    records = document.data.get("event", [])
    if not records:
        return
    number = data.draw(st.integers(0, len(records) - 1))
    table = RecordTable(document, ("event", number), Event)
    record = changed_values(table, edits)
    proof = Proof(replace_at(document.data, table.path, record))
    new = apply_edits(old, document, edit_table(table, edits), proof)

    after = tomllib.loads(new.decode("utf-8-sig"))["event"]
    assert after[number] == {**{k: v for k, v in records[number].items() if k not in edits}} | {
        k: v for k, v in edits.items() if v is not None
    }
    assert [one for at, one in enumerate(after) if at != number] == [
        one for at, one in enumerate(records) if at != number
    ]
    text = old.decode("utf-8")
    marks = [f'id = "e{at}"' for at in range(len(records) + 1)]
    start = text.index(marks[number])
    assert new.startswith(text[:start].encode())
    if marks[number + 1] in text:
        end = text.index(marks[number + 1])
        assert new.endswith(text[end:].encode())
    assert sorted(SyntaxTree(parse("x", new).text).comments()) == sorted(SyntaxTree(document.text).comments())


@given(files(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_removal_keeps_all_other_bytes_and_records(old: bytes, data: st.DataObject) -> None:
    document = parse("events/2022.toml", old)
    records = document.data.get("event", [])
    if not records:
        return
    number = data.draw(st.integers(0, len(records) - 1))
    edit = removal(document, ("event", number))
    new = (document.text[: edit.start] + document.text[edit.end :]).encode()
    after = tomllib.loads(new.decode()).get("event", [])
    assert after == [one for at, one in enumerate(records) if at != number]
    gone = SyntaxTree(document.text[edit.start : edit.end]).comments()
    assert sorted([*gone, *SyntaxTree(new.decode()).comments()]) == sorted(SyntaxTree(document.text).comments())
