"""Findings as a JSON document, and as JSON lines."""

from __future__ import annotations

from typing import Any

from cbi_cli.core.findings import Finding
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.formats.json import dump_json, format_json


def format_json_document(report: ValidationReport) -> str:
    """Return the document `cbi/validate/1`."""
    return format_json(findings_document(report))


def format_json_lines(report: ValidationReport) -> str:
    """Return one line of JSON for each finding.

    Return an empty text if there are none.
    """
    lines = [dump_json(row) + "\n" for row in finding_rows(report)]
    return "".join(lines)


def findings_document(report: ValidationReport) -> dict[str, Any]:
    """Return the findings of a run with its summary.

    Older findings are counted separately only if there is a base.
    """
    summary = report.summary._asdict()
    if not report.base:
        del summary["older_errors"], summary["older_warnings"]
    meta = report.meta
    return {
        "schema": "cbi/validate/1",
        "dataset": {"id": meta.get("id"), "version": meta.get("version")},
        "datasets": [dict(dataset.described) for dataset in report.datasets],
        "as_of": meta.get("as_of"),
        "findings": finding_rows(report),
        "summary": summary,
    }


def finding_rows(report: ValidationReport) -> list[dict[str, Any]]:
    """Return each finding as a JSON object."""
    rows = []
    for finding in report.findings:
        row = _finding_json(finding)
        if report.base:
            row["older"] = finding.older
        rows.append(row)
    return rows


def _finding_json(finding: Finding) -> dict[str, Any]:
    region = finding.region
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "file": finding.file,
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
        "record": finding.record,
        "field": finding.field,
        "hint": finding.hint,
    }
