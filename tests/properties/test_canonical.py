"""Whatever the file, its canonical form holds the same data and comments, and is its own canonical form."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document
from tests.properties.test_places import DOCUMENTS, HEADERS, LINES
from tests.properties.test_splice import files

NAMES = st.sampled_from(["events/2022.toml", "sources.toml", "editions/2022.toml", "dataset.toml", "indicators.toml"])
REMARKS = st.sampled_from(
    ["", "", "# one", "  # two", "#:schema x.json", "a0 = 1  # three", "# [four]", "z = [ # five\n]"]
)


def form(name: str, text: str) -> str:
    return format_document(parse(name, text.encode()))


def told(value: Any) -> str:
    """A value as text, so that 1, 1.0 and true differ and nan is nan; keys and events in any order."""
    if isinstance(value, dict):
        return str(sorted((name, told(item)) for name, item in value.items()))
    return str([told(item) for item in value]) if isinstance(value, list) else repr(value)


def without_order(data: dict[str, Any], name: str) -> str:
    rest = {key: told(value) for key, value in data.items()}
    if name.startswith("events") and isinstance(data.get("event"), list):
        rest["event"] = str(sorted(told(event) for event in data["event"]))
    return told(rest)


def check_form(name: str, text: str) -> None:
    once = form(name, text)
    assert without_order(tomllib.loads(once), name) == without_order(tomllib.loads(text), name)
    assert form(name, once) == once
    for remark in ("# two", "# three", "# [four]", "# five", "#:schema x.json"):
        assert once.count(remark) == text.count(remark)
    assert "\r" not in once
    assert not re.search(r"[ \t]$", once, re.MULTILINE)
    assert once == "" or (once.endswith("\n") and not once.endswith("\n\n") and not once.startswith("\n"))


@given(DOCUMENTS, NAMES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_written_document(data: dict[str, Any], name: str, several_lines: bool) -> None:
    check_form(name, tomli_w.dumps(data, multiline_strings=several_lines))


@given(
    st.lists(LINES | REMARKS, max_size=6),
    st.lists(st.tuples(HEADERS, st.lists(LINES | REMARKS, max_size=5)), max_size=6),
    NAMES,
    st.booleans(),
)
@settings(max_examples=800, deadline=None)
def test_a_handwritten_document(head: list[str], tables: list[tuple[str, list[str]]], name: str, windows: bool) -> None:
    rows = [*head, *(row for header, body in tables for row in (header, *body))]
    text = "\n".join(rows).replace("\n", "\r\n" if windows else "\n")
    if not parse(name, text.encode()).errors:
        check_form(name, text)


@given(files())
@settings(max_examples=400, deadline=None)
def test_an_events_file(raw: bytes) -> None:
    text = raw.decode("utf-8-sig")
    check_form("events/2022.toml", text)
    starts = [event["start"] for event in tomllib.loads(form("events/2022.toml", text)).get("event", [])]
    firsts = [day if isinstance(day, date) else date.fromisoformat(f"{day}-01-01"[:10]) for day in starts]
    assert firsts == sorted(firsts)
