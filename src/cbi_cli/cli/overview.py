"""`cbi` without a command: the dataset in use, its state, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cbi_cli.cli.console import translate, translator, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.next_commands import NextCommand, format_commands
from cbi_cli.cli.options import DatasetOptions
from cbi_cli.cli.parser import option
from cbi_cli.cli.session import open_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import join_messages, message, plural_message
from cbi_cli.core.sanitize import one_line
from cbi_cli.core.settings import Settings
from cbi_cli.reports.status import DatasetStatus, compute_status
from cbi_cli.workspace.git import find_repository_root
from cbi_cli.workspace.locate import DatasetLocation, locate_dataset
from cbi_cli.workspace.paths import current_directory, format_dataset_label

_MAX_NAMES = 3
"""Series that are named one by one."""


class OverviewOptions(DatasetOptions):
    """The options of `cbi` without a command."""

    lang: Annotated[Lang, option("--lang", envvar="CBI_LANG", help="Set the language.")] = "en"


_INIT = NextCommand("cbi init DIR", message("create a dataset of your own"))
_ADD_EVENT = NextCommand("cbi add-event", message("add an event; asks for what is missing"))
_RESUME = NextCommand("cbi add-event --resume", message("continue with the draft"))
_VALIDATE = NextCommand("cbi validate", message("check the dataset"))
_SHOW_ERRORS = NextCommand("cbi validate", message("show the errors, and what to do about each"))
_SHOW_WARNINGS = NextCommand("cbi validate", message("show the warnings"))
_CHOOSE = NextCommand("cbi --dataset NAME", message("show the state of one of them"))
_DIFF = NextCommand("cbi diff", message("show what you have changed, and its effect on the lights"))
_GAPS = NextCommand("cbi gaps", message("show when each series was held and when not"))
_DUE = NextCommand("cbi due", message("show what is due, overdue or expected"))
_HELP = NextCommand("cbi --help", message("list all commands"))


def show_overview(options: OverviewOptions, settings: Settings) -> int:
    """Write the state of the dataset in use, and the next useful commands.

    A dataset with errors, or one that cannot be read, is a state like any other. Raises CbiError only for a dataset
    that the call names and that does not exist.
    """
    try:
        location = locate_dataset(options.dataset, current_directory())
    except CbiError as error:
        if options.dataset is not None:
            raise
        _write([error.message, error.hint], [_CHOOSE, _INIT])
        return OK
    session = open_session(settings, location)
    try:
        snapshot = session.unverified_snapshot
        status = compute_status(snapshot)
        label = format_dataset_label(location, snapshot.meta)
    except CbiError as error:
        lines = [format_dataset_label(location, {}), error.message, error.hint]
        _write(lines, [_SHOW_ERRORS])
        return OK
    has_draft = _has_draft(location, settings)
    title = status.title.text(options.lang)
    lines = [label, title, _why(location), "", *_describe(status)]
    if has_draft:
        lines.append(message("a draft of an event is saved"))
    _write(lines, _next_commands(location, status, has_draft))
    return OK


def _has_draft(location: DatasetLocation, settings: Settings) -> bool:
    """Tell whether a draft of an event is saved for the dataset."""
    folder = settings.cache.folder
    if folder is None or not (folder / "drafts").is_dir():
        return False
    # Most users have no drafts, and this loads what computes digests.
    from cbi_cli.cli.draft import read_draft

    return read_draft(location.root, settings.cache) is not None


def _why(location: DatasetLocation) -> str:
    """Say why this dataset is the one in use."""
    reasons = {
        "folder": message("in use because it is the one in or above this folder"),
        "named": message("in use because --dataset or CBI_DATASET names it"),
        "repository": message("in use because it is the only one in this git repository"),
        "built-in": message("in use because this folder has no dataset of its own"),
    }
    if location.note:
        return join_messages([reasons[location.origin], location.note], "; ")
    return reasons[location.origin]


def _describe(status: DatasetStatus) -> list[str]:
    """Return the lines about the records, the latest edition, and what is overdue."""
    parts: list[str] = [plural_message("{n:,} event", "{n:,} events", status.events)]
    if status.years is not None:
        first, last = status.years
        parts.append(str(first) if first == last else f"{first}–{last}")
    contents = [join_messages(parts, ", ")]
    if status.covers_until is not None:
        contents.append(message("covered until {day}", day=status.covers_until.isoformat()))
    errors = plural_message("{n:,} error", "{n:,} errors", status.errors)
    warnings = plural_message("{n:,} warning", "{n:,} warnings", status.warnings)
    contents.append(join_messages([errors, warnings], ", "))
    lines = [join_messages(contents, "; ")]
    if status.errors:
        lines.append(message("the dataset has errors, so no report can be made; fix them first"))
    if status.edition is not None:
        year, agreeing, rows = status.edition
        agreement = plural_message(
            "latest edition {year}: {n} of {rows} rows agrees",
            "latest edition {year}: {n} of {rows} rows agree",
            agreeing,
            year=year,
            rows=rows,
        )
        lines.append(agreement)
    if status.overdue:
        lines.append(_describe_overdue(status.overdue))
    return lines


def _describe_overdue(series: Sequence[str]) -> str:
    """Say which series are overdue on the last covered day."""
    names: str = ", ".join(series[:_MAX_NAMES])
    more = len(series) - _MAX_NAMES
    if more > 0:
        names = message("{names} and {count:,} more", names=names, count=more)
    return plural_message(
        "{n} series is overdue on that day: {names}",
        "{n} series are overdue on that day: {names}",
        len(series),
        names=names,
    )


def _next_commands(location: DatasetLocation, status: DatasetStatus, has_draft: bool) -> list[NextCommand]:
    """Return the commands that are useful in this state, the first one first."""
    if status.errors:
        return [_SHOW_ERRORS]
    card = _scorecard_command(status)
    if location.origin == "built-in":
        return [card, _GAPS, _INIT]
    commands = [_RESUME] if has_draft else [_ADD_EVENT]
    commands.append(_SHOW_WARNINGS if status.warnings else _VALIDATE)
    if find_repository_root(location.root) is not None:
        commands.append(_DIFF)
    if status.overdue:
        commands.append(_DUE)
    return [*commands, card]


def _scorecard_command(status: DatasetStatus) -> NextCommand:
    """Return the command for the scorecard that there is most to say about."""
    if status.edition is not None:
        return NextCommand("cbi scorecard", message("show the lights of {year}", year=status.edition.year))
    # A dataset without errors has a day until which it is covered.
    year = status.covers_until.year if status.covers_until is not None else 0
    return NextCommand(f"cbi scorecard {year}", message("show the lights of {year}", year=year))


def _write(lines: list[str], commands: list[NextCommand]) -> None:
    """Write the lines, the commands in two columns, and where to find all others."""
    texts = [one_line(translate(line)) for line in lines]
    texts += ["", translator().gettext("Next:"), *format_commands([*commands, _HELP])]
    write_stdout("\n".join(texts) + "\n")
