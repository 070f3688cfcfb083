"""An id of the base revision no longer resolves.

Finds ids that in the `--base` revision were the id or a former id of a record, or were withdrawn, and that now are
neither an id nor in `former_ids` nor in `withdrawn.toml`.

A published id must resolve forever. Otherwise citations and links that use it stop working, and nothing says why.

To fix it, add the old id to the `former_ids` of the renamed record. If the record was removed, add an entry with the
date and the reason to `withdrawn.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.identity import RecordId, collect_identities
from cbi_cli.rules.dataset_change import DatasetChange

RULE = Rule("CBI604", "id-stops-answering", "error")
_HINT = message("add it to `former_ids` of the renamed record, or to withdrawn.toml with the reason")


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """Yield each id that no longer resolves, at the file that had it."""
    before = collect_identities(change.before)
    after = collect_identities(change.after)
    files: dict[RecordId, str] = {}
    for declared in change.before.declared_ids:
        files[declared.kind, declared.id] = declared.file
    for record_id in before.all():
        kind, name = record_id
        # A removed edition is CBI603.
        if kind == "edition" or after.resolves(record_id):
            continue
        id_in_use = before.former.get(record_id, name)
        file = files.get((kind, id_in_use), "withdrawn.toml")
        document = change.after.documents.get(file)
        if document is not None and document.errors:
            # The record may be in the part that cannot be read, which is an error of its own.
            continue
        yield RawFinding(
            RULE.code, file, (), message("the {kind} `{name}` no longer exists", kind=kind, name=name), _HINT
        )
