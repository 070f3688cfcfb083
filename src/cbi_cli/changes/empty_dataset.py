"""Make the files of a dataset without events from a template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.json_schema import schema_directive, schema_files
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document

_TEMPLATE = Path(__file__).with_name("template")
_PARTY_ID = re.compile(r"[a-z0-9]+")


def make_empty_dataset(parties: Sequence[str], today: date) -> dict[str, bytes]:
    """Return the files of a dataset without events for these parties.

    Its JSON Schemas are among them. Its coverage ends with the last December 31. Raises CbiError for fewer than two
    parties, and for an invalid short name of one.
    """
    if len(parties) < 2 or len(set(parties)) != len(parties):
        raise CbiError(
            message("a dataset needs two or more different parties"), message("name them, e.g. --parties ca,us")
        )
    for party in parties:
        if not _PARTY_ID.fullmatch(party):
            hint = message("use lower-case letters and digits, e.g. ca,us")
            raise CbiError(message("`{party}` is not a valid short name of a party", party=party), hint)
    values = _template_values(parties, today)
    files: dict[str, bytes] = {}
    for path in sorted((_TEMPLATE / "dataset").iterdir()):
        text = path.read_text(encoding="utf-8").format_map(values)
        files[path.name] = _format_file(path.name, text.encode())
    return files | schema_files()


def _format_file(name: str, content: bytes) -> bytes:
    """Format a data file, with the line that names its JSON Schema.

    Return any other file as it is.
    """
    if not file_kind(name):
        return content
    return format_document(parse(name, schema_directive(name).encode() + content)).encode()


def _template_values(parties: Sequence[str], today: date) -> dict[str, str]:
    """Return the values of the placeholders in the templates."""
    names = [party.upper() for party in parties]
    first_names = ", ".join(names[:-1])
    tables: list[str] = []
    for party, name in zip(parties, names, strict=True):
        tables.append(f'\n[[party]]\nid = "{party}"\nname = "{name}"')
    quoted_parties = ", ".join(f'"{party}"' for party in parties)
    last_year = today.year - 1
    return {
        "id": "-".join(parties),
        "names": f"{first_names} and {names[-1]}",
        "between": f"[{quoted_parties}]",
        "party": parties[0],
        "parties": "\n".join(tables),
        "covers_until": f"{last_year}-12-31",
        "year": str(last_year),
    }
