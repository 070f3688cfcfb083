"""How much each format lists, and how wide joined signs are."""

from __future__ import annotations

import sys

import pytest

from cbi_cli.render.ci.formats import most_listed
from cbi_cli.render.text import width


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
    assert most_listed(form) == most


def test_joined_signs_are_one_sign() -> None:
    assert width("a\U0001f469\u200d\U0001f680b") == 4
