"""Findings as SARIF 2.1.0, the form that code scanning takes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from cbi_cli import __version__
from cbi_cli.core.findings import Finding, Rule
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.formats.findings.fingerprint import fingerprints
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.formats.json import dump_json

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_DOCUMENTATION = "urn:cbi-cli:docs:reference:checks"
"""The program has no published address yet; a web address that somebody else could register would be worse."""
_FINGERPRINT = "cbiFinding/v1"


def format_sarif(report: ValidationReport) -> str:
    """The log with one run: every check as a rule, every finding as a result."""
    from cbi_cli.rules.registry import ALL_RULES_BY_CODE

    rules = {code: number for number, code in enumerate(ALL_RULES_BY_CODE)}
    names = fingerprints(report.findings)
    driver = {
        "name": "cbi",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _DOCUMENTATION,
        "rules": [_rule_json(check) for check in ALL_RULES_BY_CODE.values()],
    }
    results = [
        _result_json(one, rules[one.code], name) | _baseline_state(one, report.base)
        for one, name in zip(report.findings, names, strict=True)
    ]
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": _run_id(report)},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dump_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _run_id(report: ValidationReport) -> str:
    """Return the category of the run: what is before the last slash keeps runs on several datasets apart."""
    return f"cbi/validate/{quote(report.meta.get('id') or 'datasets', safe='')}/"


def _rule_json(check: Rule) -> dict[str, Any]:
    from cbi_cli.rules.registry import rule_documentation

    _, _, text = (rule_documentation(check.code) or "").partition("\n\n")
    return {
        "id": check.code,
        "name": check.name,
        "shortDescription": {"text": text.partition("\n")[0]},
        "fullDescription": {"text": text},
        "help": {"text": text},
        "helpUri": f"{_DOCUMENTATION}#{check.code}",
        "defaultConfiguration": {"level": check.severity},
    }


def _result_json(one: Finding, rule: int, name: str) -> dict[str, Any]:
    hint = f"\nhelp: {one.hint}" if one.hint else ""
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": _escape_links(replace_control_characters(one.message + hint))},
        "locations": [_location_json(one)],
        "partialFingerprints": {_FINGERPRINT: name},
    }


def _baseline_state(one: Finding, base: str) -> dict[str, str]:
    return {"baselineState": "unchanged" if one.older else "new"} if base else {}


def _location_json(one: Finding) -> dict[str, Any]:
    region = one.region
    physical = {
        "artifactLocation": {"uri": _file_uri(one.file)},
        "region": {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        },
    }
    if not one.record:
        return {"physicalLocation": physical}
    full = f"{one.record}.{one.field}" if one.field else one.record
    logical = {
        "name": replace_control_characters(one.record),
        "fullyQualifiedName": replace_control_characters(full),
        "kind": "object",
    }
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _file_uri(file: str) -> str:
    """A path as an address: relative to the repository, or a whole one for a file outside of it."""
    quoted = quote(file, safe="/", errors="surrogateescape")
    return f"file://{quoted}" if PurePosixPath(file).is_absolute() else quoted


def _escape_links(text: str) -> str:
    """Text that no viewer takes for a link, which SARIF writes as ``[words](place)``."""
    return text.replace("](", "\\](")
