"""The fixes of `cbi validate --fix`.

They are typos with one likely correction, Unicode normalization, and formatting.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cbi_cli.changes.text_edits import Proof, TextEdit, apply_edits, replace_at
from cbi_cli.changes.typos import Typo, find_typos
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import SCHEMA_VERSION, file_kind
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document, same_data
from cbi_cli.toml.upgrade import file_format
from cbi_cli.toml.writer import basic_string

_MAX_PASSES = 5
"""How often typos are searched: a corrected record can show another one."""


class FixResult(NamedTuple):
    """The new contents of the files that change, and the corrected typos."""

    files: dict[str, bytes]
    typos: tuple[Typo, ...]


def apply_fixes(files: Mapping[str, bytes], only: str | None = None) -> FixResult:
    """Fix the files of a dataset, or the one named.

    A file that cannot be parsed is not changed. Raises CbiError if a new text cannot be proven to have the same data
    except for the corrected values.
    """
    names = [name for name in files if only in (None, name) and file_kind(name)]
    current = dict(files)
    typos = _correct_typos(current, names)
    changed: dict[str, bytes] = {}
    documents = {name: parse(name, current[name]) for name in names}
    version = SCHEMA_VERSION
    # An upgrade of some of the files would change what the others mean.
    if only is None and not any(document.errors for document in documents.values()):
        version = file_format(current)
    for name, document in documents.items():
        content = current[name] if document.errors else _format_nfc(document, version)
        if content != files[name]:
            changed[name] = content
    return FixResult(changed, tuple(typos))


def _correct_typos(current: dict[str, bytes], names: Iterable[str]) -> list[Typo]:
    """Correct the typos in some of the current files in place; return them."""
    corrected: list[Typo] = []
    for _ in range(_MAX_PASSES):
        readable = {name for name in names if not parse(name, current[name]).errors}
        typos_by_file: dict[str, list[Typo]] = {}
        for typo in find_typos(current):
            if typo.file in readable:
                typos_by_file.setdefault(typo.file, []).append(typo)
                corrected.append(typo)
        if not typos_by_file:
            break
        for name, typos in typos_by_file.items():
            current[name] = _replace_values(name, current[name], typos)
    return corrected


def _replace_values(name: str, raw: bytes, typos: list[Typo]) -> bytes:
    """Replace these values in a file, and nothing else."""
    document = parse(name, raw)
    data = document.data
    edits: list[TextEdit] = []
    for typo in typos:
        place = document.tree.nearest(typo.path).value
        edits.append(TextEdit(place.start, place.end, basic_string(typo.after)))
        data = replace_at(data, typo.path, typo.after)
    return apply_edits(raw, document, edits, Proof(data))


def _format_nfc(document: Document, version: int) -> bytes:
    """Format a file of a version of the file format, and normalize it to Unicode NFC."""
    formatted = format_document(document, version)
    text = unicodedata.normalize("NFC", formatted)
    if text != formatted:
        normalized = parse(document.name, text.encode("utf-8"))
        expected = _to_nfc(parse(document.name, formatted.encode("utf-8")).data)
        if normalized.errors or not same_data(expected, normalized.data, document.name):
            raise CbiError(
                message("{name} cannot be fixed safely", name=document.name),
                message("normalize it to Unicode NFC by hand"),
            )
        # The order of keys and events depends on their texts.
        text = format_document(normalized)
    return text.encode("utf-8")


def _to_nfc(value: Any) -> Any:
    """Normalize each text in the data to NFC, keys too."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_to_nfc(key): _to_nfc(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_to_nfc(item) for item in value]
    return value
