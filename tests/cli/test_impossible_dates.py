"""A date that the calendar does not have is refused wherever one is read: by the schemas, in files and in options."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from cbi_cli.core.dates import PartialDate
from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.json_schema import build_json_schema
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

NO_MONTH_OR_DAY = ("2022-00", "2022-13", "2022-00-00", "2022-00-13", "2022-13-01", "2022-07-00", "2022-07-32")
SEEN_BY_A_SCHEMA = (
    *(*NO_MONTH_OR_DAY, "2022-99-99"),
    *("2022-1", "2022-10-1", "22-10-13", "02022", "2022-", "2022-10-", "-2022", "2022/10/13", "٢٠٢٢"),
)
BEYOND_A_SCHEMA = ("0000", "0000-01", "0000-01-01", "2022-02-29", "2022-02-30", "2022-04-31", "1900-02-29")
IMPOSSIBLE = (*SEEN_BY_A_SCHEMA, *BEYOND_A_SCHEMA)
POSSIBLE = ("0001", "9999-12-31", "2022", "2022-01", "2022-12", "2022-01-01", "2022-12-31", "2024-02-29", "2000-02-29")
EVENT = {"id": "x", "title": "X", "kind": "meeting", "level": "cabinet", "parties": ["aa"], "sources": ["book"]}


def refused_by_schema(text: str) -> bool:
    """Whether the schema of event files refuses it as the start of an event."""
    check = jsonschema.Draft202012Validator(build_json_schema(FILE_KINDS_BY_NAME["event"]))
    return not check.is_valid({"event": [EVENT | {"start": text}]})


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_no_file_and_no_function_takes_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)
    found = validate_record(Event, EVENT | {"start": text}, "x.toml", ())
    assert [one.path for one in found.errors] == [("start",)]
    assert {one.code for one in found.errors} <= {"CBI103", "CBI105"}


@pytest.mark.parametrize("text", SEEN_BY_A_SCHEMA)
def test_no_schema_takes_it(text: str) -> None:
    assert refused_by_schema(text)


@pytest.mark.parametrize("text", POSSIBLE)
def test_a_date_of_the_calendar_is_taken_by_all(text: str) -> None:
    assert str(PartialDate.parse(text)) == text
    assert validate_record(Event, EVENT | {"start": text}, "x.toml", ()).errors == ()
    assert not refused_by_schema(text)


@pytest.mark.parametrize("text", [*NO_MONTH_OR_DAY, *BEYOND_A_SCHEMA])
@pytest.mark.parametrize(
    "words",
    [
        ("scorecard", "2022", "--as-of"),
        ("timeline", "--since"),
        ("timeline", "--until"),
        ("gaps", "--as-of"),
        ("add-event", "--no-input", "--start"),
        ("add-event", "--no-input", "--start", "2022-05-01", "--end"),
    ],
)
def test_no_option_takes_it(words: tuple[str, ...], text: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    before = (tmp_path / "events/2022.toml").read_bytes()
    result = cli(*words, text, folder=tmp_path)
    assert result.code == 2
    assert text in result.err
    assert (tmp_path / "events/2022.toml").read_bytes() == before
