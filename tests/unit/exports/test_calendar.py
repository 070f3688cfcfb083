"""Events as a calendar, read by icalendar."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import icalendar
import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.dates import PartialDate
from cbi_cli.exports import published_events
from cbi_cli.exports.calendar import event_calendar, expected_calendar
from cbi_cli.exports.publication import Publication, RecordHistory
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from cbi_cli.views import common as views
from tests.datasets import TALKS_ROW, build_snapshot, dataset_files, event_toml
from tests.hostile.texts import REJECTED_TEXTS, expected_text, find_dangers
from tests.unit.exports.conftest import DAY, HOSTILE, page_address

PLACE = Publication(DAY, "https://example.org/", page_address)
EN, ES = get_translator("en"), get_translator("es")


def calendar_text(snapshot: Snapshot, publication: Publication = PLACE, institution: str = "") -> str:
    return "".join(event_calendar(snapshot, publication, EN, institution))


def read(text: str) -> Any:
    """What icalendar makes of a text; its types say less than a test needs."""
    return icalendar.Calendar.from_ical(text)


def entries_of(text: str) -> list[Any]:
    return list(read(text).walk("VEVENT"))


def find_problems(text: str) -> set[str]:
    """What a strict program would not take: the checks that a planted fault has to turn red."""
    problems: set[str] = set()
    lines = text.encode().split(b"\r\n")
    if lines[-1] != b"" or any(b"\n" in line or b"\r" in line for line in lines):
        problems.add("line ends")
    if max(map(len, lines)) > 75:
        problems.add("long line")
    try:
        for line in lines:
            line.decode()
    except UnicodeDecodeError:
        problems.add("cut character")
    entries = entries_of(text)
    uids = [entry["UID"] for entry in entries]
    if len(set(uids)) != len(uids):
        problems.add("uid")
    for entry in entries:
        if not {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "TRANSP"} <= set(entry) or entry.errors:
            problems.add("properties")
        elif type(entry.decoded("DTSTART")) is not date or entry.start >= entry.end:
            problems.add("days")
    return problems


def test_an_entry_word_for_word() -> None:
    snapshot = build_snapshot(event_toml("2022-06-07", "end = 2022-06-10", 'note = "A, b; c."'))
    assert calendar_text(snapshot).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cbi//ab//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Interactions between A and B",
        "X-WR-CALNAME:Interactions between A and B",
        "DESCRIPTION:All events whose day is known.",
        "X-WR-CALDESC:All events whose day is known.",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "BEGIN:VEVENT",
        "UID:2022-06-07-meeting@ab.cbi",
        "DTSTAMP:20240229T000000Z",
        "LAST-MODIFIED:20240229T000000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20220607",
        "DTEND;VALUE=DATE:20220611",
        "SUMMARY:Event 2022-06-07 ",
        "DESCRIPTION:Kind: meeting\\nLevel: cabinet\\nInstitutions: The Talks\\nA\\, b\\;",
        "  c.\\nId: 2022-06-07-meeting",
        "CATEGORIES:meeting",
        "URL:https://example.org/en/event/2022-06-07-meeting.html",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_shipped_dataset_is_read_without_problems(us_mexico: Snapshot) -> None:
    """Every event with exact days is there once, with these days, in both languages."""
    rows = us_mexico.rows("SELECT id, start_text, end_text FROM event")
    days: dict[str, tuple[date, date]] = {}
    for row in rows:
        first, last = PartialDate.parse(row["start_text"]), PartialDate.parse(row["end_text"] or row["start_text"])
        if first.is_full and last.is_full:
            days[row["id"]] = (first.first, last.last)
    assert 0 < len(days) < len(rows)
    for tr in (EN, ES):
        text = "".join(event_calendar(us_mexico, PLACE, tr))
        assert find_problems(text) == set()
        found = {}
        for entry in entries_of(text):
            last_day = date.fromordinal(entry.end.toordinal() - 1)
            found[str(entry["URL"]).rpartition("/")[2].removesuffix(".html")] = (entry.start, last_day)
        assert found == days
        left_out = str(len(rows) - len(days))
        assert left_out in read(text)["X-WR-CALDESC"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("UID:2022-01-02-meeting@", "UID:2022-01-01-meeting@", "uid"),
        ("DTSTART;VALUE=DATE:20220102", "DTSTART:20220102T000000Z", "days"),
        ("DTEND;VALUE=DATE:20220103", "DTEND;VALUE=DATE:20220102", "days"),
        ("STATUS:CONFIRMED\r\n", "", "properties"),
        ("\r\n", "\n", "line ends"),
        ("\r\n ", "", "long line"),
    ],
)
def test_a_planted_fault_is_found(old: str, new: str, problem: str) -> None:
    text = calendar_text(build_snapshot(event_toml("2022-01-01"), event_toml("2022-01-02")))
    assert find_problems(text) == set()
    assert old in text
    assert problem in find_problems(text.replace(old, new))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_the_same_in_every_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fourteen hours before and eleven hours behind: no day is short, long or moved."""
    snapshot = build_snapshot(event_toml("2022-02-28", "end = 2022-03-01"), event_toml("2020-12-31"))
    expected = calendar_text(snapshot)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        text = calendar_text(snapshot)
        days = [(entry.start, entry.end) for entry in entries_of(text)]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert text == expected
    assert days == [(date(2020, 12, 31), date(2021, 1, 1)), (date(2022, 2, 28), date(2022, 3, 2))]


def test_an_event_keeps_its_uid_when_it_is_renamed_and_tells_of_its_changes() -> None:
    renamed = event_toml(
        "2022-05-06", 'id = "2022-05-06-meeting"', 'former_ids = ["2022-05-05-meeting", "2022-05-04-talk"]'
    )
    histories = {("event", "2022-05-06-meeting"): RecordHistory(date(2023, 1, 2), date(2023, 8, 9), 2)}
    (entry,) = entries_of(calendar_text(build_snapshot(renamed), PLACE._replace(histories=histories)))
    assert entry["UID"] == "2022-05-05-meeting@ab.cbi"
    assert entry["SEQUENCE"] == 2
    assert entry.decoded("LAST-MODIFIED").date() == date(2023, 8, 9)
    assert entry.decoded("DTSTAMP").date() == DAY


def test_an_event_that_was_not_held_says_so() -> None:
    snapshot = build_snapshot(
        event_toml("2022-01-01"),
        event_toml("2022-01-02", 'status = "planned"'),
        event_toml("2022-01-03", 'status = "postponed"'),
        event_toml("2022-01-04", 'status = "cancelled"'),
    )
    found = [(entry["STATUS"], entry["SUMMARY"].partition(":")[0]) for entry in entries_of(calendar_text(snapshot))]
    assert found == [
        ("CONFIRMED", "Event 2022-01-01 "),
        ("TENTATIVE", "Planned"),
        ("CANCELLED", "Postponed"),
        ("CANCELLED", "Cancelled"),
    ]


def test_partial_dates_are_left_out_and_counted() -> None:
    snapshot = build_snapshot(
        event_toml("2022-01-01"), event_toml("2021-03"), event_toml("2020"), event_toml("2019-01-01", 'end = "2019-02"')
    )
    text = calendar_text(snapshot)
    assert [entry.start for entry in entries_of(text)] == [date(2022, 1, 1)]
    description = read(text)["X-WR-CALDESC"]
    assert description.endswith(" 3 events of which only the month or the year is known are left out.")


def test_the_calendar_of_an_institution_has_its_events_alone() -> None:
    snapshot = build_snapshot(
        event_toml("2022-01-01"), event_toml("2022-01-02", "institutions = []"), event_toml("2021")
    )
    text = calendar_text(snapshot, institution="talks")
    assert [entry.start for entry in entries_of(text)] == [date(2022, 1, 1)]
    calendar = read(text)
    assert calendar["X-WR-CALNAME"] == "The Talks – Interactions between A and B"
    assert "1 event of which" in calendar["X-WR-CALDESC"]


def test_batches_lose_and_repeat_no_event(us_mexico: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = calendar_text(us_mexico)
    monkeypatch.setattr(published_events, "_BATCH", 3)
    assert calendar_text(us_mexico) == at_once


def test_what_is_expected_is_tentative_and_on_the_last_day_in_time() -> None:
    """Held in 2022 and covered until its end: due again by the end of 2023."""
    text = "".join(expected_calendar(build_snapshot(event_toml("2022-05-04")), PLACE, EN))
    assert find_problems(text) == set()
    (entry,) = entries_of(text)
    assert (entry.start, entry.end) == (date(2023, 12, 31), date(2024, 1, 1))
    assert (entry["UID"], entry["STATUS"]) == ("expected-talks-row-2023@ab.cbi", "TENTATIVE")
    assert entry["SUMMARY"] == "Due by the end of 2023: Talks"
    assert entry["DESCRIPTION"] == "Expected because it is held every year."
    assert entry["URL"] == "https://example.org/en/series/talks-row.html"


def expected_uids(*tables: str, **files: str) -> list[str]:
    text = "".join(expected_calendar(build_snapshot(*tables, **files), PLACE, EN))
    return [entry["UID"] for entry in entries_of(text)]


def test_what_is_expected_keeps_its_uid_when_its_series_is_renamed() -> None:
    event = event_toml("2022-05-04")
    renamed = TALKS_ROW.replace('id = "talks-row"', 'id = "talks-now"\nformer_ids = ["talks-row", "talks-then"]')
    assert expected_uids(event, indicators=renamed) == ["expected-talks-row-2023@ab.cbi"]


def test_the_last_day_of_the_calendar_has_no_day_after() -> None:
    """The checks refuse such a year among others; should it come all the same, the entry has one day."""
    dataset, _ = validate_files(dataset_files(event_toml("9999-12-31", 'status = "planned"')), DAY)
    text = calendar_text(build_from_dataset(dataset))
    assert "DTSTART;VALUE=DATE:99991231\r\nSUMMARY" in text


def test_addresses_that_are_no_links_are_left_out() -> None:
    elsewhere = PLACE._replace(address_of=lambda kind, record_id: f"javascript:{kind}:{record_id}")
    snapshot = build_snapshot(event_toml("2022-01-01"))
    assert "URL" not in calendar_text(snapshot, elsewhere)
    assert "URL" not in calendar_text(snapshot, Publication(DAY))


def test_hostile_texts_come_back_unchanged(hostile: Snapshot) -> None:
    text = calendar_text(hostile)
    assert find_problems(text) == set()
    assert find_dangers(text) == set()
    titles = [str(entry["SUMMARY"]).removeprefix("Planned: ") for entry in entries_of(text)]
    assert titles[: len(HOSTILE)] == HOSTILE


def test_hostile_names_come_back_unchanged(hostile: Snapshot) -> None:
    """The names of institutions and notes in their calendars, and the labels of series in what is expected."""
    for number, text in enumerate(HOSTILE):
        entry = entries_of(calendar_text(hostile, institution=f"talks-{number}"))[0]
        assert f"\nInstitutions: {text}\n{text}\nId: " in entry["DESCRIPTION"]
    expected = "".join(expected_calendar(hostile, PLACE, EN))
    assert find_problems(expected) == set()
    labels = {str(entry["SUMMARY"]).partition(": ")[2] for entry in entries_of(expected)}
    assert len(labels) > 10
    assert labels <= set(HOSTILE)


@pytest.mark.parametrize("name", REJECTED_TEXTS)
def test_a_text_that_no_calendar_can_carry_is_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks refuse such texts; should one come all the same, no line is broken by it."""
    monkeypatch.setattr(published_events.EventTexts, "title", lambda *_: REJECTED_TEXTS[name])
    text = calendar_text(build_snapshot(event_toml("2022-01-01")))
    assert find_problems(text) == set()
    (entry,) = entries_of(text)
    assert entry["SUMMARY"] == expected_text(REJECTED_TEXTS[name], tab="\t")


def test_a_word_of_many_events_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    look_up = views.word_label

    def count(*arguments: Any) -> str:
        asked.append(arguments[2:])
        return look_up(*arguments)

    monkeypatch.setattr(published_events, "word_label", count)
    events = [event_toml(f"2022-05-0{day}", kind="review") for day in range(1, 6)]
    text = calendar_text(build_snapshot(*events))
    assert (text.count("Kind: review"), text.count("CATEGORIES:review")) == (5, 5)
    assert sorted(asked) == [("kind", "review"), ("level", "cabinet")]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("x" * 67, ["SUMMARY:" + "x" * 67]),
        ("x" * 68, ["SUMMARY:" + "x" * 67, " x"]),
        ("x" * 66 + "é", ["SUMMARY:" + "x" * 66, " é"]),
    ],
)
def test_a_line_is_folded_after_75_octets(title: str, lines: list[str]) -> None:
    text = calendar_text(build_snapshot(event_toml("2022-05-04", f'title = "{title}"')))
    (_, after) = text.split("SUMMARY", 1)
    found = f"SUMMARY{after}".split("\r\n")[: len(lines)]
    assert found == lines
