"""A dataset in which every text field of every record holds a given text, found from the models themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import tomli_w

from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.place import Place
from cbi_cli.records.source import Source
from cbi_cli.records.topic import Topic

Table = dict[str, Any]
_NEXT_YEAR_EVENT: Table = {
    "id": "2023-01-10-meeting",
    "start": "2023-01-10",
    "kind": "meeting",
    "institutions": ["talks-0"],
}
"""An event of the year after, which the edition admits."""


def files_with(texts: Sequence[str]) -> dict[str, bytes]:
    """The files of a dataset with one record of each kind per text, the text in all of its text fields.

    The dataset itself, its parties and its one edition hold the first text; the edition has a row per text.
    """
    numbered = list(enumerate(texts))
    records: dict[str, Table] = {
        "dataset.toml": _dataset_table(texts[0]),
        "institutions.toml": {
            "institution": [_fill_model(Institution, _institution_table(n), text) for n, text in numbered]
        },
        "indicators.toml": {"indicator": [_fill_model(Indicator, _indicator_table(n), text) for n, text in numbered]},
        "sources.toml": {"source": [_fill_model(Source, _source_table(n), text) for n, text in numbered]},
        "topics.toml": {"topic": [_fill_model(Topic, {"id": f"topic-{n}"}, text) for n, text in numbered]},
        "places.toml": {"place": [_fill_model(Place, {"id": f"place-{n}", "country": "aa"}, t) for n, t in numbered]},
        "events/2022.toml": {"event": [_event_with(n, text) for n, text in numbered]},
        "events/2023.toml": {"event": [_fill_model(Event, _event_table(1) | _NEXT_YEAR_EVENT, texts[0])]},
        "editions/2022.toml": _edition_table(texts),
        "disputes.toml": {"dispute": [_fill_model(Dispute, _dispute_table(n), text) for n, text in numbered]},
    }
    return {name: tomli_w.dumps(table).encode() for name, table in records.items()}


def _dataset_table(text: str) -> Table:
    """The dataset itself; its second party has a number behind the text, since the names of parties are unique."""
    found = _fill_model(DatasetInfo, _dataset_fields(), text)
    second = found["party"][1]
    second |= {name: f"{value} 2" for name, value in second.items() if name != "id"}
    return found


def _fill_model(model: Any, table: Table, text: str) -> Table:
    """The table with the text in every field of the model that takes any text."""
    schema = model.model_json_schema()
    return _fill_table(schema, schema.get("$defs", {}), table, text)


def _fill_table(schema: Mapping[str, Any], kinds: Mapping[str, Any], table: Table, text: str) -> Table:
    found = dict(table)
    for name, field in schema["properties"].items():
        one = field.get("items", field)
        if "$ref" in one:
            inner = kinds[one["$ref"].rpartition("/")[2]]
            if inner.get("type") == "object" and name in table:
                value = table[name]
                several = isinstance(value, list)
                filled = [_fill_table(inner, kinds, part, text) for part in (value if several else [value])]
                found[name] = filled if several else filled[0]
        elif _takes_any_text(one):
            found[name] = [text] if "items" in field else text
    return found


def _takes_any_text(field: Mapping[str, Any]) -> bool:
    return field.get("type") == "string" and not {"pattern", "enum", "const", "format"} & set(field)


def _dataset_fields() -> Table:
    parties = [{"id": "aa"}, {"id": "bb"}]
    return {
        "schema": 3,
        "id": "ab",
        "version": "1.0.0",
        "languages": ["en", "es"],
        "covers_from": 2015,
        "covers_until": date(2022, 12, 31),
        "between": ["aa", "bb"],
        "party": parties,
        "maintainer": [{"url": "https://example.org/"}],
    }


def _institution_table(number: int) -> Table:
    return {
        "id": f"talks-{number}",
        "type": "dialogue",
        "parties": ["aa", "bb"],
        "cadence_years": 1,
        "pauses": [{"from": 2018, "to": 2019, "source": "book-0"}],
        "coverage": [{"from": 2015, "to": 2022, "source": "book-0"}],
        "sources": [f"book-{number}"],
    }


def _indicator_table(number: int) -> Table:
    return {
        "id": f"row-{number}",
        "rule": {"kinds": ["meeting"], "institutions": [f"talks-{number}"]},
        "weaker": [{"kinds": ["review"], "institutions": [f"talks-{number}"]}],
        "coverage": [{"from": 2015, "to": 2022, "source": "book-0"}],
        "sources": [f"book-{number}"],
    }


def _source_table(number: int) -> Table:
    return {
        "id": f"book-{number}",
        "url": f"https://example.org/{number}",
        "language": "en",
        "locators": [{"id": "p1"}],
    }


def _event_table(number: int) -> Table:
    """Every third one is but a review, so that rows of all lights are there."""
    kind = "review" if number % 3 == 1 else "meeting"
    day = f"2022-{number // 28 + 1:02}-{number % 28 + 1:02}"
    return {
        "id": f"{day}-{kind}",
        "start": day,
        "kind": kind,
        "level": "cabinet",
        "status": "planned" if number % 3 == 2 else "held",
        "institutions": [f"talks-{number}"],
        "parties": ["aa", "bb"],
        "host": "aa",
        "guests": ["bb"],
        "participants": [{"party": "aa"}],
        "attendance": [{"party": "aa", "count": 2, "of": 5, "source": f"book-{number}"}],
        "topics": [f"topic-{number}"],
        "sources": [f"book-{number}#p1"],
    }


def _event_with(number: int, text: str) -> Table:
    """An event with the text; the place of every third one is a record."""
    filled = _fill_model(Event, _event_table(number), text)
    if number % 3 == 0:
        filled["place"] = f"place-{number}"
    return filled


def _edition_table(texts: Sequence[str]) -> Table:
    rows: list[Table] = [
        {
            "indicator": f"row-{number}",
            "status": "green",
            "since": 2019,
            "occurrences": [{"start": "2022-03-01"}],
        }
        for number in range(len(texts))
    ]
    shares = [{"topic": f"topic-{number}", "percent": 1.5} for number in range(len(texts))]
    table = {
        "year": 2022,
        "published": "2023-03-01",
        "source": "book-0",
        "row": rows,
        "admission": [{"indicator": "row-0", "event": _NEXT_YEAR_EVENT["id"], "source": "book-0"}],
        "graph": [{"series": "row-0", "from": 2021, "to": 2022, "source": "book-0", "shares": shares}],
        "recommendation": [{"source": "book-0"} for _ in texts],
    }
    filled = _fill_model(Edition, table, texts[0])
    return filled | {
        "row": [
            one | {"label": text, "text": text, "note": text, "occurrences": [one["occurrences"][0] | {"text": text}]}
            for one, text in zip(filled["row"], texts, strict=True)
        ],
        "recommendation": [
            one | {"text": text, "text_es": text} for one, text in zip(filled["recommendation"], texts, strict=True)
        ],
    }


def _dispute_table(number: int) -> Table:
    return {
        "id": f"dispute-{number}",
        "record": "event" if number % 2 else "indicator",
        "about": _event_table(number)["id"] if number % 2 else f"row-{number}",
        "claims": [{"source": f"book-{number}"}],
    }
