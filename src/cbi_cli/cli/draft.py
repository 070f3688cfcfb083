"""What was given and typed for a new record.

It is kept in the cache folder until the record is written; a dataset has one draft of each kind.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbi_cli.core.settings import NO_CACHE, Cache

_RENAMED_FIELDS = {"city": "place"}
"""The fields of drafts of older versions that have another name now."""


class Draft:
    """The texts of the fields of an event, or of another `kind` of record, by their names.

    An empty one is a prompt that was answered with nothing. With the folder of a dataset and a cache, each text is on
    the disk before the next question is asked, so that none is lost if the terminal or the process goes.
    """

    def __init__(
        self,
        root: Path | None = None,
        cache: Cache = NO_CACHE,
        fields: Mapping[str, Any] | None = None,
        kind: str = "event",
    ) -> None:
        self.kind = kind
        self.root = root
        self.cache = cache
        self.fields: dict[str, Any] = dict(fields or {})

    @property
    def is_kept(self) -> bool:
        """Tell whether what is typed can be used again."""
        return self.root is not None and self.cache.folder is not None

    def put(self, name: str, text: Any) -> None:
        """Keep a text."""
        self.fields[name] = text
        self.save()

    def drop(self, name: str) -> None:
        """Forget a text that turned out to be wrong."""
        self.fields.pop(name, None)
        self.save()

    def save(self) -> Path | None:
        """Write the draft in place of an earlier one.

        Return its file, or None if it could not be written.
        """
        if self.root is None or not any(self.fields.values()):
            return None
        path = draft_path(self.root, self.cache, self.kind)
        if path is None:
            return None
        document = {"dataset": os.fspath(self.root), "fields": self.fields}
        text = json.dumps(document, ensure_ascii=False, indent=2)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Only the user may read it: an event may not be public yet.
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(temporary, path)
        except (OSError, UnicodeEncodeError):
            # A draft is a convenience: the event can be written without it.
            return None
        return path


def draft_path(root: Path, cache: Cache, kind: str = "event") -> Path | None:
    """Return the file of a dataset's draft of a kind; None if there is no cache folder."""
    if cache.folder is None:
        return None
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
    if kind != "event":
        name += f"-{kind}"
    return cache.folder.absolute() / "drafts" / f"{name}.json"


def read_draft(root: Path, cache: Cache, kind: str = "event") -> dict[str, Any] | None:
    """Return what was typed for a dataset.

    Return None if there is no draft that can be read.
    """
    path = draft_path(root, cache, kind)
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    fields = document.get("fields")
    if not isinstance(fields, dict):
        return None
    if not all(_is_text_or_texts(value) for value in fields.values()):
        return None
    for old_name, name in _RENAMED_FIELDS.items():
        if kind == "event" and old_name in fields:
            fields[name] = fields.pop(old_name)
    return fields


def remove_draft(root: Path, cache: Cache, kind: str = "event") -> None:
    """Forget the draft of a dataset, if there is one."""
    path = draft_path(root, cache, kind)
    if path:
        path.unlink(missing_ok=True)


def _is_text_or_texts(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str)
