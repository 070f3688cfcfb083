"""Findings as SARIF 2.1.0, the format of code scanning."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from cbi_cli import __version__
from cbi_cli.core.findings import Finding, Rule
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.formats.findings.fingerprint import fingerprints
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.formats.json import format_json
from cbi_cli.rules.registry import ALL_RULES_BY_CODE, rule_documentation

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_DOCUMENTATION = "urn:cbi-cli:docs:reference:checks"
"""The program has no published address yet; a web address that somebody else could register would be worse."""
_FINGERPRINT = "cbiFinding/v1"


def format_sarif(report: ValidationReport) -> str:
    """Return a log with one run.

    Every check is a rule, every finding a result.
    """
    rule_indexes = {code: index for index, code in enumerate(ALL_RULES_BY_CODE)}
    results = []
    for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True):
        result = _result_json(finding, rule_indexes[finding.code], fingerprint)
        if report.base:
            result["baselineState"] = _baseline_state(finding)
        results.append(result)
    driver = {
        "name": "cbi",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _DOCUMENTATION,
        "rules": [_rule_json(rule) for rule in ALL_RULES_BY_CODE.values()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": _run_id(report)},
        # Columns of findings count characters, not UTF-16 code units.
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return format_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _run_id(report: ValidationReport) -> str:
    """Return the category of the run.

    The part before the last slash separates runs on several datasets.
    """
    dataset = report.meta.get("id") or "datasets"
    return f"cbi/validate/{quote(dataset, safe='')}/"


def _rule_json(rule: Rule) -> dict[str, Any]:
    documentation = rule_documentation(rule.code) or ""
    _, _, text = documentation.partition("\n\n")
    summary, _, _ = text.partition("\n")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": text},
        "help": {"text": text},
        "helpUri": f"{_DOCUMENTATION}#{rule.code}",
        "defaultConfiguration": {"level": rule.severity},
    }


def _result_json(finding: Finding, rule_index: int, fingerprint: str) -> dict[str, Any]:
    text = finding.message
    if finding.hint:
        text += f"\nhelp: {finding.hint}"
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.severity,
        "message": {"text": _escape_links(replace_control_characters(text))},
        "locations": [_location_json(finding)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }


def _baseline_state(finding: Finding) -> str:
    if finding.older:
        return "unchanged"
    return "new"


def _location_json(finding: Finding) -> dict[str, Any]:
    region = finding.region
    physical = {
        "artifactLocation": {"uri": _file_uri(finding.file)},
        "region": {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        },
    }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.record:
        location["logicalLocations"] = [_logical_location_json(finding)]
    return location


def _logical_location_json(finding: Finding) -> dict[str, str]:
    full_name = finding.record
    if finding.field:
        full_name = f"{finding.record}.{finding.field}"
    return {
        "name": replace_control_characters(finding.record),
        "fullyQualifiedName": replace_control_characters(full_name),
        "kind": "object",
    }


def _file_uri(file: str) -> str:
    """Return a path as a URI.

    It is relative to the repository, or absolute for a file outside of it.
    """
    # A file name may contain bytes that are not UTF-8.
    quoted = quote(file, safe="/", errors="surrogateescape")
    if PurePosixPath(file).is_absolute():
        return f"file://{quoted}"
    return quoted


def _escape_links(text: str) -> str:
    """Escape what a viewer would take for a link.

    SARIF writes links as `[words](place)`.
    """
    return text.replace("](", "\\](")
