"""What an editor is told of a file: as strict as the models where a schema can be, and never stricter."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cbi_cli.dataset.load import load_dataset
from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.records.examples import load_examples
from cbi_cli.records.file_kinds import FILE_KINDS, FILE_KINDS_BY_NAME, FileKind, file_kind
from cbi_cli.records.json_schema import build_json_schema, schema_directive, schema_files
from tests.conftest import ROOT, US_MEXICO
from tests.rules.datasets import HERE, overlay_files

MEND = "cbi schema --output datasets/us-mexico/schemas"
TOML_FILES = {path.relative_to(US_MEXICO).as_posix(): path for path in sorted(US_MEXICO.rglob("*.toml"))}
# The plan of an annual report has no records.
FILES = {name: path for name, path in TOML_FILES.items() if path.name != "report.toml"}
CASES = sorted(path.relative_to(HERE) for path in HERE.glob("CBI*/*") if path.is_dir())
_UNREAD = {"CBI001", "CBI002", "CBI003", "CBI004"}

EVENT = """
[[event]]
id = "2022-10-13-talks"
start = 2022-10-13
title = "Talks"
kind = "meeting"
level = "cabinet"
edition_number = 2
parties = ["us", "mx"]
"""
TOPIC = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:cbi:schema:topic:3",
    "title": "topics.toml",
    "description": "Topic records of a cbi dataset, each a [[topic]] table",
    "type": "object",
    "properties": {
        "topic": {"description": "A subject of events.", "type": "array", "items": {"$ref": "#/$defs/Topic"}}
    },
    "additionalProperties": False,
    "$defs": {
        "Topic": {
            "title": "Topic",
            "description": "A subject of events.",
            "type": "object",
            "properties": {
                "id": {
                    "title": "Id",
                    "description": "Unique name used in events and editions",
                    "type": "string",
                    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                    "maxLength": 120,
                },
                "former_ids": {
                    "title": "Former ids",
                    "description": "Earlier ids; they resolve to this record forever",
                    "type": "array",
                    "items": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120},
                    "maxItems": 1000,
                },
                "label": {
                    "title": "Label",
                    "description": "Label in English",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 4000,
                },
                "label_es": {
                    "title": "Label (Spanish)",
                    "description": "Label in Spanish",
                    "type": "string",
                    "maxLength": 4000,
                },
                "note": {
                    "title": "Note",
                    "description": "What a reader should know, in our own words",
                    "type": "string",
                    "maxLength": 20000,
                },
                "note_es": {
                    "title": "Note (Spanish)",
                    "description": "The note in Spanish",
                    "type": "string",
                    "maxLength": 20000,
                },
            },
            "required": ["id", "label"],
            "additionalProperties": False,
            "examples": [{"id": "trade", "label": "Trade", "label_es": "Comercio"}],
        }
    },
}


def as_json(value: Any) -> Any:
    """TOML data as a validator sees them: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def validator(name: str) -> Draft202012Validator:
    """The validator of a file by its path; formats count, as they do in editors."""
    kind = file_kind(name)
    assert kind is not None
    return Draft202012Validator(build_json_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


def accepts(name: str, text: str) -> bool:
    """Whether the schema of a file accepts a text."""
    return bool(validator(name).is_valid(as_json(tomllib.loads(text))))


def tables(schema: Any) -> Iterator[dict[str, Any]]:
    """Every table that a schema describes, at any depth."""
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from tables(inner)
    if isinstance(schema, dict) and schema.get("type") == "object":
        yield schema


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_dataset_is_accepted(name: str) -> None:
    assert [one.message for one in validator(name).iter_errors(as_json(tomllib.loads(FILES[name].read_text())))] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_cbi_accepts_is_accepted(case: Path) -> None:
    files = overlay_files(HERE / case)
    dataset = load_dataset(files)
    faulty = {fault.file for fault in dataset.errors if fault.code.startswith("CBI1") or fault.code in _UNREAD}
    sound = [name for name in files if file_kind(name) and name not in faulty]
    assert sound
    for name in sound:
        assert validator(name).is_valid(as_json(dataset.documents[name].data)), name


@pytest.mark.parametrize(
    ("what", "was", "now"),
    [
        ("an unknown key", "level =", "levle ="),
        ("a wrong type", "edition_number = 2", 'edition_number = "2"'),
        ("an unknown kind", '"meeting"', '"sumit"'),
        ("a missing key", 'title = "Talks"\n', ""),
        ("a bad id", '"2022-10-13-talks"', '"2022-10-13 Talks"'),
        ("an empty title", '"Talks"', '""'),
        ("a wrong date", "start = 2022-10-13", 'start = "October 2022"'),
        ("a number out of range", "edition_number = 2", "edition_number = 0"),
        ("a list in place of text", '"Talks"', '["Talks"]'),
        ("an unknown table", "[[event]]", "[[events]]"),
        ("one table in place of many", "[[event]]", "[event]"),
        ("a time of day", "start = 2022-10-13", "start = 2022-10-13T10:00:00"),
        ("a month that is none", "start = 2022-10-13", 'start = "2022-13"'),
        ("an empty list", '["us", "mx"]', "[]"),
        ("a citation that cites nothing", 'level = "cabinet"', 'level = "cabinet"\nsources = ["#timeline"]'),
    ],
)
def test_a_fault_that_a_schema_can_see_is_refused_by_both(what: str, was: str, now: str) -> None:
    assert EVENT.count(was) == 1, what
    bad = EVENT.replace(was, now)
    assert accepts("events/2022.toml", EVENT)
    assert not accepts("events/2022.toml", bad)
    faults = [fault.code for fault in load_dataset({"events/2022.toml": bad.encode()}).errors if fault.code != "CBI003"]
    assert faults
    assert all("CBI101" <= code <= "CBI106" for code in faults)


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("dataset.toml", "schema = 3", "schema = 2"),
        ("dataset.toml", 'version = "1.', 'version = "v1.'),
        ("dataset.toml", "covers_until = 2023-12-31", 'covers_until = "March 2023"'),
        ("dataset.toml", '["en", "es"]', '["en", "FR"]'),
        ("editions/2022.toml", "percent = 56.0", "percent = 156.0"),
        ("editions/2022.toml", 'status = "red"', 'status = "orange"'),
        ("institutions.toml", 'type = "dialogue"', 'type = "dialog"'),
        ("institutions.toml", "cadence_years = 1", "cadence_years = 51"),
        ("indicators.toml", "per_direction = true", 'per_direction = "yes"'),
        ("sources.toml", 'url = "https:', 'url = "ftp:'),
        ("disputes.toml", 'record = "indicator"', 'record = "row"'),
        ("topics.toml", "label =", "lable ="),
    ],
)
def test_each_kind_of_file_has_its_own_limits(name: str, was: str, now: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")
    assert was in text
    assert not accepts(name, text.replace(was, now, 1))


@pytest.mark.parametrize("given", ["2022-10-13", '"2022-10-13"', '"2022-10"', '"2022"'])
def test_a_date_has_four_forms(given: str) -> None:
    assert accepts("events/2022.toml", EVENT.replace("2022-10-13\n", f"{given}\n"))


def test_a_whole_schema_by_hand() -> None:
    made = build_json_schema(FILE_KINDS_BY_NAME["topic"])
    assert made == TOPIC
    assert json.dumps(made) == json.dumps(TOPIC)


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.kind)
def test_each_schema_is_one_and_says_what_everything_means(kind: FileKind) -> None:
    made = build_json_schema(kind)
    Draft202012Validator.check_schema(made)
    found = list(tables(made))
    assert found
    assert all(one["additionalProperties"] is False and one["description"] for one in found)
    for key, field in ((key, field) for one in found for key, field in one["properties"].items()):
        assert field["description"], key
        assert field.get("title") or field["items"]["$ref"], key
    assert '"null"' not in json.dumps(made)


def test_the_names_of_the_schemas_differ() -> None:
    assert len({build_json_schema(kind)["$id"] for kind in FILE_KINDS}) == len(FILE_KINDS) == 11


def test_words_of_a_closed_list_and_defaults_are_told() -> None:
    fields = build_json_schema(FILE_KINDS_BY_NAME["event"])["$defs"]["Event"]["properties"]
    assert fields["status"]["enum"] == ["held", "planned", "postponed", "cancelled"]
    assert (fields["status"]["default"], fields["mode"]["default"]) == ("held", "unknown")
    assert "default" not in fields["place"]
    assert list(fields)[-2:] == ["note", "note_es"]


def part_of(cut: Any, whole: Any) -> bool:
    """Whether a value is another one without some keys and items."""
    if isinstance(cut, dict):
        return all(key in whole and part_of(item, whole[key]) for key, item in cut.items())
    if isinstance(cut, list):
        return all(any(part_of(item, one) for one in whole) for item in cut)
    return bool(cut == whole)


def records(name: str) -> list[Any]:
    """The records of the dataset's files of one kind."""
    kind = FILE_KINDS_BY_NAME[name]
    found = [as_json(tomllib.loads(path.read_text())) for file, path in FILES.items() if file_kind(file) == kind]
    return [record for data in found for record in data[name]] if kind.has_many_records else found


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.kind)
def test_each_kind_has_an_example_out_of_the_dataset(kind: FileKind) -> None:
    example = load_examples()[kind.model.__name__]
    made = build_json_schema(kind)
    shown = made["$defs"][kind.model.__name__] if kind.has_many_records else made
    assert shown["examples"] == [example]
    # The withdrawn record is made up, and so is the release: the dataset has only had its first one.
    assert any(part_of(example, record) for record in records(kind.kind)) is (kind.kind not in ("withdrawn", "release"))
    days = {
        "dataset": {"released": date(2026, 11, 24), "covers_until": date(2023, 12, 31)},
        "withdrawn": {"date": date(2026, 11, 29)},
        "release": {"date": date(2026, 12, 1)},
    }
    dated = {**example, **days.get(kind.kind, {})}
    assert validate_record(kind.model, dated, "x.toml", ())[1] == ()


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.kind)
def test_every_example_fits_its_own_schema(kind: FileKind) -> None:
    made = build_json_schema(kind)
    for table in tables(made):
        for example in table.get("examples", ()):
            assert Draft202012Validator({**table, "$defs": made.get("$defs", {})}).is_valid(example)


def test_the_schemas_of_the_dataset_are_current() -> None:
    there = {path.relative_to(US_MEXICO).as_posix(): path.read_bytes() for path in US_MEXICO.rglob("*.json")}
    assert there == schema_files(), f"mend with: {MEND}"


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_dataset_names_its_schema(name: str) -> None:
    first = FILES[name].read_text(encoding="utf-8").splitlines()[0]
    assert f"{first}\n" == schema_directive(name), f"{name} must begin with {schema_directive(name)}"
    target = (FILES[name].parent / first.removeprefix("#:schema ")).resolve()
    assert target.is_file()
    assert target.parent == ROOT / "datasets" / "us-mexico" / "schemas"


def test_the_line_is_a_path_from_the_file() -> None:
    assert schema_directive("dataset.toml") == "#:schema ./schemas/dataset.schema.json\n"
    assert schema_directive("events/2022.toml") == "#:schema ../schemas/event.schema.json\n"
    with pytest.raises(ValueError, match=r"notes\.toml is not a file of a dataset"):
        schema_directive("notes.toml")
