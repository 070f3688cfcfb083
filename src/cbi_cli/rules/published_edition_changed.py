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
from typing import Any

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.dataset.comparison import canonical_json, to_json_value
from cbi_cli.dataset.identity import RecordId, collect_identities
from cbi_cli.dataset.model import Dataset, DeclaredId
from cbi_cli.rules.dataset_change import DatasetChange

RULE = Rule("CBI603", "published-edition-changed", "error", "published-edition-edited")
_ADDED = "was added"
_REFERENCE_KINDS = {
    "event": ("event",),
    "indicator": ("indicator",),
    "series": ("indicator", "institution"),
    "source": ("source",),
    "topic": ("topic",),
}
"""The keys of an edition that hold the id of another record, and the kinds of that record."""
_HINT = "restore it; if a source contradicts it, add a dispute"


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """A fault for each value that differs, or one for an edition that is gone."""
    now = _find_editions(change.after)
    former = collect_identities(change.after).former
    for year, old in _find_editions(change.before).items():
        file = now.get(year, old).file
        if old.file in change.broken or _is_unreadable(change.after, file):
            continue
        if year in now:
            before, after = change.before.documents[old.file].data, change.after.documents[file].data
            yield from _check_edition(file, year, before, after, former)
        else:
            message = f"the published edition of {year} was removed"
            yield RawFinding(RULE.code, old.file, (), message, f"restore {old.file}")


def _find_editions(dataset: Dataset) -> Mapping[str, DeclaredId]:
    """The editions by year, whether or not their records are valid."""
    return {one.id: one for one in dataset.declared_ids if one.kind == "edition"}


def _is_unreadable(dataset: Dataset, file: str) -> bool:
    """Whether a file is there and cannot be read, which is an error of its own."""
    document = dataset.documents.get(file)
    return document is not None and bool(document.errors)


def _check_edition(
    file: str, year: str, before: Any, after: Any, former: Mapping[RecordId, str]
) -> Iterator[RawFinding]:
    for path, what in _find_differences(to_json_value(before), to_json_value(after), (), former):
        name = _format_path(path)
        message = f"the published edition of {year} was changed: `{name}` {what}"
        yield RawFinding(RULE.code, file, path, message, _HINT, at_key=what == _ADDED)


def _find_differences(
    before: Any, after: Any, path: KeyPath, former: Mapping[RecordId, str]
) -> Iterator[tuple[KeyPath, str]]:
    """Yield the places at which two pieces of data differ, as deep inside as they can be compared."""
    if canonical_json(before) == canonical_json(after) or _is_renamed_reference(before, after, path, former):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            if key not in after:
                yield (*path, key), "is missing"
            elif key not in before:
                yield (*path, key), _ADDED
            else:
                yield from _find_differences(before[key], after[key], (*path, key), former)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, new in enumerate(after):
            yield from _find_differences(before[index], new, (*path, index), former)
    else:
        yield path, _describe_difference(before, after)


def _is_renamed_reference(before: Any, after: Any, path: KeyPath, former: Mapping[RecordId, str]) -> bool:
    """Tell whether a value is the new id of the record that it named before."""
    if not isinstance(before, str) or not isinstance(after, str) or not path:
        return False
    old, *locator = before.partition("#")
    return any(
        after == "".join((former.get((kind, old), old), *locator)) for kind in _REFERENCE_KINDS.get(str(path[-1]), ())
    )


def _describe_difference(before: Any, after: Any) -> str:
    if isinstance(before, list) and isinstance(after, list):
        return f"has {len(after)} entries, not {len(before)}"
    return f"is {_quote_value(after)}, not {_quote_value(before)}"


def _quote_value(value: Any) -> str:
    text = value if isinstance(value, str) else canonical_json(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"


def _format_path(path: KeyPath) -> str:
    """The path as people write it: ``row[1].status``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
