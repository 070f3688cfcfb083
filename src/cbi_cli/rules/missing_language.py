"""A text is missing in one language of the dataset.

Finds titles, labels, names, notes, reasons and other texts without their translation, such as `title` without
`title_es` or `title_fr`, if `languages` in `dataset.toml` lists several languages. `title` itself is English, or the
first language listed if English is not among them. Lists of texts need as many items in each language. The `field` of a
dispute needs no translation if it is the key of a field.

Reports in another language would have gaps or mix languages.

To fix it, add the text in the other language. If the dataset has only one language, say so: `languages = ["en"]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.languages import twin_key, twin_languages
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.records.introspection import ModelField, fields
from cbi_cli.records.localized import localized_fields
from cbi_cli.rules.common import iter_items

RULE = Rule("CBI405", "missing-language", "error")
_UNTRANSLATED_FIELDS = {"value", "state"}
"""Fields that need no twin: a figure, a name as a source gives it, or a state reads the same in both."""
_LISTS = ("lead_agencies",)
"""Fields with a list of texts, whose twin has the same number of items."""


class _TextFields(NamedTuple):
    """The texts of a model that need a translation.

    `lists` are the fields with a record or a list of records that have such texts.
    """

    texts: tuple[str, ...]
    lists: tuple[ModelField, ...]


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield texts that are missing in a language of the dataset."""
    twins = twin_languages(dataset.languages)
    if not twins:
        return
    languages = dataset.languages[0]
    for language in dataset.languages[1:]:
        languages = message("{languages} and {language}", languages=languages, language=language)
    for entry in dataset.all_records():
        for path, description, hint in _find_uneven_lists(entry.record, twins):
            yield entry.finding(RULE.code, path, description, hint)
        for path, missing in _find_missing(entry.record, (), twins):
            description = message(
                "`{missing}` is missing, but the languages of the dataset are {languages}",
                missing=missing,
                languages=languages,
            )
            hint = message('add `{missing} = "..."`', missing=missing)
            if missing.startswith(_LISTS):
                hint = message('add `{missing} = ["..."]`', missing=missing)
            yield entry.finding(RULE.code, path, description, hint)


def _find_uneven_lists(record: BaseModel, languages: Sequence[str]) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the path, the message and the hint of each list that is longer in one language.

    A list that is missing in one language is another finding.
    """
    values = vars(record)
    for name, language in product(_LISTS, languages):
        translation = twin_key(name, language)
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
        yield (translation,), description, message("give each item in every language, in the same order")


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


def _find_missing(record: BaseModel, path: KeyPath, languages: Sequence[str]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each text that is missing in a language, and the missing key.

    A text that could not be read counts as there.
    """
    text_fields = _text_fields(type(record))
    values = vars(record)
    for name in text_fields.texts:
        keys = [name]
        for language in languages:
            key = twin_key(name, language)
            keys.append(key)
        given = [key for key in keys if key in values and _has_text(values[key])]
        if not given:
            continue
        if given[0] == name and not _is_translatable(record, name):
            continue
        for key in keys:
            if key in values and key not in given:
                yield (*path, given[0]), key
    for field in text_fields.lists:
        nested = values.get(field.name)
        if isinstance(nested, BaseModel):
            yield from _find_missing(nested, (*path, field.key), languages)
            continue
        for index, item in iter_items(record, field.name):
            yield from _find_missing(item, (*path, field.key, index), languages)


@cache
def _text_fields(model: type[BaseModel]) -> _TextFields:
    """Return the fields of a model that need a translation."""
    texts = tuple(name for name in localized_fields(model) if name not in _UNTRANSLATED_FIELDS)
    lists: list[ModelField] = []
    for field in fields(model).values():
        if field.nested_model is None:
            continue
        nested = _text_fields(field.nested_model)
        if nested.texts or nested.lists:
            lists.append(field)
    return _TextFields(texts, tuple(lists))
