"""Find which years of the scorecards a change can affect.

No scorecard is computed for that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.series_coverage import parties_between

_MATCHES_QUERY = """
SELECT m.year, m.known_by_year, m.indicator, m.strength, i.per_direction, m.direction, m.known_by_day, e.id,
  e.start_text, e.end_text
FROM match AS m JOIN event AS e ON e.number = m.event JOIN indicator AS i ON i.id = m.indicator
WHERE m.strength IN ('full', 'weak')
"""
_COVERAGE_QUERY = """
SELECT l.series, l.paused, COALESCE(l.direction, ''), l.from_year, l.to_year FROM coverage AS l
JOIN series AS s ON s.id = l.series AND s.kind = 'indicator'
"""
_CUTS_QUERY = """
SELECT DISTINCT year FROM event UNION SELECT year FROM edition
UNION SELECT known_by_year FROM event WHERE known_by_year > year
"""
_SERIES_QUERY = "SELECT id FROM series"
_FORMER_IDS_QUERY = "SELECT shown, id FROM record_name WHERE is_former = 1 AND kind IN ('indicator', 'institution')"


class YearRange(NamedTuple):
    """Consecutive years, the last one included."""

    first: int
    last: int


class _CoverageSpan(NamedTuple):
    """Covered or paused years of an indicator.

    `direction` has the direction of travel that was looked through, and the parties that the dataset is about. It is
    empty if all directions were looked through.
    """

    indicator: str
    paused: int
    direction: tuple[str, ...]
    first: int
    last: int


def renamed_ids(before: Snapshot, after: Snapshot) -> dict[str, str]:
    """Return the new ids of renamed series by their old ids."""
    old_series = before.rows(_SERIES_QUERY)
    new_series = after.rows(_SERIES_QUERY)
    old_ids = {row["id"] for row in old_series}
    new_ids = {row["id"] for row in new_series}
    gone = old_ids - new_ids
    added = new_ids - old_ids
    renames: dict[str, str] = {}
    for row in after.rows(_FORMER_IDS_QUERY):
        former_id = row["shown"]
        if former_id in gone and row["id"] in added:
            renames[former_id] = row["id"]
    return renames


def affected_years(
    before: Snapshot,
    after: Snapshot,
    single: Iterable[int],
    event_years: Collection[int],
    also: YearRange | None = None,
) -> tuple[YearRange, ...]:
    """Return the years in which a light, a count or a date can differ.

    The last one is at most the last of `single`. They are ranges that do not overlap; all years of a range look
    alike on each side. `event_years` are those of `years_with_changed_events`, `also` are years that are included
    in any case. The years of `single` never share a range with others; among them must be those that are not over
    on the day of a side. The content of editions is not considered.
    """
    single_years = {*single, *(also or ())}
    last = max(single_years)
    ranges = {YearRange(year, year) for year in event_years if year <= last}
    changed = _changed_coverage(before, after)
    if also:
        changed.append(also)
    merged = _merge_ranges(changed)
    if merged:
        cuts = _find_cuts((before, after), single_years)
        for span in merged:
            until_last = span._replace(last=min(span.last, last))
            ranges.update(_split_range(until_last, cuts))
    return tuple(sorted(ranges))


def _changed_coverage(before: Snapshot, after: Snapshot) -> list[YearRange]:
    """Return the covered and the paused years that only one side has."""
    names = renamed_ids(before, after)
    old_spans: set[_CoverageSpan] = set()
    for span in _coverage_spans(before):
        current_name = names.get(span.indicator, span.indicator)
        old_spans.add(span._replace(indicator=current_name))
    new_spans = _coverage_spans(after)
    return [YearRange(span.first, span.last) for span in old_spans ^ new_spans]


def years_with_changed_events(before: Snapshot, after: Snapshot) -> set[int]:
    """Return the years in which other events count.

    The same events may also count differently.
    """
    names = renamed_ids(before, after)
    old = _matches_by_year(before, names)
    new = _matches_by_year(after, {})
    years = old.keys() | new.keys()
    return {year for year in years if old.get(year) != new.get(year)}


def _matches_by_year(snapshot: Snapshot, names: Mapping[str, str]) -> dict[int, set[tuple[object, ...]]]:
    """Return the events that count, by year.

    Indicators have their new names.
    """
    matches: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for first_year, last_year, indicator, *event in snapshot.rows(_MATCHES_QUERY):
        current_name = names.get(indicator, indicator)
        # An event can change the light of each year that it may lie in.
        for year in range(first_year, last_year + 1):
            matches[year].add((current_name, last_year, *event))
    return matches


def _coverage_spans(snapshot: Snapshot) -> set[_CoverageSpan]:
    """Return the covered and the paused years of each indicator.

    An open pause lasts to the last covered year.
    """
    until = covers_until(snapshot).year
    parties = parties_between(snapshot)
    spans: set[_CoverageSpan] = set()
    for indicator, paused, only, first, last in snapshot.rows(_COVERAGE_QUERY):
        # An open pause may have been declared for a year that is not covered yet.
        end = max(first, until) if last is None else last
        direction = (only, *parties) if only else ()
        spans.add(_CoverageSpan(indicator, paused, direction, first, end))
    return spans


def _merge_ranges(ranges: Iterable[YearRange]) -> list[YearRange]:
    """Return the years of all ranges as ranges that do not touch."""
    merged: list[YearRange] = []
    for current in sorted(ranges):
        if not merged or current.first > merged[-1].last + 1:
            merged.append(current)
            continue
        last = max(merged[-1].last, current.last)
        merged[-1] = merged[-1]._replace(last=last)
    return merged


def _find_cuts(snapshots: Iterable[Snapshot], others: Iterable[int]) -> list[int]:
    """Return the years that may differ from the year before them.

    It is enough if they may differ on either side.
    """
    cuts: set[int] = set()
    for year in others:
        # A year by itself is a range of its own, and the next year begins another.
        cuts.update((year, year + 1))
    for snapshot in snapshots:
        for span in _coverage_spans(snapshot):
            cuts.update((span.first, span.last + 1))
        for (year,) in snapshot.rows(_CUTS_QUERY):
            cuts.update((year, year + 1))
    return sorted(cuts)


def _split_range(span: YearRange, cuts: list[int]) -> Iterator[YearRange]:
    """Yield the parts of a range between the cuts in it.

    Nothing if it ends before it begins.
    """
    if span.last < span.first:
        return
    first = span.first
    inside = slice(bisect_right(cuts, span.first), bisect_left(cuts, span.last + 1))
    for cut in cuts[inside]:
        yield YearRange(first, cut - 1)
        first = cut
    yield YearRange(first, span.last)
