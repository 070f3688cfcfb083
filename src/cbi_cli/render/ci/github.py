"""Findings as workflow commands of GitHub Actions, which show them as marks on the lines of a pull request."""

from __future__ import annotations

from cbi_cli.core.findings import Finding
from cbi_cli.render.findings import Report, receipt_line
from cbi_cli.render.text import clean, no_commands

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(report: Report) -> str:
    """One command per line, errors that count first, and the receipt at the end.

    What is older becomes a notice. A runner shows only the first few of each sort. No text of the data can end a
    command or begin one.
    """
    ordered = sorted(report.findings, key=lambda one: (one.older, one.severity != "error"))
    return "".join(f"{_command(one, report.base)}\n" for one in ordered) + f"{receipt_line(report)}\n"


def _command(one: Finding, base: str) -> str:
    name = "notice" if one.older else one.severity
    title = f"{one.code} {one.name}" + (f" (older than the change since {base})" if one.older else "")
    properties = {"file": one.file, **_place(one), "title": title}
    listed = ",".join(f"{key}={_safe(value).translate(_PROPERTY)}" for key, value in properties.items())
    hint = f"\nhelp: {one.hint}" if one.hint else ""
    return f"::{name} {listed}::{_safe(one.message + hint).translate(_DATA)}"


def _place(one: Finding) -> dict[str, str]:
    """The lines; a runner refuses columns where a stretch ends on another line than it begins."""
    region = one.region
    lines = {"line": str(region.line), "endLine": str(region.end_line)}
    if region.line != region.end_line:
        return lines
    return lines | {"col": str(region.column), "endColumn": str(region.end_column)}


def _safe(text: str) -> str:
    """Return the text without hidden characters and without commands, also those of other systems."""
    return no_commands(clean(text))
