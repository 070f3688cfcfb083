"""Every path of what tomllib reads has a place, and what stands there is the value."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.document import parse
from cbi_cli.toml.syntax_node import Span
from cbi_cli.toml.syntax_tree import SyntaxTree

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["a", "b", "event", "a.b", "#", '"']
)
SCALARS = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["[[event]]", '"""', "'''", "a\nb", "# no", "\\", "x]", "}", ""])
    | st.dates()
    | st.datetimes()
    | st.times()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def paths(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every path inside a value, with what it leads to."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key), inner
        yield from paths(inner, (*path, key))


def cut(text: str, region: TextRange) -> str:
    """The text of a region, counted anew from lines and columns."""
    lines = text.split("\n")[region.line - 1 : region.end_line]
    lines[-1] = lines[-1][: region.end_column - 1]
    lines[0] = lines[0][region.column - 1 :]
    return "\n".join(lines)


def check_places(text: str) -> None:
    data = tomllib.loads(text)
    known = dict(paths(data))
    # Each path is asked for on its own first: tables are read only then, and may be so in any order.
    asked = SyntaxTree(text)
    alone = {path: (asked.nearest(path).key, asked.nearest(path).value) for path in reversed(known)}
    tree = SyntaxTree(text)
    found = dict(tree.root.walk())
    assert alone == {path: (node.key, node.value) for path, node in found.items()}
    for path, value in known.items():
        node = found[path]
        assert cut(text, tree.region(node.value)) == part(text, node.value)
        if isinstance(value, str | int | float | date | datetime | time):
            assert tomllib.loads(f"x = {part(text, node.value)}")["x"] == value
            if isinstance(path[-1], str):
                assert tomllib.loads(f"{part(text, node.key)} = 0") == {path[-1]: 0}


def part(text: str, span: Span) -> str:
    return text[span.start : span.end]


@given(DOCUMENTS, st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_path_of_a_written_document(data: dict[str, Any], several_lines: bool) -> None:
    check_places(tomli_w.dumps(data, multiline_strings=several_lines))


LINES = st.sampled_from(
    [
        'a = "x"  # "comment [x]',
        "b.c.d = 1",
        "  b . 'e' = [1, 2,  # one\n  # two\n  [3, { k = 'v', \"q\\n\".r = 2 }],\n]",
        'm = """\n[[event]]\n# not a comment ""\\"""""',
        "l = '''\n'a' ''\n'''",
        't1 = """a"""""',
        "t2 = '''a'''''",
        "d = 1979-05-27 07:32:00.5Z # day",
        "e = [2022-01-01, 07:32:00,1.5e3,+inf]",
        "f = {}",
        "g = { x.y = [{}], x.z = [ [], [ ] ] }",
        "\"ké.y\" = 'C:\\dir'",
        'h = ["]", "}", "#"]',
        "",
        "   ",
        "# [no]",
        'n = [\n  { a = 1, b = "]" },  # x\n\n  # [[event]]\n  {},\n]',
        "-o = [[1], [{ p = [2] }]]",
    ]
)
HEADERS = st.sampled_from(
    ["[[event]]", "[[ event ]] # c", "[[event.part]]", "[event.one]", "[t]", "[t.u.v]", '[ t . "w.x" ]']
)


@given(
    st.lists(LINES, max_size=5), st.lists(st.tuples(HEADERS, st.lists(LINES, max_size=4)), max_size=6), st.booleans()
)
@settings(max_examples=500, deadline=None)
def test_every_path_of_a_handwritten_document(
    head: list[str], tables: list[tuple[str, list[str]]], windows: bool
) -> None:
    rows = [*head, *(row for header, body in tables for row in (header, *body))]
    text = "\n".join(rows).replace("\n", "\r\n" if windows else "\n")
    document = parse("x.toml", text.encode())
    if not document.errors:
        check_places(text)
    clean = tomllib.loads(document.clean)
    for path in document.unreadable:
        shown, stands_in = (value_at(data, path[:-1]) for data in (document.data, clean))
        # What replaces a value has its length: a digit, or a text in quotes.
        assert set(str(stands_in[path[-1]])) <= {"0"} or set(stands_in[path[-1]]) == {"x"}
        shown[path[-1]] = stands_in[path[-1]]
    assert clean == document.data
    check_places(document.clean)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=500, deadline=None)
def test_parse_never_raises_on_bytes(raw: bytes) -> None:
    check_faults(raw)


BITS = st.sampled_from(
    [
        *"[]{}=\"'#\n\r\t ,.\\-/0129aT:_+éñ\x00\u2028“",
        "[[event]]\n",
        '"""',
        "'''",
        "2022-02-30",
        "2022-10",
        "x = ",
        "\r\n",
    ]
)


@given(st.lists(BITS, max_size=18).map("".join))
@settings(max_examples=1500, deadline=None)
def test_parse_never_raises_on_broken_toml(text: str) -> None:
    check_faults(text.encode())


def value_at(data: Any, path: KeyPath) -> Any:
    """The value at a path of parsed TOML."""
    for part in path:
        data = data[part]
    return data


def check_faults(raw: bytes) -> None:
    """Faults where, and only where, tomllib or the decoder refuses; each inside the text, with a message."""
    document = parse("x.toml", raw)
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except ValueError:
        assert document.errors
    else:
        assert document.data == data
        assert not document.errors
    lines = document.text.split("\n")
    for fault in document.errors:
        assert fault.region is not None
        assert fault.code in ("CBI001", "CBI002", "CBI105")
        assert fault.message
        assert 1 <= fault.region.line <= fault.region.end_line <= len(lines)
        assert 1 <= fault.region.column <= len(lines[fault.region.line - 1]) + 1
        assert fault.region[:2] <= fault.region[2:]
    assert document.clean.count("\n") in (document.text.count("\n"), 0)
