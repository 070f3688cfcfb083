"""Added records as short cards: what a reviewer asks of a record first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.sanitize import one_line
from cbi_cli.core.vocabulary import OwnWord
from cbi_cli.dataset.model import Dataset
from cbi_cli.i18n.translator import Translator
from cbi_cli.records.place import join_place_name
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.record_changes import RecordChange
from cbi_cli.reports.records import TITLE_KEYS
from cbi_cli.views.common import word_label
from cbi_cli.views.page import Inline, Link

_NAMED_KINDS = ("institution", "place", "source")
_MAX_PARTICIPANTS = 10
"""How many participants a card names; the others are counted."""
_MAX_NOTE = 300
"""How many characters of a note a card has."""
_MAX_FIELDS = 6
"""How many fields the card of a record has that is neither an event, a source nor an institution."""
_TEXTS_IN_HEAD = ("id", *TITLE_KEYS)

CardLine = list[Inline]
"""A line of a card, as its inlines."""


class RecordNames:
    """The fields of the records that cards refer to, by kind and id."""

    def __init__(self, *datasets: Dataset) -> None:
        self._fields: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.own_words: list[OwnWord] = []
        # The newer version is last, so its names are the ones that are shown.
        for dataset in datasets:
            self.own_words[:0] = dataset.terms.words
            for entry in dataset.entries():
                if entry.kind in _NAMED_KINDS:
                    self._fields[entry.kind, entry.id] = _dump(entry.record)
            if dataset.info is not None:
                for party in dataset.info.record.parties:
                    self._fields["party", party.id] = _dump(party)

    def fields(self, kind: str, record_id: str) -> Mapping[str, Any]:
        """Return the fields of a record; none if there is no such record."""
        return self._fields.get((kind, record_id), {})

    def name(self, kind: str, record_id: str) -> LocalizedText:
        """Return what a record is called; its id if there is no such record."""
        fields = self.fields(kind, record_id)
        for key in TITLE_KEYS:
            if key in fields:
                return record_text(fields, key)
        return LocalizedText(record_id)


def _dump(record: Any) -> Mapping[str, Any]:
    fields: dict[str, Any] = record.model_dump(mode="json", exclude_defaults=True)
    return fields


class _Citation(NamedTuple):
    """A source as an event cites it: its id, and a part of it or nothing."""

    source: str
    locator: str


class AddedRecordTexts:
    """The cards of added records."""

    def __init__(self, names: RecordNames, tr: Translator) -> None:
        self.names = names
        self.tr = tr
        self._ = tr.gettext

    def card(self, change: RecordChange) -> Iterator[CardLine]:
        """Yield the lines of a card below the title of the record."""
        values = _nested_values(change)
        if change.kind == "event":
            lines = self._event(values)
        elif change.kind == "source":
            lines = self._source(values)
        elif change.kind == "institution":
            lines = self._institution(values)
        else:
            lines = self._other(values)
        for line in lines:
            yield [one_line(inline) if isinstance(inline, str) else inline for inline in line]

    def _event(self, values: Mapping[str, Any]) -> Iterator[CardLine]:
        yield [self._when_and_what(values)]
        institutions = self._names("institution", values.get("institutions", ()))
        if institutions:
            yield [self._("Institution: {names}", names="; ".join(institutions))]
        host = self._host(values)
        if host:
            yield [host]
        place = str(values.get("place", ""))
        if place:
            yield [self._("Place: {place}", place=self._place(place))]
        participants = [self._participant(participant) for participant in values.get("participants", ())]
        if participants:
            yield [self._("Participants: {names}", names=self._first(participants, _MAX_PARTICIPANTS, "; "))]
        for citation in values.get("sources", ()):
            yield self._cited_source(str(citation))
        yield from self._note(values)

    def _when_and_what(self, values: Mapping[str, Any]) -> str:
        """Say when an event was, and its kind and level, all that a scorecard goes by."""
        parts = [self.tr.dates(str(values["start"]), values.get("end"))]
        parts.append(", ".join(self._labels(values, ("kind", "level", "office"))))
        # An event was held, and somehow, unless it says something else.
        parts.extend(self._labels(values, ("status", "mode")))
        return "; ".join(parts)

    def _labels(self, values: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
        words = [(key, str(values[key])) for key in keys if values.get(key)]
        return [word_label(self.tr, self.names.own_words, key, word) for key, word in words]

    def _host(self, values: Mapping[str, Any]) -> str:
        """Name the host, and who traveled to it."""
        if not values.get("host"):
            return ""
        host = self._name("party", str(values["host"]))
        guests = self._names("party", values.get("guests", ()))
        if not guests:
            return self._("Host: {host}", host=host)
        return self._("Host: {host} ({guests} → {host})", host=host, guests=", ".join(guests))

    def _place(self, place: str) -> str:
        """Return a place with its state and country, or the text that stands for one."""
        fields = self.names.fields("place", place)
        if not fields:
            return place
        country = str(fields.get("country", ""))
        if country:
            kind = "party" if self.names.fields("party", country) else "place"
            country = self._name(kind, country)
        return join_place_name(self._name("place", place), self._text(record_text(fields, "state")), country)

    def _participant(self, participant: Mapping[str, Any]) -> str:
        remarks = self._labels(participant, ("office",))
        if participant.get("party"):
            remarks.append(self._name("party", str(participant["party"])))
        name = str(participant.get("name", ""))
        if not remarks:
            return name
        return f"{name} ({', '.join(remarks)})"

    def _cited_source(self, citation: str) -> CardLine:
        """Return a source with its title, publisher, date and address."""
        source, _, locator = citation.partition("#")
        cited = _Citation(source, locator)
        fields = self.names.fields("source", cited.source)
        line: CardLine = [self._("Source: {title}", title=self._source_title(cited))]
        facts = self._source_facts(fields)
        if facts:
            line.append(f", {facts}")
        line.extend(_address(fields))
        return line

    def _source_title(self, cited: _Citation) -> str:
        title = self._name("source", cited.source)
        if not cited.locator:
            return title
        for locator in self.names.fields("source", cited.source).get("locators", ()):
            if locator["id"] == cited.locator:
                return f"{title}: {self._text(record_text(locator, 'title'))}"
        return f"{title}#{cited.locator}"

    def _source_facts(self, fields: Mapping[str, Any]) -> str:
        facts = [str(fields[key]) for key in ("author", "publisher") if fields.get(key)]
        published = fields.get("published")
        if published:
            facts.append(self.tr.dates(str(published), None))
        return ", ".join(facts)

    def _source(self, values: Mapping[str, Any]) -> Iterator[CardLine]:
        facts = self._source_facts(values)
        address = _address(values)
        if facts and address:
            yield [facts, *address]
        elif facts or address:
            yield [facts, *address[1:]]
        yield from self._note(values)

    def _institution(self, values: Mapping[str, Any]) -> Iterator[CardLine]:
        facts = [str(values[key]) for key in ("type", "level") if values.get(key)]
        facts.append(", ".join(self._names("party", values.get("parties", ()))))
        if values.get("established"):
            facts.append(self.tr.dates(str(values["established"]), None))
        cadence = values.get("cadence_years")
        if isinstance(cadence, int):
            facts.append(self.tr.ngettext("every year", "every {n} years", cadence))
        yield ["; ".join(fact for fact in facts if fact)]
        for citation in values.get("sources", ()):
            yield self._cited_source(str(citation))
        yield from self._note(values)

    def _other(self, values: Mapping[str, Any]) -> Iterator[CardLine]:
        """Yield the first simple fields of a record of another kind."""
        facts = []
        for key, value in values.items():
            # `label_fr` is the label in another language.
            is_twin = any(key.startswith(f"{name}_") for name in values)
            is_shown = key not in _TEXTS_IN_HEAD and not is_twin and key != "note"
            if is_shown and isinstance(value, str | int):
                text = self._text(record_text(values, key))
                facts.append(f"{key}: {text}")
        if facts:
            yield [self._first(facts, _MAX_FIELDS, "; ")]
        yield from self._note(values)

    def _note(self, values: Mapping[str, Any]) -> Iterator[CardLine]:
        note = self._text(record_text(values, "note"))
        if len(note) > _MAX_NOTE:
            note = f"{note[:_MAX_NOTE].rstrip()}…"
        if note:
            yield [self._("Note: {note}", note=note)]

    def _first(self, texts: Sequence[str], limit: int, separator: str) -> str:
        """Join the first texts, and count the others."""
        shown = list(texts[:limit])
        others = len(texts) - limit
        if others > 0:
            shown.append(self._("{n} more", n=others))
        return separator.join(shown)

    def _names(self, kind: str, ids: Sequence[Any]) -> list[str]:
        return [self._name(kind, str(record_id)) for record_id in ids]

    def _name(self, kind: str, record_id: str) -> str:
        return self._text(self.names.name(kind, record_id))

    def _text(self, text: LocalizedText) -> str:
        return text.text(self.tr.data_lang)


def _address(fields: Mapping[str, Any]) -> CardLine:
    """Return the address of a source as a link, with a space before it."""
    url = one_line(str(fields.get("url", "")))
    if not url:
        return []
    return [" ", Link(url, url, delimited=True)]


def _nested_values(change: RecordChange) -> dict[str, Any]:
    """Return the fields of an added record, with the tables in its lists as tables."""
    values: dict[str, Any] = {}
    for field in change.fields:
        parts = re.fullmatch(r"(participants)\.([0-9]+)\.(\w+)", field.field)
        if parts is None:
            values[field.field] = field.after
            continue
        tables = values.setdefault(parts[1], [])
        while len(tables) <= int(parts[2]):
            tables.append({})
        tables[int(parts[2])][parts[3]] = field.after
    return values
