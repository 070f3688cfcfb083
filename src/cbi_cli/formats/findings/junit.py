"""Findings as JUnit XML: a suite per file, a case per finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, replace_control_characters
from cbi_cli.formats.findings.report import ValidationReport


def format_junit(report: ValidationReport) -> str:
    """Return the document: a finding that counts is a failure, an older one skipped, any other a case with output.

    It keeps to the strict schema of Jenkins (`junit-10`): no attributes but those that are in it.
    """
    by_file: dict[str, list[Finding]] = {name: [] for name in report.files}
    for one in report.findings:
        by_file.setdefault(one.file, []).append(one)
    counts = _count_attributes(report, report.findings, len(by_file))
    # The strict schema of Jenkins knows the number of those skipped for a suite only.
    del counts["skipped"]
    top = ElementTree.Element("testsuites", {"name": "cbi validate", **counts})
    for name, found in sorted(by_file.items()):
        top.append(_make_suite(report, replace_control_characters(name), found))
    ElementTree.indent(top)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + neutralize_ci_commands(ElementTree.tostring(top, encoding="unicode"), escape_as_entity)
        + "\n"
    )


def _count_attributes(report: ValidationReport, found: Sequence[Finding], files: int) -> dict[str, str]:
    """How many cases; a file without findings has one that passes."""
    passing = files - len({one.file for one in found})
    failures = sum(map(report.fails, found))
    skipped = sum(one.older for one in found)
    numbers = {"tests": len(found) + passing, "failures": failures, "errors": 0, "skipped": skipped}
    return {name: str(number) for name, number in numbers.items()}


def _make_suite(report: ValidationReport, file: str, found: Sequence[Finding]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": file, "file": file, **_count_attributes(report, found, 1)})
    suite.extend(_make_cases(report, file, found))
    return suite


def _make_cases(report: ValidationReport, file: str, found: Sequence[Finding]) -> Iterable[ElementTree.Element]:
    if not found:
        yield ElementTree.Element("testcase", {"classname": file, "name": "no findings"})
    seen: Counter[str] = Counter()
    for one in found:
        place = f"{one.region.line}:{one.region.column}"
        name = f"{one.code} {one.name} at {place}"
        seen[name] += 1
        # Of cases with one name in one file, a reader such as GitLab keeps the first alone.
        name = f"{name} ({seen[name]})" if seen[name] > 1 else name
        case = ElementTree.Element("testcase", {"classname": file, "name": name})
        case.append(_make_outcome(one, f"{file}:{place}", report.fails(one)))
        yield case


def _make_outcome(one: Finding, place: str, fails: bool) -> ElementTree.Element:
    """What became of a finding: its message as an attribute, its place and its remedy as text."""
    message = replace_control_characters(one.message)
    hint = f"\nhelp: {replace_control_characters(one.hint)}" if one.hint else ""
    text = f"{place}: {one.severity} {one.code} {one.name}\n{message}{hint}"
    if one.older:
        outcome = ElementTree.Element("skipped", {"message": f"older: {message}"})
    elif fails:
        outcome = ElementTree.Element("failure", {"type": one.code, "message": message})
    else:
        outcome = ElementTree.Element("system-out")
    outcome.text = text
    return outcome
