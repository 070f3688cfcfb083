"""``cbi fmt``."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.console import print_message, write_stderr, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, Paths
from cbi_cli.cli.parser import option
from cbi_cli.cli.path_args import find_targets
from cbi_cli.core.settings import Settings

if TYPE_CHECKING:
    from cbi_cli.changes.format_files import FileChange, FormatPlan
    from cbi_cli.workspace.locate import DatasetLocation


class FmtOptions(DatasetOptions):
    """The options of `cbi fmt`."""

    paths: Paths = None
    check: Annotated[bool, option("--check", help="Write nothing; exit with 1 if a file would change.")] = False
    diff: Annotated[bool, option("--diff", help="Write nothing; print the changes as a diff.")] = False


def fmt(options: FmtOptions, settings: Settings) -> int:
    """Format dataset files.

    Sets the order of keys and events, the quotes and the blank lines.

    Data and comments are kept. A dataset in an older version of the file format is upgraded to the newest one. A file
    that cannot be parsed is reported and not changed; the exit code is then 1.

    \b
    Examples:
      cbi fmt
      cbi fmt datasets/us-mexico/sources.toml
      cbi fmt --check --diff
    """
    targets = find_targets(options.paths or [], options.dataset, settings)
    return max(_format_dataset(place, only, options, settings) for place, only in targets)


def _format_dataset(location: DatasetLocation, only: str | None, options: FmtOptions, settings: Settings) -> int:
    """Format one dataset; nobody else writes to it meanwhile."""
    from cbi_cli.changes.add_event import dataset_lock
    from cbi_cli.changes.format_files import plan_formatting, write_changes

    writes = not (options.check or options.diff)
    with dataset_lock(location.root, settings.cache) if writes else contextlib.nullcontext():
        plan = plan_formatting(location, only, settings.today)
        if writes:
            write_changes(location, plan.changes)
    _print_summary(location, plan, writes, options.diff)
    return DATA_ERRORS if plan.findings or (options.check and plan.changes) else OK


def _print_summary(location: DatasetLocation, plan: FormatPlan, written: bool, shows_diff: bool) -> None:
    """Print the diff to stdout; to stderr what cannot be read, which files change, and the receipt."""
    from cbi_cli.changes.format_files import format_diff
    from cbi_cli.cli.session import format_dataset_label
    from cbi_cli.formats.findings.text import format_findings

    if shows_diff:
        write_stdout("".join(line for change in plan.changes for line in format_diff(change)))
    write_stderr(format_findings(plan.findings))
    for change in plan.changes:
        print_message(f"{'formatted' if written else 'would format'} {change.shown}{_format_note(change)}")
    changed = f"{len(plan.changes)} {'formatted' if written else 'would change'}"
    result = changed if plan.changes else "nothing to format"
    print_message(f"{format_dataset_label(location, plan.meta)}: {_format_file_count(plan.files)}: {result}")


def _format_note(change: FileChange) -> str:
    from cbi_cli.changes.format_files import only_line_endings_differ

    return " (line endings or byte order mark only)" if only_line_endings_differ(change) else ""


def _format_file_count(files: int) -> str:
    return f"{files} file{'' if files == 1 else 's'}"
