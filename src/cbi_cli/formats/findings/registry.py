"""The formats of findings.

A new format is one module in this package and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from cbi_cli.formats.findings.report import ValidationReport, truncate_finding
from cbi_cli.formats.suffixes import group_by_suffix

_MAX_FINDINGS = 100_000
_MAX_SARIF_RESULTS = 25_000
"""GitHub rejects a SARIF file with more results."""


class FindingFormat(NamedTuple):
    """A format of findings, and what the program knows about it.

    `renderer` names a function of this package, as `module:function`, which takes a report and returns text; its module
    is loaded only if the format is used. A suffix that several formats share means the first of them.

    `max_findings` limits how many findings are listed; a format without it lists or groups all of them. A format with
    `repository_paths` names files from the top of the repository, any other from the working folder.
    """

    name: str
    renderer: str
    suffixes: tuple[str, ...]
    media_type: str
    max_findings: int | None = _MAX_FINDINGS
    repository_paths: bool = False
    for_people: bool = False

    def render(self, report: ValidationReport) -> str:
        """Return a report in this format, with all texts cut to a readable length.

        If there are more findings than `max_findings`, those that count come first. A format for people cuts the texts
        itself, after their translation.
        """
        findings = report.findings
        if self.max_findings is not None and len(findings) > self.max_findings:
            by_weight = sorted(findings, key=lambda finding: (finding.older, finding.severity != "error"))
            findings = tuple(by_weight[: self.max_findings])
        if not self.for_people:
            findings = tuple(truncate_finding(finding) for finding in findings)
        render = self._load_renderer()
        return render(report._replace(findings=findings))

    def _load_renderer(self) -> Callable[[ValidationReport], str]:
        module_name, _, function_name = self.renderer.partition(":")
        module = import_module(f"cbi_cli.formats.findings.{module_name}")
        renderer: Callable[[ValidationReport], str] = getattr(module, function_name)
        return renderer


FINDING_FORMATS: tuple[FindingFormat, ...] = (
    FindingFormat("text", "text:format_text", (".txt",), "text/plain", max_findings=None, for_people=True),
    FindingFormat("table", "text:format_text", (".txt",), "text/plain", max_findings=None, for_people=True),
    FindingFormat("json", "json:format_json_document", (".json",), "application/json"),
    FindingFormat("jsonl", "json:format_json_lines", (".jsonl",), "application/x-ndjson"),
    FindingFormat("github", "github:format_github", (), "text/plain", max_findings=None, repository_paths=True),
    FindingFormat(
        "sarif",
        "sarif:format_sarif",
        (".sarif", ".json"),
        "application/sarif+json",
        max_findings=_MAX_SARIF_RESULTS,
        repository_paths=True,
    ),
    FindingFormat("junit", "junit:format_junit", (".xml",), "application/xml", repository_paths=True),
    FindingFormat("gitlab", "gitlab:format_gitlab", (".json",), "application/json", repository_paths=True),
    FindingFormat(
        "markdown", "summary:format_markdown", (".md",), "text/markdown", max_findings=None, repository_paths=True
    ),
)
"""All formats in the order of the help. `table` is another name of `text`."""

FINDING_FORMATS_BY_NAME: dict[str, FindingFormat] = {entry.name: entry for entry in FINDING_FORMATS}

FINDING_FORMATS_BY_SUFFIX: dict[str, tuple[str, ...]] = group_by_suffix(FINDING_FORMATS)


def format_report(report: ValidationReport, name: str) -> str:
    """Return a report in the format with this name."""
    return FINDING_FORMATS_BY_NAME[name].render(report)
