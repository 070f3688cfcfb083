"""What was typed for a new event that was not written, kept in the cache folder until it is."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbi_cli.store.snapshot import cache_folder


def draft_path(root: Path) -> Path | None:
    """Return the file of a dataset's draft; None if there is no cache folder."""
    folder = cache_folder()
    if folder is None:
        return None
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
    return folder.absolute() / "drafts" / f"{name}.json"


def save_draft(root: Path, typed: Mapping[str, Any]) -> Path | None:
    """Keep what was typed, in place of an earlier draft; return the file, or None if nothing could be kept."""
    path = draft_path(root)
    typed = {field: text for field, text in typed.items() if text}
    if path is None or not typed:
        return None
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({"dataset": os.fspath(root), "fields": typed}, ensure_ascii=False, indent=2)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.replace(temporary, path)
    except (OSError, UnicodeEncodeError):
        return None
    return path


def read_draft(root: Path) -> dict[str, Any] | None:
    """Return what was typed for a dataset, or None if there is no draft that can be read."""
    path = draft_path(root)
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path else None
    except (OSError, ValueError, RecursionError):
        return None
    fields = found.get("fields") if isinstance(found, dict) else None
    if not isinstance(fields, dict) or not all(_is_text(value) for value in fields.values()):
        return None
    return fields


def remove_draft(root: Path) -> None:
    """Forget the draft of a dataset, if there is one."""
    path = draft_path(root)
    if path:
        path.unlink(missing_ok=True)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
