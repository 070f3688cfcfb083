"""The command `cbi init`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cbi_cli.changes.scaffold import copy_built_in, git_attributes, plan_scaffold, refuse_used_folder
from cbi_cli.changes.tooling import find_default_branch, find_requirement, render_tool_files, write_tool_files
from cbi_cli.cli.console import print_message, translate, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.init_options import InitOptions
from cbi_cli.cli.next_commands import NextCommand, format_commands
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import one_line
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.git import find_repository_root
from cbi_cli.workspace.paths import current_directory

if TYPE_CHECKING:
    from cbi_cli.changes.empty_dataset import NewDataset


def init(options: InitOptions, settings: Settings) -> int:
    """Create a dataset.

    Creates an empty dataset for two or more parties, or an editable copy of a built-in dataset.

    On a terminal, prompts for what the options do not say: parties and their names, languages, title, publisher,
    license and layout. Nothing is written before the last answer. Without prompts and without --parties, copies
    `us-mexico`.

    Also writes a CI workflow that checks every change, a template for pull requests, a pre-commit hook, and editor
    settings; with --site also a workflow that publishes the web site. Inside a git repository they are written to its
    top folder; existing files are not changed.

    \b
    Examples:
      cbi init
      cbi init my-dataset --from us-mexico
      cbi init canada-us --parties ca,us --layout event
      cbi init canada-us --no-input --parties ca,us --party-name ca=Canada \\
        --party-name "us=United States" --title "Canada and the United States"
    """
    if options.source and options.details:
        raise CbiError(
            message("--from copies a dataset, {option} is for an empty one", option=options.details[0]),
            message("give one of the two"),
        )
    if options.folder is not None:
        # Before anything is asked for.
        refuse_used_folder(options.folder)
    if options.parties or options.is_interactive:
        return _create_empty(options, settings)
    if options.details:
        raise CbiError(message("missing: {options}", options="--parties"), message("name the parties: --parties ca,us"))
    return _copy(options, settings)


def _copy(options: InitOptions, settings: Settings) -> int:
    """Create a copy of a built-in dataset."""
    # A copy does not need pydantic.
    source = options.source or "us-mexico"
    folder = _require_folder(options)
    top = find_repository_root(current_directory() / folder)
    _write_files(folder, copy_built_in(source) | git_attributes(), top, settings, options.site)
    result = message(
        "{folder}: an editable copy of {source}. Next: cd {folder} && cbi validate && cbi add-event",
        folder=folder,
        source=source,
    )
    write_stdout(one_line(translate(result)) + "\n")
    _print_note()
    return OK


def _create_empty(options: InitOptions, settings: Settings) -> int:
    """Create an empty dataset; what is not given is asked for."""
    from cbi_cli.changes.empty_dataset import make_empty_dataset
    from cbi_cli.cli import new_dataset

    if options.is_interactive:
        dataset = new_dataset.ask_for_dataset(options)
        folder = options.folder or Path(new_dataset.ask_for_folder(dataset))
    else:
        dataset = new_dataset.read_dataset(options)
        folder = _require_folder(options)
    files = make_empty_dataset(dataset, settings.today)
    top = find_repository_root(current_directory() / folder)
    refuse_used_folder(folder)
    with_site = options.site or (options.is_interactive and new_dataset.ask_for_site())
    if options.is_interactive and not new_dataset.confirm(str(folder)):
        print_message(message("cbi: nothing was written"))
        return OK
    _write_files(folder, files, top, settings, with_site)
    heading = message("{folder}: an empty dataset. Next:", folder=folder)
    steps = _next_steps(dataset, folder, settings.today.year - 1, is_in_repository=top is not None)
    write_stdout("\n".join([one_line(translate(heading)), *format_commands(steps), ""]))
    _print_note()
    return OK


def _next_steps(dataset: NewDataset, folder: Path, year: int, is_in_repository: bool) -> list[NextCommand]:
    """Return the commands that come next for a new dataset."""
    steps = [NextCommand(f"cd {shlex.quote(str(folder))}", message("go to its folder; README.md says more"))]
    if not is_in_repository:
        steps.append(NextCommand("git init", message("keep every version; then the workflow and the hook can run")))
    if not dataset.has_rows:
        steps.append(NextCommand("cbi add indicator", message("say what the scorecard tracks")))
    steps.append(NextCommand("cbi add source", message("name the first published source")))
    steps.append(NextCommand("cbi add-event", message("add an event; asks for what is missing")))
    steps.append(NextCommand(f"cbi scorecard {year}", message("show the lights of {year}", year=year)))
    return steps


def _require_folder(options: InitOptions) -> Path:
    if options.folder is None:
        raise CbiError(message("missing: {options}", options="DIR"), message("name the folder to create"))
    return options.folder


def _write_files(
    folder: Path, files: Mapping[str, bytes], top: Path | None, settings: Settings, with_site: bool
) -> None:
    """Write the files of a dataset to a new folder, and the files for tools.

    An existing repository gets those at its top. A folder that is in no repository may become the top of one, so they
    are written to it.
    """
    tools: Mapping[str, bytes] = {}
    if top is None:
        tools = render_tool_files(with_site=with_site)
    else:
        refuse_used_folder(folder)
        # The folder comes last: once it is there, the command cannot be run again to write what is missing.
        _add_tool_files(top, with_site)
    plan_scaffold(folder, {**files, **tools}).apply(settings)


def _add_tool_files(top: Path, with_site: bool) -> None:
    """Write the files for tools to the top of an existing repository.

    Print which ones were written.
    """
    written, kept = write_tool_files(top, find_default_branch(top), with_site)
    if written:
        names = ", ".join(written)
        print_message(message("cbi: wrote {names} to the top of the repository, {top}", names=names, top=top))
    if kept:
        names = ", ".join(kept)
        print_message(message("cbi: left as they are in {top}: {names}", top=top, names=names))


def _print_note() -> None:
    """Print what is left to do before the workflow can run."""
    note = find_requirement().note
    if note:
        print_message(message("cbi: note: {note}", note=note))
