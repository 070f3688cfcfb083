"""A changed field in a line: only what differs of a long value."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import Any

from cbi_cli.core.sanitize import one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.record_diff import FieldChange

_MAX_WHOLE_TEXT = 80
"""A longer text is shown only where it differs."""
_CONTEXT = 20
"""How many characters are shown before and after what differs."""


class FieldTexts:
    """Changed fields as text, with their values as JSON."""

    def __init__(self, tr: Translator) -> None:
        self._ = tr.gettext

    def line(self, field: FieldChange) -> str:
        """Return a changed field in a line."""
        name = one_line(field.field)
        return f"{name}: {self._change(field.before, field.after)}"

    def _change(self, before: Any, after: Any) -> str:
        if isinstance(before, list) and isinstance(after, list):
            changed = self._list_change(before, after)
            if changed:
                return changed
        if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > _MAX_WHOLE_TEXT:
            before, after = _differing_parts(before, after)
        return f"{self._value(before)} → {self._value(after)}"

    def _list_change(self, before: list[Any], after: list[Any]) -> str:
        """Say what was added to a list and removed from it.

        Empty if that is not all: the list has another order, or a value twice.
        """
        added = [value for value in after if value not in before]
        removed = [value for value in before if value not in after]
        kept = [value for value in before if value in after]
        if kept != [value for value in after if value in before] or not kept:
            return ""
        parts = []
        if added:
            values = ", ".join(self._value(value) for value in added)
            parts.append(self._("added {values}", values=values))
        if removed:
            values = ", ".join(self._value(value) for value in removed)
            parts.append(self._("removed {values}", values=values))
        return "; ".join(parts)

    def _value(self, value: Any) -> str:
        """Return a value as JSON, so that no text can look like more than one."""
        if value is None:
            return self._("(none)")
        return json.dumps(value, ensure_ascii=False)


def _differing_parts(before: str, after: str) -> tuple[str, str]:
    """Return two texts without what they have in common at their ends, but for some context."""
    prefix = _common_length(before, after)
    rest_before = before[prefix:]
    rest_after = after[prefix:]
    suffix = _common_length(rest_before[::-1], rest_after[::-1])
    start = max(0, prefix - _CONTEXT)
    parts = []
    for text in (before, after):
        end = min(len(text), len(text) - suffix + _CONTEXT)
        opening = ""
        if start > 0:
            opening = "…"
        closing = ""
        if end < len(text):
            closing = "…"
        parts.append(f"{opening}{text[start:end]}{closing}")
    return parts[0], parts[1]


def _common_length(first: str, second: str) -> int:
    """Return how many characters two texts have in common at their start."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
