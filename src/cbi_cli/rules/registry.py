"""The checks, in the order of their codes."""

from __future__ import annotations

import inspect
from types import ModuleType

from cbi_cli.core.findings import Check
from cbi_cli.rules import (
    bad_travel,
    control_character,
    duplicate_id,
    end_before_start,
    held_in_future,
    id_does_not_fit,
    impossible_date,
    inside_pause,
    invalid_syntax,
    invalid_value,
    missing_file,
    missing_key,
    missing_language,
    missing_source,
    near_duplicate,
    needless_admission,
    not_nfc,
    not_utf_8,
    one_sided_document,
    outside_life,
    same_date_different_sources,
    text_date_mismatch,
    unknown_key,
    unknown_reference,
    unknown_value,
    unread_file,
    unused_source,
    wrong_file,
    wrong_type,
)

RULES: tuple[ModuleType, ...] = (
    invalid_syntax,
    not_utf_8,
    missing_file,
    unread_file,
    unknown_key,
    missing_key,
    wrong_type,
    unknown_value,
    impossible_date,
    invalid_value,
    duplicate_id,
    unknown_reference,
    id_does_not_fit,
    wrong_file,
    end_before_start,
    outside_life,
    inside_pause,
    held_in_future,
    text_date_mismatch,
    near_duplicate,
    same_date_different_sources,
    missing_source,
    unused_source,
    missing_language,
    one_sided_document,
    control_character,
    not_nfc,
    bad_travel,
    needless_admission,
)
"""Modules with a ``CHECK`` and a function ``find(dataset, today)`` that yields faults."""

CHECKS: dict[str, Check] = {rule.CHECK.code: rule.CHECK for rule in RULES}
"""The checks by code."""


def page(name: str) -> str | None:
    """The page of a check, by its code or its name in any case; None where no check is called so."""
    wanted = name.strip().lower()
    for rule in RULES:
        check: Check = rule.CHECK
        if wanted in (check.code.lower(), check.name):
            return f"{check.code} {check.name} ({check.severity})\n\n{inspect.getdoc(rule) or ''}".rstrip()
    return None
