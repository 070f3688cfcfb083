"""Random small datasets, and the rows of the reports' SQL worked out from what was drawn, by nothing of the program."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from hypothesis import strategies as st

from cbi_cli.index.snapshot import Snapshot
from tests.datasets import TALKS, build_snapshot, event_toml

PUBLISHED = date(2023, 3, 1)
INSTITUTIONS = f"""{TALKS}
[[institution]]
id = "board"
name = "The Board"
type = "organization"
parties = ["aa", "bb"]
cadence_years = 2
sources = ["book"]
"""
INDICATORS = """
[[indicator]]
id = "talks-row"
label = "Talks"
sources = ["book"]
rule = { kinds = ["meeting"], institutions = ["talks"] }
weaker = [
  { kinds = ["review"], institutions = ["talks"], reason = "only a review" },
  { kinds = ["meeting"], institutions = ["talks"], statuses = ["planned"], reason = "only planned" },
]

[[indicator]]
id = "visits-row"
label = "Visits"
per_direction = true
sources = ["book"]
rule = { kinds = ["visit"], levels = ["cabinet"] }
weaker = [{ kinds = ["visit"], levels = ["deputy"], reason = "a lower level" }]
"""
EDITION = """
year = 2022
title = "The report"
published = 2023-03-01
source = "book"

[[row]]
indicator = "talks-row"
label = "Talks"
status = "red"
text = "None"
"""


class DrawnEvent(NamedTuple):
    """An event as it was drawn; ``travel`` is guest and host, or None where nobody traveled."""

    start: str
    kind: str
    level: str
    status: str
    institutions: tuple[str, ...]
    travel: tuple[str, str] | None
    number: int = 0
    admitted: bool = False

    @property
    def id(self) -> str:
        """Its id in the dataset."""
        return f"{self.start}-n{self.number}"

    @property
    def year(self) -> int:
        """The year of its start."""
        return int(self.start[:4])

    @property
    def first(self) -> date:
        """The first day that its start can mean."""
        return date.fromisoformat(self.start + "-01-01"[len(self.start) - 4 :])

    @property
    def known(self) -> date:
        """The last day that its start can mean."""
        parts = [int(part) for part in self.start.split("-")]
        if len(parts) == 3:
            return self.first
        month = parts[1] if len(parts) == 2 else 12
        return date(parts[0], month, monthrange(parts[0], month)[1])

    @property
    def order(self) -> tuple[date, date, str]:
        """Its place among the others: the closer known first, then by id."""
        return self.first, self.known, self.id


DAYS = st.one_of(
    st.sampled_from([date(2022, 12, 31), date(2023, 3, 31)]), st.dates(date(2022, 3, 1), date(2023, 8, 31))
)
"""Days of a report, with some events before and some after them."""

YEARS = st.sampled_from([2022, 2022, 2022, 2021, 2023])
_STARTS = st.dates(date(2021, 7, 1), date(2023, 8, 31))
_START = st.tuples(_STARTS, st.sampled_from([10, 10, 10, 7, 4])).map(lambda one: one[0].isoformat()[: one[1]])
_EVENT = st.builds(
    DrawnEvent,
    start=_START,
    kind=st.sampled_from(["meeting", "visit", "visit", "review"]),
    level=st.sampled_from(["cabinet", "cabinet", "deputy"]),
    status=st.sampled_from(["held", "held", "held", "held", "planned", "cancelled"]),
    institutions=st.sampled_from([("talks",), ("board",), ("talks", "board"), ()]),
    travel=st.sampled_from([None, ("aa", "bb"), ("bb", "aa")]),
    admitted=st.booleans(),
)
EVENTS = st.lists(_EVENT, min_size=8, max_size=16).map(
    lambda drawn: [one._replace(number=number) for number, one in enumerate(drawn)]
)


def make_snapshot(events: Sequence[DrawnEvent]) -> Snapshot:
    """A store of the drawn events; the edition of 2022 admits those that it may."""
    admissions = "".join(
        f'[[admission]]\nindicator = "{row}"\nevent = "{one.id}"\nreason = "why {one.id}"\nsource = "book"\n'
        for one, row in admitted_events(events)
    )
    texts = {"indicators": INDICATORS, "institutions": INSTITUTIONS, "edition_2022": EDITION + admissions}
    return build_snapshot(*(_to_toml(one) for one in events), **texts)


def admitted_events(events: Iterable[DrawnEvent]) -> list[tuple[DrawnEvent, str]]:
    """The events that the edition admits, each with its row: only what was held elsewhere and counts in full."""
    return [
        (one, row)
        for one in events
        for row in ("talks-row", "visits-row")
        if one.admitted and one.year != 2022 and one.first <= PUBLISHED and match_strength(one, row) == ("full", None)
    ]


def match_strength(one: DrawnEvent, row: str) -> tuple[str, int | None] | None:
    """How an event stands to a row, and by which weaker rule."""
    if row == "talks-row" and "talks" in one.institutions:
        told = {
            ("meeting", "held"): ("full", None),
            ("review", "held"): ("weak", 0),
            ("meeting", "planned"): ("weak", 1),
        }
        return told.get((one.kind, one.status))
    if row == "visits-row" and (one.kind, one.status) == ("visit", "held"):
        return {"cabinet": ("full", None), "deputy": ("weak", 0)}[one.level]
    return None


SqlRow = tuple[object, ...]


def scorecard_rows(events: Sequence[DrawnEvent], year: int, day: date, strict: bool) -> list[SqlRow]:
    """Indicator, strength, weaker rule, direction, admitted, reason, count and id of each row of the SQL."""
    rows: list[tuple[tuple[object, ...], SqlRow]] = []
    for indicator in ("talks-row", "visits-row"):
        extra = [one for one, row in admitted_events(events) if row == indicator and year == 2022 and not strict]
        for wanted in ("full", "weak"):
            found = [
                one
                for one in events
                if (one.year == year or one in extra)
                and one.known <= day
                and (match_strength(one, indicator) or ("",))[0] == wanted
            ]
            for one in _latest_events(found, by_travel=indicator == "visits-row"):
                weaker = (match_strength(one, indicator) or ("", None))[1]
                reason = f"why {one.id}" if one in extra else None
                told = (indicator, wanted, weaker, _direction(one), int(one in extra), reason, len(found), one.id)
                rows.append(((indicator, wanted, one.order), told))
    return [told for _, told in sorted(rows, key=lambda row: row[0])]


def gaps_rows(events: Sequence[DrawnEvent], day: date) -> list[SqlRow]:
    """Series, year and id of each row of the gaps' SQL: the first and the last event of each year."""
    rows: list[SqlRow] = []
    for series in ("board", "talks-row", "visits-row"):
        known = [one for one in events if one.known <= day and _is_of_series(one, series)]
        for year in sorted({one.year for one in known}):
            held = sorted((one for one in known if one.year == year), key=lambda one: one.order)
            rows += [(series, year, one.id) for one in (held[:1] + held[-1:] if len(held) > 1 else held)]
    return rows


def _is_of_series(one: DrawnEvent, series: str) -> bool:
    if series == "board":
        return "board" in one.institutions and one.status == "held"
    return match_strength(one, series) == ("full", None)


def _latest_events(found: Iterable[DrawnEvent], by_travel: bool) -> list[DrawnEvent]:
    """The latest of all, or of each direction."""
    latest = {_direction(one) if by_travel else None: one for one in sorted(found, key=lambda one: one.order)}
    return list(latest.values())


def _direction(one: DrawnEvent) -> str | None:
    return ">".join(one.travel) if one.travel else None


def _to_toml(one: DrawnEvent) -> str:
    travel = (f'host = "{one.travel[1]}"', f'guests = ["{one.travel[0]}"]') if one.travel else ()
    names = ", ".join(f'"{name}"' for name in one.institutions)
    lines = (f'status = "{one.status}"', f'level = "{one.level}"', f"institutions = [{names}]", *travel)
    return event_toml(one.start, *lines, kind=one.kind, name=f"n{one.number}")
