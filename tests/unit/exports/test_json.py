"""All records as one JSON document, and as lines."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import jsonschema
import pytest

from cbi_cli.exports import records
from cbi_cli.exports.json import json_parts, ndjson_lines
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.records.json_schema import build_json_schema
from tests.conftest import US_MEXICO
from tests.datasets import EDITION, build_snapshot, event_toml
from tests.hostile.datasets import files_with
from tests.hostile.texts import find_dangers
from tests.unit.exports.conftest import HOSTILE


def document_of(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(json_parts(snapshot)))
    return found


def test_the_document_has_every_record_of_every_kind() -> None:
    """A small dataset word for word; the status, which nobody wrote, is there."""
    snapshot = build_snapshot(event_toml("2021-05-04"), event_toml("2022", kind="review"), edition_2022=EDITION)
    document = document_of(snapshot)
    assert list(document) == ["schema", "dataset", "as_of", "records"]
    assert document["schema"] == "cbi/dataset/1"
    assert document["dataset"] == {"id": "ab", "version": "1.0.0"}
    assert document["as_of"] == "2022-12-31"
    counts = {kind: len(found) for kind, found in document["records"].items() if found}
    assert counts == {"dataset": 1, "institution": 1, "indicator": 1, "source": 1, "event": 2, "edition": 1}
    assert document["records"]["event"][0] == {
        "id": "2021-05-04-meeting",
        "start": "2021-05-04",
        "title": "Event 2021-05-04 ",
        "kind": "meeting",
        "level": "cabinet",
        "institutions": ["talks"],
        "parties": ["aa", "bb"],
        "status": "held",
        "mode": "unknown",
        "sources": ["book"],
    }
    # The basis of a coverage is taken for granted too, in a table inside its record.
    assert document["records"]["indicator"][0]["coverage"] == [
        {"from": 2015, "to": 2022, "source": "book", "basis": "searched"}
    ]


def test_no_field_of_a_file_is_lost(us_mexico: Snapshot) -> None:
    """Each event of 2022 has all that its file says, read by another parser."""
    exported = {event["id"]: event for event in document_of(us_mexico)["records"]["event"]}
    written = tomllib.loads((US_MEXICO / "events" / "2022.toml").read_text(encoding="utf-8"))["event"]
    assert len(written) > 50
    for event in written:
        texts = json.loads(json.dumps(event, default=str))
        assert exported[event["id"]].items() >= texts.items()


def test_fields_are_left_out_unless_that_means_something() -> None:
    """What docs/export.md names, and nothing else."""
    found: set[str] = set()
    for kind in FILE_KINDS:
        defaults = records._find_defaults(kind.model)
        found |= {f"{kind.kind}.{key}" for key in defaults.values}
        for name, table in defaults.tables.items():
            found |= {f"{kind.kind}.{name}.{key}" for key in table.values}
    assert found == {
        "event.status",
        "event.mode",
        "source.language",
        "institution.coverage.basis",
        "indicator.coverage.basis",
        "dataset.layout.events",
    }


def schema_errors(document: dict[str, Any]) -> list[str]:
    """What a foreign reader finds wrong with the records, by the schemas of the files that they come from."""
    errors: list[str] = []
    for kind in FILE_KINDS:
        records = document["records"][kind.kind]
        instances = [{kind.kind: records}] if kind.has_many_records else records
        validator = jsonschema.Draft202012Validator(build_json_schema(kind))
        for instance in instances:
            errors += [f"{kind.kind}: {error.message}" for error in validator.iter_errors(instance)]
    return errors


def test_every_record_is_valid_by_the_schema_of_its_kind(us_mexico: Snapshot) -> None:
    document = document_of(us_mexico)
    assert schema_errors(document) == []
    # Two planted faults.
    document["records"]["event"][0]["status"] = "cancled"
    del document["records"]["source"][0]["title"]
    assert len(schema_errors(document)) == 2


def test_lines_have_the_same_records_as_the_document(us_mexico: Snapshot) -> None:
    lines = [json.loads(line) for line in ndjson_lines(us_mexico)]
    assert lines[0]["kind"] == "dataset"
    by_kind: dict[str, list[Any]] = {kind: [] for kind in document_of(us_mexico)["records"]}
    for line in lines:
        assert list(line) == ["kind", "record"]
        by_kind[line["kind"]].append(line["record"])
    assert by_kind == document_of(us_mexico)["records"]


def test_batches_lose_and_repeat_no_event(us_mexico: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = list(records.iter_records(us_mexico, "event"))
    for size in (1, 7, len(at_once)):
        monkeypatch.setattr(records, "BATCH", size)
        assert list(records.iter_records(us_mexico, "event")) == at_once


def test_hostile_texts_come_back_unchanged_and_are_harmless_on_a_terminal(hostile: Snapshot) -> None:
    text = "".join(json_parts(hostile))
    assert find_dangers(text) == set()
    written = tomllib.loads(files_with(HOSTILE)["events/2022.toml"].decode())["event"]
    exported = json.loads(text)["records"]["event"]
    titles = {event["id"]: event["title"] for event in exported}
    assert [titles[event["id"]] for event in written] == HOSTILE
    lines = [json.loads(line) for line in ndjson_lines(hostile)]
    names = [line["record"]["title"] for line in lines if line["kind"] == "source"]
    assert set(names) == set(HOSTILE)
