"""Plan to move the events of a dataset to files of years, or to a file for each event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.format_files import plan_formatting
from cbi_cli.changes.record_files import is_file_name
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME, file_kind
from cbi_cli.records.json_schema import schema_directive
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_tree, same_data
from cbi_cli.toml.key_order import file_schema, sort_events, sort_keys
from cbi_cli.toml.syntax_node import SyntaxNode, parse_scalar
from cbi_cli.toml.syntax_tree import SyntaxTree
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files

EventLayout = Literal["year", "event"]

_YEAR = re.compile(r"events/([0-9]{4})[./]")
_ANY_EVENT_FILE = "events/2000.toml"
"""A name of a file of events, for the comparison of records of several files."""


class LayoutDetails(NamedTuple):
    """How many events there are, and how many files of events before and after.

    The findings say which files cannot be read; then nothing is moved. `meta` has the id and the version of the
    dataset, if they can be read.
    """

    layout: EventLayout
    events: int
    files_before: int
    files_after: int
    findings: tuple[Finding, ...]
    meta: Mapping[str, str]


class _Event(NamedTuple):
    """An event on its way: the file it comes from, its table, and whether that file names its schema."""

    origin: str
    node: SyntaxNode
    has_schema: bool


class _File:
    """A file of events that is put together.

    Its events are known by their ids; one without an id that can be read has another unique text.
    """

    def __init__(self) -> None:
        self.has_schema = False
        self.head: list[str] = []
        self.events: dict[str, _Event] = {}
        self.tail: list[str] = []

    def content(self, name: str) -> bytes:
        """Return the text of the file, empty if it has nothing but the name of its schema."""
        nodes = [event.node for event in self.events.values()]
        head = self.head
        tail = self.tail
        if not (head or nodes or tail):
            return b""
        if self.has_schema:
            head = [schema_directive(name).rstrip(), *head]
        sort_events(nodes)
        return _format_events(nodes, head, tail).encode("utf-8")


class _Content:
    """The events and the comments of some texts, without the comments that name schemas."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.events: list[Any] = []
        self.comments: list[str] = []
        for name, text in texts:
            self.events += parse(name, text.encode("utf-8")).data.get("event", [])
            self.comments += _other_comments(name, SyntaxTree(text).comments())

    def is_same(self, other: _Content) -> bool:
        """Tell whether other texts have the same events and comments, in any order."""
        if sorted(self.comments) != sorted(other.comments):
            return False
        return same_data({"event": self.events}, {"event": other.events}, _ANY_EVENT_FILE)


def plan_layout(location: DatasetLocation, layout: EventLayout, today: date) -> ChangeSet[LayoutDetails]:
    """Plan to format a dataset and to move its events to the files of a layout.

    The comments above an event, and those below its keys, go with it. Other comments of the file of a year stay there.
    With the layout `event`, an event in a folder of the user's below `events/<year>/` stays in that folder. Raises
    CbiError if an event cannot be moved, or if the new files cannot be proven to have the same events and comments.
    """
    formatting = plan_formatting(location, None, today)
    findings = formatting.details.findings
    meta = formatting.details.meta
    if any(finding.severity == "error" for finding in findings):
        nothing = LayoutDetails(layout, 0, 0, 0, findings, meta)
        return ChangeSet("format", location, (), nothing)
    before: dict[str, bytes] = dict(read_files(location))
    after = dict(before)
    for change in formatting.files:
        # What was formatted is what must still be there, even if the file was changed between the two readings.
        before[change.path] = change.before or b""
        after[change.path] = change.after or b""
    old_texts: dict[str, str] = {}
    for name in sorted(after):
        if _is_event_file(name):
            old_texts[name] = after.pop(name).decode("utf-8")
    files, copies = _arrange(old_texts, layout)
    new_texts: list[tuple[str, str]] = []
    for name, file in files.items():
        content = file.content(name)
        if content:
            after[name] = content
            new_texts.append((name, content.decode("utf-8")))
    old = _Content(old_texts.items())
    new = _Content([*new_texts, *copies])
    if not new.is_same(old):
        raise CbiError(
            message("the events of {root} cannot be moved safely", root=location.root),
            message("nothing was written; write their tables in a plainer form"),
        )
    after["dataset.toml"] = _set_layout(after["dataset.toml"], layout)
    changes = _list_changes(location, before, after)
    changes.sort(key=lambda change: _turn(change, layout))
    events = len(new.events) - len(copies)
    details = LayoutDetails(layout, events, len(old_texts), len(new_texts), findings, meta)
    return ChangeSet("format", location, tuple(changes), details)


def _turn(change: FileChange, layout: EventLayout) -> int:
    """Return when a file is written, so that at any moment every event is in a file.

    First come the files that gain events, then those that lose some, then those that go.
    """
    if change.after is None:
        return 3
    if change.before is None:
        return 0
    loses_events = layout == "event" and _is_event_file(change.path) and change.path == _year_file(change.path)
    if loses_events:
        return 2
    return 1


def _is_event_file(name: str) -> bool:
    kind = file_kind(name)
    return kind is not None and kind.kind == "event"


def _year_file(name: str) -> str:
    """Return the file of the year of a file of events."""
    year = _YEAR.match(name)
    assert year is not None  # noqa: S101 - the names of files of events begin with their year
    return f"events/{year[1]}.toml"


def _arrange(texts: Mapping[str, str], layout: EventLayout) -> tuple[dict[str, _File], list[tuple[str, str]]]:
    """Return the new files by name, and the copies of events that are left out of them.

    There are copies if the program was interrupted while it moved events. Raises CbiError for an event that has no
    place.
    """
    files: dict[str, _File] = {}
    copies: list[tuple[str, str]] = []
    for name, text in texts.items():
        tree = SyntaxTree(text)
        year_file = files.setdefault(_year_file(name), _File())
        if name == _year_file(name):
            year_file.has_schema = _names_schema(name, tree.head)
            year_file.head = _other_comments(name, tree.head)
            year_file.tail = tree.tail
        for number, event in enumerate(_take_events(name, tree)):
            event_id = _event_id(event.node)
            target = files.setdefault(_choose_file(event, event_id, layout), _File())
            key = event_id or f"{name}:{number}"
            if key in target.events:
                _require_copy(event_id, target.events[key], event)
                copies.append((name, _format_events([event.node])))
                continue
            target.has_schema = target.has_schema or event.has_schema
            target.events[key] = event
    return files, copies


def _take_events(name: str, tree: SyntaxTree) -> list[_Event]:
    """Return the events of a file.

    The comments at the head and the end of a file that is not that of a year go with its first and its last event.
    """
    others = [key for key in tree.root.entries if key != "event"]
    if others:
        raise CbiError(
            message("{file}: `{key}` is not an event", file=name, key=others[0]),
            message("nothing was moved; remove it, or correct its name"),
        )
    nodes = [*tree.root.entries["event"].items] if "event" in tree.root.entries else []
    if name != _year_file(name):
        _attach_comments(name, tree, nodes)
    has_schema = _names_schema(name, tree.head)
    return [_Event(name, node, has_schema) for node in nodes]


def _attach_comments(name: str, tree: SyntaxTree, nodes: list[SyntaxNode]) -> None:
    """Let the comments at the head and the end of a file go with its events.

    Raises CbiError if it has comments only.
    """
    head = _other_comments(name, tree.head)
    tail = [row for row in tree.tail if row]
    if not nodes and (head or tail):
        raise CbiError(
            message("{file} has comments and no events", file=name),
            message("nothing was moved; move the comments to the file of a year, or remove the file"),
        )
    if head:
        nodes[0].leading_comments = [*head, "", *nodes[0].leading_comments]
    if tail:
        nodes[-1].inner_trailing_comments = [*nodes[-1].inner_trailing_comments, *tail]


def _names_schema(name: str, head: Iterable[str]) -> bool:
    return schema_directive(name).rstrip() in head


def _other_comments(name: str, comments: Iterable[str]) -> list[str]:
    """Return comments without the one that names the schema of their file."""
    directive = schema_directive(name).rstrip()
    return [row for row in comments if row != directive]


def _choose_file(event: _Event, event_id: str, layout: EventLayout) -> str:
    """Return the new file of an event."""
    year_file = _year_file(event.origin)
    if layout == "year" or not is_file_name(event_id):
        return year_file
    folder = year_file.removesuffix(".toml")
    if event.origin != year_file:
        folder = event.origin.rpartition("/")[0]
    return f"{folder}/{event_id}.toml"


def _event_id(node: SyntaxNode) -> str:
    """Return the id of an event, empty if it has none that is a text."""
    entry = node.entries.get("id")
    if entry is None or not isinstance(entry.content, str):
        return ""
    value = parse_scalar(entry.content)
    if not isinstance(value, str):
        return ""
    return value


def _require_copy(event_id: str, first: _Event, second: _Event) -> None:
    """Raise CbiError unless two events with one id are the same, with the same comments."""
    if _format_events([first.node]) == _format_events([second.node]):
        return
    raise CbiError(
        message(
            "{first} and {second} have different events `{id}`", first=first.origin, second=second.origin, id=event_id
        ),
        message("nothing was moved; `cbi validate` shows both places"),
    )


def _format_events(nodes: list[SyntaxNode], head: list[str] | None = None, tail: list[str] | None = None) -> str:
    """Return the text of a file with these events, and comments at its head and its end."""
    tree = SyntaxTree("")
    tree.head = head or []
    tree.tail = tail or []
    if nodes:
        tree.root.content = {"event": SyntaxNode(nodes)}
    return format_tree(tree)


def _set_layout(raw: bytes, layout: EventLayout) -> bytes:
    """Return `dataset.toml` with the layout, which it need not name if that is the default.

    Raises CbiError if the new text cannot be proven to be the old one with the layout.
    """
    old = parse("dataset.toml", raw)
    table = old.data.get("layout", {})
    is_table = isinstance(table, dict)
    if is_table and table.get("events", "year") == layout:
        return raw
    tree = SyntaxTree(old.text)
    node = tree.root.entries.setdefault("layout", SyntaxNode({}))
    node.entries.setdefault("events", SyntaxNode("")).content = f'"{layout}"'
    sort_keys(tree.root, file_schema(FILE_KINDS_BY_NAME["dataset"]))
    content = format_tree(tree).encode("utf-8")
    new = parse("dataset.toml", content)
    expected = {**old.data, "layout": {**table, "events": layout}} if isinstance(table, dict) else None
    if new.errors or new.data != expected or sorted(SyntaxTree(new.text).comments()) != sorted(tree.comments()):
        raise CbiError(
            message("dataset.toml cannot be edited automatically; nothing was written"),
            message('write `[layout]` and below it `events = "{layout}"` by hand', layout=layout),
        )
    return content


def _list_changes(
    location: DatasetLocation, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> list[FileChange]:
    """Return the changes of files, and the removal of those that are left out.

    Raises CbiError if a new file is there already, and was not read.
    """
    tree = WorkTree(location.root)
    changes: list[FileChange] = []
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if name not in before and tree.path_to_write(name).exists():
            raise CbiError(
                message("{file} is there already, and is not read", file=name),
                message("see `exclude` in dataset.toml; rename or remove it"),
            )
        changes.append(FileChange(name, before.get(name), after.get(name)))
    return changes
