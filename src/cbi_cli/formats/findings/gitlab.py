"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from typing import Any

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.formats.findings.fingerprint import fingerprints
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.formats.json import format_json

_SEVERITIES = {"error": "major", "warning": "minor"}


def format_gitlab(report: ValidationReport) -> str:
    """Return a JSON list with one entry for each finding.

    An older finding has the severity `info`.
    """
    entries = []
    for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True):
        entries.append(_entry_json(finding, fingerprint))
    return format_json(entries)


def _entry_json(finding: Finding, fingerprint: str) -> dict[str, Any]:
    description = finding.message
    if finding.hint:
        description += f" ({finding.hint})"
    severity = _SEVERITIES[finding.severity]
    if finding.older:
        severity = "info"
    return {
        "description": replace_control_characters(description),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": finding.file, "lines": {"begin": finding.region.line}},
    }
