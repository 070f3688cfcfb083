"""The text edits of a release: the version, the changelog, the citation file. Text in, text out."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.toml.document import parse
from cbi_cli.toml.locate import locate

VersionPart = Literal["major", "minor", "patch"]
_UNRELEASED = re.compile(r"\[?unreleased\b", re.IGNORECASE)
_VERSION = re.compile(r"\[?v?[0-9]+\.[0-9]+")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_VERSION_ITEM = re.compile(r"^[ \t]*[-*+][ \t]+\[?v?[0-9]+\.[0-9]+\.[0-9]+", re.MULTILINE)
_LINK_DEFINITION = re.compile(r"^\[[^\]\n]{1,200}\]: ", re.MULTILINE)
"""The address of a link, as they are listed at the end."""


class _Heading(NamedTuple):
    """A heading of Markdown, by the offsets of its line or its two lines."""

    level: int
    title: str
    start: int
    end: int


def next_version(version: str, part: VersionPart) -> str:
    """The version after another one: ``1.4.2`` becomes 2.0.0, 1.5.0 or 1.4.3."""
    major, minor, patch = map(int, version.split("."))
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}"}[
        part
    ]


def set_version(raw: bytes, version: str) -> bytes:
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


def add_changelog_section(changelog: str, version: str, day: str, lines: list[str]) -> str:
    """Return a changelog with a new section above the older ones; a new changelog if there was none.

    A section `Unreleased` stays at the top, empty: what is in it goes to the new section, behind the lines. Headings
    may be of any level and of either form of Markdown; what is in a comment or a block of code is none.
    """
    newline = "\r\n" if "\r\n" in changelog else "\n"
    headings = _find_headings(changelog)
    released = next((one for one in headings if _VERSION.match(one.title)), None)
    open_section = next((one for one in headings if _UNRELEASED.match(one.title)), None)
    model = open_section or released
    level = "#" * (model.level if model else 2)
    title = f"{level} [{version}] - {day}" if model and model.title.startswith("[") else f"{level} {version} ({day})"
    notes = ""
    if open_section is None:
        at = stop = released.start if released else _first_section_offset(changelog, headings)
    else:
        at = open_section.end
        ends = [one.start for one in headings if one.start >= at and one.level <= open_section.level]
        ends += [found.start() for found in _LINK_DEFINITION.finditer(changelog, at)]
        stop = min([*ends, len(changelog)])
        notes = changelog[at:stop].strip("\r\n")
    section = [title, "", *(f"- {line}" for line in lines), ""]
    if notes:
        section += [*notes.replace("\r\n", "\n").split("\n"), ""]
    before = changelog[:at] or f"# Changelog{newline}{newline}"
    before = before if before.endswith(newline * 2) else before.rstrip("\r\n") + newline * 2
    return (before + newline.join([*section, ""]) + changelog[stop:]).rstrip("\r\n") + newline


def _first_section_offset(changelog: str, headings: list[_Heading]) -> int:
    """Return where the first section goes if no heading names a version: above a list of them, or other sections."""
    item = _VERSION_ITEM.search(changelog)
    sections = [one.start for one in headings if one.level == 2]
    return min([*sections, item.start() if item else len(changelog), len(changelog)])


def _find_headings(text: str) -> list[_Heading]:
    """Return the headings of a text in Markdown, each as one line with signs before it or as a line with one below."""
    found: list[_Heading] = []
    fence, in_comment, next_start = "", False, 0
    above, above_start = "", 0
    for line in text.split("\n"):
        row = line.removeprefix("\ufeff").rstrip()
        start, next_start = next_start, next_start + len(line) + 1
        end = min(next_start, len(text))
        mark = _FENCE.match(row)
        heading, underline = _HEADING.fullmatch(row), _UNDERLINE.fullmatch(row)
        title, above = above, ""
        if fence or (mark and not in_comment):
            if mark:
                fence = "" if fence == mark[1] else fence or mark[1]
        elif in_comment or "<!--" in row:
            in_comment = "-->" not in row.rpartition("<!--")[2]
        elif heading:
            found.append(_Heading(len(heading[1]), heading[2].strip(" \t#"), start, end))
        elif underline and title:
            found.append(_Heading(1 if underline[1][0] == "=" else 2, title, above_start, end))
        elif row.strip()[:1] not in ("-", "*", "+", ">", "|"):
            above, above_start = row.strip(), start
    return found


def update_citation(citation: str, version: str, day: str) -> str:
    """A ``CITATION.cff`` with another version and day; lines that it does not have are not added."""
    text = re.sub(r"(?m)^version:.*?(\r?)$", rf"version: {version}\1", citation)
    return re.sub(r"(?m)^date-released:.*?(\r?)$", rf"date-released: {day}\1", text)
