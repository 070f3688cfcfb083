"""``cbi schema``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.completers import complete_kinds
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import OUTPUT_OPTIONS, refuse_stream
from cbi_cli.cli.parser import Options, argument, option
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings

if TYPE_CHECKING:
    from cbi_cli.records.file_kinds import FileKind


class SchemaOptions(Options):
    """The options of `cbi schema`."""

    kind: Annotated[
        str | None,
        argument(metavar="[KIND]", help="The kind of file, e.g. event. Default: all kinds.", completer=complete_kinds),
    ] = None
    output: Annotated[
        Path | None,
        option(
            "--output",
            "-o",
            metavar="DIR",
            heading=OUTPUT_OPTIONS,
            help="Write each schema to a file in this folder.",
        ),
    ] = None


def schema(options: SchemaOptions, settings: Settings) -> int:
    """Print JSON Schemas.

    Editors use the schemas to complete and check fields.

    With a kind, prints its schema. Without one, lists the kinds; with --output, writes the schemas of all kinds.

    \b
    Examples:
      cbi schema
      cbi schema event
      cbi schema --output datasets/us-mexico/schemas
    """
    from cbi_cli.records.json_schema import FILE_KINDS_BY_NAME, schema_text

    kind, output = options.kind, options.output
    refuse_stream(output)
    wanted = [_find_kind(kind)] if kind else list(FILE_KINDS_BY_NAME.values())
    if output is not None:
        _write_schemas(wanted, output)
    else:
        write_stdout(schema_text(wanted[0]) if kind else _format_kinds(wanted), for_programs=True)
    return OK


def _find_kind(name: str) -> FileKind:
    """The kind of file with a name; CbiError with the nearest name where there is none."""
    from cbi_cli.core.suggestions import did_you_mean
    from cbi_cli.records.json_schema import FILE_KINDS_BY_NAME

    if name not in FILE_KINDS_BY_NAME:
        raise CbiError(f"`{name}` is not a kind of file", did_you_mean(name, FILE_KINDS_BY_NAME))
    return FILE_KINDS_BY_NAME[name]


def _format_kinds(kinds: list[FileKind]) -> str:
    from cbi_cli.records.json_schema import file_path_template

    width = max(len(kind.kind) for kind in kinds)
    return "".join(f"{kind.kind:{width}}  {file_path_template(kind)}\n" for kind in kinds)


def _write_schemas(kinds: list[FileKind], folder: Path) -> None:
    """Write schemas into a folder, each file whole; CbiError where that cannot be done."""
    from cbi_cli.records.json_schema import schema_file_name, schema_text
    from cbi_cli.workspace.atomic_write import PendingWrite, refuse_external_link, write_all_atomic

    refuse_external_link(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CbiError(f"cannot write {folder}: {error.strerror}", "name a folder") from error
    write_all_atomic(
        [PendingWrite(folder / schema_file_name(kind.kind), schema_text(kind).encode("utf-8")) for kind in kinds]
    )
    count = f"{len(kinds)} schema{'' if len(kinds) == 1 else 's'}"
    print_message(f"cbi: wrote {count} to {folder}")
