"""What the pages about records share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator


def kind_name(kind: str, tr: Translator) -> str:
    """Return the name of a kind of record, in the plural."""
    _ = tr.gettext
    names = {
        "dataset": _("Dataset"),
        "institution": _("Institutions"),
        "indicator": _("Indicators"),
        "source": _("Sources"),
        "topic": _("Topics"),
        "place": _("Places"),
        "event": _("Events"),
        "edition": _("Editions"),
        "dispute": _("Disputes"),
        "withdrawn": _("Withdrawn records"),
    }
    return names[kind]


def one_kind_name(kind: str, tr: Translator) -> str:
    """Return the name of a kind of record, in the singular."""
    _ = tr.gettext
    names = {
        "institution": _("Institution"),
        "indicator": _("Row of the scorecard"),
        "source": _("Source"),
        "topic": _("Topic"),
        "place": _("Place"),
        "event": _("Event"),
        "edition": _("Edition"),
        "dispute": _("Dispute"),
        "withdrawn": _("Withdrawn record"),
    }
    return names[kind]


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
