"""The command `cbi fmt`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cbi_cli.cli.console import print_message, translator, write_stderr, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun, Paths
from cbi_cli.cli.parser import option
from cbi_cli.cli.path_args import find_targets
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.formats.findings.text import format_findings
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import display_path, format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.change_layout import LayoutDetails
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.format_files import FormatDetails
    from cbi_cli.workspace.locate import DatasetLocation


class FmtOptions(DatasetOptions):
    """The options of `cbi fmt`."""

    paths: Paths = None
    check: Annotated[bool, option("--check", help="Write nothing; exit with 1 if a file would change.")] = False
    diff: Annotated[bool, option("--diff", help="Write nothing; print the changes as a diff.")] = False
    dry_run: DryRun = False
    layout: Annotated[
        Literal["year", "event"] | None,
        option("--layout", help="Write the events to one file a year, or to one file an event, and format."),
    ] = None

    @property
    def is_preview(self) -> bool:
        """Whether nothing is written."""
        return self.check or self.diff or self.dry_run


def fmt(options: FmtOptions, settings: Settings) -> int:
    """Format dataset files.

    Sets the order of keys and events, the quotes and the blank lines.

    Data and comments are kept. A dataset in an older version of the file format is upgraded to the newest one. A file
    that cannot be parsed is reported and not changed; the exit code is then 1.

    With --layout, the events also move to files named after their years (`events/2022.toml`) or after their ids
    (`events/2022/<id>.toml`), and `[layout]` in `dataset.toml` says so for `add-event`. Comments go with their events.

    \b
    Examples:
      cbi fmt
      cbi fmt --layout event --dry-run
      cbi fmt datasets/us-mexico/sources.toml
      cbi fmt --check --diff
    """
    targets = find_targets(options.paths or [], options.dataset, settings)
    if options.layout and any(only for _, only in targets):
        raise CbiError(message("--layout is for a whole dataset"), message("name its folder, not a file in it"))
    # One dataset with a finding decides the exit code.
    if options.layout:
        return max(_move_events(place, options.layout, options, settings) for place, _ in targets)
    return max(_format_dataset(place, only, options, settings) for place, only in targets)


def _format_dataset(location: DatasetLocation, only: str | None, options: FmtOptions, settings: Settings) -> int:
    """Format one dataset, or preview it."""
    from cbi_cli.changes.format_files import plan_formatting

    if options.is_preview:
        plan = plan_formatting(location, only, settings.today)
        if options.diff:
            write_stdout(plan.diff())
        _print_summary(plan, is_written=False)
    else:
        # Other processes wait, so that the files are still those that were read.
        with dataset_lock(location.root, settings.cache):
            plan = plan_formatting(location, only, settings.today)
            plan.apply(settings)
        _print_summary(plan, is_written=True)
    if plan.details.findings or (options.check and plan.files):
        return DATA_ERRORS
    return OK


def _move_events(
    location: DatasetLocation, layout: Literal["year", "event"], options: FmtOptions, settings: Settings
) -> int:
    """Move the events of one dataset to another layout, or preview it."""
    from cbi_cli.changes.change_layout import plan_layout

    if options.is_preview:
        plan = plan_layout(location, layout, settings.today)
        if options.diff:
            write_stdout(plan.diff())
    else:
        with dataset_lock(location.root, settings.cache):
            plan = plan_layout(location, layout, settings.today)
            plan.apply(settings)
    _print_move(plan, options.is_preview)
    if _has_errors(plan) or (options.check and plan.files):
        return DATA_ERRORS
    return OK


def _has_errors(plan: ChangeSet[LayoutDetails]) -> bool:
    return any(finding.severity == "error" for finding in plan.details.findings)


def _print_move(plan: ChangeSet[LayoutDetails], is_preview: bool) -> None:
    """Print a receipt to stderr: how many files there were, and are now."""
    details = plan.details
    write_stderr(format_findings(details.findings, translator()))
    before = plural_message("{n} file of events", "{n} files of events", details.files_before)
    if _has_errors(plan):
        result = message("no event was moved")
    elif not plan.files:
        result = message("nothing to move, nothing to format")
    elif is_preview:
        result = message("{before} would become {after}", before=before, after=details.files_after)
    else:
        result = message("{before} became {after}", before=before, after=details.files_after)
    events = plural_message("{n} event", "{n} events", details.events)
    label = format_dataset_label(plan.location, details.meta)
    print_message(message("{dataset}: {events}: {result}", dataset=label, events=events, result=result))


def _print_summary(plan: ChangeSet[FormatDetails], is_written: bool) -> None:
    """Print a receipt to stderr.

    It says which files cannot be read, and which ones change.
    """
    write_stderr(format_findings(plan.details.findings, translator()))
    for change in plan.files:
        file: str = display_path(plan.root, change.path)
        if change.only_line_endings_differ:
            file = message("{file} (line endings or byte order mark only)", file=file)
        if is_written:
            print_message(message("formatted {file}", file=file))
        else:
            print_message(message("would format {file}", file=file))
    if not plan.files:
        result = message("nothing to format")
    elif is_written:
        result = message("{n} formatted", n=len(plan.files))
    else:
        result = message("{n} would change", n=len(plan.files))
    files = plural_message("{n} file", "{n} files", plan.details.file_count)
    label = format_dataset_label(plan.location, plan.details.meta)
    print_message(message("{dataset}: {files}: {result}", dataset=label, files=files, result=result))
