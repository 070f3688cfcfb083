"""The checks, in the order of their codes."""

from __future__ import annotations

from types import ModuleType

from cbi_cli.core.docs import doc
from cbi_cli.core.findings import Check
from cbi_cli.rules import (
    ambiguous_name,
    bad_acceptance,
    bad_travel,
    blank_text,
    changelog_missing,
    circular_relation,
    control_character,
    duplicate_id,
    end_before_start,
    far_off_year,
    held_in_future,
    id_does_not_fit,
    id_stops_answering,
    id_used_again,
    impossible_date,
    inside_pause,
    invalid_syntax,
    invalid_value,
    long_event,
    looked_in_future,
    missing_file,
    missing_key,
    missing_language,
    missing_source,
    near_duplicate,
    needless_admission,
    new_id_does_not_fit,
    not_nfc,
    not_utf_8,
    one_sided_document,
    outside_life,
    published_edition_edited,
    repeated_item,
    same_address,
    same_date_different_sources,
    text_date_mismatch,
    unknown_key,
    unknown_reference,
    unknown_value,
    unread_file,
    unreadable_entry,
    unused_acceptance,
    unused_source,
    version_not_raised,
    wrong_file,
    wrong_type,
)

RULES: tuple[ModuleType, ...] = (
    invalid_syntax,
    not_utf_8,
    missing_file,
    unread_file,
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
    id_does_not_fit,
    wrong_file,
    ambiguous_name,
    circular_relation,
    same_address,
    id_used_again,
    end_before_start,
    outside_life,
    inside_pause,
    held_in_future,
    text_date_mismatch,
    looked_in_future,
    long_event,
    far_off_year,
    near_duplicate,
    same_date_different_sources,
    missing_source,
    unused_source,
    missing_language,
    one_sided_document,
    control_character,
    not_nfc,
    bad_travel,
    unused_acceptance,
    bad_acceptance,
    needless_admission,
)
"""Modules with a ``CHECK`` and functions that yield faults: ``find(dataset)`` those that a file has by itself,
``find_across(index, today)`` those that need several files or the calendar. A module without a function explains what
the reading of the files finds, or, as ``bad_acceptance``, is given this registry by `rules.run`."""

RELEASE_RULES: tuple[ModuleType, ...] = (
    version_not_raised,
    changelog_missing,
)
"""Modules with a ``CHECK`` and a function ``find(change)``: the checks of a release, which `release --check` runs."""

BASE_RULES: tuple[ModuleType, ...] = (
    published_edition_edited,
    id_stops_answering,
    new_id_does_not_fit,
)
"""Modules of the same form: the checks of a change, which `validate --base` runs."""

CHECKS: dict[str, Check] = {rule.CHECK.code: rule.CHECK for rule in RULES}
"""The checks of a dataset by code."""

BASE_CHECKS: dict[str, Check] = {rule.CHECK.code: rule.CHECK for rule in BASE_RULES}
"""The checks of a change by code."""

RELEASE_CHECKS: dict[str, Check] = {rule.CHECK.code: rule.CHECK for rule in RELEASE_RULES}
"""The checks of a release by code."""

ALL_CHECKS: dict[str, Check] = CHECKS | RELEASE_CHECKS | BASE_CHECKS
"""All of them, in the order of their codes."""

_JUDGMENTS = {"CBI302", "CBI303", "CBI305", "CBI307", "CBI308", "CBI406"}
_NOT_OF_A_RECORD = {"CBI004", "CBI410"}
ACCEPTABLE: frozenset[str] = frozenset(
    {code for code, check in CHECKS.items() if check.severity == "warning"} - _NOT_OF_A_RECORD | _JUDGMENTS
)
"""The codes whose findings a dataset can accept: warnings, and errors that judge what is likely meant."""


def page(name: str) -> str | None:
    """The page of a check, by its code or its name in any case; None where no check is called so."""
    wanted = name.strip().lower()
    for rule in (*RULES, *RELEASE_RULES, *BASE_RULES):
        check: Check = rule.CHECK
        if wanted in (check.code.lower(), check.name):
            return f"{check.code} {check.name} ({check.severity})\n\n{doc(rule)}"
    return None
