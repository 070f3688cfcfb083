"""A text is missing in one language of the dataset.

Finds titles, labels, names, notes, reasons and other texts without their translation, such as `title` without
`title_es`, if `languages` in `dataset.toml` lists both languages.

Reports in the other language would have gaps or mix the two languages.

To fix it, add the text in the other language. If the dataset has only one language, say so: `languages = ["en"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.dataset.model import Dataset
from cbi_cli.records.base import RecordModel
from cbi_cli.rules.sound import iter_items

RULE = Rule("CBI405", "missing-language", "error")
_UNTRANSLATED_FIELDS = {"value"}
"""Fields that need no twin: a figure or a name as a source gives it reads the same in both."""


class _TextFields(NamedTuple):
    """The texts of a model with their twins, and the fields with lists of records, each with its name in the file."""

    twins: tuple[tuple[str, str], ...]
    inner: tuple[tuple[str, str], ...]


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield texts without a Spanish twin, and Spanish texts without an English one."""
    languages = dataset.languages
    for entry in dataset.all_records() if len(languages) > 1 else ():
        for path, missing in _find_missing(entry.record, ()):
            message = f"`{missing}` is missing, but the languages of the dataset are {' and '.join(languages)}"
            yield entry.fault(RULE.code, path, message, f'add `{missing} = "..."`')


def _find_missing(record: RecordModel, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each text without its twin, and the key of that twin.

    Nothing is known of a pair of which one could not be read.
    """
    fields, values = _text_fields(type(record)), vars(record)
    for name, twin_name in fields.twins:
        if name not in values or twin_name not in values:
            continue
        text, twin = values[name].strip(), values[twin_name].strip()
        if text and not twin:
            yield (*path, name), twin_name
        elif twin and not text:
            yield (*path, twin_name), name
    for name, key in fields.inner:
        for index, item in iter_items(record, name):
            yield from _find_missing(item, (*path, key, index))


@cache
def _text_fields(model: type[RecordModel]) -> _TextFields:
    known = model.model_fields
    twins = tuple((name, f"{name}_es") for name in known if f"{name}_es" in known and name not in _UNTRANSLATED_FIELDS)
    inner = tuple((name, field.alias or name) for name, field in known.items() if _has_twins(field.annotation))
    return _TextFields(twins, inner)


def _has_twins(annotation: Any) -> bool:
    """Whether a field holds a list of records in which a text can have a twin."""
    return any(
        isinstance(part, type) and issubclass(part, RecordModel) and any(_text_fields(part))
        for part in get_args(annotation)
    )
