"""The checks, in the order of their codes."""

from __future__ import annotations

from types import ModuleType

from cbi_cli.core.docs import get_docstring
from cbi_cli.core.findings import Rule
from cbi_cli.rules import (
    ambiguous_name,
    bad_acceptance,
    blank_text,
    circular_relation,
    control_character,
    duplicate_id,
    end_before_start,
    far_off_year,
    future_event_held,
    held_during_pause,
    host_guest_mismatch,
    id_date_mismatch,
    id_stops_answering,
    id_used_again,
    impossible_date,
    invalid_encoding,
    invalid_syntax,
    invalid_value,
    long_event,
    looked_in_future,
    missing_changelog_entry,
    missing_file,
    missing_key,
    missing_language,
    missing_source,
    near_duplicate,
    new_id_date_mismatch,
    non_nfc_text,
    outside_institution_lifetime,
    place_outside_host,
    published_edition_changed,
    release_order,
    repeated_item,
    same_address,
    single_party_document,
    suspicious_same_date,
    title_date_mismatch,
    unknown_key,
    unknown_place,
    unknown_reference,
    unknown_value,
    unnecessary_admission,
    unreadable_entry,
    unrecognized_file,
    unused_acceptance,
    unused_source,
    version_not_bumped,
    wrong_type,
    wrong_year_file,
)

RULE_MODULES: tuple[ModuleType, ...] = (
    invalid_syntax,
    invalid_encoding,
    missing_file,
    unrecognized_file,
    unreadable_entry,
    unknown_key,
    missing_key,
    wrong_type,
    unknown_value,
    impossible_date,
    invalid_value,
    blank_text,
    repeated_item,
    duplicate_id,
    unknown_reference,
    id_date_mismatch,
    wrong_year_file,
    ambiguous_name,
    circular_relation,
    same_address,
    id_used_again,
    unknown_place,
    release_order,
    end_before_start,
    outside_institution_lifetime,
    held_during_pause,
    future_event_held,
    title_date_mismatch,
    looked_in_future,
    long_event,
    far_off_year,
    near_duplicate,
    suspicious_same_date,
    missing_source,
    unused_source,
    missing_language,
    single_party_document,
    control_character,
    non_nfc_text,
    host_guest_mismatch,
    unused_acceptance,
    bad_acceptance,
    place_outside_host,
    unnecessary_admission,
)
"""Modules with a `RULE` and functions that yield findings: `check_file(dataset)` what a file has by itself,
`check_index(index, today)` what takes several files or the calendar. A module without a function describes what reading
the files finds, or, as `bad_acceptance`, is given this registry by `rules.runner`."""

RELEASE_RULE_MODULES: tuple[ModuleType, ...] = (
    version_not_bumped,
    missing_changelog_entry,
)
"""Modules with a `RULE` and a function `check_change(change)`: what `release --check` checks."""

BASE_RULE_MODULES: tuple[ModuleType, ...] = (
    published_edition_changed,
    id_stops_answering,
    new_id_date_mismatch,
)
"""Modules of the same form: the checks of a change, which `validate --base` runs."""

RULES_BY_CODE: dict[str, Rule] = {rule.RULE.code: rule.RULE for rule in RULE_MODULES}
"""The checks of a dataset by code."""

BASE_RULES_BY_CODE: dict[str, Rule] = {rule.RULE.code: rule.RULE for rule in BASE_RULE_MODULES}
"""The checks of a change by code."""

RELEASE_RULES_BY_CODE: dict[str, Rule] = {rule.RULE.code: rule.RULE for rule in RELEASE_RULE_MODULES}
"""The checks of a release by code."""

ALL_RULES_BY_CODE: dict[str, Rule] = RULES_BY_CODE | RELEASE_RULES_BY_CODE | BASE_RULES_BY_CODE
"""All of them, in the order of their codes."""

_LIKELY_MEANT = {"CBI302", "CBI303", "CBI305", "CBI307", "CBI308", "CBI406"}
"""Errors that judge what is likely meant."""

# An acceptance names a record, and findings of these checks have none.
_WITHOUT_RECORD = {"CBI004", "CBI410"}
_WARNINGS = {rule.code for rule in RULES_BY_CODE.values() if rule.severity == "warning"}
ACCEPTABLE: frozenset[str] = frozenset(_WARNINGS - _WITHOUT_RECORD | _LIKELY_MEANT)
"""The codes whose findings a dataset can accept."""


def rule_documentation(name: str) -> str | None:
    """Return the page of a check, by its code or its name in any case.

    Return None if there is no such check.
    """
    requested = name.strip().lower()
    for module in (*RULE_MODULES, *RELEASE_RULE_MODULES, *BASE_RULE_MODULES):
        rule: Rule = module.RULE
        names = [rule.code.lower(), rule.name]
        if rule.former_name:
            names.append(rule.former_name)
        if requested in names:
            title = f"{rule.code} {rule.name} ({rule.severity})"
            text = get_docstring(module)
            return f"{title}\n\n{text}"
    return None
