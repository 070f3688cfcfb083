"""The plan and the prose of an annual report, from its files, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.report_files import HIGHLIGHT, PLAN_FILE, prose_name, report_folder
from cbi_cli.reports.annual_report import AnnualReport, ReportQuery, compute_annual_report
from cbi_cli.reports.prose import Prose, read_prose
from cbi_cli.reports.prose_check import ProseChecker, ProseRemark
from cbi_cli.reports.references import References, resolve_all
from cbi_cli.reports.report_plan import ReportPlan, read_plan
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard
from cbi_cli.reports.topics import TopicsQuery, compute_topics


class ReportParts(NamedTuple):
    """The plan of a report and its prose in one language, by section, or by `highlight-` and the series.

    `untranslated` are the parts with prose in other languages only.
    """

    plan: ReportPlan
    prose: Mapping[str, Prose]
    untranslated: tuple[str, ...]


def make_annual_report(
    snapshot: Snapshot, query: ReportQuery, files: Mapping[str, bytes], lang: str
) -> tuple[AnnualReport, ReportParts]:
    """Return the report on a year with the prose in a language, and the parts that it is made of.

    `files` are those in the folder of the edition, by name. Raises CbiError, with the place, if one is faulty.
    """
    parts = read_parts(snapshot, query.year, files, lang)
    return compute_annual_report(snapshot, query, parts.plan, parts.prose), parts


def read_parts(snapshot: Snapshot, year: int, files: Mapping[str, bytes], lang: str) -> ReportParts:
    """Return the plan and the prose in a language; raises CbiError, with the place, if a file is faulty."""
    plan = read_plan(snapshot, year, files.get(PLAN_FILE))
    prose: dict[str, Prose] = {}
    untranslated: list[str] = []
    written = {part for part, _ in _prose_files(files)}
    for part in _parts_of(plan):
        name = prose_name(part, lang)
        if name in files:
            prose[part] = read_prose(f"{report_folder(year)}/{name}", files[name])
        elif part in written:
            untranslated.append(part)
    return ReportParts(plan, prose, tuple(untranslated))


def check_report(snapshot: Snapshot, query: ReportQuery, files: Mapping[str, bytes]) -> tuple[ProseRemark, ...]:
    """Return what is to be said of the prose of a report in all languages: its faults, and what was typed by hand.

    Raises CbiError if its plan is faulty.
    """
    year = query.year
    plan = read_plan(snapshot, year, files.get(PLAN_FILE))
    card = compute_scorecard(snapshot, ScorecardQuery(year, query.as_of))
    graphs = compute_topics(snapshot, TopicsQuery(year, card.day)).graphs
    references = References(snapshot, card, graphs)
    checker = ProseChecker(snapshot, card, references)
    parts = _parts_of(plan)
    remarks: list[ProseRemark] = []
    for part, name in _prose_files(files):
        file = f"{report_folder(year)}/{name}"
        if part not in parts:
            problem = message("no section of the report has this prose")
            hint = message("rename the file, or list the section or the institution in {plan}", plan=PLAN_FILE)
            remarks.append(ProseRemark(file, 1, 1, "error", problem, hint))
            continue
        try:
            prose = read_prose(file, files[name])
        except CbiError as error:
            remarks.append(ProseRemark(file, 1, 1, "error", error.message, error.hint))
            continue
        problems = resolve_all([prose], references).problems
        remarks += [ProseRemark(file, one.line, 1, "error", one.problem, one.hint) for one in problems]
        remarks.extend(checker.check(prose, _subject_of(part, plan)))
    return tuple(remarks)


def _parts_of(plan: ReportPlan) -> tuple[str, ...]:
    """Return the parts of a report that can have prose."""
    parts = list(plan.sections)
    if "highlights" in plan.sections:
        parts += [f"{HIGHLIGHT}{name}" for name in plan.highlights]
    return tuple(parts)


def _prose_files(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the part and the name of each file with prose."""
    for name in sorted(files):
        if name != PLAN_FILE:
            yield name.partition(".")[0], name


def _subject_of(part: str, plan: ReportPlan) -> str | None:
    """Return the series that a part is about."""
    if part == "spotlight":
        return plan.spotlight
    if part.startswith(HIGHLIGHT):
        return part.removeprefix(HIGHLIGHT)
    return None
