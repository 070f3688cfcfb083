"""`cbi timeline`."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.completers import complete_ids, complete_words
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import (
    DatedReportOptions,
    EvidenceOptions,
    InstitutionFilter,
    KindFilter,
    OptionalList,
    parse_partial_date,
    refuse_distant_date,
    resolve_as_of,
    resolve_year,
    validate_choices,
)
from cbi_cli.cli.parser import Completions, Environment, option
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.timeline import compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.views.timeline import REPORT


def _complete_status(environ: Environment, prefix: str) -> Completions:
    completions = complete_words("status")(environ, prefix)
    if "any".startswith(prefix):
        completions.append(("any", ""))
    return completions


class TimelineOptions(EvidenceOptions, DatedReportOptions):
    """The options of `cbi timeline`."""

    heading = "Filters"

    year: Annotated[
        OptionalList,
        option("--year", "-y", metavar="YEAR|all", help="Filter by year. Default: the year of the latest edition."),
    ] = None
    month: Annotated[
        OptionalList, option("--month", "-m", metavar="MONTH", help="Filter by month, e.g. 10, oct, October, octubre.")
    ] = None
    since: Annotated[
        str | None, option("--since", metavar="DATE", help="Only events that ended on or after this date.")
    ] = None
    until: Annotated[
        str | None, option("--until", metavar="DATE", help="Only events that started on or before this date.")
    ] = None
    institution: InstitutionFilter = None
    kind: KindFilter = None
    level: Annotated[
        OptionalList,
        option(
            "--level", "-l", metavar="LEVEL", help="Filter by level, e.g. cabinet.", completer=complete_words("level")
        ),
    ] = None
    party: Annotated[
        OptionalList,
        option("--party", "-p", metavar="NAME", help="Filter by party, e.g. ca.", completer=complete_ids("party")),
    ] = None
    topic: Annotated[
        OptionalList, option("--topic", "-t", metavar="NAME", help="Filter by topic.", completer=complete_ids("topic"))
    ] = None
    place: Annotated[
        OptionalList,
        option(
            "--place",
            metavar="NAME",
            help="Filter by place (id or name), e.g. el-paso.",
            completer=complete_ids("place"),
        ),
    ] = None
    source: Annotated[
        OptionalList,
        option(
            "--source",
            "-s",
            metavar="ID[#PART]",
            help="Filter by source, or by a part of one.",
            completer=complete_ids("source"),
        ),
    ] = None
    text: Annotated[
        OptionalList,
        option("--text", metavar="WORDS", help='Search for all these words, in any order, or for a "phrase".'),
    ] = None
    status: Annotated[
        OptionalList,
        option(
            "--status",
            metavar="STATUS|any",
            help="Filter by status, e.g. planned. Default: held.",
            completer=_complete_status,
        ),
    ] = None


def timeline(options: TimelineOptions, settings: Settings) -> int:
    """List events in date order.

    If a filter is given several times, events that match any of its values are listed. An event that lasts longer
    belongs to every month and year that it touches.

    \b
    Examples:
      cbi timeline --month oct
      cbi timeline --month oct --month nov --text "lopez obrador"
      cbi timeline --year 2022 --source cbi-2022#timeline
      cbi timeline --year all --institution nals
      cbi timeline --year all --institution "Three Amigos Summit"
      cbi timeline --since 2022-06 --until 2022-09-15 --level cabinet
      cbi timeline --party ca --format csv
      cbi timeline --year 2022 --evidence edition
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    since = parse_partial_date(options.since, "--since")
    until = parse_partial_date(options.until, "--until")
    refuse_distant_date(snapshot, since, "--since", settings.today)
    refuse_distant_date(snapshot, until, "--until", settings.today)
    is_bounded = since is not None or until is not None
    months = [_parse_month(month) for month in options.month or ()]
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    years = _resolve_years(snapshot, options.year, is_bounded)
    kinds = validate_choices(snapshot, "kind", options.kind)
    levels = validate_choices(snapshot, "level", options.level)
    statuses = validate_choices(snapshot, "status", options.status, "any")
    query = TimelineQuery(
        year=years,
        month=tuple(months),
        since=since,
        until=until,
        institutions=tuple(options.institution or ()),
        kinds=kinds,
        levels=levels,
        parties=tuple(options.party or ()),
        topics=tuple(options.topic or ()),
        places=tuple(options.place or ()),
        sources=tuple(options.source or ()),
        text=tuple(options.text or ()),
        status=statuses or ("held",),
        as_of=as_of,
        evidence=options.evidence,
    )
    result = compute_timeline(snapshot, query)
    for kind in ("institution", "party", "topic", "place", "source"):
        print_new_ids(snapshot, (kind,), getattr(options, kind) or ())
    write_report(REPORT, result, snapshot, options, settings)
    return OK


def _resolve_years(snapshot: Snapshot, texts: OptionalList, bounded: bool) -> tuple[int, ...]:
    """Return the years asked for, none for all.

    Without one these are all years if dates bound the timeline, else the latest edition's.
    """
    if not texts and bounded:
        return ()
    years = []
    for text in texts or [""]:
        year = resolve_year(text, snapshot)
        # One `all` among several years means all.
        if year is None:
            return ()
        years.append(year)
    return tuple(dict.fromkeys(years))


def _parse_month(text: str) -> int:
    from cbi_cli.core.date_parsing import parse_month

    try:
        return parse_month(text)
    except ValueError as error:
        raise CbiError(message("{option}: {problem}", option="--month", problem=str(error))) from None
