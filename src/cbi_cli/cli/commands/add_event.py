"""``cbi add-event``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli import options
from cbi_cli.cli.complete import complete_institutions, complete_sources, complete_topics, complete_words
from cbi_cli.cli.dataset import Opened, label, open_editable
from cbi_cli.cli.declared import Declared, Offers, option
from cbi_cli.cli.run import DATA_ERRORS, OK
from cbi_cli.cli.runtime import today
from cbi_cli.cli.streams import put, say, tell
from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store

if TYPE_CHECKING:
    from cbi_cli.cli.adding import Plan, State

Many = list[str] | None
_LISTS = {"institutions", "parties", "guests", "topics", "sources"}


def _option(name: str, metavar: str, text: str, complete: Callable[[str], Offers] | None = None) -> Declared:
    return option(name, metavar=metavar, help=text, complete=complete)


Start = Annotated[str, _option("--start", "DATE", "Day, as 2022-10-13, 13 oct 2022, oct 2022.")]
End = Annotated[str, _option("--end", "DATE", "Last day, if it took several.")]
Title = Annotated[str, _option("--title", "TEXT", "What happened, in your own words.")]
TitleEs = Annotated[str, _option("--title-es", "TEXT", "The title in Spanish.")]
Kind = Annotated[str, _option("--kind", "KIND", "Kind, as meeting.", complete_words("kind"))]
Level = Annotated[str, _option("--level", "LEVEL", "Highest rank, as cabinet.", complete_words("level"))]
Office = Annotated[
    str, _option("--office", "OFFICE", "Office that led it, as foreign-affairs.", complete_words("office"))
]
Institution = Annotated[Many, _option("--institution", "ID", "Institution; repeatable.", complete_institutions)]
Party = Annotated[Many, _option("--party", "ID", "Party; repeatable. Default: those of the dataset.")]
Host = Annotated[str, _option("--host", "ID", "Party that received the others.")]
Guest = Annotated[Many, _option("--guest", "ID", "Party that traveled; repeatable.")]
City = Annotated[str, _option("--city", "TEXT", "Where it took place.")]
Mode = Annotated[str, _option("--mode", "MODE", "in-person, virtual or document.")]
Status = Annotated[str, _option("--status", "STATUS", "held, planned, postponed or cancelled.")]
Number = Annotated[str, _option("--edition-number", "N", "Its number in the institution's count.")]
Topic = Annotated[Many, _option("--topic", "ID", "Topic; repeatable.", complete_topics)]
Source = Annotated[Many, _option("--source", "ID[#PART]", "Source; repeatable.", complete_sources)]
Note = Annotated[str, _option("--note", "TEXT", "What a reader should know.")]
NoteEs = Annotated[str, _option("--note-es", "TEXT", "The note in Spanish.")]
Id = Annotated[str, _option("--id", "ID", "The id. Default: proposed from date and title.")]
NoInput = Annotated[bool, option("--no-input", help="Ask nothing, take everything from options.")]
DryRun = Annotated[bool, option("--dry-run", help="Show what would be written, and write nothing.")]


def add_event(
    start: Start = "",
    end: End = "",
    title: Title = "",
    title_es: TitleEs = "",
    kind: Kind = "",
    level: Level = "",
    office: Office = "",
    institutions: Institution = None,
    parties: Party = None,
    host: Host = "",
    guests: Guest = None,
    city: City = "",
    mode: Mode = "",
    status: Status = "",
    edition_number: Number = "",
    topics: Topic = None,
    sources: Source = None,
    note: Note = "",
    note_es: NoteEs = "",
    identifier: Id = "",
    no_input: NoInput = False,
    dry_run: DryRun = False,
    dataset: options.Dataset = None,
) -> int:
    """Add an event to its file, at its place by date.

    Asks for what is missing, shows the exact text and what it changes in the scorecard, asks, and writes. Every other
    byte of the file stays as it is.

    \b
    Examples:
      cbi add-event
      cbi add-event --no-input --dry-run --start "sept 2023" --kind meeting --level cabinet \\
        --institution hled --edition-number 3 --source ustr-hled-2023 \\
        --title "Third meeting of the High-Level Economic Dialogue" \\
        --title-es "Tercera reunión del Diálogo Económico de Alto Nivel"
    """
    # The options are named as the fields of an event; lists are read as one answer with commas.
    given = {name: ",".join(value or ()) if name in _LISTS else value for name, value in locals().items()}
    opened = open_editable(dataset)
    interactive = not no_input and sys.stdin.isatty()
    fields = _fields(opened.store, given, identifier, interactive)
    return _add(opened, fields, interactive, dry_run)


def _fields(store: Store, given: Mapping[str, Any], identifier: str, interactive: bool) -> dict[str, Any]:
    from cbi_cli.cli.asking import gather, questions

    fields = gather(questions(store), given, interactive)
    return {"id": identifier, **fields} if identifier else fields


def _add(opened: Opened, fields: Mapping[str, Any], interactive: bool, dry_run: bool) -> int:
    """Plan, show, ask and write; what others wrote in the meantime is planned in once more."""
    from cbi_cli.cli.adding import locked, make_plan, state, write_plan

    place = opened.place
    plan, seen = _first_plan(opened, fields)
    _show(plan)
    if plan.errors:
        say("cbi: nothing was written")
        return DATA_ERRORS
    if dry_run:
        say("cbi: dry run, nothing was written")
        return OK
    if interactive and input("Write it? [y/N] ").strip().lower() not in ("y", "yes", "s", "si", "sí"):
        say("cbi: nothing was written")
        return OK
    with locked(place.root):
        now = open_editable(str(place.root)).store
        if state(now) != seen:
            plan = make_plan(place, now, fields, today())
        if plan.errors:
            _show(plan)
            raise CbiError("the files changed meanwhile, and the event no longer fits", "nothing was written")
        write_plan(place.root, plan)
    say(f"cbi: wrote {plan.id} to {plan.file} of {label(place, opened.store.meta)}")
    return OK


def _first_plan(opened: Opened, fields: Mapping[str, Any]) -> tuple[Plan, State]:
    """The plan and the state of the files that it was made from; the store is closed, so that it can be updated.

    An error may come from another call that wrote between the store and the plan, so then it is made once more.
    """
    from cbi_cli.cli.adding import make_plan, state

    store = opened.store
    while True:
        with contextlib.closing(store):
            plan, seen = make_plan(opened.place, store, fields, today()), state(store)
        if not plan.errors:
            return plan, seen
        store = open_editable(str(opened.place.root)).store
        if state(store) == seen:
            return plan, seen


def _show(plan: Plan) -> None:
    """The text on stdout; what it changes and what speaks against it on stderr."""
    from cbi_cli.render.findings import findings_text
    from cbi_cli.render.text import as_toml, escaped, one_line

    put(escaped(plan.block, as_toml))
    tell(f"\nfor {one_line(plan.file)}, at its place by date\n")
    for effect in plan.effects or ("no light and no state changes",):
        say(f"  {effect}")
    tell(findings_text([*plan.errors, *plan.warnings]))
