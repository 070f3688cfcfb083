from __future__ import annotations

import pytest

from cbi_cli.changes.version_files import VersionPart, add_changelog_section, next_version, set_version, update_citation
from cbi_cli.core.errors import CbiError


@pytest.mark.parametrize(("part", "expected"), [("major", "2.0.0"), ("minor", "1.10.0"), ("patch", "1.9.10")])
def test_versions_are_numbers_not_text(part: VersionPart, expected: str) -> None:
    assert next_version("1.9.9", part) == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_version_changes(ending: str) -> None:
    old = f'# 1.0.0{ending}schema = 2{ending}version = "1.0.0" # now{ending}title = "version 1.0.0"'.encode()
    new = set_version(old, "1.1.0")
    assert new == old.replace(b'version = "1.0.0" #', b'version = "1.1.0" #')
    assert set_version(b"\xef\xbb\xbf" + old, "1.1.0") == b"\xef\xbb\xbf" + new


@pytest.mark.parametrize("raw", [b"schema = 2\n", b"version = 1\n", b'version = """1.0.0"""\n', b"version ="])
def test_a_file_without_a_plain_version_is_left_alone(raw: bytes) -> None:
    with pytest.raises(CbiError, match="has no version to replace"):
        set_version(raw, "1.1.0")


def test_a_section_stands_above_the_others() -> None:
    old = "# Changelog\n\nOf the data.\n\n## 1.0.0\n\n- First.\n"
    assert add_changelog_section(old, "1.1.0", "2026-11-24", ["More.", "And more."]) == (
        "# Changelog\n\nOf the data.\n\n## 1.1.0 (2026-11-24)\n\n- More.\n- And more.\n\n## 1.0.0\n\n- First.\n"
    )


def test_the_last_word_of_a_changelog_stays_whole() -> None:
    made = add_changelog_section("# Log\n\n## 1.0.0\n\n- Fix by X\n\n", "1.1.0", "2026-11-24", ["More."])
    assert made.endswith("\n- Fix by X\n")


def test_a_changelog_begins_where_there_was_none() -> None:
    assert (
        add_changelog_section("", "1.1.0", "2026-11-24", ["More."])
        == "# Changelog\n\n## 1.1.0 (2026-11-24)\n\n- More.\n"
    )
    assert (
        add_changelog_section("# Log\r\n", "1.1.0", "2026-11-24", ["x"])
        == "# Log\r\n\r\n## 1.1.0 (2026-11-24)\r\n\r\n- x\r\n"
    )


TABLE = [
    ("# C\n\n## Unreleased changes\n\n- x\n\n## 1.0.0\n", "## 1.1.0 (D)\n\n- More.\n\n- x\n\n## 1.0.0\n"),
    ("## UNRELEASED ##\n\n- x\n\n## 1.0.0 ##\n", "## 1.1.0 (D)\n\n- More.\n\n- x\n\n## 1.0.0 ##\n"),
    ("## [Unreleased] - soon\n\n### Fixed\n\n- x\n", "## [1.1.0] - D\n\n- More.\n\n### Fixed\n\n- x\n"),
    ("# C\n\n### Unreleased\n\n- x\n\n### 1.0.0\n", "### 1.1.0 (D)\n\n- More.\n\n- x\n\n### 1.0.0\n"),
    ("# Unreleased\n\n- x\n\n# 1.0.0\n\n- y\n", "# 1.1.0 (D)\n\n- More.\n\n- x\n\n# 1.0.0\n\n- y\n"),
    (
        "C\n=\n\nUnreleased\n----------\n\n- x\n\n1.0.0\n-----\n",
        "Unreleased\n----------\n\n## 1.1.0 (D)\n\n- More.\n\n- x\n\n1.0.0\n-----\n",
    ),
    ("# C\n\n1.0.0\n-----\n\n- y\n", "# C\n\n## 1.1.0 (D)\n\n- More.\n\n1.0.0\n-----\n\n- y\n"),
    ("# C\n\n### v1.0.0\n\n- y\n", "# C\n\n### 1.1.0 (D)\n\n- More.\n\n### v1.0.0\n\n- y\n"),
    ("# C\n\n* 1.0.0: first\n", "# C\n\n## 1.1.0 (D)\n\n- More.\n\n* 1.0.0: first\n"),
    ("# C\n\n```\n## 0.1.0\n```\n\n## 1.0.0\n", "```\n\n## 1.1.0 (D)\n\n- More.\n\n## 1.0.0\n"),
    ("# C\n\n<!--\n## Unreleased\n-->\n\n## 1.0.0\n", "-->\n\n## 1.1.0 (D)\n\n- More.\n\n## 1.0.0\n"),
    ("<!-- a --> b\n\n## Unreleased\n\n- x\n---\n- z\n", "## 1.1.0 (D)\n\n- More.\n\n- x\n---\n- z\n"),
    ("## Unreleased\n\n- a\u2028b\x0bc\n", "## 1.1.0 (D)\n\n- More.\n\n- a\u2028b\x0bc\n"),
    ("\ufeff## Unreleased\n\n- x\n", "\ufeff## Unreleased\n\n## 1.1.0 (D)\n\n- More.\n\n- x\n"),
    ("# C\n\n- All is listed.\n---\n\n## Old\n", "- All is listed.\n---\n\n## 1.1.0 (D)\n\n- More.\n\n## Old\n"),
    ("## Highlights\n\nText.\n\n## [1.0.0] - X\n", "Text.\n\n## [1.1.0] - D\n\n- More.\n\n## [1.0.0] - X\n"),
]


@pytest.mark.parametrize(("old", "end"), TABLE)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_section_goes_above_the_older_ones_in_every_style(old: str, end: str, newline: str) -> None:
    old, end = (text.replace("\n", newline) for text in (old, end))
    made = add_changelog_section(old, "1.1.0", "D", ["More."])
    assert made.endswith(end)
    # Nothing but the section is new: not a line of the old text is lost or written otherwise.
    rows = made.split(newline)
    for row in ("- More.", next(row for row in rows if "1.1.0" in row)):
        rows.remove(row)
    assert [row for row in rows if row] == [row for row in old.split(newline) if row]


def test_a_citation_gets_the_version_and_the_day() -> None:
    old = "cff-version: 1.2.0\r\nversion: 1.0.0\r\ndate-released: 2020-01-01\r\ntitle: version\r\n"
    assert update_citation(old, "1.1.0", "2026-11-24") == (
        "cff-version: 1.2.0\r\nversion: 1.1.0\r\ndate-released: 2026-11-24\r\ntitle: version\r\n"
    )
