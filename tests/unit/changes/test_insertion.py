"""A new event put into files of every sort: the bytes expected are written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from cbi_cli.changes.insertion import NewTable, insert_tables, verify_insertions
from cbi_cli.changes.record_toml import record_values
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError

JUNE = PartialDate(2022, 6, 15)
BLOCK = '[[event]]\nid = "new"\nstart = 2022-06-15\n'
FIELDS: dict[str, Any] = {"id": "new", "start": JUNE}
WINDOWS = BLOCK.replace("\n", "\r\n")
BARE = BLOCK.removesuffix("\n")


def insert_table(raw: bytes, toml: str, start: PartialDate) -> bytes:
    return insert_tables(raw, "events/2022.toml", "event", [NewTable(toml, start, {})])


def verify_insertion(old: bytes, new: bytes, fields: dict[str, Any]) -> None:
    verify_insertions(
        old, new, "events/2022.toml", "event", [NewTable("", fields["start"], record_values("event", fields))]
    )


MAY = '[[event]]\nid = "may"\nstart = 2022-05-01\n'
JULY = '[[event]]\nid = "july"\nstart = 2022-07-01\n'
SAME = '[[event]]\nid = "same"\nstart = 2022-06-15\n'


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


# name: what stands before, and what after; the new bytes go between, as the second and the third say.
CASES: dict[str, tuple[str, str, str]] = {
    "an empty file": ("", BLOCK, ""),
    "a file with blank lines only": ("\n\n", BLOCK, ""),
    "blanks without a line end": ("  ", "\n" + BARE, ""),
    "comments only": ("# events\n", "\n" + BLOCK, ""),
    "comments only, no line end": ("# events", "\n\n" + BARE, ""),
    "at the end": (MAY, "\n" + BLOCK, ""),
    "at the end, no line end": (MAY.removesuffix("\n"), "\n\n" + BARE, ""),
    "at the end, after a blank line": (MAY + "\n", BLOCK, ""),
    "at the end, after blanks": (MAY + "  \n", BLOCK, ""),
    "at the end, after comments": (MAY + "\n# more to come\n", "\n" + BLOCK, ""),
    "first": ("", BLOCK + "\n", JULY),
    "first, above a comment on the first line": ("", BLOCK + "\n", "# in July\n" + JULY),
    "first, below a text that ends like a comment": ("x = '''\na\n# b'''\n", "\n" + BLOCK + "\n", JULY),
    "between": (MAY + "\n", BLOCK + "\n", JULY),
    "between two without a blank line": (MAY, "\n" + BLOCK + "\n", JULY),
    "between, three blank lines": (MAY + "\n\n\n", BLOCK + "\n", JULY),
    "a comment above the next": (MAY + "\n", BLOCK + "\n", "# in July\n  # the first\n" + JULY),
    "a comment above, then a blank line": (MAY + "\n# until here\n\n", BLOCK + "\n", JULY),
    "a comment that ends the block before": (MAY + "# not sure\n\n", BLOCK + "\n", JULY),
    "head comment and blank line": ("# events of 2022\n\n", BLOCK + "\n", JULY),
    "after the last of the same day": (SAME + "\n" + SAME.replace("same", "other") + "\n", BLOCK + "\n", JULY),
    "after the same day at the end": (SAME, "\n" + BLOCK, ""),
    "Windows": (crlf(MAY + "\n"), WINDOWS + "\r\n", crlf(JULY)),
    "Windows, at the end": (crlf(MAY), "\r\n" + WINDOWS, ""),
    "Windows, no line end": (crlf(MAY).removesuffix("\r\n"), "\r\n\r\n" + WINDOWS.removesuffix("\r\n"), ""),
    "mostly Windows": (crlf(MAY) + "\n", WINDOWS + "\r\n", crlf(JULY)),
    "mostly not Windows": (MAY + "\r\n", BLOCK + "\n", JULY),
    "a mark": ("\ufeff" + MAY + "\n", BLOCK + "\n", JULY),
    "a mark, first": ("\ufeff", BLOCK + "\n", JULY),
    "a mark alone": ("\ufeff", BLOCK, ""),
    "tables of the event before": (
        MAY + '[event.more]\nx = 1\n[[event.participants]]\nname = "A"\n\n',
        BLOCK + "\n",
        "# July\n" + JULY,
    ),
    "tables of the last event": (MAY + '\n[[event.participants]]\nname = "A"\n', "\n" + BLOCK, ""),
    "a header inside a text": (MAY + 'note = """\n[[event]]\nstart = 2022-12-31\n"""\n\n', BLOCK + "\n", JULY),
    "a text that ends like a comment": (MAY + 'note = """\n# one\n# two"""\n', "\n" + BLOCK + "\n", JULY),
    "a text of another table that ends like a comment": (
        '[more]\nnote = """\n# one\n# two"""\n',
        "\n" + BLOCK + "\n",
        JULY,
    ),
    "a comment below a text of another table": (
        '[more]\nnote = """\n# one\n# two"""\n\n',
        BLOCK + "\n",
        "# in July\n" + JULY,
    ),
    "a month is before its days": (MAY + "\n", BLOCK + "\n", JULY.replace("2022-07-01", '"2022-07"')),
    "a month begins on its first day": (MAY.replace("2022-05-01", '"2022-06"'), "\n" + BLOCK, ""),
    "a year begins on its first day": (MAY.replace("2022-05-01", '"2022"') + "\n", BLOCK + "\n", JULY),
    "the first later one counts": ("", BLOCK + "\n", JULY + "\n" + MAY),
    "letters of several bytes": (MAY.replace("may", "añó") + "\n", BLOCK + "\n", "# índice\n" + JULY),
    "quoted header": (MAY + "\n", BLOCK + "\n", JULY.replace("[[event]]", '[[ "event" ]] # c')),
    "an event without a start": ('[[event]]\nid = "x"\n\n[[event]]\nstart = "soon"\n', "\n" + BLOCK, ""),
}


@pytest.mark.parametrize("name", CASES)
def test_insert(name: str) -> None:
    before, new, after = CASES[name]
    old = (before + after).encode()
    result = insert_table(old, BLOCK, JUNE)
    assert result.decode() == before + new + after
    verify_insertion(old, result, FIELDS)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (PartialDate(2022), ["b", "new", "m", "y", "z"]),
        (PartialDate(2022, 1), ["b", "new", "m", "y", "z"]),
        (PartialDate(2022, 1, 1), ["b", "new", "m", "y", "z"]),
        (PartialDate(2021), ["new", "b", "m", "y", "z"]),
        (PartialDate(2022, 3), ["b", "m", "y", "new", "z"]),
    ],
)
def test_order_by_first_day(start: PartialDate, expected: list[str]) -> None:
    starts = {"b": "2021-12-31", "m": "2022-02-01", "y": '"2022-02"', "z": '"2022-04"'}
    old = "\n".join(f'[[event]]\nid = "{name}"\nstart = {day}\n' for name, day in starts.items())
    new = insert_table(old.encode(), '[[event]]\nid = "new"\n', start).decode()
    assert [line[6:-1] for line in new.split("\n") if line.startswith("id")] == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [("2022-01-01", '"2022-01"'), ("2022-01-01", '"2022"'), ('"2022-01"', '"2022"')],
)
def test_of_two_that_begin_on_one_day_the_more_exact_is_first(first: str, second: str) -> None:
    block = f'[[event]]\nid = "new"\nstart = {first}\n'
    old = f'[[event]]\nid = "old"\nstart = {second}\n'
    assert insert_table(old.encode(), block, PartialDate.parse(first.strip('"'))).decode() == block + "\n" + old
    start = PartialDate.parse(second.strip('"'))
    assert insert_table(block.encode(), old, start).decode() == block + "\n" + old


@pytest.mark.parametrize("old", [b"[[event]]\nid = oops\n", b"\xff", b"x = 1\ry = 2"])
def test_a_broken_file_is_refused(old: bytes) -> None:
    with pytest.raises(CbiError, match="it has errors") as caught:
        insert_table(old, BLOCK, JUNE)
    assert caught.value.hint == "`cbi validate` shows them"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CbiError, match="not Unicode"):
        insert_table(b"", '[[event]]\nid = "\udcff"\n', JUNE)


OLD = (MAY + "\n" + JULY).encode()
NEW = (MAY + "\n" + BLOCK + "\n" + JULY).encode()


def test_the_proof_holds() -> None:
    assert insert_table(OLD, BLOCK, JUNE) == NEW
    verify_insertion(OLD, NEW, FIELDS)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (OLD, FIELDS),
        (OLD[:-1], FIELDS),
        (b"", FIELDS),
        (NEW[:-1], FIELDS),
        (NEW.replace(b"2022-05-01", b"2022-05-02"), FIELDS),
        (NEW.replace(b"\n", b"\r\n"), FIELDS),
        (NEW.replace(b'"new"', b"new"), FIELDS),
        (NEW + ("\n" + BLOCK).encode(), FIELDS),
        ((BLOCK + "\n").encode() + OLD, FIELDS),
        (OLD + ("\n" + BLOCK).encode(), FIELDS),
        (NEW, {**FIELDS, "place": "Monterrey"}),
        (NEW, {**FIELDS, "id": "other"}),
        (NEW, {**FIELDS, "start": PartialDate(2022, 6)}),
        (NEW.replace(b"2022-06-15", b"2022-06-15\nplace = 'X'"), FIELDS),
        (NEW.replace(b"2022-06-15", b"2022-06-15\n[other]\nx = 1"), FIELDS),
    ],
)
def test_the_proof_fails(new: bytes, fields: dict[str, Any]) -> None:
    with pytest.raises(CbiError, match="nothing was written"):
        verify_insertion(OLD, new, fields)


@pytest.mark.parametrize(
    "old", [b"event = []\n", b'event = [{ id = "x", start = 2022-07-01 }]\n', b"[event]\nid = 1\n"]
)
def test_a_list_that_headers_cannot_continue_is_refused(old: bytes) -> None:
    with pytest.raises(CbiError, match="nothing was written"):
        verify_insertion(old, insert_table(old, BLOCK, JUNE), FIELDS)
