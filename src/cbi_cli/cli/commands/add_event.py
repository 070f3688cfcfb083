"""``cbi add-event``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbi_cli.cli import options
from cbi_cli.cli.complete import complete_institutions, complete_sources, complete_topics
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import DATA_ERRORS, OK
from cbi_cli.cli.runtime import today
from cbi_cli.core.errors import CbiError
from cbi_cli.store.place import Place

if TYPE_CHECKING:
    from cbi_cli.cli.adding import Plan

Many = list[str] | None


def add_event(
    start: Annotated[
        str, typer.Option("--start", metavar="DATE", help="Day, as 2022-10-13, 13 oct 2022, oct 2022.")
    ] = "",
    end: Annotated[str, typer.Option("--end", metavar="DATE", help="Last day, if it took several.")] = "",
    title: Annotated[str, typer.Option("--title", help="What happened, in your own words.")] = "",
    title_es: Annotated[str, typer.Option("--title-es", help="The title in Spanish.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Kind, as meeting.")] = "",
    level: Annotated[str, typer.Option("--level", help="Highest rank, as cabinet.")] = "",
    office: Annotated[str, typer.Option("--office", help="Office that led it, as foreign-affairs.")] = "",
    institutions: Annotated[
        Many,
        typer.Option("--institution", help="Institution; repeatable.", autocompletion=complete_institutions),
    ] = None,
    parties: Annotated[Many, typer.Option("--party", help="Party; repeatable. Default: those of the dataset.")] = None,
    host: Annotated[str, typer.Option("--host", help="Party that received the others.")] = "",
    guests: Annotated[Many, typer.Option("--guest", help="Party that traveled; repeatable.")] = None,
    city: Annotated[str, typer.Option("--city", help="Where it took place.")] = "",
    mode: Annotated[str, typer.Option("--mode", help="in-person, virtual or document.")] = "",
    status: Annotated[str, typer.Option("--status", help="held, planned, postponed or cancelled.")] = "",
    number: Annotated[str, typer.Option("--number", help="Its number in the institution's count.")] = "",
    topics: Annotated[Many, typer.Option("--topic", help="Topic; repeatable.", autocompletion=complete_topics)] = None,
    sources: Annotated[
        Many,
        typer.Option("--source", help="Source, as ID or ID#PART; repeatable.", autocompletion=complete_sources),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="What a reader should know.")] = "",
    note_es: Annotated[str, typer.Option("--note-es", help="The note in Spanish.")] = "",
    identifier: Annotated[str, typer.Option("--id", help="The id. Default: proposed from date and title.")] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, take everything from options.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    dataset: options.Dataset = None,
) -> int:
    """Add an event to its file, at its place by date.

    Asks for what is missing, shows the exact text and what it changes in the scorecard, asks, and writes. Every other
    byte of the file stays as it is.

    \b
    Examples:
      cbi add-event
      cbi add-event --no-input --dry-run --start 2023-02-10 --kind meeting --level cabinet --office energy \\
        --title "Energy secretaries meet in Mexico City" --host mx --guest us --source cbi-2022 \\
        --title-es "Los titulares de energía se reúnen en la Ciudad de México"
    """
    given = {
        "start": start,
        "end": end,
        "title": title,
        "title_es": title_es,
        "kind": kind,
        "level": level,
        "office": office,
        "institutions": ",".join(institutions or ()),
        "parties": ",".join(parties or ()),
        "host": host,
        "guests": ",".join(guests or ()),
        "city": city,
        "mode": mode,
        "status": status,
        "edition_number": number,
        "topics": ",".join(topics or ()),
        "sources": ",".join(sources or ()),
        "note": note,
        "note_es": note_es,
    }
    place = _editable(dataset)
    interactive = not no_input and sys.stdin.isatty()
    fields = _fields(place, given, identifier, interactive)
    return _add(place, fields, interactive, dry_run)


def _editable(dataset: str | None) -> Place:
    """The dataset, if it is one that can be written; with errors in it, the call ends."""
    place = open_dataset(dataset, "").place
    if place.origin == "built-in":
        raise CbiError(
            f"the built-in dataset {place.root.name} cannot be edited",
            f"make an editable copy: cbi init --from {place.root.name} DIR, then cd DIR",
        )
    return place


def _fields(place: Place, given: Mapping[str, str], identifier: str, interactive: bool) -> dict[str, Any]:
    from cbi_cli.cli.asking import gather, questions
    from cbi_cli.dataset.load import load
    from cbi_cli.store.files import read_files

    fields = gather(questions(load(read_files(place))), given, interactive)
    return {"id": identifier, **fields} if identifier else fields


def _add(place: Place, fields: Mapping[str, Any], interactive: bool, dry_run: bool) -> int:
    """Plan, show, ask and write; what others wrote in the meantime is planned in once more."""
    from cbi_cli.cli.adding import locked, make_plan, write_plan
    from cbi_cli.store.files import read_files

    files = read_files(place)
    plan = make_plan(files, fields, today())
    _show(plan)
    if plan.errors:
        print("cbi: nothing was written", file=sys.stderr)
        return DATA_ERRORS
    if dry_run:
        print("cbi: dry run, nothing was written", file=sys.stderr)
        return OK
    if interactive and input("Write it? [y/N] ").strip().lower() not in ("y", "yes", "s", "si", "sí"):
        print("cbi: nothing was written", file=sys.stderr)
        return OK
    with locked(place.root):
        now = read_files(place)
        if now != files:
            plan = make_plan(now, fields, today())
        if plan.errors:
            _show(plan)
            raise CbiError("the files changed meanwhile, and the event no longer fits", "nothing was written")
        write_plan(place.root, plan)
    print(f"cbi: wrote {plan.id} to {plan.file}", file=sys.stderr)
    return OK


def _show(plan: Plan) -> None:
    """The text on stdout; what it changes and what speaks against it on stderr."""
    from cbi_cli.render.findings import findings_text

    sys.stdout.write(plan.block)
    sys.stdout.flush()
    print(f"\nfor {plan.file}, at its place by date", file=sys.stderr)
    for effect in plan.effects or ("no light and no state changes",):
        print(f"  {effect}", file=sys.stderr)
    sys.stderr.write(findings_text([*plan.errors, *plan.warnings]))
