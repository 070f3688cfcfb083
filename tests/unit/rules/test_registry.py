"""The list of checks and their pages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from cbi_cli.core.findings import Severity
from cbi_cli.rules.registry import (
    ALL_RULES_BY_CODE,
    BASE_RULE_MODULES,
    BASE_RULES_BY_CODE,
    RELEASE_RULE_MODULES,
    RELEASE_RULES_BY_CODE,
    RULE_MODULES,
    RULES_BY_CODE,
    rule_documentation,
)


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.RULE.code for rule in (*RULE_MODULES, *RELEASE_RULE_MODULES, *BASE_RULE_MODULES)]
    assert codes == sorted(set(codes))
    assert [*RULES_BY_CODE, *RELEASE_RULES_BY_CODE, *BASE_RULES_BY_CODE] == list(ALL_RULES_BY_CODE) == codes


def test_names_are_unique_and_are_those_of_the_modules() -> None:
    names = [rule.RULE.name for rule in (*RULE_MODULES, *RELEASE_RULE_MODULES, *BASE_RULE_MODULES)]
    assert len(set(names)) == len(names)
    modules = [
        rule.__name__.rpartition(".")[2].replace("_", "-")
        for rule in (*RULE_MODULES, *RELEASE_RULE_MODULES, *BASE_RULE_MODULES)
    ]
    assert modules == names


def test_the_severities_are_known() -> None:
    assert {check.severity for check in ALL_RULES_BY_CODE.values()} == set(get_args(Severity))


@pytest.mark.parametrize("code", ALL_RULES_BY_CODE)
def test_every_check_has_a_page(code: str) -> None:
    text = rule_documentation(code)
    assert text is not None
    heading, blank, title, *rest = text.splitlines()
    assert heading == f"{code} {ALL_RULES_BY_CODE[code].name} ({ALL_RULES_BY_CODE[code].severity})"
    assert blank == ""
    assert title.endswith(".")
    assert len([line for line in rest if line]) >= 3
    assert re.search(r"^To (mend|correct|fix) it, ", text, re.MULTILINE)
    assert max(len(line) for line in text.splitlines()) <= 120


def test_a_page_is_found_by_code_and_by_name_in_any_case() -> None:
    assert (
        rule_documentation("cbi201")
        == rule_documentation("CBI201")
        == rule_documentation("Duplicate-ID")
        == rule_documentation(" duplicate-id ")
    )
    assert str(rule_documentation("duplicate-id")).startswith(
        "CBI201 duplicate-id (error)\n\nTwo records have the same id.\n"
    )


def test_no_page_for_what_is_no_check() -> None:
    assert rule_documentation("CBI999") is None
    assert rule_documentation("") is None


@pytest.mark.parametrize(
    ("former", "code"), [("bad-travel", "CBI409"), ("Not-NFC", "CBI408"), ("version-not-raised", "CBI601")]
)
def test_a_page_is_found_by_a_former_name(former: str, code: str) -> None:
    assert rule_documentation(former) == rule_documentation(code)


def test_a_former_name_belongs_to_one_rule_and_is_no_name_of_another() -> None:
    former = [rule.former_name for rule in ALL_RULES_BY_CODE.values() if rule.former_name]
    assert len(former) == len(set(former)) == 17
    assert not set(former) & {rule.name for rule in ALL_RULES_BY_CODE.values()}
