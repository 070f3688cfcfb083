"""Findings as JUnit XML.

There is one suite for each file, and one case for each finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, replace_control_characters
from cbi_cli.formats.findings.report import ValidationReport, group_by_file

_XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def format_junit(report: ValidationReport) -> str:
    """Return an XML document in which each finding is a case.

    It belongs to the suite of its file. A finding that counts is a failure, an older one is skipped, any other passes
    with output. Only attributes of the strict schema of Jenkins (`junit-10`) are used.
    """
    files: dict[str, list[Finding]] = {name: [] for name in report.files}
    files |= group_by_file(report.findings)
    counts = _count_attributes(report, report.findings, len(files))
    # The strict schema has this attribute for a suite only.
    del counts["skipped"]
    root = ElementTree.Element("testsuites", {"name": "cbi validate", **counts})
    for file, findings in sorted(files.items()):
        root.append(_make_suite(report, replace_control_characters(file), findings))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f"{_XML_DECLARATION}{neutralize_ci_commands(text, escape_as_entity)}\n"


def _count_attributes(report: ValidationReport, findings: Sequence[Finding], file_count: int) -> dict[str, str]:
    """Return how many cases there are, and how many fail or are skipped.

    A file without findings has one case, which passes.
    """
    files_with_findings = {finding.file for finding in findings}
    passing = file_count - len(files_with_findings)
    failures = [finding for finding in findings if report.fails(finding)]
    skipped = [finding for finding in findings if finding.older]
    return {
        "tests": str(len(findings) + passing),
        "failures": str(len(failures)),
        "errors": "0",
        "skipped": str(len(skipped)),
    }


def _make_suite(report: ValidationReport, file: str, findings: Sequence[Finding]) -> ElementTree.Element:
    attributes = {"name": file, "file": file, **_count_attributes(report, findings, 1)}
    suite = ElementTree.Element("testsuite", attributes)
    suite.extend(_make_cases(report, file, findings))
    return suite


def _make_cases(report: ValidationReport, file: str, findings: Sequence[Finding]) -> Iterator[ElementTree.Element]:
    if not findings:
        yield ElementTree.Element("testcase", {"classname": file, "name": "no findings"})
    seen: Counter[str] = Counter()
    for finding in findings:
        location = f"{finding.region.line}:{finding.region.column}"
        name = f"{finding.code} {finding.name} at {location}"
        seen[name] += 1
        # GitLab keeps only the first of several cases with one name in one file.
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        case = ElementTree.Element("testcase", {"classname": file, "name": name})
        case.append(_make_outcome(finding, f"{file}:{location}", report.fails(finding)))
        yield case


def _make_outcome(finding: Finding, location: str, fails: bool) -> ElementTree.Element:
    """Return the outcome of a case.

    It has the message as attribute, and location and hint as text.
    """
    message = replace_control_characters(finding.message)
    if finding.older:
        outcome = ElementTree.Element("skipped", {"message": f"older: {message}"})
    elif fails:
        outcome = ElementTree.Element("failure", {"type": finding.code, "message": message})
    else:
        outcome = ElementTree.Element("system-out")
    text = f"{location}: {finding.severity} {finding.code} {finding.name}\n{message}"
    if finding.hint:
        text += f"\nhelp: {replace_control_characters(finding.hint)}"
    outcome.text = text
    return outcome
