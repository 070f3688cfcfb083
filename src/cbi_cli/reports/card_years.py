"""Which years have a scorecard that is worth a page of its own."""

from __future__ import annotations

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until, known_years, report_day
from cbi_cli.reports.scorecard import light_rows


def years_with_card(snapshot: Snapshot) -> tuple[int, ...]:
    """Return the years with a card, the latest first.

    They are those with an edition, and those up to the last covered day of which at least half of the rows are known:
    their light is another one than unknown.
    """
    editions = {row["year"] for row in snapshot.rows("SELECT year FROM edition")}
    known = known_years(snapshot)
    last = covers_until(snapshot).year
    days = {year: report_day(snapshot, year) for year in range(known[0], last + 1)}
    years = set(editions)
    for year, rows in light_rows(snapshot, days).items():
        known_rows = [row for row in rows if row.light != "unknown"]
        if rows and 2 * len(known_rows) >= len(rows):
            years.add(year)
    return tuple(sorted(years, reverse=True))
