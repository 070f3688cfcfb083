"""The command `cbi import`."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.console import print_message, translate, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session
from cbi_cli.tables.table import ENCODINGS
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.import_events import ImportDetails
    from cbi_cli.changes.import_rows import SortedRow
    from cbi_cli.tables.mapping import TableMapping
    from cbi_cli.tables.table import Table


class ImportOptions(DatasetOptions):
    """The options of `cbi import`."""

    file: Annotated[Path, argument(metavar="FILE", help="The table: .csv, .jsonl or .xlsx.")]
    mapping: Annotated[
        Path | None,
        option(
            "--mapping",
            metavar="FILE",
            help="The file that maps columns to fields. Default: FILE with the suffix .mapping.toml.",
        ),
    ] = None
    guess: Annotated[bool, option("--guess", help="Write a guessed mapping for you to confirm; add nothing.")] = False
    output: Annotated[
        Path | None,
        option("--output", "-o", metavar="FILE", help="With --guess: write the mapping to this new file."),
    ] = None
    encoding: Annotated[
        str | None, option("--encoding", allowed=ENCODINGS, help="The encoding of the table. Default: utf-8.")
    ] = None
    sheet: Annotated[str, option("--sheet", metavar="NAME", help="The sheet of an Excel file.")] = ""
    rejected: Annotated[
        Path | None,
        option(
            "--rejected",
            metavar="FILE",
            help="Write the rows that were not taken, with the reasons, to this file; `-` is stdout. Default: FILE "
            "with the suffix .rejected.csv.",
        ),
    ] = None
    yes: Annotated[bool, option("--yes", "-y", help="Write without asking.")] = False
    dry_run: DryRun = False


def import_table(options: ImportOptions, settings: Settings) -> int:
    """Add the events of a table.

    The table is CSV, JSON lines or Excel (.xlsx). A mapping, a small TOML file, says which column is which field.

    Shows what would be added and the effect on the scorecard, and asks before it writes. All events are written, or
    none. A row that is in the dataset already adds nothing; one that looks like an existing event is not added; one
    that cannot be taken goes to a file with the reason. Names must be those of the dataset: what is similar is offered,
    never taken. --guess proposes a mapping, which counts only when you have set `confirmed = true` in it. Exits with 1
    if a row was rejected or is a duplicate.

    \b
    Examples:
      cbi import meetings.csv --guess --output meetings.mapping.toml
      cbi import meetings.csv --dry-run
      cbi import meetings.csv --yes --rejected left.csv
    """
    session = open_writing_session(settings, options.dataset)
    if options.guess:
        return _propose_mapping(options, session)
    if options.output is not None:
        raise CbiError(message("--output goes with --guess"), message("leave it out, or add --guess"))
    table, mapping = _read_inputs(options)
    rejected_path = _choose_rejected_path(options, mapping)
    is_interactive = sys.stdin.isatty() and sys.stderr.isatty()
    if options.dry_run or (is_interactive and not options.yes):
        plan = _plan_and_show(session, table, mapping)
        if options.dry_run:
            write_stdout(plan.diff())
            print_message(message("cbi: dry run, nothing was written"))
            return _exit_code(plan)
        if plan.files and not ask_yes_no(message("Write it? [y/N] ")):
            print_message(message("cbi: nothing was written"))
            return OK
        return _write_confirmed(session, plan, rejected_path)
    if not options.yes:
        raise CbiError(
            message("nothing was written: there is no terminal to ask on"),
            message("look at it with --dry-run, then add --yes"),
        )
    # Other processes wait, so that the plan fits the files.
    with dataset_lock(session.location.root, settings.cache):
        plan = _plan_and_show(session, table, mapping)
        return _write(plan, rejected_path, session)


def _read_inputs(options: ImportOptions) -> tuple[Table, TableMapping]:
    """Return the table and its confirmed mapping."""
    from cbi_cli.tables.mapping import default_mapping_path, read_mapping, require_confirmed
    from cbi_cli.tables.read_table import read_table

    mapping = read_mapping(options.mapping or default_mapping_path(options.file))
    require_confirmed(mapping)
    given = mapping.options
    table_options = given._replace(encoding=options.encoding or given.encoding, sheet=options.sheet or given.sheet)
    return read_table(options.file, table_options), mapping


def _choose_rejected_path(options: ImportOptions, mapping: TableMapping) -> Path:
    """Return the file for rejected rows, which is none of those that are read."""
    from cbi_cli.tables.rejected_file import default_rejected_path

    path = options.rejected or default_rejected_path(options.file)
    for other in (options.file, mapping.path):
        if os.path.realpath(other) == os.path.realpath(path):
            raise CbiError(message("--rejected: {path} is read by this call", path=path), message("name another file"))
    return path


def _plan_and_show(session: Session, table: Table, mapping: TableMapping) -> ChangeSet[ImportDetails]:
    from cbi_cli.changes.import_events import plan_import
    from cbi_cli.cli.import_preview import print_import_preview

    # The snapshot is closed, so that another process can update it.
    with contextlib.closing(session.snapshot):
        plan = plan_import(session, table, mapping)
    print_import_preview(plan)
    return plan


def _write_confirmed(session: Session, plan: ChangeSet[ImportDetails], rejected_path: Path) -> int:
    """Write a plan that the user has seen, if it is still the same."""
    from cbi_cli.changes.import_events import plan_import

    with dataset_lock(session.location.root, session.settings.cache):
        reopened = session.reopen()
        with contextlib.closing(reopened.snapshot):
            current = plan_import(reopened, plan.details.table, plan.details.mapping)
        if [row[1:4] for row in current.details.rows] != [row[1:4] for row in plan.details.rows]:
            raise CbiError(
                message("the dataset changed in the meantime, and other rows would be written"),
                message("nothing was written; run it again"),
            )
        return _write(current, rejected_path, reopened)


def _write(plan: ChangeSet[ImportDetails], rejected_path: Path, session: Session) -> int:
    """Write the events and the rows that were not taken."""
    from cbi_cli.cli.import_preview import summarize

    plan.verify()
    left = [row for row in plan.details.rows if row.outcome in ("rejected", "duplicate")]
    if left:
        # They come first: if they cannot be written, nothing is.
        _write_rejected(plan, left, rejected_path)
    plan.apply(session.settings)
    label = format_dataset_label(plan.location, session.snapshot.meta)
    print_message(message("cbi: {label}: {summary}", label=label, summary=summarize(plan.details)))
    if left and str(rejected_path) != "-":
        print_message(
            plural_message(
                "cbi: the row that was not taken is in {path}, with the reason",
                "cbi: the {n} rows that were not taken are in {path}, with the reasons",
                len(left),
                path=rejected_path,
            )
        )
    return _exit_code(plan)


def _write_rejected(plan: ChangeSet[ImportDetails], rows: list[SortedRow], path: Path) -> None:
    from cbi_cli.tables.rejected_file import format_rejected
    from cbi_cli.workspace.atomic_write import write_result

    details = plan.details
    reasons = [(row.row, translate(row.reason)) for row in rows]
    text = format_rejected(details.table.columns, reasons, details.mapping.options.delimiter)
    if str(path) == "-":
        write_stdout(text, for_programs=True)
    else:
        write_result(path, text)


def _exit_code(plan: ChangeSet[ImportDetails]) -> int:
    details = plan.details
    if plan.new_errors or details.count("rejected") or details.count("duplicate"):
        return DATA_ERRORS
    return OK


def _propose_mapping(options: ImportOptions, session: Session) -> int:
    """Write a mapping for a person to confirm."""
    from cbi_cli.tables.guess import guess_mapping
    from cbi_cli.tables.read_table import read_table
    from cbi_cli.tables.table import TableOptions
    from cbi_cli.workspace.atomic_write import write_atomic

    target = options.output
    if target is not None and str(target) != "-" and os.path.lexists(target):
        raise CbiError(
            message("{path} exists, and a guess never replaces what a person wrote", path=target),
            message("name another file"),
        )
    given = TableOptions(options.encoding or "", "", options.sheet)
    table = read_table(options.file, given)
    text = guess_mapping(table, given, session.snapshot)
    if target is None or str(target) == "-":
        write_stdout(text)
    else:
        write_atomic(target, text.encode())
        print_message(message("cbi: wrote {path}; read it, and set confirmed = true if it is right", path=target))
    return OK
