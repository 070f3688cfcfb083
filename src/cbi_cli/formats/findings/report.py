"""The findings of one run, and what all of their formats share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.i18n.translator import Translator, get_translator

_MAX_TEXT_LENGTH = 1000
_MAX_NAME_LENGTH = 200
_ENGLISH = get_translator("en")


class ValidationSummary(NamedTuple):
    """What one run checked, and how many findings there are.

    It counts files, records, events and checks. `errors` and `warnings` are those that count; findings that the base
    also has are older and do not count. `accepted` is how many findings the dataset accepts.
    """

    files: int
    records: int
    events: int
    checks: int
    errors: int
    warnings: int
    older_errors: int = 0
    older_warnings: int = 0
    accepted: int = 0


class ValidatedDataset(NamedTuple):
    """A dataset that was checked.

    It has its name in the summary, and its id, version and folder for programs.
    """

    label: str
    described: Mapping[str, str | None]


class ValidationReport(NamedTuple):
    """One run of the checks.

    It has its findings, the files it read, the base it was compared with (or none), and the datasets. If it is
    `strict`, warnings count as errors do. `errors_before` is how many errors the same step of a CI job has reported
    before. `lang` is the language of the formats for people; all others are English.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    summary: ValidationSummary
    meta: Mapping[str, str]
    base: str = ""
    datasets: tuple[ValidatedDataset, ...] = ()
    strict: bool = False
    errors_before: int = 0
    lang: Lang = "en"

    def fails(self, finding: Finding) -> bool:
        """Return whether a finding counts, so that the run ends with exit code 1."""
        if finding.older:
            return False
        return self.strict or finding.severity == "error"


def summarize(
    findings: Sequence[Finding], files: int, records: int, events: int, checks: int, accepted: int = 0
) -> ValidationSummary:
    """Return the summary of a run."""
    severities = [finding.severity for finding in findings if not finding.older]
    older = [finding.severity for finding in findings if finding.older]
    return ValidationSummary(
        files,
        records,
        events,
        checks,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        older_errors=older.count("error"),
        older_warnings=older.count("warning"),
        accepted=accepted,
    )


def format_summary_line(report: ValidationReport, tr: Translator = _ENGLISH) -> str:
    """Return the datasets that were checked, with the summary of the run."""
    line = format_summary(report.summary, tr)
    labels = "; ".join(tr.translate(dataset.label) for dataset in report.datasets)
    names = neutralize_ci_commands(one_line(labels))
    if names:
        line = f"{names}: {line}"
    if report.strict and report.summary.warnings:
        line += "; " + tr.gettext("warnings count with --strict")
    return line


def format_summary(summary: ValidationSummary, tr: Translator = _ENGLISH) -> str:
    """Return the summary line, with older findings at its end.

    An example is `152 records, 14 files, 31 checks: no errors, 2 warnings`.
    """
    scope = tr.gettext(
        "{records:,} records, {files:,} files, {checks:,} checks",
        records=summary.records,
        files=summary.files,
        checks=summary.checks,
    )
    counts = format_counts(summary.errors, summary.warnings, tr)
    line = f"{scope}: {counts}"
    if summary.accepted:
        line += ", " + tr.ngettext("1 accepted", "{n:,} accepted", summary.accepted)
    if summary.older_errors or summary.older_warnings:
        older = format_counts(summary.older_errors, summary.older_warnings, tr)
        line += "; " + tr.gettext("older: {counts}", counts=older)
    return line


def format_counts(errors: int, warnings: int, tr: Translator = _ENGLISH) -> str:
    """Return `2 errors, 1 warning`, or `no errors`."""
    parts = [tr.gettext("no errors")]
    if errors:
        parts = [tr.ngettext("1 error", "{n:,} errors", errors)]
    if warnings:
        parts.append(tr.ngettext("1 warning", "{n:,} warnings", warnings))
    return ", ".join(parts)


def sort_by_location(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of their files, lines and columns."""
    return sorted(findings, key=lambda finding: (finding.file, finding.region))


def group_by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Group findings by file; files and findings keep their order."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    return by_file


def group_repeats(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Group findings of one file that have the same code and message."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.message), []).append(finding)
    return list(groups.values())


def truncate_finding(finding: Finding) -> Finding:
    """Return a finding with its quotes cut to a readable length."""
    return finding._replace(
        message=_truncate(finding.message, _MAX_TEXT_LENGTH),
        hint=_truncate(finding.hint, _MAX_TEXT_LENGTH),
        record=_truncate(finding.record, _MAX_NAME_LENGTH),
        field=_truncate(finding.field, _MAX_NAME_LENGTH),
    )


def _truncate(text: str, max_length: int) -> str:
    if len(text) <= max_length:
        return text
    return f"{text[:max_length]}…"
