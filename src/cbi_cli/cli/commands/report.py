"""The command `cbi report`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from cbi_cli.cli.console import print_message, write_binary_stdout, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import (
    OUTPUT_OPTIONS,
    AsOfOptions,
    CacheOptions,
    DatasetOptions,
    LanguageOptions,
    LatestYear,
    Output,
    RevisionOptions,
    require_year,
    resolve_as_of,
)
from cbi_cli.cli.output import choose_format
from cbi_cli.cli.parser import option
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.formats.publications import FORMATS_BY_NAME, FORMATS_BY_SUFFIX, PUBLICATION_FORMATS, render_publication
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.records.report_files import prose_name, report_folder
from cbi_cli.reports.annual_report import ReportQuery
from cbi_cli.reports.prose_check import ProseRemark
from cbi_cli.reports.report_parts import check_report, make_annual_report
from cbi_cli.views.annual_report import make_publication
from cbi_cli.workspace.report_reader import read_report_files


class ReportOptions(AsOfOptions, DatasetOptions, RevisionOptions, CacheOptions, LanguageOptions):
    """The options of `cbi report`."""

    year: LatestYear = None
    check: Annotated[
        bool,
        option(
            "--check",
            help="Print faults of the prose and what was typed by hand in it; exit with 1 if the data contradicts it.",
        ),
    ] = False
    output_format: Annotated[
        str | None,
        option(
            "--format",
            "-f",
            heading=OUTPUT_OPTIONS,
            allowed=tuple(FORMATS_BY_NAME),
            help="Set the format. Default: md, or by the suffix of --output. PDF needs the extra `print`.",
        ),
    ] = None
    output: Output = None


def report(options: ReportOptions, settings: Settings) -> int:
    """Create the annual report on a year.

    Its facts come from the data: scorecard, histories, comparison with what was published, disputes, method, what is
    not known, sources and timeline. Its prose is Markdown beside the edition, editions/YEAR/introduction.en.md and so
    on, and takes its numbers from the data by references such as {{totals.green}}. Without prose the report has data
    only.

    \b
    Examples:
      cbi report 2022 --output report-2022.md
      cbi report 2022 --lang es --output informe-2022.html
      cbi report 2022 --format pdf --output report-2022.pdf
      cbi report 2022 --check
    """
    session = open_reading_session(settings, options.dataset, options.at)
    snapshot = session.snapshot
    year = require_year(options.year, snapshot)
    query = ReportQuery(year, resolve_as_of(options.as_of, snapshot, settings))
    files = read_report_files(session.location, year)
    tr = get_translator(settings.lang)
    if options.check:
        return _print_remarks(check_report(snapshot, query, files), tr, settings)
    name = choose_format(options.output, options.output_format, FORMATS_BY_SUFFIX) or PUBLICATION_FORMATS[0].name
    result, parts = make_annual_report(snapshot, query, files, settings.lang)
    for part in parts.untranslated:
        file = f"{report_folder(year)}/{prose_name(part, settings.lang)}"
        print_message(message("cbi: note: {file} is not there, so the report has none of its prose", file=file))
    rendered = render_publication(make_publication(result, snapshot.meta, tr), name, tr)
    for notice in rendered.notices:
        print_message(message("cbi: note: {note}", note=notice))
    if options.output is not None and str(options.output) != "-":
        from cbi_cli.workspace.atomic_write import write_result

        write_result(options.output, rendered.content)
    elif FORMATS_BY_NAME[name].is_text:
        write_stdout(rendered.content.decode("utf-8"), for_programs=True)
    else:
        write_binary_stdout(rendered.content)
    return OK


def _print_remarks(remarks: Iterable[ProseRemark], tr: Translator, settings: Settings) -> int:
    """Print what is to be said of the prose, and a count; return 1 if something is wrong."""
    lines: list[str] = []
    counts: Counter[str] = Counter()
    for remark in remarks:
        counts[remark.verdict] += 1
        text = tr.translate(remark.text)
        lines.append(f"{remark.file}:{remark.line}:{remark.column}: {text}")
        if remark.hint:
            hint = tr.translate(remark.hint)
            text = tr.gettext("help: {hint}", hint=hint)
            lines.append(f"  {text}")
    summary = tr.gettext(
        "faults: {errors}; contradictions: {contradictions}; equal to the data: {equal}; not compared: {other}",
        errors=counts["error"],
        contradictions=counts["contradicts"],
        equal=counts["equals"],
        other=counts["not-compared"],
    )
    lines.append(summary)
    write_stdout("\n".join(lines) + "\n", settings=settings)
    if counts["error"] or counts["contradicts"]:
        return DATA_ERRORS
    return OK
