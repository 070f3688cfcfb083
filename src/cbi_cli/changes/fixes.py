"""What can be mended safely in the files of a dataset: near misses with one candidate, Unicode form, and form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from cbi_cli.changes.typos import Typo, find_typos
from cbi_cli.core.errors import CbiError
from cbi_cli.core.key_paths import value_at
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document, same_data
from cbi_cli.toml.writer import basic_string

_MAX_PASSES = 5
"""How often near misses are looked for: a record that is mended can show another one."""


class FixResult(NamedTuple):
    """The files with their mended contents, those that stay the same left out, and the values that were replaced."""

    files: dict[str, bytes]
    misses: tuple[Typo, ...]


def apply_fixes(files: Mapping[str, bytes], only: str | None = None) -> FixResult:
    """Mend the files of a dataset, or the one named.

    A file that does not parse stays as it is. Raises CbiError where a new text cannot be proven to hold the same data
    but for the mended values.
    """
    chosen = [name for name in files if only in (None, name) and file_kind(name)]
    now = dict(files)
    misses: list[Typo] = []
    for _ in range(_MAX_PASSES):
        readable = {name for name in chosen if not parse(name, now[name]).errors}
        found = [miss for miss in find_typos(now) if miss.file in readable]
        for name in {miss.file for miss in found}:
            now[name] = _replace_values(parse(name, now[name]), [miss for miss in found if miss.file == name])
        misses += found
        if not found:
            break
    for name in chosen:
        document = parse(name, now[name])
        now[name] = now[name] if document.errors else _format_nfc(document)
    return FixResult({name: now[name] for name in chosen if now[name] != files[name]}, tuple(misses))


def _replace_values(document: Document, misses: list[Typo]) -> bytes:
    """The file with these values replaced and nothing else."""
    text = document.text
    for span, miss in sorted(((document.tree.nearest(miss.path).value, miss) for miss in misses), reverse=True):
        text = text[: span.start] + basic_string(miss.after) + text[span.end :]
    wanted = deepcopy(document.data)
    for miss in misses:
        value_at(wanted, miss.path[:-1])[miss.path[-1]] = miss.after
    new = parse(document.name, text.encode("utf-8"))
    if new.errors or new.data != wanted:
        raise CbiError(f"{document.name} cannot be fixed safely", "fix its values by hand")
    return text.encode("utf-8")


def _format_nfc(document: Document) -> bytes:
    """The file in its one form and in Unicode's form NFC."""
    plain = format_document(document)
    text = unicodedata.normalize("NFC", plain)
    if text != plain:
        composed = parse(document.name, text.encode("utf-8"))
        if composed.errors or not same_data(_to_nfc(document.data), composed.data, document.name):
            raise CbiError(f"{document.name} cannot be fixed safely", "normalize it to Unicode NFC by hand")
        text = format_document(composed)
    return text.encode("utf-8")


def _to_nfc(value: Any) -> Any:
    """The same data with each text, keys too, in the form NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_to_nfc(key): _to_nfc(item) for key, item in value.items()}
    return [_to_nfc(item) for item in value] if isinstance(value, list) else value
