"""The tables have every field of every record, and nothing that a record does not say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from cbi_cli.exports import table_rows
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_models import LEFT_OUT, RecordTables, make_record_tables
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Row, Rows
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.terms import Terms
from tests.datasets import HEAD, TALKS, build_snapshot, event_toml

NAMES = [
    *("dataset", "dataset_language", "dataset_between", "dataset_maintainer", "party"),
    *("event", "event_institution", "event_party", "event_guest", "event_participant", "event_attendance"),
    *("event_topic", "event_source", "event_distinct_from"),
    *("institution", "institution_alias", "institution_party", "institution_lead_agency", "institution_pause"),
    *("institution_coverage", "institution_source"),
    *("indicator", "indicator_rule_value", "indicator_weaker", "indicator_weaker_value", "indicator_coverage"),
    *("indicator_source", "light", "light_event"),
    *("edition", "edition_row", "edition_row_occurrence", "edition_admission", "edition_graph", "edition_graph_share"),
    *("edition_recommendation", "dispute", "dispute_claim", "dispute_claim_value"),
    *("source", "source_locator", "topic", "place", "place_alias", "withdrawn"),
    *("release", "release_added_value", "release_changed_value", "release_withdrawn_value", "release_removed_value"),
    *("release_renamed", "release_light", "release_state", "former_id", "word"),
]

RELEASE = {
    "version": "1.1.0",
    "date": "2026-12-01",
    "since": "1.0.0",
    "added": {"event": ["2022-05-04-meeting", "2022-05-05-meeting"], "source": ["book"]},
    "renamed": [{"kind": "event", "id": "2022-05-04-meeting", "former_id": "2022-05-03-meeting"}],
    "lights": [{"indicator": "talks-row", "year": 2022, "before": "red", "after": "green"}],
    "states": [{"series": "talks-row", "before": "halted", "before_since": 2019, "after": "active"}],
}
"""A release; the shipped dataset has none yet."""


def rows_of(snapshot: Snapshot) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for batch in DatasetTables(ExportedDataset(snapshot)).batches():
        for name, rows in batch.items():
            found[name].extend(rows)
    return found


def as_dicts(snapshot: Snapshot, table: str) -> list[dict[str, Any]]:
    tables = {one.name: one for one in DatasetTables(ExportedDataset(snapshot)).tables}
    names = [column.name for column in tables[table].columns]
    return [dict(zip(names, row, strict=True)) for row in rows_of(snapshot)[table]]


def test_the_tables_and_their_keys(us_mexico: Snapshot) -> None:
    tables = DatasetTables(ExportedDataset(us_mexico)).tables
    assert [table.name for table in tables] == NAMES
    by_name = {table.name: table for table in tables}
    for table in tables:
        columns = [column.name for column in table.columns]
        assert len(set(columns)) == len(columns)
        assert all(column.description for column in table.columns), table.name
        assert set(table.key) <= set(columns)
        for key in table.foreign_keys:
            assert set(key.columns) <= set(columns)
            assert key.to_columns == by_name[key.table].key
    # Keys that are words of SQL have other names.
    assert {"from", "to", "of", "between"} & {column.name for table in tables for column in table.columns} == set()


def test_every_row_has_a_value_for_each_column_and_no_key_twice(us_mexico: Snapshot) -> None:
    rows = rows_of(us_mexico)
    for table in DatasetTables(ExportedDataset(us_mexico)).tables:
        names = [column.name for column in table.columns]
        required = [names.index(column.name) for column in table.columns if column.required]
        places = [names.index(name) for name in table.key]
        assert {len(row) for row in rows[table.name]} <= {len(names)}
        assert [row for row in rows[table.name] if None in [row[place] for place in required]] == []
        keys = [tuple(row[place] for place in places) for row in rows[table.name]]
        assert len(set(keys)) == len(keys), table.name


def test_every_reference_to_one_kind_of_record_is_a_foreign_key(us_mexico: Snapshot) -> None:
    """The references are those that the checks follow."""
    query = """
    SELECT kind, field, MIN(to_kind) AS to_kind FROM reference GROUP BY kind, field HAVING COUNT(DISTINCT to_kind) = 1
    """
    found = {(row["kind"], row["field"].split(".")[-1], row["to_kind"]) for row in us_mexico.rows(query)}
    assert len(found) > 15
    keys: set[tuple[str, str]] = set()
    for tables in make_record_tables(Terms()):
        for table in tables.reader.tables():
            keys |= {(tables.kind, key.table) for key in table.foreign_keys}
    # A place can also be a text, and what a row, a graph or a dispute is about can be of several kinds.
    others = {
        ("event", "place"),
        ("dispute", "place"),
        ("place", "country"),
        ("edition", "series"),
        ("dispute", "about"),
    }
    wanted = {(kind, to_kind) for kind, field, to_kind in found if (kind, field) not in others}
    lists_of_words = {("indicator", "institution"), ("dispute", "institution"), ("withdrawn", "source")}
    assert wanted - lists_of_words - keys == set()


def leaves(value: Any, key: str = "") -> Iterator[str]:
    """All single values in a record, a citation as its two parts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    elif key in ("source", "sources"):
        yield from (part for part in value.split("#") if part)
    elif value != "":
        yield str(value)


@pytest.mark.parametrize("tables", make_record_tables(Terms(("en", "es"))), ids=lambda tables: tables.kind)
def test_every_value_of_every_record_is_in_its_rows(tables: RecordTables, us_mexico: Snapshot) -> None:
    records = us_mexico.records("dataset")[0]["party"]
    if tables.kind == "release":
        records = [RELEASE]
    elif tables.kind != "party":
        records = us_mexico.records(tables.kind)
    assert records
    for record in records:
        found: Rows = defaultdict(list)
        key = tuple(record[name] for name in tables.key)
        tables.reader.add_rows(record, key, (), (), found)
        cells = Counter(str(cell) for rows in found.values() for row in rows for cell in row if cell is not None)
        left_out = {"former_ids", *LEFT_OUT.get(tables.kind, ())}
        said = Counter(leaves({name: value for name, value in record.items() if name not in left_out}))
        assert said - cells == Counter(), key


def test_what_is_not_said_is_none_and_what_is_understood_is_written() -> None:
    snapshot = build_snapshot(
        event_toml("2022-05-04"),
        event_toml("2022-06", 'status = "planned"', 'end = "2022-07"', 'host = "aa"', 'guests = ["bb"]', name="visit"),
        event_toml("2020-07..2021-05", 'former_ids = ["2020-08-meeting", "2020-09-meeting"]'),
    )
    between, plain, planned = as_dicts(snapshot, "event")
    said = {"id": "2022-05-04-meeting", "start": "2022-05-04", "title": "Event 2022-05-04 ", "kind": "meeting"}
    understood = {"level": "cabinet", "status": "held", "mode": "unknown"}
    computed = dict.fromkeys(["first_day", "known_by", "last_day"], "2022-05-04")
    assert {name: value for name, value in plain.items() if value is not None} == said | understood | computed
    assert plain.keys() - said.keys() - understood.keys() - computed.keys() == {
        *("end", "title_es", "office", "edition_number", "host", "place", "side_event_of", "note", "note_es"),
        "direction",
    }
    assert [planned[name] for name in ("start", "end", "first_day", "known_by", "last_day", "direction", "status")] == [
        *("2022-06", "2022-07", "2022-06-01", "2022-06-30", "2022-07-31", "bb>aa", "planned")
    ]
    assert (between["start"], between["first_day"], between["known_by"]) == (
        *("2020-07..2021-05", "2020-07-01", "2021-05-31"),
    )
    assert as_dicts(snapshot, "former_id") == [
        {"kind": "event", "id": "2020-07-meeting", "position": number, "former_id": former}
        for number, former in ((1, "2020-08-meeting"), (2, "2020-09-meeting"))
    ]


def test_lists_are_tables_in_which_every_row_has_its_position() -> None:
    institution = TALKS.replace("aliases", 'lead_agencies = ["aa: One", "bb: Two"]\naliases')
    snapshot = build_snapshot(event_toml("2022-05-04"), institutions=institution)
    assert rows_of(snapshot)["institution_lead_agency"] == [
        ("talks", 1, "aa: One", None),
        ("talks", 2, "bb: Two", None),
    ]
    assert rows_of(snapshot)["institution_alias"] == [("talks", 1, "Big Talks")]
    assert rows_of(snapshot)["event_party"] == [("2022-05-04-meeting", 1, "aa"), ("2022-05-04-meeting", 2, "bb")]
    assert rows_of(snapshot)["event_source"] == [("2022-05-04-meeting", 1, "book", None)]
    # A rule without statuses asks for held events.
    assert rows_of(snapshot)["indicator_rule_value"] == [
        ("talks-row", "kinds", 1, "meeting"),
        ("talks-row", "institutions", 1, "talks"),
        ("talks-row", "statuses", 1, "held"),
    ]
    assert ("talks-row", 1, "kinds", 1, "review") in rows_of(snapshot)["indicator_weaker_value"]
    assert rows_of(snapshot)["indicator_coverage"] == [
        ("talks-row", 1, 2015, 2022, "book", None, None, "searched", None, None)
    ]


def test_texts_in_other_languages_and_words_of_a_dataset_are_there() -> None:
    tables = {one.kind: one.reader.table for one in make_record_tables(Terms(("en", "pt-br")))}
    names = [column.name for column in tables["event"].columns]
    assert names[names.index("title") :][:3] == ["title", "title_es", "title_pt_br"]
    own = '[[vocabulary.kind]]\nid = "picnic"\nlabel = "Picnic"\nwhen = "They ate outdoors."\n'
    snapshot = build_snapshot(event_toml("2022-05-04", kind="picnic"), dataset=HEAD + own)
    assert [row for row in as_dicts(snapshot, "word") if row["own"]] == [
        {"vocabulary": "kind", "id": "picnic", "label": "Picnic", "label_es": None, "meaning": "They ate outdoors."}
        | {"meaning_es": None, "own": True}
    ]
    (column,) = [one for one in DatasetTables(ExportedDataset(snapshot)).tables[5].columns if one.name == "kind"]
    assert column.choices[-2:] == ("anniversary", "picnic")


def test_lights_are_those_of_the_scorecards() -> None:
    snapshot = build_snapshot(
        event_toml("2021-05-04"), event_toml("2021-06-04"), event_toml("2020-05-04", kind="review")
    )
    lights = {row["year"]: row for row in as_dicts(snapshot, "light")}
    assert [(year, row["status"], row["why"], row["counted"]) for year, row in lights.items()] == [
        *((year, "red", "none", 0) for year in range(2015, 2020)),
        *((2020, "yellow", "weaker", 0), (2021, "green", "counts", 2), (2022, "red", "none", 0)),
    ]
    assert {row["as_of"] for row in lights.values()} == {"2022-12-31"}
    assert rows_of(snapshot)["light_event"] == [
        (2020, "talks-row", "2020-05-04-review", "weak", False, False),
        (2021, "talks-row", "2021-05-04-meeting", "full", False, False),
        (2021, "talks-row", "2021-06-04-meeting", "full", False, True),
    ]


def test_the_tables_are_described_once() -> None:
    make_record_tables.cache_clear()
    dataset = ExportedDataset(build_snapshot(event_toml("2022-05-04")))
    first, second = DatasetTables(dataset), DatasetTables(dataset)
    assert first.tables == second.tables
    assert make_record_tables.cache_info().misses == 1


def test_a_list_that_is_longer_in_translation_has_a_row_for_each_of_its_words() -> None:
    (tables,) = [one for one in make_record_tables(Terms(("en", "es"))) if one.kind == "institution"]
    record = {"lead_agencies": ["aa: One", "bb: Two"], "sources": ["book", "map#page 3"]}
    for spanish, expected in ((["aa: Uno"], ["aa: Uno", None]), (["1", "2", "3"], ["1", "2"])):
        found: Rows = defaultdict(list)
        tables.reader.add_rows({**record, "lead_agencies_es": spanish}, ("talks",), (), (), found)
        rows = [("talks", 1, "aa: One", expected[0]), ("talks", 2, "bb: Two", expected[1])]
        assert found["institution_lead_agency"] == rows
        assert found["institution_source"] == [("talks", 1, "book", None), ("talks", 2, "map", "page 3")]


def test_an_empty_text_is_one_that_was_left_out() -> None:
    (tables,) = [one for one in make_record_tables(Terms(("en", "es"))) if one.kind == "event"]
    record = {"id": "one", "title": "One", "title_es": "", "status": "", "edition_number": 0, "parties": ["aa"]}
    found: Rows = defaultdict(list)
    tables.reader.add_rows(record, ("one",), (), (), found)
    names = [column.name for column in tables.reader.table.columns]
    (row,) = found["event"]
    values = dict(zip(names, row, strict=False))
    assert (values["title_es"], values["status"], values["edition_number"]) == (None, "held", 0)


def test_small_batches_have_the_same_rows(us_mexico: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = rows_of(us_mexico)
    monkeypatch.setattr(table_rows, "_BATCH_RECORDS", 7)
    batches = list(DatasetTables(ExportedDataset(us_mexico)).batches())
    assert max(len(batch.get("event", ())) for batch in batches) == 7
    assert len(batches) > 70
    assert rows_of(us_mexico) == expected
