from __future__ import annotations

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.edit.release import Part, has_section, next_version, with_citation, with_section, with_version


@pytest.mark.parametrize(("part", "expected"), [("major", "2.0.0"), ("minor", "1.10.0"), ("patch", "1.9.10")])
def test_versions_are_numbers_not_text(part: Part, expected: str) -> None:
    assert next_version("1.9.9", part) == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_version_changes(ending: str) -> None:
    old = f'# 1.0.0{ending}schema = 2{ending}version = "1.0.0" # now{ending}title = "version 1.0.0"'.encode()
    new = with_version(old, "1.1.0")
    assert new == old.replace(b'version = "1.0.0" #', b'version = "1.1.0" #')
    assert with_version(b"\xef\xbb\xbf" + old, "1.1.0") == b"\xef\xbb\xbf" + new


@pytest.mark.parametrize("raw", [b"schema = 2\n", b"version = 1\n", b'version = """1.0.0"""\n', b"version ="])
def test_a_file_without_a_plain_version_is_left_alone(raw: bytes) -> None:
    with pytest.raises(CbiError, match="has no version to replace"):
        with_version(raw, "1.1.0")


def test_a_section_stands_above_the_others() -> None:
    old = "# Changelog\n\nOf the data.\n\n## 1.0.0\n\n- First.\n"
    assert with_section(old, "1.1.0", "2026-11-24", ["More.", "And more."]) == (
        "# Changelog\n\nOf the data.\n\n## 1.1.0 (2026-11-24)\n\n- More.\n- And more.\n\n## 1.0.0\n\n- First.\n"
    )


def test_the_last_word_of_a_changelog_stays_whole() -> None:
    made = with_section("# Log\n\n## 1.0.0\n\n- Fix by X\n\n", "1.1.0", "2026-11-24", ["More."])
    assert made.endswith("\n- Fix by X\n")


def test_a_changelog_begins_where_there_was_none() -> None:
    assert with_section("", "1.1.0", "2026-11-24", ["More."]) == "# Changelog\n\n## 1.1.0 (2026-11-24)\n\n- More.\n"
    assert (
        with_section("# Log\r\n", "1.1.0", "2026-11-24", ["x"]) == "# Log\r\n\r\n## 1.1.0 (2026-11-24)\r\n\r\n- x\r\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 1.1.0\n", True),
        ("## v1.1.0 (x)\n", True),
        ("## [1.1.0]\n", True),
        ("## 1.1.01\n", False),
        ("1.1.0\n", False),
    ],
)
def test_a_section_is_found(text: str, expected: bool) -> None:
    assert has_section(text, "1.1.0") is expected


def test_a_citation_gets_the_version_and_the_day() -> None:
    old = "cff-version: 1.2.0\r\nversion: 1.0.0\r\ndate-released: 2020-01-01\r\ntitle: version\r\n"
    assert with_citation(old, "1.1.0", "2026-11-24") == (
        "cff-version: 1.2.0\r\nversion: 1.1.0\r\ndate-released: 2026-11-24\r\ntitle: version\r\n"
    )
