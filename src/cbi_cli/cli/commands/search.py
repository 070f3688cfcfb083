"""`cbi search`."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.reports.search import DEFAULT_LIMIT, SearchQuery, search_records
from cbi_cli.views.search import REPORT

Kind = Literal["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute"]


class SearchOptions(ReportOptions):
    """The options of `cbi search`."""

    words: Annotated[
        list[str], argument(metavar="WORDS...", help="The words, in any order. Words in quotes are found together.")
    ]
    kind: Annotated[Kind | None, option("--kind", "-k", help="Only records of this kind.")] = None
    limit: Annotated[
        str | None, option("--limit", "-n", metavar="N", help="Show at most so many hits. Default: 20.")
    ] = None


def search(options: SearchOptions, settings: Settings) -> int:
    """Search all records.

    Finds events, institutions, sources and all other records with the words in any language of the dataset, whatever
    their case and accents.

    What is called exactly so comes first, then what is called so in part, then what has the words in its texts, the
    newest first.

    \b
    Examples:
      cbi search security dialogue
      cbi search reunion sonora --lang es
      cbi search '"steering committee"' --kind event
      cbi search obrador --limit 5 --format json
    """
    limit = _parse_limit(options.limit)
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    kinds = (options.kind,) if options.kind else ()
    query = SearchQuery(" ".join(options.words), kinds, limit)
    write_report(REPORT, search_records(snapshot, query), snapshot, options, settings)
    return OK


def _parse_limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) == 0:
        problem = message("--limit: `{text}` is not a number of hits", text=text)
        raise CbiError(problem, message("give a whole number from 1"))
    return int(text)
