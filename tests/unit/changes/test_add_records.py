"""Records of any kind are added in one change; the bytes expected are written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.changes.add_event import EventDetails, plan_add_event
from cbi_cli.changes.add_records import plan_add_records
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.records.new_record import NewRecord
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import session_at
from tests.datasets import SOURCES, dataset_files, event_toml
from tests.repositories import write_files

EVENT: dict[str, Any] = {
    "start": PartialDate(2022, 3, 2),
    "title": "Talks in March",
    "kind": "meeting",
    "level": "cabinet",
    "institutions": ("talks",),
    "parties": ("aa", "bb"),
    "sources": ("paper",),
}
EVENT_TOML = """[[event]]
id = "2022-03-02-talks"
start = 2022-03-02
title = "Talks in March"
kind = "meeting"
level = "cabinet"
institutions = ["talks"]
parties = ["aa", "bb"]
sources = ["paper"]
"""
RECORDS = [
    NewRecord("event", "2022-03-02-talks", EVENT),
    NewRecord("topic", "water", {"label": "Water"}),
    NewRecord("source", "paper", {"title": "A paper", "url": "", "published": PartialDate(2022, 4)}),
    NewRecord("source", "letter", {"title": "A letter"}),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04")))
    return tmp_path


def plan(root: Path, *records: NewRecord) -> Any:
    return plan_add_records(session_at(DatasetLocation(root, "folder")), records)


def test_events_and_what_they_refer_to_in_one_change(root: Path) -> None:
    old = (root / "events" / "2022.toml").read_text()
    change = plan(root, *RECORDS)
    assert [(one.code, one.record) for one in change.new_findings] == [("CBI404", "letter")]
    assert [file.path for file in change.files] == ["topics.toml", "sources.toml", "events/2022.toml"]
    assert [(one.kind, one.file) for one in change.details.records] == [
        ("event", "events/2022.toml"),
        ("topic", "topics.toml"),
        ("source", "sources.toml"),
        ("source", "sources.toml"),
    ]
    assert change.details.records[0].toml == EVENT_TOML
    change.apply()
    assert (root / "events" / "2022.toml").read_text() == EVENT_TOML + "\n" + old
    assert (root / "topics.toml").read_text() == '[[topic]]\nid = "water"\nlabel = "Water"\n'
    added = '\n[[source]]\nid = "paper"\ntitle = "A paper"\npublished = "2022-04"\n'
    # In the order of their ids, so that others who add sources rarely change the same lines.
    assert (root / "sources.toml").read_text() == SOURCES + '\n[[source]]\nid = "letter"\ntitle = "A letter"\n' + added
    assert session_at(DatasetLocation(root, "folder")).findings == change.findings_after


def test_a_new_indicator_has_an_effect(root: Path) -> None:
    fields = {"label": "Reviews", "sources": ("book",), "rule": {"kinds": ("meeting",), "institutions": ("talks",)}}
    change = plan(root, NewRecord("indicator", "reviews", fields))
    assert change.new_findings == ()
    rows = {(card.year, row.indicator, row.after.light) for card in change.impact.all_cards for row in card.rows}
    assert {(2021, "reviews", "green"), (2022, "reviews", "green")} <= rows


@pytest.mark.parametrize(
    ("status", "known", "day"),
    [(("held", "planned"), "2023-02-01", "2023-02-01"), (("planned", "planned"), "2023-02-01", "2024-02-01")],
)
def test_the_effect_holds_for_the_day_on_which_what_was_held_is_known(
    root: Path, status: tuple[str, str], known: str, day: str
) -> None:
    starts = (PartialDate.parse(known), PartialDate(2024, 2, 1))
    events = [
        NewRecord("event", f"{start}-new", {**EVENT, "start": start, "sources": ("book",), "status": one})
        for start, one in zip(starts, status, strict=True)
    ]
    change = plan(root, *events)
    assert change.new_errors == ()
    assert change.impact.day.isoformat() == day


def test_an_edition_is_a_file_of_its_own(root: Path) -> None:
    row = {"indicator": "talks-row", "label": "Talks", "status": "green", "text": "Held"}
    fields = {"year": 2022, "title": "The report", "published": PartialDate(2023, 3, 1), "source": "book", "row": [row]}
    change = plan(root, NewRecord("edition", "2022", fields))
    assert change.new_errors == ()
    change.apply()
    assert (root / "editions" / "2022.toml").read_text() == (
        'year = 2022\ntitle = "The report"\npublished = 2023-03-01\nsource = "book"\n\n'
        '[[row]]\nindicator = "talks-row"\nlabel = "Talks"\nstatus = "green"\ntext = "Held"\n'
    )
    with pytest.raises(CbiError, match="already"):
        plan(root, NewRecord("edition", "2022", fields))


def test_a_field_that_the_kind_does_not_have(root: Path) -> None:
    with pytest.raises(CbiError, match="no field `name`") as caught:
        plan(root, NewRecord("topic", "water", {"name": "Water"}))
    assert "label" in caught.value.hint


def test_an_id_that_is_taken_is_an_error_and_nothing_is_written(root: Path) -> None:
    change = plan(root, NewRecord("source", "book", {"title": "Another book"}))
    assert [one.code for one in change.new_errors] == ["CBI201"]
    with pytest.raises(CbiError, match="CBI201"):
        change.apply()


def test_an_event_is_described_with_its_file_its_text_and_what_it_may_repeat(root: Path) -> None:
    session = session_at(DatasetLocation(root, "folder"))
    change = plan_add_event(session, {**EVENT, "start": PartialDate(2022, 5, 4), "sources": ("book",)})
    text = EVENT_TOML.replace("2022-03-02", "2022-05-04").replace("paper", "book").replace("2022-05-04-talks", "{}")
    new_id = "2022-05-04-talks-march"
    assert change.details == EventDetails(
        new_id, "events/2022.toml", text.format(new_id), ("2022-05-04-meeting",), date(2022, 12, 31)
    )
