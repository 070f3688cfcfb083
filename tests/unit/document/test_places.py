"""Where things stand, counted by hand."""

from __future__ import annotations

from cbi_cli.core.findings import Region
from cbi_cli.document.locate import locate
from cbi_cli.document.parse import parse
from cbi_cli.document.places import Spot, places

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


def at(line: int, column: int, end_column: int, end_line: int = 0) -> Region:
    return Region(line, column, end_line or line, end_column)


def same(region: Region) -> Spot:
    return Spot(region, region)


def test_every_place() -> None:
    assert places(TEXT) == {
        ("event",): same(at(2, 1, 10)),
        ("event", 0): same(at(2, 1, 10)),
        ("event", 0, "id"): Spot(at(3, 1, 3), at(3, 6, 9)),
        ("event", 0, "when"): Spot(at(4, 1, 5), at(4, 14, 24)),
        ("event", 0, "when", "start"): Spot(at(4, 6, 11), at(4, 14, 24)),
        ("event", 0, "people"): Spot(at(5, 1, 7), at(5, 10, 59)),
        ("event", 0, "people", 0): same(at(5, 11, 42)),
        ("event", 0, "people", 0, "name"): Spot(at(5, 13, 17), at(5, 20, 23)),
        ("event", 0, "people", 0, "job title"): Spot(at(5, 25, 36), at(5, 39, 40)),
        ("event", 0, "people", 1): same(at(5, 44, 58)),
        ("event", 0, "people", 1, "name"): Spot(at(5, 46, 50), at(5, 53, 56)),
        ("event", 0, "part"): same(at(7, 3, 17)),
        ("event", 0, "part", 0): same(at(7, 3, 17)),
        ("event", 0, "part", 0, "x"): Spot(at(8, 3, 4), at(8, 7, 4, 11)),
        ("event", 0, "part", 0, "x", 0): same(at(9, 5, 6)),
        ("event", 0, "part", 0, "x", 1): same(at(10, 5, 7)),
        ("event", 1): same(at(13, 1, 10)),
        ("event", 1, "note"): Spot(at(14, 1, 5), at(14, 8, 9, 16)),
        ("other",): same(at(18, 1, 14)),
        ("other", "table"): same(at(18, 1, 14)),
    }


def test_windows_line_ends_change_no_place() -> None:
    assert places(TEXT.replace("\n", "\r\n")) == places(TEXT)


def test_a_table_is_where_its_own_header_is() -> None:
    assert places("[a.b]\n[a]\nx = 1\n")["a",] == same(at(2, 1, 4))


def test_quoted_keys() -> None:
    assert places('\'a.b\'."c\\n" = 1\n"d" = 2\n') == {
        ("a.b",): Spot(at(1, 1, 6), at(1, 15, 16)),
        ("a.b", "c\n"): Spot(at(1, 7, 12), at(1, 15, 16)),
        ("d",): Spot(at(2, 1, 4), at(2, 7, 8)),
    }


def test_the_parts_of_a_list_belong_to_its_latest_item() -> None:
    found = places("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\nx = 1\n")
    assert found["a", 1, "b", 1, "x"] == Spot(at(6, 1, 2), at(6, 5, 6))
    assert ("a", 0, "b", 1) not in found


def test_depth_does_not_matter() -> None:
    depth = 5000
    found = places(f"x = {'[' * depth}{']' * depth}")
    assert found["x", *([0] * (depth - 1))].value == at(1, 4 + depth, 6 + depth)


def test_locate_takes_the_nearest_that_is_there() -> None:
    document = parse("x.toml", TEXT.encode())
    assert locate(document, ("event", 0, "id")) == Spot(at(3, 1, 3), at(3, 6, 9))
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
