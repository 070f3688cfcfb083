"""Turn the texts of cells into the values of fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from cbi_cli.core.folding import fold
from cbi_cli.core.languages import is_note_key
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.core.vocabulary import VOCABULARIES, OwnWords, find_word, words_of
from cbi_cli.dataset.record_errors import shorten
from cbi_cli.records.base import RecordModel
from cbi_cli.records.localized import twin_language
from cbi_cli.tables.date_cells import DateMode, parse_date_cell
from cbi_cli.tables.mapping import DEFAULT_SEPARATOR, TableMapping
from cbi_cli.tables.names import NameResolver
from cbi_cli.tables.table import Cell

RECORD_LISTS = {
    "institutions": "institution",
    "parties": "party",
    "guests": "party",
    "topics": "topic",
    "sources": "source",
    "distinct_from": "event",
}
"""The fields with a list of records, with their kinds."""

SINGLE_RECORDS = {"host": "party", "place": "place", "side_event_of": "event"}
"""The fields with one record."""

_DATES = frozenset({"start", "end", "published", "accessed"})
_PEOPLE = "participants"
_LISTS = frozenset({*RECORD_LISTS, _PEOPLE})


def clean_text(text: str, keeps_lines: bool = False) -> str:
    """Return a text in one Unicode form, without needless spaces.

    Raises ValueError for characters that are not Unicode.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(message("the text has characters that are not Unicode"))
    text = unicodedata.normalize("NFC", text)
    if keeps_lines:
        return "\n".join(line.rstrip() for line in text.strip().splitlines())
    return " ".join(text.split())


def split_cell(mapping: TableMapping, field: str, cell: Cell) -> list[str]:
    """Return the texts in a cell, with the meanings that the mapping gives.

    A text that the mapping says is nothing is left out.
    """
    meanings = mapping.values.get(field, {})
    if isinstance(cell, str):
        whole = meanings.get(fold(cell))
        if whole is not None:
            return [text for text in whole if text]
    pieces = _split(mapping, field, cell)
    texts: list[str] = []
    for piece in pieces:
        text = clean_text(piece, is_note_key(field))
        if text:
            texts.extend(meanings.get(fold(text), (text,)))
    return [text for text in texts if text]


def _split(mapping: TableMapping, field: str, cell: Cell) -> Iterable[str]:
    if not isinstance(cell, str):
        return cell
    separator = mapping.separators.get(field)
    if separator is None and field in RECORD_LISTS:
        separator = DEFAULT_SEPARATOR
    if not separator:
        return (cell,)
    return cell.split(separator)


def parse_value(mapping: TableMapping, resolver: NameResolver, field: str, texts: list[str]) -> Any:
    """Return the value of a field of an event.

    Raises ValueError if the texts are no value of that field.
    """
    if field in RECORD_LISTS:
        ids = [resolver.resolve(RECORD_LISTS[field], text) for text in texts]
        return tuple(dict.fromkeys(ids))
    if field == _PEOPLE:
        return tuple([_parse_person(resolver, text) for text in texts])
    if len(texts) > 1:
        raise ValueError(message("{n} values, and the field takes one", n=len(texts)))
    (text,) = texts
    if field in _DATES:
        return parse_date_cell(text, mapping.dates)
    if field in SINGLE_RECORDS:
        return resolver.resolve(SINGLE_RECORDS[field], text)
    if field in VOCABULARIES:
        return _parse_word(field, text, resolver.own_words)
    if field == "edition_number":
        return _parse_number(text)
    return text


def is_list(field: str) -> bool:
    """Tell whether a field of an event has a list of values."""
    return field in _LISTS


def _parse_word(vocabulary: str, text: str, own: OwnWords) -> str:
    word = find_word(vocabulary, text, own)
    if word is not None:
        return word
    hint = did_you_mean(text, words_of(vocabulary, own))
    raise ValueError(message("`{text}` is not known; {hint}", text=shorten(text), hint=hint))


def _parse_number(text: str) -> int:
    # `isdigit` alone accepts raised digits, which `int` does not.
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(message("`{text}` is not a whole number", text=shorten(text)))
    return int(text)


def _parse_person(resolver: NameResolver, text: str) -> dict[str, str]:
    """Return a participant of `Name, office, party`; two can be left out."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 or not parts[0]:
        raise ValueError(
            message('`{text}` is not a participant; write it as "Name, office, party"', text=shorten(text))
        )
    name, office, party = [*parts, "", ""][:3]
    person = {"name": name}
    if office:
        person["office"] = _parse_word("office", office, resolver.own_words)
    if party:
        person["party"] = resolver.resolve("party", party)
    return person


def parse_detail(model: type[RecordModel], field: str, texts: list[str], dates: DateMode) -> Any:
    """Return the value of a field of a new record.

    Raises ValueError if the record has no such field, or if the texts are no value of it.
    """
    # A text in any language is read like that in the main one.
    info = model.model_fields.get(twin_language(model, field)[0] or field)
    if info is None:
        hint = did_you_mean(field, model.model_fields)
        raise ValueError(message("a new record has no field `{field}`; {hint}", field=field, hint=hint))
    if "tuple[" in str(info.annotation):
        return tuple(texts)
    text = " ".join(texts)
    if field in _DATES:
        return parse_date_cell(text, dates)
    return text
