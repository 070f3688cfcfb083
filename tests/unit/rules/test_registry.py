"""The list of checks and their pages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from cbi_cli.core.findings import Severity
from cbi_cli.rules.registry import (
    ALL_CHECKS,
    BASE_CHECKS,
    BASE_RULES,
    CHECKS,
    RELEASE_CHECKS,
    RELEASE_RULES,
    RULES,
    page,
)


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.CHECK.code for rule in (*RULES, *RELEASE_RULES, *BASE_RULES)]
    assert codes == sorted(set(codes))
    assert [*CHECKS, *RELEASE_CHECKS, *BASE_CHECKS] == list(ALL_CHECKS) == codes


def test_names_are_unique_and_are_those_of_the_modules() -> None:
    names = [rule.CHECK.name for rule in (*RULES, *RELEASE_RULES, *BASE_RULES)]
    assert len(set(names)) == len(names)
    modules = [rule.__name__.rpartition(".")[2].replace("_", "-") for rule in (*RULES, *RELEASE_RULES, *BASE_RULES)]
    assert modules == names


def test_the_severities_are_known() -> None:
    assert {check.severity for check in ALL_CHECKS.values()} == set(get_args(Severity))


@pytest.mark.parametrize("code", ALL_CHECKS)
def test_every_check_has_a_page(code: str) -> None:
    text = page(code)
    assert text is not None
    heading, blank, title, *rest = text.splitlines()
    assert heading == f"{code} {ALL_CHECKS[code].name} ({ALL_CHECKS[code].severity})"
    assert blank == ""
    assert title.endswith(".")
    assert len([line for line in rest if line]) >= 3
    assert re.search(r"^To (mend|correct|fix) it, ", text, re.MULTILINE)
    assert max(len(line) for line in text.splitlines()) <= 120


def test_a_page_is_found_by_code_and_by_name_in_any_case() -> None:
    assert page("cbi201") == page("CBI201") == page("Duplicate-ID") == page(" duplicate-id ")
    assert str(page("duplicate-id")).startswith("CBI201 duplicate-id (error)\n\nTwo records have the same id.\n")


def test_no_page_for_what_is_no_check() -> None:
    assert page("CBI999") is None
    assert page("") is None
