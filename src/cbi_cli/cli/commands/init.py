"""``cbi init``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cbi_cli.cli.completers import complete_datasets
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.parser import Options, argument, option
from cbi_cli.core.errors import CbiError
from cbi_cli.core.sanitize import one_line
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.paths import current_directory


class InitOptions(Options):
    """The options of `cbi init`."""

    folder: Annotated[Path, argument(metavar="DIR", help="The folder to create; it may exist if it is empty.")]
    source: Annotated[
        str | None,
        option("--from", metavar="NAME", help="Copy this built-in dataset.", completer=complete_datasets),
    ] = None
    parties: Annotated[
        str | None, option("--parties", metavar="A,B", help="Create an empty dataset for these parties.")
    ] = None


def init(options: InitOptions, settings: Settings) -> int:
    """Create a dataset.

    Creates an editable copy of a built-in dataset, or an empty dataset for two or more parties.

    Also writes a CI workflow that checks it, a pre-commit hook, and editor settings. Inside a git repository they are
    written to its top folder; existing files are not changed.

    \b
    Examples:
      cbi init my-dataset --from us-mexico
      cbi init canada-us --parties ca,us
    """
    from cbi_cli.changes.scaffold import scaffold_dataset, write_directory
    from cbi_cli.changes.tooling import render_tool_files
    from cbi_cli.workspace.git import find_repository_root

    folder, source, parties = options.folder, options.source, options.parties
    if source and parties:
        raise CbiError("--from copies a dataset, --parties creates an empty one", "give one of the two")
    names = [name.strip() for name in parties.split(",")] if parties else []
    files = scaffold_dataset(names, settings.today) if parties else _copy_built_in(source or "us-mexico")
    top = find_repository_root(current_directory() / folder)
    write_directory(files if top else files | render_tool_files(), folder)
    what = "an empty dataset" if parties else f"an editable copy of {source or 'us-mexico'}"
    write_stdout(one_line(f"{folder}: {what}. Next: cd {folder} && cbi validate && cbi add-event") + "\n")
    _add_tool_files(top)
    return OK


def _add_tool_files(top: Path | None) -> None:
    """Put the files for tools to the top of a repository that is there already, and say what was done about them."""
    from cbi_cli.changes.tooling import find_default_branch, find_requirement, write_tool_files

    if top is not None:
        written, left = write_tool_files(top, find_default_branch(top))
        if written:
            print_message(f"cbi: wrote {', '.join(written)} to the top of the repository, {top}")
        if left:
            print_message(f"cbi: left as they are in {top}: {', '.join(left)}")
    note = find_requirement().note
    if note:
        print_message(f"cbi: note: {note}")


def _copy_built_in(source: str) -> dict[str, bytes]:
    """The files of a built-in dataset; CbiError with the nearest name where there is none."""
    from cbi_cli.changes.scaffold import read_dataset_files
    from cbi_cli.core.suggestions import did_you_mean
    from cbi_cli.workspace.locate import built_in_root

    known = sorted(path.name for path in built_in_root().iterdir() if path.is_dir())
    if source not in known:
        raise CbiError(f"no built-in dataset is called `{source}`", did_you_mean(source, known))
    return read_dataset_files(built_in_root() / source)
