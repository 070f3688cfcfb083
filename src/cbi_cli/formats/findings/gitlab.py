"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.formats.findings.fingerprint import fingerprints
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.formats.json import dump_json

_SEVERITIES = {"error": "major", "warning": "minor"}


def format_gitlab(report: ValidationReport) -> str:
    """A JSON list with one entry per finding; what is older has the severity ``info``."""
    entries = [
        {
            "description": replace_control_characters(f"{one.message} ({one.hint})" if one.hint else one.message),
            "check_name": f"{one.code} {one.name}",
            "fingerprint": name,
            "severity": "info" if one.older else _SEVERITIES[one.severity],
            "location": {"path": one.file, "lines": {"begin": one.region.line}},
        }
        for one, name in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    return dump_json(entries, indent=2) + "\n"
