"""What the reports on single records share.

This is the kinds of records, what a record is called, and how one is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import RecordKey, find_record, not_found_error
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, record_text, row_text

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "place", "edition", "dispute")
WITHDRAWN = "withdrawn"
"""The kind of the entries of `withdrawn.toml`."""

_PLACE_QUERY = "SELECT label, label_es, label_other FROM place WHERE id = :id"

TITLE_KEYS = ("title", "name", "label", "field")


def record_title(record: dict[str, Any]) -> LocalizedText:
    """Return what a record is called: its title, name or label.

    A dispute goes by its field.
    """
    for key in TITLE_KEYS:
        if key in record:
            return record_text(record, key)
    raise KeyError("title")


def telling_title(snapshot: Snapshot, kind: str, record: dict[str, Any]) -> LocalizedText:
    """Return what a record is called where nothing around it says more.

    A place has its state, and a dispute what it is about: its field alone, such as `start`, does not say it.
    """
    if kind == "place":
        for row in snapshot.rows(_PLACE_QUERY, id=record["id"]):
            return row_text(row, "label")
    title = record_title(record)
    if kind != "dispute":
        return title
    subject = snapshot.record(record["record"], str(record["about"]))
    if subject is None:
        return title
    return _join_texts(record_title(subject), title)


def find_single_record(
    snapshot: Snapshot, kinds: Sequence[str], name: str, withdrawn: Sequence[RecordKey] = ()
) -> RecordKey:
    """Return the one record of some kinds that a text names: by id, former id, name or alias.

    One of the `withdrawn` records is returned if no other has the name. Raises CbiError with the records to choose from
    if there are several, and with similar ones if there is none.
    """
    result = find_record(snapshot, kinds, name)
    matches = result.matches or tuple(withdrawn)
    if len(matches) == 1:
        return matches[0]
    found_kinds = list(dict.fromkeys(match.kind for match in matches))
    if len(found_kinds) == len(matches) and found_kinds:
        choices = ", ".join([f"--kind {found}" for found in found_kinds])
        raise CbiError(
            message("`{text}` can mean {n} records", text=name, n=len(found_kinds)),
            message("choose one by its kind: {choices}", choices=choices),
        )
    noun = kinds[0] if len(kinds) == 1 else "record"
    hint = message("`cbi list events` shows ids")
    raise not_found_error(snapshot, kinds, result, name, noun, default_hint=hint)


def _join_texts(subject: LocalizedText, field: LocalizedText) -> LocalizedText:
    """Return `subject: field` in every language that one of them has."""
    languages = {language: None for language, _ in (*subject.others, *field.others)}
    others: list[tuple[str, str]] = []
    for language in languages:
        text = _join_in(subject, field, language)
        others.append((language, text))
    spanish = ""
    if subject.es or field.es:
        spanish = _join_in(subject, field, "es")
    plain = f"{subject.en}: {field.en}"
    return LocalizedText(plain, spanish, tuple(others))


def _join_in(subject: LocalizedText, field: LocalizedText, lang: str) -> str:
    return f"{subject.text(lang)}: {field.text(lang)}"
