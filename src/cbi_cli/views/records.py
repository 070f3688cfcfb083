"""What the pages about records share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.core.messages import message
from cbi_cli.i18n.translator import Translator

_KIND_NAMES = {
    "dataset": message("Dataset"),
    "institution": message("Institutions"),
    "indicator": message("Indicators"),
    "source": message("Sources"),
    "topic": message("Topics"),
    "place": message("Places"),
    "event": message("Events"),
    "edition": message("Editions"),
    "dispute": message("Disputes"),
    "withdrawn": message("Withdrawn records"),
    "release": message("Releases"),
}
"""The kinds of records in the plural."""

_KIND_NAMES_OF_ONE = {
    "institution": message("Institution"),
    "indicator": message("Row of the scorecard"),
    "source": message("Source"),
    "topic": message("Topic"),
    "place": message("Place"),
    "event": message("Event"),
    "edition": message("Edition"),
    "dispute": message("Dispute"),
    "withdrawn": message("Withdrawn record"),
}
"""The kinds of records in the singular."""


def kind_name(kind: str, tr: Translator) -> str:
    """Return the name of a kind of record, in the plural."""
    return tr.translate(_KIND_NAMES[kind])


def one_kind_name(kind: str, tr: Translator) -> str:
    """Return the name of a kind of record, in the singular."""
    return tr.translate(_KIND_NAMES_OF_ONE[kind])


def change_count(change: str, n: int, tr: Translator) -> str:
    """Say how many records were changed in a way."""
    texts = {
        "added": tr.ngettext("{n} added", "{n} added", n),
        "changed": tr.ngettext("{n} changed", "{n} changed", n),
        "renamed": tr.ngettext("{n} renamed", "{n} renamed", n),
        "removed": tr.ngettext("{n} removed", "{n} removed", n),
        "withdrawn": tr.ngettext("{n} withdrawn", "{n} withdrawn", n),
        "moved": tr.ngettext("{n} moved", "{n} moved", n),
    }
    return texts[change]


def flatten_fields(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field of a record as a name and a text."""
    for key, value in fields.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from flatten_fields(value, f"{name}.")
        elif not isinstance(value, list):
            yield name, str(value)
        elif value and isinstance(value[0], dict):
            for number, item in enumerate(value, 1):
                parts = [f"{field}: {text}" for field, text in flatten_fields(item)]
                text = ", ".join(parts)
                yield f"{name}[{number}]", text
        else:
            yield name, ", ".join(str(item) for item in value)


def record_noun(kind: str, tr: Translator) -> str:
    """Return the name of a kind of record, for one record."""
    match kind:
        case "event":
            return tr.pgettext("kind of record", "event")
        case "institution":
            return tr.pgettext("kind of record", "institution")
        case "indicator":
            return tr.pgettext("kind of record", "indicator")
        case "source":
            return tr.pgettext("kind of record", "source")
        case "topic":
            return tr.pgettext("kind of record", "topic")
        case "place":
            return tr.pgettext("kind of record", "place")
        case "edition":
            return tr.pgettext("kind of record", "edition")
        case "dispute":
            return tr.pgettext("kind of record", "dispute")
        case "party":
            return tr.pgettext("kind of record", "party")
    return kind
