"""The tables that follow from the records of several files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from cbi_cli.core.dates import day_number
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.dataset.similarity import MAX_DAYS_APART, event_features, find_duplicates
from cbi_cli.index.records import RecordIndex
from cbi_cli.index.rows import RECORD_NUMBER_STRIDE, Row, match_rows, parse_match_key
from cbi_cli.records.edition import Edition
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution

_EVENTS_BETWEEN = """
SELECT number FROM event WHERE start_day BETWEEN :since - 366 AND :until AND known_by_day >= :since
"""
"""The events that can begin between two days; a partial start means no more than the days of a year."""

SERIES_TABLES = ("indicator", "admission", "edition", "series", "coverage", "series_year")


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows that have a value for each column; of two with the same key the first stays."""
    width = len(connection.execute(f"SELECT * FROM {table} LIMIT 0").description)  # noqa: S608 - our own table names
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608


def derive_series_tables(index: RecordIndex) -> None:
    """Make anew everything that follows from indicators, institutions and editions."""
    connection = index.connection
    for table in SERIES_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table names
    indicators = [entry.record for entry in index.entries("indicator")]
    rows = ((i.id, number, i.label, i.label_es, int(i.per_direction)) for number, i in enumerate(indicators))
    insert_rows(connection, "indicator", rows)
    _derive_editions(connection, [entry.record for entry in index.entries("edition")])
    _derive_series(connection, indicators, [entry.record for entry in index.entries("institution")])


def rematch_all(index: RecordIndex) -> None:
    """Judge all traits anew, after a change of the indicators."""
    index.connection.execute("DELETE FROM rule_match")
    matcher = RuleMatcher(entry.record for entry in index.entries("indicator"))
    traits = ((parse_match_key(text), number) for number, text in index.rows("SELECT id, json FROM match_key"))
    insert_rows(index.connection, "rule_match", match_rows(matcher, traits))


def derive_series_years(connection: sqlite3.Connection, years: Iterable[int] | None) -> None:
    """Work out the first and last event of each series anew, in some years or in all."""
    for year in years if years is not None else (None,):
        condition = "" if year is None else "WHERE year = :year"
        connection.execute(f"DELETE FROM series_year {condition}", {"year": year})  # noqa: S608 - one of the two above
        connection.execute(
            f"""INSERT INTO series_year
            SELECT series, year, MIN(sort_key), MAX(sort_key), MIN(known_by_day), MAX(known_by_day) FROM series_event
            {condition} GROUP BY series, year""",  # noqa: S608 - one of the two above
            {"year": year},
        )


def find_duplicates_across_files(index: RecordIndex, changed: set[int]) -> None:
    """Compare the events of changed files with those of other files that begin close to them."""
    numbers: set[int] = set()
    for since, until in _overlapping_ranges(index, changed):
        numbers |= {number for (number,) in index.rows(_EVENTS_BETWEEN, since=since, until=until)}
    wanted = sorted(numbers)
    near = [event_features(number, entry.record) for number, entry in zip(wanted, index.events(wanted), strict=True)]
    found = find_duplicates(near, {number: number // RECORD_NUMBER_STRIDE for number in wanted})
    insert_rows(
        index.connection,
        "duplicate_pair",
        (one for one in found if changed & {one[0] // RECORD_NUMBER_STRIDE, one[1] // RECORD_NUMBER_STRIDE}),
    )


def _overlapping_ranges(index: RecordIndex, changed: set[int]) -> list[tuple[int, int]]:
    """The stretches of days in which a changed file and another one can both have events, and some days around them."""
    spans = index.rows(
        "SELECT number, first_day, latest_start_day FROM file WHERE first_day IS NOT NULL ORDER BY first_day"
    )
    stretches: list[tuple[int, int]] = []
    latest = latest_changed = -MAX_DAYS_APART
    for file, first, reach in spans:
        before = latest if file in changed else latest_changed
        if before + MAX_DAYS_APART >= first:
            since, until = first - MAX_DAYS_APART, min(before, reach) + MAX_DAYS_APART
            if stretches and stretches[-1][1] >= since:
                last = stretches.pop()
                since, until = last[0], max(until, last[1])
            stretches.append((since, until))
        latest = max(latest, reach)
        latest_changed = max(latest_changed, reach) if file in changed else latest_changed
    return stretches


def _derive_editions(connection: sqlite3.Connection, editions: Iterable[Edition]) -> None:
    for edition in editions:
        insert_rows(connection, "edition", [(edition.year, str(edition.published), day_number(edition.published.last))])
        admitted = (
            (edition.year, one.indicator, one.event, one.reason, one.reason_es, one.source)
            for one in edition.admissions
        )
        insert_rows(connection, "admission", admitted)


def _derive_series(
    connection: sqlite3.Connection, indicators: Iterable[Indicator], institutions: Iterable[Institution]
) -> None:
    """Every indicator, and every institution with a cadence that is not the whole of one indicator."""
    by_id = {institution.id: institution for institution in institutions}
    whole = {indicator.id: _sole_institution(indicator) for indicator in indicators}
    # Indicators come in the order of the scorecard; the order of institutions in their file means nothing.
    others = [one for _, one in sorted(by_id.items()) if one.cadence_years and one.id not in whole.values()]
    rows: list[Row] = []
    coverage: list[Row] = []
    for indicator in indicators:
        institution = by_id.get(whole[indicator.id] or "")
        head = (len(rows), "indicator", indicator.label, indicator.label_es, indicator.cadence_years)
        rows.append((indicator.id, *head, *_lifetime(institution)))
        coverage += _coverage_rows(indicator.id, indicator, institution)
    for other in others:
        rows.append(
            (other.id, len(rows), "institution", other.name, other.name_es, other.cadence_years, *_lifetime(other))
        )
        coverage += _coverage_rows(other.id, other)
    insert_rows(connection, "series", rows)
    insert_rows(connection, "coverage", coverage)


def _sole_institution(indicator: Indicator) -> str | None:
    """The institution that an indicator is the whole of: the only one that its rule names."""
    return indicator.rule.institutions[0] if len(indicator.rule.institutions) == 1 else None


def _lifetime(institution: Institution | None) -> Row:
    if institution is None:
        return None, None, None
    ended = institution.ended.day_range[1] if institution.ended else None
    return institution.id, ended, institution.replaced_by


def _coverage_rows(series: str, *records: Indicator | Institution | None) -> Iterator[Row]:
    """The covered years and the declared pauses of a series."""
    for record in records:
        for part in record.coverage if record else ():
            yield series, 0, part.start, part.end, part.source, part.note, part.note_es
        for pause in record.pauses if isinstance(record, Institution) else ():
            yield series, 1, pause.start, pause.end, pause.source, pause.note, pause.note_es
