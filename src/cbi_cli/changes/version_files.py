"""Edit the texts that a release changes.

These are the version, the changelog, and the citation file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.toml.document import parse

VersionPart = Literal["major", "minor", "patch"]
_UNRELEASED = re.compile(r"\[?unreleased\b", re.IGNORECASE)
_VERSION = re.compile(r"\[?v?[0-9]+\.[0-9]+")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_VERSION_ITEM = re.compile(r"^[ \t]*[-*+][ \t]+\[?v?[0-9]+\.[0-9]+\.[0-9]+", re.MULTILINE)
_LINK_DEFINITION = re.compile(r"^\[[^\]\n]{1,200}\]: ", re.MULTILINE)
"""The address of a link, in the list at the end."""


class _Heading(NamedTuple):
    """A heading of Markdown, with the offsets of its line or its two lines."""

    level: int
    title: str
    start: int
    end: int


def next_version(version: str, part: VersionPart) -> str:
    """Return the version after another one.

    After `1.4.2` comes 2.0.0, 1.5.0 or 1.4.3.
    """
    major, minor, patch = (int(number) for number in version.split("."))
    if part == "major":
        return f"{major + 1}.0.0"
    if part == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def set_version(raw: bytes, version: str) -> bytes:
    """Replace the version in `dataset.toml`; every other byte is kept.

    Raises CbiError if the file has no version that can be replaced.
    """
    document = parse("dataset.toml", raw)
    old = document.data.get("version")
    text = document.text
    value = document.tree.nearest(("version",)).value
    written = text[value.start : value.end]
    if not isinstance(old, str) or written not in (f'"{old}"', f"'{old}'"):
        raise CbiError(message("dataset.toml has no version to replace"), message('write version = "1.0.0" first'))
    new = text[: value.start] + f'"{version}"' + text[value.end :]
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return bom + new.encode("utf-8")


def set_released(raw: bytes, day: str, replace: bool) -> bytes:
    """Set the day of the version in `dataset.toml`; every other byte is kept.

    A day that is there already is kept without `replace`. Without one, it comes on a line behind the version.
    """
    document = parse("dataset.toml", raw)
    text = document.text
    key = "released"
    if key in document.data:
        if not replace:
            return raw
        value = document.tree.nearest((key,)).value
        new = text[: value.start] + day + text[value.end :]
    else:
        newline = "\r\n" if "\r\n" in text else "\n"
        end = text.find("\n", document.tree.nearest(("version",)).value.end) + 1
        head = text
        tail = ""
        if end:
            head = text[:end]
            tail = text[end:]
        else:
            head += newline
        new = f"{head}{key} = {day}{newline}{tail}"
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return bom + new.encode("utf-8")


def add_changelog_section(changelog: str, version: str, day: str, lines: Iterable[str]) -> str:
    """Return a changelog with a new section above the older ones.

    Return a new changelog if there was none. A section `Unreleased` stays at the top, empty: its content goes to the
    end of the new section. Headings may be of any level and of either style of Markdown; comments and code blocks have
    none.
    """
    newline = "\r\n" if "\r\n" in changelog else "\n"
    headings = _find_headings(changelog)
    released = _find_heading(headings, _VERSION)
    unreleased = _find_heading(headings, _UNRELEASED)
    start, end, notes = _section_range(changelog, headings, released, unreleased)
    section = [_section_title(unreleased or released, version, day), ""]
    section.extend(f"- {line}" for line in lines)
    section.append("")
    if notes:
        section.extend(notes.replace("\r\n", "\n").split("\n"))
        section.append("")
    section.append("")
    before = changelog[:start] or f"# Changelog{newline}{newline}"
    if not before.endswith(newline * 2):
        before = before.rstrip("\r\n") + newline * 2
    text = before + newline.join(section) + changelog[end:]
    return text.rstrip("\r\n") + newline


def update_citation(citation: str, version: str, day: str) -> str:
    """Set the version and the day in a `CITATION.cff`.

    Lines that it does not have are not added.
    """
    # In a file with the line ends of Windows, `$` matches after the carriage return, which is kept.
    text = re.sub(r"(?m)^version:.*?(\r?)$", rf"version: {version}\1", citation)
    return re.sub(r"(?m)^date-released:.*?(\r?)$", rf"date-released: {day}\1", text)


def _find_heading(headings: Iterable[_Heading], pattern: re.Pattern[str]) -> _Heading | None:
    for heading in headings:
        if pattern.match(heading.title):
            return heading
    return None


def _section_title(model: _Heading | None, version: str, day: str) -> str:
    """Return the heading of a section, in the style of another one."""
    if model is None:
        return f"## {version} ({day})"
    level = "#" * model.level
    if model.title.startswith("["):
        return f"{level} [{version}] - {day}"
    return f"{level} {version} ({day})"


def _section_range(
    changelog: str, headings: list[_Heading], released: _Heading | None, unreleased: _Heading | None
) -> tuple[int, int, str]:
    """Return the range that the new section replaces, and the notes in it."""
    if unreleased is None:
        start = released.start if released else _first_section_offset(changelog, headings)
        return start, start, ""
    start = unreleased.end
    end = len(changelog)
    for heading in headings:
        if heading.start >= start and heading.level <= unreleased.level:
            end = min(end, heading.start)
    # The addresses of links are listed at the end, and belong to all sections.
    definition = _LINK_DEFINITION.search(changelog, start)
    if definition is not None:
        end = min(end, definition.start())
    return start, end, changelog[start:end].strip("\r\n")


def _first_section_offset(changelog: str, headings: list[_Heading]) -> int:
    """Return the offset for the first section.

    It is above a list of versions, or above other sections.
    """
    offset = len(changelog)
    item = _VERSION_ITEM.search(changelog)
    if item is not None:
        offset = item.start()
    for heading in headings:
        if heading.level == 2:
            offset = min(offset, heading.start)
    return offset


def _find_headings(text: str) -> list[_Heading]:
    """Return the headings of a text in Markdown.

    These are lines after number signs, or with a line of signs below.
    """
    headings: list[_Heading] = []
    fence = ""
    in_comment = False
    paragraph = ""
    paragraph_start = 0
    next_start = 0
    for line in text.split("\n"):
        # The first line may begin with a byte order mark.
        row = line.removeprefix("\ufeff").rstrip()
        start = next_start
        next_start += len(line) + 1
        end = min(next_start, len(text))
        # Only the line directly above an underline is a title.
        title = paragraph
        paragraph = ""
        fence_match = _FENCE.match(row)
        if fence:
            if fence_match and fence_match[1] == fence:
                fence = ""
            continue
        if fence_match and not in_comment:
            fence = fence_match[1]
            continue
        if in_comment or "<!--" in row:
            in_comment = "-->" not in row.rpartition("<!--")[2]
            continue
        heading = _HEADING.fullmatch(row)
        underline = _UNDERLINE.fullmatch(row)
        if heading:
            headings.append(_Heading(len(heading[1]), heading[2].strip(" \t#"), start, end))
        elif underline and title:
            level = 1 if underline[1].startswith("=") else 2
            headings.append(_Heading(level, title, paragraph_start, end))
        elif not row.strip().startswith(("-", "*", "+", ">", "|")):
            paragraph = row.strip()
            paragraph_start = start
    return headings
