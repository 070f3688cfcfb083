"""What the registries say about each format, and how wide joined signs are."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.cli.output import choose_format
from cbi_cli.core.sanitize import display_width
from cbi_cli.formats.findings.registry import FINDING_FORMATS_BY_NAME, FINDING_FORMATS_BY_SUFFIX
from cbi_cli.formats.registry import FORMATS, FORMATS_BY_SUFFIX


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("text", None),
        ("table", None),
        ("github", None),
        ("markdown", None),
        ("sarif", 25_000),
        ("json", 100_000),
        ("junit", 100_000),
    ],
)
def test_formats_for_people_list_everything_or_group_it(name: str, limit: int | None) -> None:
    assert FINDING_FORMATS_BY_NAME[name].max_findings == limit


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("card.txt", "table"),
        ("card.json", "json"),
        ("card.csv", "csv"),
        ("card.md", "markdown"),
        ("card.markdown", "markdown"),
        ("card.html", "html"),
        ("card.HTM", "html"),
        ("card.svg", "svg"),
    ],
)
def test_a_suffix_selects_the_format_of_a_report(file: str, name: str) -> None:
    assert choose_format(Path(file), None, FORMATS_BY_SUFFIX) == name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("found.txt", "text"),
        ("found.json", "json"),
        ("found.jsonl", "jsonl"),
        ("found.sarif", "sarif"),
        ("found.xml", "junit"),
        ("found.md", "markdown"),
    ],
)
def test_a_suffix_selects_the_format_of_findings(file: str, name: str) -> None:
    assert choose_format(Path(file), None, FINDING_FORMATS_BY_SUFFIX) == name


def test_a_suffix_that_formats_share_fits_each_of_them() -> None:
    assert FINDING_FORMATS_BY_SUFFIX[".json"] == ("json", "sarif", "gitlab")
    assert choose_format(Path("a.json"), "gitlab", FINDING_FORMATS_BY_SUFFIX) == "gitlab"


def test_only_the_table_depends_on_the_terminal() -> None:
    assert [entry.name for entry in FORMATS if entry.for_people] == ["table"]
    assert [entry.name for entry in FINDING_FORMATS_BY_NAME.values() if entry.for_people] == ["text", "table"]


def test_only_csv_has_tables() -> None:
    assert [entry.name for entry in FORMATS if entry.with_tables] == ["csv", "csv-excel"]


def test_joined_signs_are_one_sign() -> None:
    assert display_width("a\U0001f469\u200d\U0001f680b") == 4
