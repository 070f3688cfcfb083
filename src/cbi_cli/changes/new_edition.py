"""Plan a new edition: the computed card of a year, drafted as the one that is to be published."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from cbi_cli.changes.add_records import add_to_files, resolve_source
from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.preview import NO_EVENTS, with_consequences
from cbi_cli.changes.record_files import choose_record_file, read_or_begin
from cbi_cli.changes.record_toml import record_to_toml
from cbi_cli.changes.toml_edit import replace_value
from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import plain_language
from cbi_cli.core.messages import message
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.index.lookup import require_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.common import EventSummary, LocalizedText, covers_until, event_summary, is_year_complete
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.toml.document import parse
from cbi_cli.workspace.entries import WorkTree

DAYS_OUTSIDE = 92
"""How far outside of its year an event may be held to be offered for admission: a quarter of a year."""

_CANDIDATES_SQL = """
SELECT m.indicator, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other
FROM match AS m JOIN event AS e ON e.number = m.event
WHERE m.strength = 'full' AND m.known_by_day <= :day AND e.start_day <= :last AND m.known_by_day >= :first
AND NOT (m.year = :year AND m.known_by_year = :year)
AND NOT (m.year = m.known_by_year AND m.year IN (SELECT year FROM edition))
ORDER BY m.sort_key
"""


class EditionFields(NamedTuple):
    """What a person says of a new edition.

    `admissions` are tables with the fields of an admission. With `covers_until`, the last covered day of the dataset is
    raised, too. `new_sources` are added with it.
    """

    year: int
    title: str
    published: PartialDate
    source: str
    admissions: tuple[Mapping[str, str], ...] = ()
    covers_until: date | None = None
    new_sources: tuple[NewRecord, ...] = ()


class Candidate(NamedTuple):
    """An event from outside the year that the edition could admit for a row without a green light."""

    indicator: str
    label: LocalizedText
    event: EventSummary


class EditionDetails(NamedTuple):
    """The edition of a change: its file, its text, and its card.

    `unknown` are the rows with the light unknown. `reports_until` is the last day that the dataset covers then.
    """

    year: int
    file: str
    toml: str
    card: Scorecard
    unknown: tuple[ScorecardRow, ...]
    reports_until: date

    @property
    def is_over(self) -> bool:
        """Whether the year is over on the publication day."""
        return is_year_complete(self.year, self.card.day)

    @property
    def is_complete(self) -> bool:
        """Whether the year is over on that day, and no row is unknown."""
        return self.is_over and not self.unknown


def edition_file(year: int) -> str:
    """Return the file of an edition, by its path inside the dataset."""
    return choose_record_file("edition", str(year))


def require_new_edition(snapshot: Snapshot, year: int, today: date) -> None:
    """Raise CbiError if a year has an edition, has not begun, or has no card."""
    file = edition_file(year)
    if snapshot.record("edition", str(year)) is not None:
        raise CbiError(
            message("the dataset has an edition of {year}: {file}", year=year, file=file),
            message("`cbi scorecard {year} --published` shows it; an edition is never made again", year=year),
        )
    if year > today.year:
        raise CbiError(
            message("{year} lies in the future", year=year), message("nothing can have been published of it")
        )
    if not snapshot.rows("SELECT 1 FROM indicator LIMIT 1"):
        raise CbiError(message("the dataset has no indicator, so there is no scorecard"), message("add the rows first"))


def find_candidates(snapshot: Snapshot, year: int, published: date) -> tuple[Candidate, ...]:
    """Find the events shortly outside of a year that would count for a row that is not green.

    They are known by the publication day. An event that counts for the edition of its own year is not among them.
    """
    card = compute_scorecard(snapshot, ScorecardQuery(year, published))
    labels = {row.indicator: row.label for row in card.rows if row.light != "green"}
    around = timedelta(days=DAYS_OUTSIDE)
    day = day_number(published)
    first = day_number(date(year, 1, 1) - around)
    last = day_number(date(year, 12, 31) + around)
    candidates: list[Candidate] = []
    for row in snapshot.rows(_CANDIDATES_SQL, year=year, day=day, first=first, last=last):
        indicator = row["indicator"]
        if indicator in labels:
            event = event_summary(row)
            candidates.append(Candidate(indicator, labels[indicator], event))
    return tuple(candidates)


def plan_new_edition(session: Session, fields: EditionFields) -> ChangeSet[EditionDetails]:
    """Plan to add an edition whose printed card is the computed one.

    It is computed as of the publication day, with the admitted events. Raises CbiError if the year has an edition, or
    if a record that is named does not exist.
    """
    snapshot = session.snapshot
    require_new_edition(snapshot, fields.year, session.settings.today)
    file = edition_file(fields.year)
    existing, header = read_or_begin(session, file)
    if existing is not None:
        raise CbiError(message("{file} exists already", file=file), message("nothing was written; look at it first"))
    _, sources = add_to_files(session, fields.new_sources)
    others = (*sources, *_raise_covers_until(session, fields.covers_until))
    edition = _edition_fields(snapshot, fields)
    card = _compute_card(session, fields.year, edition, others)
    tr = _language(snapshot)
    rows = [_row_table(row, card, tr) for row in card.rows]
    content = _edition_text(header, {**edition, "row": rows})
    unknown = tuple(row for row in card.rows if row.light == "unknown")
    reports_until = fields.covers_until or covers_until(snapshot)
    details = EditionDetails(fields.year, file, content.decode("utf-8"), card, unknown, reports_until)
    # The edition comes last: if the writing is cut off before it, the same call can be repeated.
    files = (*others, FileChange(file, None, content))
    change = ChangeSet("edition", session.location, files, details)
    return with_consequences(session, change, NO_EVENTS, _verify_agreement)


def _compute_card(session: Session, year: int, edition: Mapping[str, Any], others: Sequence[FileChange]) -> Scorecard:
    """Return the card of a year as it is with an edition, and with other files that change."""
    # A card without rows has the day and the admissions of the edition, from which its rows follow.
    draft = parse(edition_file(year), b"row = []\n" + _edition_text(b"", edition))
    documents = [parse(one.path, one.after or b"") for one in others]
    with contextlib.closing(session.preview(*documents, draft)) as preview:
        return compute_scorecard(preview, ScorecardQuery(year))


def _verify_agreement(preview: Snapshot, change: ChangeSet[EditionDetails]) -> ChangeSet[EditionDetails]:
    """Return the change; raise CbiError if its printed card is not the computed one."""
    if change.new_errors:
        return change
    computed = compute_scorecard(preview, ScorecardQuery(change.details.year))
    if any(row.published is None or row.published.agreement != "agrees" for row in computed.rows):
        raise CbiError(message("the drafted card does not agree with the computed one"), message("nothing was written"))
    return change


def _raise_covers_until(session: Session, day: date | None) -> tuple[FileChange, ...]:
    """Return the change of `dataset.toml` that raises the last covered day, if one is asked for."""
    if day is None:
        return ()
    current = covers_until(session.snapshot)
    if day == current:
        return ()
    if day < current:
        raise CbiError(
            message("the dataset covers until {current} already, which is after {day}", current=current, day=day),
            message("leave the option out"),
        )
    name = "dataset.toml"
    before = WorkTree(session.location.root).read(name)
    return (FileChange(name, before, replace_value(name, before, ("covers_until",), day)),)


def _edition_fields(snapshot: Snapshot, fields: EditionFields) -> dict[str, Any]:
    """Return the fields of the edition, its rows left out, with the current ids of named records."""
    admissions: list[dict[str, str]] = []
    for admission in fields.admissions:
        found = dict(admission)
        found["indicator"] = require_record(snapshot, ("indicator",), admission["indicator"], "indicator")
        found["event"] = require_record(snapshot, ("event",), admission["event"], "event")
        found["source"] = resolve_source(snapshot, admission["source"], fields.new_sources)
        admissions.append(found)
    return {
        "year": fields.year,
        "title": fields.title,
        "published": fields.published,
        "source": resolve_source(snapshot, fields.source, fields.new_sources),
        "admission": admissions,
    }


def _edition_text(header: bytes, fields: Mapping[str, Any]) -> bytes:
    """Return the text of the file of an edition."""
    start = header + b"\n" if header else b""
    return start + record_to_toml("edition", fields).encode("utf-8")


def _row_table(row: ScorecardRow, card: Scorecard, tr: Translator) -> dict[str, Any]:
    """Return the printed row of a computed one."""
    table: dict[str, Any] = {"indicator": row.indicator, "label": row.label.text(tr.lang), "status": row.light}
    if row.occurrences:
        table["occurrences"] = [_printed_occurrence(occurrence.event, tr) for occurrence in row.occurrences]
        return table
    table["text"] = _text_without_occurrence(row, card.year, tr)
    if row.series.halted_since is not None:
        table["since"] = row.series.halted_since
    return table


def _printed_occurrence(event: EventSummary, tr: Translator) -> dict[str, Any]:
    start, end = event.dates
    printed: dict[str, Any] = {"start": _date_value(start)}
    if end is not None:
        printed["end"] = _date_value(end)
    printed["text"] = event.title.text(tr.lang)
    return printed


def _date_value(text: str) -> date | str:
    """Return a date as a file has it: a full one is no text."""
    if len(text) == len("2022-10-13"):
        return date.fromisoformat(text)
    return text


def _text_without_occurrence(row: ScorecardRow, year: int, tr: Translator) -> str:
    """Return the text of a row that shows no date."""
    halted = ""
    if row.series.halted_since is not None:
        halted = tr.gettext("Halted since {year}", year=row.series.halted_since)
    if row.light == "yellow":
        weaker = tr.gettext("None counts in full: {reason}", reason=row.why_weaker.text(tr.lang))
        return "; ".join(filter(None, (weaker, halted)))
    if row.light == "unknown":
        return tr.gettext("Not known")
    if row.why == "paused" and not halted:
        return tr.gettext("None in {year}: declared pause", year=year)
    return halted or tr.gettext("None in {year}", year=year)


def _language(snapshot: Snapshot) -> Translator:
    """Return the language of the printed texts: that of texts without a suffix."""
    (info,) = snapshot.records("dataset")
    return get_translator(plain_language(info["languages"]))
