"""Which years of the scorecards a change of a dataset can touch, found without computing a scorecard."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until

_MATCHES_QUERY = """
SELECT m.year, m.indicator, m.strength, i.per_direction, m.direction, m.known_by_day, e.id, e.start_text, e.end_text
FROM match AS m JOIN event AS e ON e.number = m.event JOIN indicator AS i ON i.id = m.indicator
WHERE m.strength IN ('full', 'weak')
"""
_COVERAGE_QUERY = """
SELECT l.series, l.paused, l.from_year, l.to_year FROM coverage AS l
JOIN series AS s ON s.id = l.series AND s.kind = 'indicator'
"""


_FORMER_IDS_QUERY = "SELECT shown, id FROM record_name WHERE is_former = 1 AND kind IN ('indicator', 'institution')"


def renamed_ids(before: Snapshot, after: Snapshot) -> dict[str, str]:
    """Return the new ids of the series that the newer side has under another id, by their old ids."""
    there = {row["id"] for row in after.rows("SELECT id FROM series")}
    known = {row["id"] for row in before.rows("SELECT id FROM series")}
    found = {row["shown"]: row["id"] for row in after.rows(_FORMER_IDS_QUERY)}
    return {old: new for old, new in found.items() if old in known - there and new in there - known}


class YearRange(NamedTuple):
    """Years in a row, the last one included."""

    first: int
    last: int


def affected_years(
    before: Snapshot,
    after: Snapshot,
    single: Iterable[int],
    event_years: Collection[int],
    also: YearRange | None = None,
) -> tuple[YearRange, ...]:
    """Return the years of which a light, a count or a date shown can differ, up to the last one of ``single``.

    They come in ranges that do not overlap; all years of a range look alike on each side. ``event_years`` are those of
    `years_with_changed_events`, ``also`` are years that are taken in any case. The years of ``single`` never come
    in a range with others; among them must be those that are not over on the day of a side. What is
    printed of an edition is not looked at.
    """
    apart = {*single, *(also or ())}
    last = max(apart)
    events = {YearRange(year, year) for year in event_years if year <= last}
    names = renamed_ids(before, after)
    old_spans = {(names.get(name, name), paused, first, last) for name, paused, first, last in _coverage_spans(before)}
    changed = [YearRange(first, last) for _, _, first, last in old_spans ^ _coverage_spans(after)]
    spans = _merge_ranges([*changed, also] if also else changed)
    if not spans:
        return tuple(sorted(events))
    cuts = _find_cuts((before, after), apart)
    parts = (part for span in spans for part in _split_range(YearRange(span.first, min(span.last, last)), cuts))
    return tuple(sorted({*events, *parts}))


def years_with_changed_events(before: Snapshot, after: Snapshot) -> set[int]:
    """Return the years in which other events count, or the same ones otherwise."""
    old, new = _matches_by_year(before, renamed_ids(before, after)), _matches_by_year(after, {})
    return {year for year in old.keys() | new.keys() if old.get(year) != new.get(year)}


def _matches_by_year(snapshot: Snapshot, names: Mapping[str, str]) -> dict[int, set[tuple[object, ...]]]:
    found: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for year, indicator, *event in snapshot.rows(_MATCHES_QUERY):
        found[year].add((names.get(indicator, indicator), *event))
    return found


def _coverage_spans(snapshot: Snapshot) -> set[tuple[str, int, int, int]]:
    """Return the covered and the paused years of each indicator; an open pause lasts to the last covered year."""
    until = covers_until(snapshot).year
    rows = snapshot.rows(_COVERAGE_QUERY)
    return {(name, paused, first, max(first, until) if last is None else last) for name, paused, first, last in rows}


def _merge_ranges(spans: Iterable[YearRange]) -> list[YearRange]:
    """Return the years of all spans as ranges that do not touch."""
    found: list[YearRange] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].last + 1:
            found[-1] = YearRange(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found


def _find_cuts(stores: Iterable[Snapshot], others: Iterable[int]) -> list[int]:
    """Return the years that may look otherwise than the year before them on either side."""
    cuts = {cut for year in others for cut in (year, year + 1)}
    for snapshot in stores:
        for _, _, first, last in _coverage_spans(snapshot):
            cuts |= {first, last + 1}
        for row in snapshot.rows("SELECT DISTINCT year FROM event UNION SELECT year FROM edition"):
            cuts |= {row[0], row[0] + 1}
    return sorted(cuts)


def _split_range(span: YearRange, cuts: list[int]) -> Iterator[YearRange]:
    """Yield the parts of a range between the cuts in it; nothing of one that ends before it begins."""
    if span.last < span.first:
        return
    inside = cuts[bisect_right(cuts, span.first) : bisect_left(cuts, span.last + 1)]
    starts = [span.first, *inside]
    for first, following in zip(starts, [*inside, span.last + 1], strict=True):
        yield YearRange(first, following - 1)
