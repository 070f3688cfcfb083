"""What was given and typed for a new event, kept in the cache folder until the event is written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbi_cli.core.settings import NO_CACHE, Cache


class Draft:
    """The texts of an event's fields by their names; an empty one is a question that was answered with nothing.

    With the folder of a dataset and a cache, each text is on the disk before the next question is asked, so that none
    is lost if the terminal or the process goes.
    """

    def __init__(
        self, root: Path | None = None, cache: Cache = NO_CACHE, fields: Mapping[str, Any] | None = None
    ) -> None:
        self.root = root
        self.cache = cache
        self.fields: dict[str, Any] = dict(fields or {})

    def put(self, name: str, text: Any) -> None:
        """Keep a text."""
        self.fields[name] = text
        self.save()

    def drop(self, name: str) -> None:
        """Forget a text that turned out to be wrong."""
        self.fields.pop(name, None)
        self.save()

    def save(self) -> Path | None:
        """Write the draft in place of an earlier one; return its file, or None if it could not be written."""
        path = draft_path(self.root, self.cache) if self.root else None
        if path is None or not any(self.fields.values()):
            return None
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = json.dumps(
                {"dataset": os.fspath(self.root or ""), "fields": self.fields}, ensure_ascii=False, indent=2
            )
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(temporary, path)
        except (OSError, UnicodeEncodeError):
            return None
        return path


def draft_path(root: Path, cache: Cache) -> Path | None:
    """Return the file of a dataset's draft; None if there is no cache folder."""
    if cache.folder is None:
        return None
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
    return cache.folder.absolute() / "drafts" / f"{name}.json"


def read_draft(root: Path, cache: Cache) -> dict[str, Any] | None:
    """Return what was typed for a dataset, or None if there is no draft that can be read."""
    path = draft_path(root, cache)
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path else None
    except (OSError, ValueError, RecursionError):
        return None
    fields = found.get("fields") if isinstance(found, dict) else None
    if not isinstance(fields, dict) or not all(_is_text(value) for value in fields.values()):
        return None
    return fields


def remove_draft(root: Path, cache: Cache) -> None:
    """Forget the draft of a dataset, if there is one."""
    path = draft_path(root, cache)
    if path:
        path.unlink(missing_ok=True)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
