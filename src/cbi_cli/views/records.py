"""What the pages about records share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.i18n.translator import Translator


def kind_name(kind: str, tr: Translator) -> str:
    """Return what the records of a kind are called, in the plural and for the head of a list."""
    _ = tr.gettext
    names = {
        "dataset": _("Dataset"),
        "institution": _("Institutions"),
        "indicator": _("Indicators"),
        "source": _("Sources"),
        "topic": _("Topics"),
        "event": _("Events"),
        "edition": _("Editions"),
        "dispute": _("Disputes"),
        "withdrawn": _("Withdrawn records"),
    }
    return names[kind]


def flatten_fields(value: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each field of a record as a name and a text."""
    for key, item in value.items():
        name = f"{before}{key}"
        if isinstance(item, dict):
            yield from flatten_fields(item, f"{name}.")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for number, one in enumerate(item, 1):
                yield f"{name}[{number}]", ", ".join(f"{k}: {v}" for k, v in flatten_fields(one))
        else:
            yield name, ", ".join(map(str, item)) if isinstance(item, list) else str(item)
