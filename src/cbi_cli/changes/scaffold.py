"""A new dataset: the files of a copy or of an empty one, put in place all at once."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.paths import current_directory

_TEMPLATE = Path(__file__).with_name("template")
_PARTY_ID = re.compile(r"[a-z0-9]+")


def read_dataset_files(origin: Path) -> dict[str, bytes]:
    """Return the files of a dataset by their paths inside it."""
    paths = [path for path in sorted(origin.rglob("*")) if path.is_file()]
    return {path.relative_to(origin).as_posix(): path.read_bytes() for path in paths}


def scaffold_dataset(parties: Sequence[str], today: date) -> dict[str, bytes]:
    """Return the files of a dataset without events for these parties, with its schemas.

    It says that nobody has looked beyond the last December 31. Raises CbiError for fewer than two parties or for what
    is no short name.
    """
    if len(set(parties)) < 2 or len(set(parties)) != len(parties):
        raise CbiError("a dataset needs two or more different parties", "name them, e.g. --parties ca,us")
    for party in parties:
        if not _PARTY_ID.fullmatch(party):
            raise CbiError(
                f"`{party}` is not a valid short name of a party", "use lower-case letters and digits, e.g. ca,us"
            )
    from cbi_cli.records.json_schema import schema_files

    values = _template_values(parties, today)
    found = {
        path.name: _format_file(path.name, path.read_text(encoding="utf-8").format_map(values).encode())
        for path in sorted((_TEMPLATE / "dataset").iterdir())
    }
    return found | schema_files()


def _format_file(name: str, content: bytes) -> bytes:
    """A file with the line for editors, in the form that `cbi fmt` gives it; one that is no data as it is."""
    from cbi_cli.records.file_kinds import file_kind
    from cbi_cli.records.json_schema import schema_directive
    from cbi_cli.toml.document import parse
    from cbi_cli.toml.formatter import format_document

    if not file_kind(name):
        return content
    return format_document(parse(name, schema_directive(name).encode() + content)).encode()


def write_directory(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files beside their new place and move them there, so that the folder is whole or not there at all.

    Raises CbiError where the folder is there and not empty, is the one that the call was made in, or cannot be written.
    """
    from cbi_cli.workspace.atomic_write import refuse_external_link, wrap_os_errors
    from cbi_cli.workspace.temp_files import temporary_folder

    refuse_external_link(folder)
    with wrap_os_errors(folder):
        target = Path(os.path.realpath(folder))
        _check_target(folder, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(target.parent) as made:
            _write_files(files, made)
            if target.exists():
                _prepare_empty_target(target, made)
            os.replace(made, target)


def _check_target(folder: Path, target: Path) -> None:
    """CbiError for a folder that holds something, and for the working folder, which cannot be put in place."""
    if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
        raise CbiError(f"{folder} is not empty", "name a new folder; nothing was written")
    if target.exists() and target.samefile(current_directory()):
        raise CbiError(f"{folder} is the working folder", "name a new folder; `cbi init` makes it")


def _prepare_empty_target(old: Path, made: Path) -> None:
    """Keep the mode of an empty folder; Windows replaces none, so it is removed there."""
    made.chmod(stat.S_IMODE(old.stat().st_mode))
    if sys.platform == "win32":
        old.rmdir()


def _write_files(files: Mapping[str, bytes], made: Path) -> None:
    from cbi_cli.workspace.atomic_write import write_new_file

    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new_file(path, content)


def _template_values(parties: Sequence[str], today: date) -> dict[str, str]:
    """What the templates leave open."""
    names = [party.upper() for party in parties]
    tables = [f'\n[[party]]\nid = "{party}"\nname = "{party.upper()}"' for party in parties]
    return {
        "id": "-".join(parties),
        "names": f"{', '.join(names[:-1])} and {names[-1]}",
        "between": "[" + ", ".join(f'"{party}"' for party in parties) + "]",
        "parties": "\n".join(tables),
        "covers_until": f"{today.year - 1}-12-31",
        "year": str(today.year - 1),
    }
