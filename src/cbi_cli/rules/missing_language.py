"""A text is missing in one language of the dataset.

Finds titles, labels, names, notes, reasons and other texts without their translation, such as `title` without
`title_es`, if `languages` in `dataset.toml` lists both languages. Lists of texts need as many items in one language as
in the other. The `field` of a dispute needs no translation if it is the key of a field.

Reports in the other language would have gaps or mix the two languages.

To fix it, add the text in the other language. If the dataset has only one language, say so: `languages = ["en"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.records.introspection import ModelField, fields
from cbi_cli.rules.common import iter_items

RULE = Rule("CBI405", "missing-language", "error")
_UNTRANSLATED_FIELDS = {"value", "state"}
"""Fields that need no twin: a figure, a name as a source gives it, or a state reads the same in both."""
_LISTS = ("lead_agencies",)
"""Fields with a list of texts, whose twin has the same number of items."""


class _TextFields(NamedTuple):
    """The texts of a model with their translations.

    `lists` are the fields with lists of records that have such texts.
    """

    translations: tuple[tuple[str, str], ...]
    lists: tuple[ModelField, ...]


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield texts that are missing in English or in Spanish."""
    if len(dataset.languages) < 2:
        return
    languages = dataset.languages[0]
    for language in dataset.languages[1:]:
        languages = message("{languages} and {language}", languages=languages, language=language)
    for entry in dataset.all_records():
        for path, description, hint in _find_uneven_lists(entry.record):
            yield entry.finding(RULE.code, path, description, hint)
        for path, missing in _find_missing(entry.record, ()):
            description = message(
                "`{missing}` is missing, but the languages of the dataset are {languages}",
                missing=missing,
                languages=languages,
            )
            hint = message('add `{missing} = "..."`', missing=missing)
            if missing.removesuffix("_es") in _LISTS:
                hint = message('add `{missing} = ["..."]`', missing=missing)
            yield entry.finding(RULE.code, path, description, hint)


def _find_uneven_lists(record: BaseModel) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the path, the message and the hint of each list that is longer in one language.

    A list that is missing in one language is another finding.
    """
    values = vars(record)
    for name in _LISTS:
        translation = f"{name}_es"
        items = values.get(name) or ()
        translated_items = values.get(translation) or ()
        if not items or not translated_items or len(items) == len(translated_items):
            continue
        description = message(
            "`{name}` and `{translation}` have different numbers of items: {count:,} and {translated:,}",
            translation=translation,
            translated=len(translated_items),
            name=name,
            count=len(items),
        )
        yield (translation,), description, message("give each item in both languages, in the same order")


def _is_translatable(record: BaseModel, name: str) -> bool:
    """Tell whether a text has words; the key of a field is the same in every language."""
    if name == "field" and isinstance(record, Dispute):
        return record.field not in _field_keys()
    return True


@cache
def _field_keys() -> frozenset[str]:
    """Return the keys that records of any kind can have."""
    keys: set[str] = set()
    for kind in FILE_KINDS:
        keys.update(fields(kind.model))
    return frozenset(keys)


def _has_text(value: Any) -> bool:
    """Tell whether a text, or a list of texts, says something."""
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value)


def _find_missing(record: BaseModel, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each text without a translation, and the missing key.

    If one of a pair could not be read, nothing is known of the other.
    """
    text_fields = _text_fields(type(record))
    values = vars(record)
    for name, translation in text_fields.translations:
        # One of the two could not be read.
        if name not in values or translation not in values:
            continue
        has_text = _has_text(values[name])
        is_translated = _has_text(values[translation])
        if has_text and not is_translated and _is_translatable(record, name):
            yield (*path, name), translation
        elif is_translated and not has_text:
            yield (*path, translation), name
    for field in text_fields.lists:
        for index, item in iter_items(record, field.name):
            yield from _find_missing(item, (*path, field.key, index))


@cache
def _text_fields(model: type[BaseModel]) -> _TextFields:
    """Return the fields of a model that need a translation."""
    model_fields = fields(model)
    translations: list[tuple[str, str]] = []
    lists: list[ModelField] = []
    for name, field in model_fields.items():
        translation = f"{name}_es"
        if translation in model_fields and name not in _UNTRANSLATED_FIELDS:
            translations.append((name, translation))
        if field.nested_model is None:
            continue
        nested = _text_fields(field.nested_model)
        if nested.translations or nested.lists:
            lists.append(field)
    return _TextFields(tuple(translations), tuple(lists))
