"""Fill the tables that follow from the records of several files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from cbi_cli.core.dates import day_number
from cbi_cli.core.languages import other_languages, twin_key
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.dataset.similarity import MAX_DAYS_APART, EventFeatures, event_features, find_duplicates
from cbi_cli.index.records import RecordIndex
from cbi_cli.index.rows import RECORD_NUMBER_STRIDE, Row, match_rows, other_texts, parse_match_key
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import Party
from cbi_cli.records.edition import Edition
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.place import Place, join_place_name

_EVENTS_BETWEEN = """
SELECT number FROM event WHERE start_day BETWEEN :since - 366 AND :until AND known_by_day >= :since
UNION
SELECT number FROM event WHERE known_by_year > year AND start_day <= :until AND known_by_day >= :since
"""
"""The events that can begin between two days; only a start between two years covers more than the days of a year."""

_SERIES_YEAR_QUERY = """
INSERT INTO series_year
SELECT series, year, MIN(sort_key), MAX(sort_key), MIN(known_by_day), MAX(known_by_day) FROM series_event
WHERE known_by_year = year
"""
SERIES_TABLES = ("indicator", "admission", "edition", "series", "coverage", "series_year")


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows that have a value for each column.

    Of two with the same key the first is kept.
    """
    # A second record with the same id is a finding, not a row.
    columns = connection.execute(f"SELECT * FROM {table} LIMIT 0").description  # noqa: S608 - our own table names
    placeholders = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({placeholders})", rows)  # noqa: S608


def derive_series_tables(index: RecordIndex) -> None:
    """Derive all that follows from indicators, institutions and editions."""
    connection = index.connection
    for table in SERIES_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table names
    indicators: list[Indicator] = []
    rows: list[Row] = []
    for position, entry in enumerate(index.entries("indicator")):
        indicator = entry.record
        indicators.append(indicator)
        per_direction = int(indicator.per_direction)
        labels = (indicator.label, indicator.label_es, other_texts(indicator, "label"))
        rows.append((indicator.id, position, *labels, per_direction))
    insert_rows(connection, "indicator", rows)
    for entry in index.entries("edition"):
        _insert_edition(connection, entry.record)
    institutions = [entry.record for entry in index.entries("institution")]
    _insert_series(connection, indicators, institutions)


def derive_place_table(index: RecordIndex) -> None:
    """Derive what the places are called in reports."""
    index.connection.execute("DELETE FROM place")
    places = [entry.record for entry in index.entries("place")]
    countries: dict[str, Place | Party] = {place.id: place for place in places}
    between: set[str] = set()
    for entry in index.entries("dataset"):
        between.update(entry.record.between)
        countries.update((party.id, party) for party in entry.record.parties)
    others = other_languages(index.terms.languages)
    rows: list[Row] = []
    for place in places:
        country = None
        if place.country not in between:
            country = countries.get(place.country or "")
        label = _place_label(place, country, "")
        label_es = _place_label(place, country, "es")
        labels = {language: _place_label(place, country, language) for language in others}
        label_other = json.dumps(labels, ensure_ascii=False) if labels else None
        rows.append((place.id, place.name, place.name_es, label, label_es, label_other, place.country))
    insert_rows(index.connection, "place", rows)


def _place_label(place: Place, country: Place | Party | None, language: str) -> str:
    """Return what a place is called in a language, as far as its parts have names in it."""
    country_name = "" if country is None else _text_in(country, "name", language)
    return join_place_name(_text_in(place, "name", language), _text_in(place, "state", language), country_name)


def _text_in(record: RecordModel, name: str, language: str) -> str:
    """Return the text of a field in a language, or else in that of its plain key."""
    text: str = getattr(record, name)
    if language:
        text = getattr(record, twin_key(name, language)) or text
    return text


def rematch_all(index: RecordIndex) -> None:
    """Match all keys of events with the rules again.

    This is needed after a change of the indicators.
    """
    index.connection.execute("DELETE FROM rule_match")
    matcher = RuleMatcher(entry.record for entry in index.entries("indicator"))
    stored_keys = index.rows("SELECT id, json FROM match_key")
    keys = [(parse_match_key(text), number) for number, text in stored_keys]
    rows = match_rows(matcher, keys)
    insert_rows(index.connection, "rule_match", rows)


def derive_series_years(connection: sqlite3.Connection, years: Iterable[int] | None) -> None:
    """Derive the first and last event of each series in some years.

    Do so for all years if none are given.
    """
    if years is None:
        connection.execute("DELETE FROM series_year")
        connection.execute(f"{_SERIES_YEAR_QUERY} GROUP BY series, year")
        return
    for year in years:
        connection.execute("DELETE FROM series_year WHERE year = ?", (year,))
        connection.execute(f"{_SERIES_YEAR_QUERY} AND year = ? GROUP BY series, year", (year,))


def find_duplicates_across_files(index: RecordIndex, changed: set[int]) -> None:
    """Compare the events of changed files with those of other files.

    Only events that begin close to each other are compared.
    """
    candidates: set[int] = set()
    for since, until in _overlapping_ranges(index, changed):
        for (number,) in index.rows(_EVENTS_BETWEEN, since=since, until=until):
            candidates.add(number)
    features: list[EventFeatures] = []
    files: dict[int, int] = {}
    numbers = sorted(candidates)
    events = index.events(numbers)
    for number, entry in zip(numbers, events, strict=True):
        files[number] = number // RECORD_NUMBER_STRIDE
        feature = event_features(number, entry.record)
        features.append(feature)
    pairs: list[Row] = []
    for pair in find_duplicates(features, files):
        earlier, later, _ = pair
        # Pairs of unchanged files are in the table already.
        if files[earlier] in changed or files[later] in changed:
            pairs.append(pair)
    insert_rows(index.connection, "duplicate_pair", pairs)


def _overlapping_ranges(index: RecordIndex, changed: set[int]) -> list[tuple[int, int]]:
    """Return the ranges of days in which two files can both have events.

    One of the files has changed. The ranges are widened a little.
    """
    query = "SELECT number, first_day, latest_start_day FROM file WHERE first_day IS NOT NULL ORDER BY first_day"
    ranges: list[tuple[int, int]] = []
    # The last days so far, of all files and of the changed ones.
    latest = -MAX_DAYS_APART
    latest_changed = -MAX_DAYS_APART
    for file, first, last in index.rows(query):
        # A changed file is compared with all others, an unchanged one with changed ones.
        before = latest if file in changed else latest_changed
        if before + MAX_DAYS_APART >= first:
            since = first - MAX_DAYS_APART
            until = min(before, last) + MAX_DAYS_APART
            if ranges and ranges[-1][1] >= since:
                previous_since, previous_until = ranges.pop()
                since = previous_since
                until = max(until, previous_until)
            ranges.append((since, until))
        latest = max(latest, last)
        if file in changed:
            latest_changed = max(latest_changed, last)
    return ranges


def _insert_edition(connection: sqlite3.Connection, edition: Edition) -> None:
    published_day = day_number(edition.published.last)
    row = (edition.year, str(edition.published), published_day)
    insert_rows(connection, "edition", [row])
    admissions: list[Row] = []
    for admission in edition.admissions:
        target = (admission.indicator, admission.event)
        reasons = (admission.reason, admission.reason_es, other_texts(admission, "reason"))
        admissions.append((edition.year, *target, *reasons, admission.source))
    insert_rows(connection, "admission", admissions)


def _insert_series(
    connection: sqlite3.Connection, indicators: Sequence[Indicator], institutions: Iterable[Institution]
) -> None:
    """Insert every indicator, and every institution with a cadence.

    An institution that is the only one of an indicator is left out.
    """
    by_id = {institution.id: institution for institution in institutions}
    series: list[Row] = []
    coverage: list[Row] = []
    represented: set[str | None] = set()
    for indicator in indicators:
        institution_id = _sole_institution(indicator)
        represented.add(institution_id)
        institution = by_id.get(institution_id or "")
        position = len(series)
        names = (indicator.label, indicator.label_es, other_texts(indicator, "label"))
        lifetime = _lifetime(institution)
        series.append((indicator.id, position, "indicator", *names, indicator.cadence_years, *lifetime))
        coverage += _coverage_rows(indicator.id, indicator)
        if institution is not None:
            coverage += _coverage_rows(indicator.id, institution)
    # Indicators come in the order of the scorecard; the order of institutions in their file means nothing.
    for institution_id in sorted(by_id):
        institution = by_id[institution_id]
        if not institution.cadence_years or institution_id in represented:
            continue
        position = len(series)
        names = (institution.name, institution.name_es, other_texts(institution, "name"))
        lifetime = _lifetime(institution)
        series.append((institution_id, position, "institution", *names, institution.cadence_years, *lifetime))
        coverage += _coverage_rows(institution_id, institution)
    insert_rows(connection, "series", series)
    insert_rows(connection, "coverage", coverage)


def _sole_institution(indicator: Indicator) -> str | None:
    """Return the only institution that the rule of an indicator names.

    Return None if there is no such institution.
    """
    institutions = indicator.rule.institutions
    return institutions[0] if len(institutions) == 1 else None


def _lifetime(institution: Institution | None) -> Row:
    """Return the id, the last day and the successor of an institution."""
    if institution is None:
        return None, None, None
    ended_day = None
    if institution.ended:
        ended_day = institution.ended.day_range[1]
    return institution.id, ended_day, institution.replaced_by


def _coverage_rows(series: str, record: Indicator | Institution) -> Iterator[Row]:
    """Yield the covered years and the declared pauses of a series."""
    for span in record.coverage:
        basis = (span.direction, span.basis, span.source)
        notes = (span.note, span.note_es, other_texts(span, "note"))
        yield series, 0, span.start, span.end, *basis, *notes
    if isinstance(record, Institution):
        for pause in record.pauses:
            notes = (pause.note, pause.note_es, other_texts(pause, "note"))
            yield series, 1, pause.start, pause.end, None, None, pause.source, *notes
