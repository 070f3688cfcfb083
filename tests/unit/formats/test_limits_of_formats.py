"""How much each format lists, and how wide joined signs are."""

from __future__ import annotations

import sys

import pytest

from cbi_cli.core.sanitize import display_width
from cbi_cli.formats.findings.registry import max_listed_findings


@pytest.mark.parametrize(
    ("form", "most"),
    [
        ("text", sys.maxsize),
        ("table", sys.maxsize),
        ("github", sys.maxsize),
        ("markdown", sys.maxsize),
        ("sarif", 25_000),
        ("json", 100_000),
        ("junit", 100_000),
    ],
)
def test_forms_for_people_list_everything_or_group_it(form: str, most: int) -> None:
    assert max_listed_findings(form) == most


def test_joined_signs_are_one_sign() -> None:
    assert display_width("a\U0001f469\u200d\U0001f680b") == 4
