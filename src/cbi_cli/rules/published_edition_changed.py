"""A published edition was changed.

Finds editions of the `--base` revision that were changed or removed. The formatting may change: comments, blank
lines, the order of keys. An id may follow a renamed record if that record lists its old id in `former_ids`. An
edition whose file has an error in the base may be corrected.

An edition records what was published, and the computed scorecard is compared with it. It must not be changed to
match.

To fix it, restore the edition. If a source contradicts it, add a dispute. If a later report was published, add
another edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.key_paths import format_key_path
from cbi_cli.core.messages import message
from cbi_cli.dataset.comparison import canonical_json, to_json_value
from cbi_cli.dataset.identity import RecordId, collect_identities
from cbi_cli.dataset.model import Dataset, DeclaredId
from cbi_cli.dataset.record_errors import shorten
from cbi_cli.rules.dataset_change import DatasetChange

RULE = Rule("CBI603", "published-edition-changed", "error", "published-edition-edited")
_ADDED = message("was added")
_REFERENCE_KINDS = {
    "event": ("event",),
    "indicator": ("indicator",),
    "series": ("indicator", "institution"),
    "source": ("source",),
    "topic": ("topic",),
}
"""The keys of an edition with the id of another record, and the kinds of that record."""
_HINT = message("restore it; if a source contradicts it, add a dispute")


class _Difference(NamedTuple):
    """A difference of two editions: its path and its description.

    `before` and `after` are the values at the path, unless one is missing or both are lists.
    """

    path: KeyPath
    description: str
    before: Any = None
    after: Any = None


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """Yield each value that differs, and each edition that was removed."""
    editions = _find_editions(change.after)
    former_ids = collect_identities(change.after).former
    for year, old_edition in _find_editions(change.before).items():
        # Errors of the base may be corrected.
        if old_edition.file in change.broken:
            continue
        edition = editions.get(year)
        # The edition may be in a file of another name now.
        file = edition.file if edition else old_edition.file
        if _is_unreadable(change.after, file):
            continue
        if edition is None:
            description = message("the published edition of {year} was removed", year=year)
            yield RawFinding(RULE.code, file, (), description, message("restore {file}", file=file))
            continue
        before = change.before.documents[old_edition.file].data
        after = change.after.documents[file].data
        for difference in _find_differences(to_json_value(before), to_json_value(after), ()):
            if _is_renamed_reference(difference, former_ids):
                continue
            key = format_key_path(difference.path)
            description = message(
                "the published edition of {year} was changed: `{key}` {difference}",
                year=year,
                key=key,
                difference=difference.description,
            )
            is_added = difference.description == _ADDED
            yield RawFinding(RULE.code, file, difference.path, description, _HINT, at_key=is_added)


def _find_editions(dataset: Dataset) -> dict[str, DeclaredId]:
    """Return the editions by year, whether or not their records are valid."""
    return {declared.id: declared for declared in dataset.declared_ids if declared.kind == "edition"}


def _is_unreadable(dataset: Dataset, file: str) -> bool:
    """Tell whether a file exists but cannot be read.

    That is an error of its own.
    """
    document = dataset.documents.get(file)
    return document is not None and bool(document.errors)


def _find_differences(before: Any, after: Any, path: KeyPath) -> Iterator[_Difference]:
    """Yield the innermost differences of two values."""
    if canonical_json(before) == canonical_json(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            key_path = (*path, key)
            if key not in after:
                yield _Difference(key_path, message("is missing"))
            elif key not in before:
                yield _Difference(key_path, _ADDED)
            else:
                yield from _find_differences(before[key], after[key], key_path)
    elif isinstance(before, list) and isinstance(after, list):
        # It is not known which entries were added or removed, so none are compared.
        if len(before) != len(after):
            yield _Difference(
                path, message("has {count} entries, not {old_count}", count=len(after), old_count=len(before))
            )
            return
        for index, old_item in enumerate(before):
            yield from _find_differences(old_item, after[index], (*path, index))
    else:
        description = message("is {value}, not {old_value}", value=_quote_value(after), old_value=_quote_value(before))
        yield _Difference(path, description, before, after)


def _is_renamed_reference(difference: _Difference, former_ids: Mapping[RecordId, str]) -> bool:
    """Tell whether a value only follows a record to its new id."""
    if not isinstance(difference.before, str) or not difference.path:
        return False
    old_id, hash_sign, locator = difference.before.partition("#")
    key = str(difference.path[-1])
    for kind in _REFERENCE_KINDS.get(key, ()):
        current_id = former_ids.get((kind, old_id), old_id)
        if difference.after == f"{current_id}{hash_sign}{locator}":
            return True
    return False


def _quote_value(value: Any) -> str:
    text = value if isinstance(value, str) else canonical_json(value)
    return f"`{shorten(text)}`"
