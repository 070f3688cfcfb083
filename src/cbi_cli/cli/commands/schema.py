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
    from cbi_cli.schema.files import FileKind


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
    from cbi_cli.schema.json_schema import KINDS, schema_text

    kind, output = options.kind, options.output
    refuse_stream(output)
    wanted = [_find(kind)] if kind else list(KINDS.values())
    if output is not None:
        _write(wanted, output)
    else:
        write_stdout(schema_text(wanted[0]) if kind else _listed(wanted), for_programs=True)
    return OK


def _find(name: str) -> FileKind:
    """The kind of file with a name; CbiError with the nearest name where there is none."""
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.schema.json_schema import KINDS

    if name not in KINDS:
        raise CbiError(f"`{name}` is not a kind of file", did_you_mean(name, KINDS))
    return KINDS[name]


def _listed(kinds: list[FileKind]) -> str:
    from cbi_cli.schema.json_schema import file_form

    width = max(len(kind.kind) for kind in kinds)
    return "".join(f"{kind.kind:{width}}  {file_form(kind)}\n" for kind in kinds)


def _write(kinds: list[FileKind], folder: Path) -> None:
    """Write schemas into a folder, each file whole; CbiError where that cannot be done."""
    from cbi_cli.cli.files import NewFile, refuse_leading_out, write_all
    from cbi_cli.schema.json_schema import schema_file, schema_text

    refuse_leading_out(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CbiError(f"cannot write {folder}: {error.strerror}", "name a folder") from error
    write_all([NewFile(folder / schema_file(kind.kind), schema_text(kind).encode("utf-8")) for kind in kinds])
    count = f"{len(kinds)} schema{'' if len(kinds) == 1 else 's'}"
    print_message(f"cbi: wrote {count} to {folder}")
