"""Write the same events in the format of each peer, from the dataset's files year by year."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

Event = Mapping[str, Any]
Sink = Callable[[Event], object]

JRNL_VERSION = "4.6"
"""The version that a configuration of jrnl must name, as pinned in ``requirements.txt``."""

COLUMNS = (
    "id",
    "start",
    "end",
    "title",
    "title_es",
    "kind",
    "level",
    "office",
    "institutions",
    "parties",
    "host",
    "guests",
    "place",
    "participants",
    "topics",
    "status",
    "mode",
    "sources",
    "note",
    "note_es",
)


def read_events(dataset: Path) -> Iterator[Event]:
    """Yield the events of a dataset in order of date, with one file in memory at a time."""
    for file in sorted((dataset / "events").glob("*.toml")):
        yield from tomllib.loads(file.read_text(encoding="utf-8"))["event"]


def first_day(event: Event) -> str:
    """Return the first day that a start can mean: most peers know full dates only."""
    text = str(event["start"])
    return text + "-01" * (2 - text.count("-"))


@contextmanager
def csv_format(folder: Path) -> Iterator[Sink]:
    """Write `events.csv`, lists joined by spaces, and `schema.json`, a Table Schema of it for frictionless."""
    schema = {"fields": [_schema_field(column) for column in COLUMNS], "primaryKey": "id"}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        yield lambda event: writer.writerow([_format_cell(event.get(column, "")) for column in COLUMNS])


def _format_cell(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    return " ".join(item if isinstance(item, str) else f"{item['name']} ({item['office']});" for item in value)


def _schema_field(column: str) -> dict[str, Any]:
    """Return the constraints of the dataset's own schema on a column, as far as a Table Schema has them."""
    from cbi_cli.core.vocabulary import VOCABULARIES

    limits: dict[str, Any] = {"required": True} if column in ("id", "start", "title", "kind", "level") else {}
    if column in VOCABULARIES:
        limits["enum"] = list(VOCABULARIES[column])
    elif column == "id":
        limits["pattern"] = "[a-z0-9]+(-[a-z0-9]+)*"
    elif column in ("start", "end"):
        limits["pattern"] = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
    return {"name": column, "type": "string", "constraints": limits}


@contextmanager
def hledger_format(folder: Path) -> Iterator[Sink]:
    """Write `events.journal`: a transaction per event, with tags, and a posting to each institution and to its kind."""
    accounts: set[str] = set()
    with (folder / "body.journal").open("w", encoding="utf-8") as file:
        yield lambda event: file.write(_hledger_transaction(event, accounts))
    declared = "".join(f"account {account}\n" for account in sorted(accounts))
    (folder / "events.journal").write_text(f"commodity 1. event\n{declared}\ninclude body.journal\n", encoding="utf-8")


def _hledger_transaction(event: Event, accounts: set[str]) -> str:
    own = [f"kind:{event['kind']}", *(f"institution:{one}" for one in event.get("institutions", ()))]
    accounts.update(own)
    mark = "*" if event.get("status", "held") == "held" else "!"
    postings = "".join(f"    ({account})  1 event\n" for account in own)
    return f"{first_day(event)} {mark} {event['title']}  ; {_hledger_tags(event)}\n{postings}\n"


def _hledger_tags(event: Event) -> str:
    words = {name: " ".join(event.get(name, ())) for name in ("parties", "topics", "sources")}
    words |= {name: str(event.get(name, "")) for name in ("id", "level", "office", "host", "place")}
    return ", ".join(f"{name}:{value}" for name, value in words.items() if value)


@contextmanager
def beancount_format(folder: Path) -> Iterator[Sink]:
    """Write `events.beancount`: a transaction per event, topics as tags, sources as links, the rest as metadata."""
    accounts: set[str] = set()
    with (folder / "body.beancount").open("w", encoding="utf-8") as file:
        yield lambda event: file.write(_beancount_transaction(event, accounts))
    opened = "".join(f"1900-01-01 open {account}\n" for account in sorted(accounts))
    (folder / "events.beancount").write_text(f'{opened}\ninclude "body.beancount"\n', encoding="utf-8")


def _beancount_account(root: str, name: str) -> str:
    return f"{root}:{name.title()}"


def _beancount_transaction(event: Event, accounts: set[str]) -> str:
    own = [_beancount_account("Expenses", one) for one in event.get("institutions", ()) or ("none",)]
    kind = _beancount_account("Income", event["kind"])
    accounts.update([kind, *own])
    flag = "*" if event.get("status", "held") == "held" else "!"
    links = " ".join([*(f"#{one}" for one in event.get("topics", ())), *(f"^{one}" for one in event["sources"])])
    names = ("id", "level", "office", "host", "place", "title_es", "note", "note_es")
    told = "".join(f"  {name.replace('_', '-')}: {_quote(event[name])}\n" for name in names if event.get(name))
    postings = "".join(f"  {account}  1 EVENT\n" for account in own)
    return f'{first_day(event)} {flag} "{event["title"]}" {links}\n{told}{postings}  {kind}  -{len(own)} EVENT\n\n'


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@contextmanager
def jrnl_format(folder: Path) -> Iterator[Sink]:
    """Write `journal.txt`: an entry per event, institutions and topics as tags, and a configuration that names it."""
    with (folder / "journal.txt").open("w", encoding="utf-8") as file:
        yield lambda event: file.write(_jrnl_entry(event))
    settings: dict[str, Any] = {
        "journals": {"default": {"journal": str(folder / "journal.txt")}},
        "version": JRNL_VERSION,
    }
    settings |= {"editor": "", "tagsymbols": "@", "timeformat": "%F %R", "default_hour": 9, "default_minute": 0}
    settings |= {"colors": dict.fromkeys(("body", "date", "tags", "title"), "none"), "linewrap": 79, "highlight": False}
    settings |= {"encrypt": False, "indent_character": "|", "template": False}
    (folder / "jrnl.yaml").write_text(
        f"# jrnl takes what begins with a brace for an old form.\n{json.dumps(settings)}\n", encoding="utf-8"
    )


def _jrnl_entry(event: Event) -> str:
    tags = " ".join(f"@{name}" for name in (*event.get("institutions", ()), *event.get("topics", ())))
    return f"[{first_day(event)} 09:00] {event['title']}\n{event['title_es']} {tags}\n\n"


FORMATS = (csv_format, hledger_format, beancount_format, jrnl_format)


def write_formats(dataset: Path, folder: Path) -> None:
    """Write all formats into a folder, in one pass over the events, and the JSON Schema of `cbi schema`."""
    from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
    from cbi_cli.records.json_schema import schema_text

    (folder / "event.schema.json").write_text(schema_text(FILE_KINDS_BY_NAME["event"]), encoding="utf-8")
    with ExitStack() as stack:
        sinks = [stack.enter_context(form(folder)) for form in FORMATS]
        for event in read_events(dataset):
            for sink in sinks:
                sink(event)
