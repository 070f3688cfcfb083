"""The text edits of a release: the version, the changelog, the citation file. Text in, text out."""

from __future__ import annotations

import re
from typing import Literal

from cbi_cli.core.errors import CbiError
from cbi_cli.document.locate import locate
from cbi_cli.document.parse import parse

Part = Literal["major", "minor", "patch"]
_SECTION = re.compile(r"^## ", re.MULTILINE)
_UNRELEASED = re.compile(r"^## \[?unreleased\]?[ \t]*\r?$\n?", re.MULTILINE | re.IGNORECASE)
_END_OF_SECTION = re.compile(r"^(?:## |\[[^\]\n]{1,200}\]: )", re.MULTILINE)
"""The next section, or the addresses of links at the end."""


def next_version(version: str, part: Part) -> str:
    """The version after another one: ``1.4.2`` becomes 2.0.0, 1.5.0 or 1.4.3."""
    major, minor, patch = map(int, version.split("."))
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}"}[
        part
    ]


def with_version(raw: bytes, version: str) -> bytes:
    """The bytes of ``dataset.toml`` with another version; every other byte stays.

    Raises CbiError where the file has no version that can be replaced.
    """
    document = parse("dataset.toml", raw)
    old = document.data.get("version")
    region = locate(document, ("version",)).value
    lines = document.text.split("\n")
    line = lines[region.line - 1]
    written = line[region.column - 1 : region.end_column - 1]
    if not isinstance(old, str) or written not in (f'"{old}"', f"'{old}'"):
        raise CbiError("dataset.toml has no version to replace", 'write version = "1.0.0" first')
    lines[region.line - 1] = f'{line[: region.column - 1]}"{version}"{line[region.end_column - 1 :]}'
    bom = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return bom + "\n".join(lines).encode("utf-8")


def has_section(changelog: str, version: str) -> bool:
    """Whether a changelog has a section of a version."""
    return re.search(rf"^## \[?v?{re.escape(version)}(?![\w.])", changelog, re.MULTILINE) is not None


def with_section(changelog: str, version: str, day: str, lines: list[str]) -> str:
    """Return a changelog with a new section above the older ones; a new changelog if there was none.

    A section `Unreleased` stays at the top, empty: what is in it goes to the new section, behind the lines.
    """
    newline = "\r\n" if "\r\n" in changelog else "\n"
    open_section = _UNRELEASED.search(changelog)
    if open_section is None:
        first = _SECTION.search(changelog)
        at = first.start() if first else len(changelog)
        title, notes, rest = f"## {version} ({day})", "", changelog[at:]
    else:
        at = open_section.end()
        end = _END_OF_SECTION.search(changelog, at)
        stop = end.start() if end else len(changelog)
        notes, rest = changelog[at:stop].strip("\r\n"), changelog[stop:]
        title = f"## [{version}] - {day}" if "[" in open_section[0] else f"## {version} ({day})"
    section = [title, "", *(f"- {line}" for line in lines), ""]
    if notes:
        section += [*notes.splitlines(), ""]
    before = changelog[:at] or f"# Changelog{newline}{newline}"
    before = before if before.endswith(newline * 2) else before.rstrip("\r\n") + newline * 2
    return (before + newline.join([*section, ""]) + rest).rstrip("\r\n") + newline


def with_citation(citation: str, version: str, day: str) -> str:
    """A ``CITATION.cff`` with another version and day; lines that it does not have are not added."""
    text = re.sub(r"(?m)^version:.*?(\r?)$", rf"version: {version}\1", citation)
    return re.sub(r"(?m)^date-released:.*?(\r?)$", rf"date-released: {day}\1", text)
