"""A text is there in English and not in the dataset's other language.

A dataset that says `languages = ["en", "es"]` promises each title, label, name, note and reason in both.

To mend it, add the key with `_es`. The values of claims are exempt: many are names or dates, the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI405", "missing-language", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every text whose Spanish twin is empty, where the dataset has Spanish."""
    if dataset.info is None or "es" not in dataset.info.record.languages:
        return
    for entry in dataset.entries():
        for path in _untranslated(entry.record, ()):
            key = path[-1]
            hint = f'add {key} = "..." in Spanish'
            yield entry.fault(CHECK.code, path, f"`{key}` is missing", hint)


def _untranslated(record: BaseModel, before: Path) -> Iterator[Path]:
    """The paths of the empty Spanish texts in a record and in the records inside it."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        key = field.alias or name
        if isinstance(value, str) and value and name != "value" and getattr(record, f"{name}_es", None) == "":
            yield (*before, f"{key}_es")
        elif isinstance(value, BaseModel):
            yield from _untranslated(value, (*before, key))
        elif isinstance(value, tuple):
            inner = [(number, item) for number, item in enumerate(value) if isinstance(item, BaseModel)]
            for number, item in inner:
                yield from _untranslated(item, (*before, key, number))
