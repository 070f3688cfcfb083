"""`cbi cite`."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.console import write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import OUTPUT_OPTIONS, ReportOptions
from cbi_cli.cli.output import choose_format, write_view
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.formats.citations.registry import CITATION_STYLES, CITATION_STYLES_BY_NAME
from cbi_cli.formats.registry import FORMATS
from cbi_cli.formats.suffixes import group_by_suffix
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.cite import CITABLE_KINDS, Citation, CiteQuery, find_citation
from cbi_cli.views.cite import REPORT

CitableKind = Literal["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute", "dataset"]

_TEXT = "text"
# A citation has no rows for a table of CSV.
_FORMATS = tuple(entry for entry in FORMATS if not entry.with_tables)
_BY_SUFFIX = group_by_suffix((*_FORMATS, *CITATION_STYLES))
_TEXT_BY_SUFFIX = group_by_suffix([entry for entry in _FORMATS if entry.name != "json"])


class CiteOptions(ReportOptions):
    """The options of `cbi cite`."""

    record: Annotated[
        str,
        argument(
            metavar="[ID|NAME]",
            help="The record, by id, name or abbreviation. Default: the dataset itself.",
            completer=complete_records,
        ),
    ] = ""
    style: Annotated[
        str | None,
        option(
            "--style",
            "-s",
            allowed=tuple(CITATION_STYLES_BY_NAME),
            help="Write text, or what reference managers read. Default: text, or by the suffix of --output.",
        ),
    ] = None
    kind: Annotated[
        CitableKind | None, option("--kind", "-k", help="The kind of the record, if several have the name.")
    ] = None
    output_format: Annotated[
        str | None,
        option(
            "--format",
            "-f",
            allowed=tuple(entry.name for entry in _FORMATS),
            heading=OUTPUT_OPTIONS,
            help="Set the output format of the text; json is CSL-JSON. Default: table, or by the suffix of --output.",
        ),
    ] = None


def cite(options: CiteOptions, settings: Settings) -> int:
    """Cite a record.

    Prints the reference of a record with the version of the dataset, and the sources that the record is based on.

    A source is cited as the work that it is. Without a record, the dataset itself is cited.

    \b
    Examples:
      cbi cite 2022-10-13-high-level-security-dialogue
      cbi cite hlsd --kind indicator --style bibtex
      cbi cite nals --kind institution --output nals.ris
      cbi cite cbi-2022#scorecard
      cbi cite --format json
    """
    style = _choose_style(options)
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    citation = find_citation(snapshot, CiteQuery(options.record, options.kind))
    if options.record:
        kinds = (options.kind,) if options.kind else CITABLE_KINDS
        print_new_ids(snapshot, kinds, [options.record])
    if style == _TEXT:
        write_view(REPORT.make_view(snapshot, citation, settings.lang), options, settings)
    else:
        _write_style(citation, style, options, settings)
    return OK


def _choose_style(options: CiteOptions) -> str:
    """Return the name of the style that a call asks for by `--style`, `--format` or the suffix of `--output`.

    It is `text` for all formats of text. Raises CbiError if these do not fit together.
    """
    style = options.style
    form = options.output_format
    if options.table:
        raise CbiError(message("--table: a citation has no tables"), message("leave it out"))
    if style is not None and form is not None and not _fit(style, form):
        problem = message("--style {style} cannot be written as {form}", style=style, form=form)
        raise CbiError(problem, message("leave out --format"))
    requested = form
    by_suffix = _BY_SUFFIX
    if style == _TEXT:
        by_suffix = _TEXT_BY_SUFFIX
    elif style is not None:
        requested = style
    chosen = choose_format(options.output, requested, by_suffix)
    if chosen == "json":
        return "csl-json"
    if chosen is None or chosen not in CITATION_STYLES_BY_NAME:
        return _TEXT
    return chosen


def _fit(style: str, form: str) -> bool:
    """Tell whether a style can be written in a format: text in all but JSON, which is CSL-JSON."""
    if form == "json":
        return style == "csl-json"
    return style == _TEXT


def _write_style(citation: Citation, style: str, options: CiteOptions, settings: Settings) -> None:
    """Write a citation for a program to stdout or to a file."""
    text = CITATION_STYLES_BY_NAME[style].render(citation, get_translator(settings.lang))
    if options.output is None or str(options.output) == "-":
        write_stdout(text, for_programs=True, settings=settings)
        return
    from cbi_cli.workspace.atomic_write import write_result

    write_result(options.output, text)
