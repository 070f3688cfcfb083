"""JSON for programs below `api/1/`: the documents of the reports, and all events with all of their fields.

Addresses and shapes do not change; a new shape would be below `api/2/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.formats.json import format_json
from cbi_cli.publish.addresses import API
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.reports.gaps import GapsQuery, compute_gaps
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.registry import load_report

FOLDER = API

_YEAR_QUERY = """
SELECT r.json FROM event AS e JOIN record AS r ON r.number = e.number WHERE e.year = :year ORDER BY e.sort_key
"""


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield a card for each edition, the gap report, the events of each year, and an index of them all."""
    yield from _documents(site)
    names = [path.removeprefix(f"{FOLDER}/") for path in program_paths(site)]
    yield _file("index", json_envelope("site-index", site.snapshot.meta, None, files=names))


def program_paths(site: Site) -> list[str]:
    """Return the paths of all documents but the index."""
    names = [f"event/{year}" for year in _event_years(site)]
    names.append("gaps")
    names += [f"scorecard/{year}" for year in sorted(site.editions)]
    return [f"{FOLDER}/{name}.json" for name in names]


def _documents(site: Site) -> Iterator[SiteFile]:
    snapshot = site.snapshot
    lang = site.languages[0]
    for year in site.editions:
        card = compute_scorecard(snapshot, ScorecardQuery(year))
        yield _file(f"scorecard/{year}", load_report("scorecard").to_json(snapshot, card, lang))
    gaps = compute_gaps(snapshot, GapsQuery())
    yield _file("gaps", load_report("gaps").to_json(snapshot, gaps, lang))
    for year in _event_years(site):
        yield _file(f"event/{year}", _events(site, year))


def _event_years(site: Site) -> list[int]:
    """Return the years in which events begin."""
    return [row["year"] for row in site.snapshot.rows("SELECT DISTINCT year FROM event ORDER BY year")]


def _events(site: Site, year: int) -> JsonObject:
    """Return the events that begin in a year, as their files have them."""
    records = site.snapshot.decoded_rows("json", _YEAR_QUERY, year=year)
    events = [dict(record) for _, record in records]
    return json_envelope("events", site.snapshot.meta, None, year=year, events=events)


def _file(name: str, document: JsonObject) -> SiteFile:
    return SiteFile(f"{FOLDER}/{name}.json", format_json(document).encode())
