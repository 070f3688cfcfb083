"""Values that were typed by hand into the prose of an annual report, compared with those of the data.

A typed value is compared with what its sentence names: a series by its id or one of its names, else that of the file,
else the scorecard. A value that nothing explains is not compared, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.prose import Prose
from cbi_cli.reports.references import References
from cbi_cli.reports.scorecard import Light, Scorecard
from cbi_cli.reports.typed_values import TypedValue, find_typed_values

Verdict = Literal["equals", "contradicts", "not-compared", "error"]

_NAMES_QUERY = "SELECT kind, id, name FROM record_name WHERE kind IN ('indicator', 'institution')"
_SERIES_QUERY = "SELECT id, institution FROM series"
_SERIES_EVENTS_QUERY = """
SELECT e.id, e.start_text, e.end_text FROM series_event AS m JOIN event AS e ON e.number = m.event
WHERE m.series = :series
UNION
SELECT e.id, e.start_text, e.end_text FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE x.institution = :institution
ORDER BY 2, 1
"""
_EVENTS_QUERY = """
SELECT id FROM event WHERE start_text <= :date AND COALESCE(end_text, start_text) >= :date ORDER BY id
"""
_MIN_NAME_LENGTH = 3
_LIGHT_NAMES: dict[Light, str] = {
    "green": message("green"),
    "yellow": message("yellow"),
    "red": message("red"),
    "unknown": message("unknown"),
}


class ProseRemark(NamedTuple):
    """What is to be said of a place in the prose of a report."""

    file: str
    line: int
    column: int
    verdict: Verdict
    text: str
    hint: str = ""


class _KnownEvent(NamedTuple):
    id: str
    start: str
    end: str


class ProseChecker:
    """Compares typed values with a scorecard and the series of a dataset."""

    def __init__(self, snapshot: Snapshot, card: Scorecard, references: References) -> None:
        self._snapshot = snapshot
        self._card = card
        self._references = references
        self._institutions: dict[str, str] = {}
        for row in snapshot.rows(_SERIES_QUERY):
            self._institutions[row["id"]] = row["institution"] or row["id"]
        self._names = dict(self._load_names())

    def check(self, prose: Prose, subject: str | None) -> Iterator[ProseRemark]:
        """Yield a remark for each typed value of a file; `subject` is the series that the whole file is about."""
        for value in find_typed_values(prose.text):
            named = self._find_named(value.sentence) or [series for series in [subject] if series]
            verdict, text, hint = self._compare(value, named)
            yield ProseRemark(prose.file, value.line, value.column, verdict, text, hint)

    def _load_names(self) -> Iterator[tuple[str, str]]:
        """Yield the folded names of all series, each with its id."""
        by_institution = {institution: series for series, institution in self._institutions.items()}
        for row in self._snapshot.rows(_NAMES_QUERY):
            series = by_institution.get(row["id"]) if row["kind"] == "institution" else row["id"]
            if series and len(row["name"]) >= _MIN_NAME_LENGTH:
                yield row["name"], series
        for series in self._institutions:
            yield series, series

    def _find_named(self, sentence: str) -> list[str]:
        """Return the series that a sentence names."""
        folded = fold(sentence)
        named: dict[str, None] = {}
        for name, series in self._names.items():
            if _has_words(folded, name):
                named[series] = None
        return list(named)

    def _compare(self, value: TypedValue, named: list[str]) -> tuple[Verdict, str, str]:
        if value.kind == "date" and value.date is not None:
            return self._compare_date(value, value.date, named)
        if value.kind == "since":
            return self._compare_since(value, named)
        if value.kind == "light" and value.light is not None:
            return self._compare_light(value, value.light, named)
        if value.kind == "count" and value.light is not None:
            computed = self._card.totals[value.light]
            return _compare_number(value, computed, f"{{{{totals.{value.light}}}}}")
        return _compare_number(value, len(self._card.rows), "{{totals.all}}")

    def _compare_date(self, value: TypedValue, date: PartialDate, named: Iterable[str]) -> tuple[Verdict, str, str]:
        same_year: list[_KnownEvent] = []
        for series in named:
            for event in self._load_events(series):
                if _matches(event, date):
                    return _equals(value, f"{{{{date:{event.id}}}}}")
                if event.start[:4] == f"{date.year:04d}":
                    same_year.append(event)
        if date.day is not None:
            for row in self._snapshot.rows(_EVENTS_QUERY, date=str(date)):
                return _equals(value, f"{{{{date:{row['id']}}}}}")
        if not same_year:
            return _not_compared(value)
        known = ", ".join(f"{event.start} ({event.id})" for event in same_year[:3])
        return _contradicts(value, known, f"{{{{date:{same_year[0].id}}}}}")

    def _load_events(self, series: str) -> list[_KnownEvent]:
        """Return the events of a series and of its institution, and the day on which that was established."""
        institution = self._institutions[series]
        rows = self._snapshot.rows(_SERIES_EVENTS_QUERY, series=series, institution=institution)
        return [_KnownEvent(row["id"], row["start_text"], row["end_text"] or row["start_text"]) for row in rows]

    def _compare_since(self, value: TypedValue, named: Iterable[str]) -> tuple[Verdict, str, str]:
        for name in named:
            series = self._references.series[name]
            if series.halted_since is None:
                if series.first_held is not None and series.first_held.start[:4] == str(value.number):
                    return _equals(value, f"{{{{first:{name}}}}}")
                continue
            if series.halted_since == value.number:
                return _equals(value, f"{{{{since:{name}}}}}")
            known = message(
                "{name} is halted since {year}, first missed {missed}",
                name=name,
                year=series.halted_since,
                missed=series.first_missed or "-",
            )
            return _contradicts(value, known, f"{{{{since:{name}}}}}")
        return _not_compared(value)

    def _compare_light(self, value: TypedValue, light: Light, named: Iterable[str]) -> tuple[Verdict, str, str]:
        lights = {row.indicator: row.light for row in self._card.rows}
        rows = [name for name in named if name in lights]
        # Of several rows in a sentence, nobody can say which one a light belongs to.
        if len(rows) != 1:
            return _not_compared(value)
        (name,) = rows
        if lights[name] == light:
            return _equals(value, f"{{{{light:{name}}}}}")
        known = message("{name} is {light}", name=name, light=_LIGHT_NAMES[lights[name]])
        return _contradicts(value, known, f"{{{{light:{name}}}}}")


def _matches(event: _KnownEvent, date: PartialDate) -> bool:
    """Tell whether an event was held on a day, or in a month."""
    text = str(date)
    return event.start[: len(text)] <= text <= event.end[: len(text)]


def _has_words(text: str, name: str) -> bool:
    """Tell whether a folded text has a name as whole words."""
    position = text.find(name)
    while position >= 0:
        end = position + len(name)
        before = text[position - 1 : position]
        after = text[end : end + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        position = text.find(name, position + 1)
    return False


def _compare_number(value: TypedValue, computed: int, reference: str) -> tuple[Verdict, str, str]:
    if value.number == computed:
        return _equals(value, reference)
    return _contradicts(value, str(computed), reference)


def _equals(value: TypedValue, reference: str) -> tuple[Verdict, str, str]:
    text = message("`{typed}` is typed by hand, and equals the data", typed=value.text)
    return "equals", text, message("write {reference}", reference=reference)


def _contradicts(value: TypedValue, known: str, reference: str) -> tuple[Verdict, str, str]:
    text = message("`{typed}` contradicts the data: {known}", typed=value.text, known=known)
    return "contradicts", text, message("write {reference}", reference=reference)


def _not_compared(value: TypedValue) -> tuple[Verdict, str, str]:
    text = message("`{typed}` is typed by hand; nothing in the data was found to compare it with", typed=value.text)
    return "not-compared", text, message("name in the sentence what it is about, or leave it as it is")
