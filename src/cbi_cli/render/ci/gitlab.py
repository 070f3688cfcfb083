"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from cbi_cli.render.ci.fingerprint import fingerprints
from cbi_cli.render.data import json_text
from cbi_cli.render.findings import Report
from cbi_cli.render.text import clean

_SEVERITIES = {"error": "major", "warning": "minor"}


def gitlab(report: Report) -> str:
    """A JSON list with one entry per finding; what is older has the severity ``info``."""
    entries = [
        {
            "description": clean(f"{one.message} ({one.hint})" if one.hint else one.message),
            "check_name": f"{one.code} {one.name}",
            "fingerprint": name,
            "severity": "info" if one.older else _SEVERITIES[one.severity],
            "location": {"path": one.file, "lines": {"begin": one.region.line}},
        }
        for one, name in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    return json_text(entries, indent=2) + "\n"
