"""`cbi schema`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.completers import complete_kinds
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import FolderOptions, refuse_stream
from cbi_cli.cli.parser import argument
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.workspace.atomic_write import PendingWrite, refuse_external_link, write_all_atomic
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.locate import find_nearest_dataset
from cbi_cli.workspace.paths import current_directory

if TYPE_CHECKING:
    from cbi_cli.records.file_kinds import FileKind
    from cbi_cli.records.terms import Terms


class SchemaOptions(FolderOptions):
    """The options of `cbi schema`."""

    kind: Annotated[
        str | None,
        argument(metavar="[KIND]", help="The kind of file, e.g. event. Default: all kinds.", completer=complete_kinds),
    ] = None


def schema(options: SchemaOptions, settings: Settings) -> int:
    """Print JSON Schemas.

    Editors use the schemas to complete and check fields.

    With a kind, prints its schema. Without one, lists the kinds; with --output, writes the schemas of all kinds. They
    have the languages and the words of the dataset in or above the folder, if there is one.

    \b
    Examples:
      cbi schema
      cbi schema event
      cbi schema --output datasets/us-mexico/schemas
    """
    from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
    from cbi_cli.records.json_schema import schema_text

    refuse_stream(options.output)
    kinds = list(FILE_KINDS_BY_NAME.values())
    if options.kind:
        kinds = [_find_kind(options.kind, FILE_KINDS_BY_NAME)]
    if options.output is not None:
        _write_schemas(kinds, options.output)
    elif options.kind:
        write_stdout(schema_text(kinds[0], _find_terms(current_directory())), for_programs=True)
    else:
        write_stdout(_format_kinds(kinds), for_programs=True)
    return OK


def _find_terms(folder: Path) -> Terms:
    """Return what the dataset in or above a folder says of the form of its records."""
    from cbi_cli.dataset.load import load_file
    from cbi_cli.records.names import DATASET_FILE
    from cbi_cli.records.terms import NO_TERMS

    root = find_nearest_dataset(folder)
    if root is None:
        return NO_TERMS
    return load_file(DATASET_FILE, WorkTree(root).read(DATASET_FILE)).terms


def _find_kind(name: str, kinds: Mapping[str, FileKind]) -> FileKind:
    """Return the kind of file with a name.

    Raises CbiError with the nearest name if there is none.
    """
    if name not in kinds:
        problem = message("`{name}` is not a kind of file", name=name)
        raise CbiError(problem, did_you_mean(name, kinds))
    return kinds[name]


def _format_kinds(kinds: list[FileKind]) -> str:
    width = max(len(kind.kind) for kind in kinds)
    lines = [f"{kind.kind:{width}}  {kind.path}\n" for kind in kinds]
    return "".join(lines)


def _write_schemas(kinds: list[FileKind], folder: Path) -> None:
    """Write schemas into a folder; CbiError if that cannot be done."""
    from cbi_cli.records.json_schema import schema_file_name, schema_text

    refuse_external_link(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = message("cannot write {path}: {reason}", path=folder, reason=error.strerror)
        raise CbiError(problem, message("name a folder")) from error
    terms = _find_terms(Path(os.path.realpath(folder)))
    writes: list[PendingWrite] = []
    for kind in kinds:
        path = folder / schema_file_name(kind.kind)
        writes.append(PendingWrite(path, schema_text(kind, terms).encode("utf-8")))
    write_all_atomic(writes)
    count = len(kinds)
    print_message(
        plural_message("cbi: wrote {n} schema to {folder}", "cbi: wrote {n} schemas to {folder}", count, folder=folder)
    )
