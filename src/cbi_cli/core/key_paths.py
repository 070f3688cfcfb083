"""Paths of keys and indexes inside the data of a file."""

from __future__ import annotations

from typing import Any

from cbi_cli.core.findings import KeyPath


def value_at(data: Any, path: KeyPath) -> Any:
    """Return the value at a path, which must exist."""
    for part in path:
        data = data[part]
    return data


def format_key_path(path: KeyPath) -> str:
    """Return a path as people write it, e.g. `participants[0].office`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif text:
            text += f".{part}"
        else:
            text = part
    return text
