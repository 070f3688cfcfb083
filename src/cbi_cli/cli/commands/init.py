"""The command `cbi init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cbi_cli.changes.scaffold import copy_built_in, plan_scaffold
from cbi_cli.changes.tooling import find_default_branch, find_requirement, render_tool_files, write_tool_files
from cbi_cli.cli.completers import complete_datasets
from cbi_cli.cli.console import print_message, translate, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.parser import Options, argument, option
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import one_line
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.git import find_repository_root
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
    folder, parties = options.folder, options.parties
    if options.source and parties:
        raise CbiError(
            message("--from copies a dataset, --parties creates an empty one"), message("give one of the two")
        )
    if parties:
        # A copy does not need pydantic.
        from cbi_cli.changes.empty_dataset import make_empty_dataset

        files = make_empty_dataset([name.strip() for name in parties.split(",")], settings.today)
        description = message("an empty dataset")
    else:
        source = options.source or "us-mexico"
        files = copy_built_in(source)
        description = message("an editable copy of {source}", source=source)
    top = find_repository_root(current_directory() / folder)
    if top is None:
        # The new folder may become the top of a repository.
        files |= render_tool_files()
    plan_scaffold(folder, files).apply(settings)
    result = message(
        "{folder}: {description}. Next: cd {folder} && cbi validate && cbi add-event",
        folder=folder,
        description=description,
    )
    write_stdout(one_line(translate(result)) + "\n")
    _add_tool_files(top)
    return OK


def _add_tool_files(top: Path | None) -> None:
    """Write the files for tools to the top of an existing repository.

    Print which ones were written.
    """
    if top is not None:
        written, kept = write_tool_files(top, find_default_branch(top))
        if written:
            names = ", ".join(written)
            print_message(message("cbi: wrote {names} to the top of the repository, {top}", names=names, top=top))
        if kept:
            names = ", ".join(kept)
            print_message(message("cbi: left as they are in {top}: {names}", top=top, names=names))
    note = find_requirement().note
    if note:
        print_message(message("cbi: note: {note}", note=note))
