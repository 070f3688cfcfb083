"""Places of values and the comments that belong to them, counted by hand."""

from __future__ import annotations

import re

import pytest

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.document import parse
from cbi_cli.toml.locate import KeyRange, locate
from cbi_cli.toml.syntax_node import SyntaxNode
from cbi_cli.toml.syntax_tree import SyntaxTree, _Reader

TEXT = """\
# events
[[event]]  # first
id = "a"
when.start = 2022-10-13
people = [{ name = "Ñ", "job title" = 1 }, { name = "B" }]

  [[event.part]]
  x = [
    1, # one
    22,
  ]

[[event]]
note = '''
two
lines'''

[other.table]
"""


def at(line: int, column: int, end_column: int, end_line: int = 0) -> TextRange:
    return TextRange(line, column, end_line or line, end_column)


def same(region: TextRange) -> KeyRange:
    return KeyRange(region, region)


def places(text: str) -> dict[KeyPath, KeyRange]:
    """Return the place of every path of a text."""
    tree = SyntaxTree(text)
    return {path: KeyRange(tree.region(node.key), tree.region(node.value)) for path, node in tree.root.walk()}


def test_every_place() -> None:
    assert places(TEXT) == {
        ("event",): same(at(2, 1, 10)),
        ("event", 0): same(at(2, 1, 10)),
        ("event", 0, "id"): KeyRange(at(3, 1, 3), at(3, 6, 9)),
        ("event", 0, "when"): KeyRange(at(4, 1, 5), at(4, 14, 24)),
        ("event", 0, "when", "start"): KeyRange(at(4, 6, 11), at(4, 14, 24)),
        ("event", 0, "people"): KeyRange(at(5, 1, 7), at(5, 10, 59)),
        ("event", 0, "people", 0): same(at(5, 11, 42)),
        ("event", 0, "people", 0, "name"): KeyRange(at(5, 13, 17), at(5, 20, 23)),
        ("event", 0, "people", 0, "job title"): KeyRange(at(5, 25, 36), at(5, 39, 40)),
        ("event", 0, "people", 1): same(at(5, 44, 58)),
        ("event", 0, "people", 1, "name"): KeyRange(at(5, 46, 50), at(5, 53, 56)),
        ("event", 0, "part"): same(at(7, 3, 17)),
        ("event", 0, "part", 0): same(at(7, 3, 17)),
        ("event", 0, "part", 0, "x"): KeyRange(at(8, 3, 4), at(8, 7, 4, 11)),
        ("event", 0, "part", 0, "x", 0): same(at(9, 5, 6)),
        ("event", 0, "part", 0, "x", 1): same(at(10, 5, 7)),
        ("event", 1): same(at(13, 1, 10)),
        ("event", 1, "note"): KeyRange(at(14, 1, 5), at(14, 8, 9, 16)),
        ("other",): same(at(18, 1, 14)),
        ("other", "table"): same(at(18, 1, 14)),
    }


def test_windows_line_ends_change_no_place() -> None:
    assert places(TEXT.replace("\n", "\r\n")) == places(TEXT)


def test_a_table_is_where_its_own_header_is() -> None:
    assert places("[a.b]\n[a]\nx = 1\n")["a",] == same(at(2, 1, 4))


def test_quoted_keys() -> None:
    assert places('\'a.b\'."c\\n" = 1\n"d" = 2\n') == {
        ("a.b",): KeyRange(at(1, 1, 6), at(1, 15, 16)),
        ("a.b", "c\n"): KeyRange(at(1, 7, 12), at(1, 15, 16)),
        ("d",): KeyRange(at(2, 1, 4), at(2, 7, 8)),
    }


def test_the_parts_of_a_list_belong_to_its_latest_item() -> None:
    found = places("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\nx = 1\n")
    assert found["a", 1, "b", 1, "x"] == KeyRange(at(6, 1, 2), at(6, 5, 6))
    assert ("a", 0, "b", 1) not in found


def test_only_the_record_that_is_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = _Reader.read_pairs

    def noted(self: _Reader, table: SyntaxNode, end: int) -> None:
        read.append(self.text[self.at : end])
        real(self, table, end)

    monkeypatch.setattr(_Reader, "read_pairs", noted)
    text = '[[event]]\nid = "a"\n\n[[event]]  # two\n# b\nid = """\n[[event]]\n"""\n# end\n\n[[event]]\nid = "c"\n'
    tree = SyntaxTree(text)
    assert read == []
    assert tree.region(tree.nearest(("event", 1, "id")).value) == at(6, 6, 4, 8)
    assert tree.region(tree.nearest(("event", 2)).value) == at(11, 1, 10)
    assert read == ['# b\nid = """\n[[event]]\n"""\n']


def test_comments_belong_to_what_they_are_at() -> None:
    text = """\
#: editors
# head

# of the first
x = [ # open
  # above one
  1, # one
  2,
  # after two
] # beside x
# below x

# far

# near
[[a]] # header
# of y
y = 1 # beside y
# below y

[b]
z = 1

# last
"""
    for rows in (text, text.replace("\n", "\r\n")):
        tree = SyntaxTree(rows)
        x, first, b = tree.nearest(("x",)), tree.nearest(("a", 0)), tree.nearest(("b",))
        assert tree.head == ["#: editors", "# head"]
        assert (x.leading_comments, x.open_comment, x.trailing_comment) == (["# of the first"], "# open", "# beside x")
        assert x.inner_trailing_comments == ["# after two"]
        assert [(one.leading_comments, one.trailing_comment) for one in x.items] == [
            (["# above one"], "# one"),
            ([], ""),
        ]
        assert tree.root.inner_trailing_comments == ["# below x"]
        assert first.leading_comments == ["# far", "", "# near"]
        assert (first.trailing_comment, first.inner_trailing_comments) == ("# header", ["# below y"])
        assert tree.nearest(("a", 0, "y")).leading_comments == ["# of y"]
        assert (b.leading_comments, b.inner_trailing_comments, tree.tail) == ([], [], ["# last"])
        assert sorted(tree.comments()) == sorted(re.findall(r"#.*", text))


def test_locate_takes_the_nearest_that_is_there() -> None:
    document = parse("x.toml", TEXT.encode())
    assert locate(document, ("event", 0, "id")) == KeyRange(at(3, 1, 3), at(3, 6, 9))
    assert locate(document, ("event", 1, "id")) == same(at(13, 1, 10))
    assert locate(document, ("event", 7)) == same(at(2, 1, 10))
    assert locate(document, ("nothing", "here")) == same(at(1, 1, 9))
    assert locate(document, ()) == same(at(1, 1, 9))


def test_locate_in_a_file_with_nothing_to_point_at() -> None:
    assert locate(parse("x.toml", b""), ("event",)) == same(at(1, 1, 1))
    assert locate(parse("x.toml", b"x = y\r\n"), ()) == same(at(1, 1, 6))


def test_locate_counts_the_records_that_could_be_read() -> None:
    document = parse("x.toml", b'[[event]]\nid oops\n\n[[event]]\nid = "b"\n')
    assert locate(document, ("event", 0, "id")).value == at(5, 6, 9)
