"""What a file's bytes become: data, and a fault with its place for everything that cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from cbi_cli.core.findings import TextRange
from cbi_cli.toml import document as parse_module
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.error_messages import describe_error
from cbi_cli.toml.locate import locate
from cbi_cli.toml.parser import ParseError, parse_toml

GOOD = '[[event]]\nid = "a"\n\n'


def one(text: str) -> tuple[str, str, str, tuple[int, ...]]:
    """The only fault of a text: code, message, hint, region."""
    document = parse("x.toml", text.encode())
    faults = document.errors
    assert len(faults) == 1
    assert faults[0].path in ((), *document.unreadable)
    assert faults[0].file == "x.toml"
    region = faults[0].region
    assert region is not None
    return faults[0].code, faults[0].message, faults[0].hint, tuple(region)


def test_a_good_file() -> None:
    assert parse("a/b.toml", b'x = "1"\r\n') == Document("a/b.toml", 'x = "1"\r\n', {"x": "1"}, (), 'x = "1"\r\n')


def test_an_empty_file() -> None:
    assert parse("x.toml", b"") == Document("x.toml", "", {}, (), "")


def test_a_byte_order_mark_is_dropped() -> None:
    document = parse("x.toml", b"\xef\xbb\xbfx = 1\n")
    assert (document.text, document.data, document.errors) == ("x = 1\n", {"x": 1}, ())


def test_the_first_byte_that_is_no_utf8() -> None:
    document = parse("x.toml", 'a = "é"\nb = "'.encode() + 'é"\n'.encode("latin-1"))
    (fault,) = document.errors
    assert (fault.code, fault.region, fault.hint) == ("CBI002", TextRange(2, 6, 2, 7), "save the file as UTF-8")
    assert "0xE9" in fault.message
    assert (document.data, document.clean) == ({}, "")
    assert document.text.split("\n")[1] == 'b = "\ufffd"'


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_has_a_hint_of_its_own(encoding: str) -> None:
    (fault,) = parse("x.toml", "\ufeffx = 1".encode(encoding)).errors
    assert fault.code == "CBI002"
    assert fault.message == "the text is UTF-16, not UTF-8"
    assert fault.region == TextRange(1, 1, 1, 2)


def test_a_file_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_module, "MAX_BYTES", 5)
    assert parse("x.toml", b"x = 1").errors == ()
    (fault,) = parse("x.toml", b"x = 10").errors
    assert fault.code == "CBI001"
    assert fault.message == "the file is larger than 64 MiB"


# One slip each: the text, the code, words of the message, words of the hint, the region.
SLIPS = [
    ("kind = meeting", "CBI001", "`meeting` has no quotes", 'write "meeting"', (1, 8, 1, 15)),
    ("city = Mexico City # c", "CBI001", "`Mexico City` has no quotes", 'write "Mexico City"', (1, 8, 1, 19)),
    ('kind = meeting"', "CBI001", '`meeting"` has no opening quote', 'write "meeting"', (1, 8, 1, 16)),
    ('x = a "b" c', "CBI001", '`a "b" c` has no quotes', "write 'a \"b\" c'", (1, 5, 1, 12)),
    ('x = a "b" c\'d', "CBI001", "has no quotes", 'put it in quotes, and write \\"', (1, 5, 1, 14)),
    ('x = [us, "mx"]', "CBI001", "`us` has no quotes", 'write "us"', (1, 6, 1, 8)),
    ("x = True", "CBI001", "`True` is not in lower case", "write true or false", (1, 5, 1, 9)),
    ("x = “hi”", "CBI001", "“ is a curly quote", "straight quotes", (1, 5, 1, 9)),
    ("x =\ny = 1", "CBI001", "there is no value here", "write one", (1, 4, 1, 5)),
    ("x = ", "CBI001", "there is no value here", "write one", (1, 5, 1, 6)),
    ('x = "abc\ny = 1', "CBI001", 'the text that begins with " has no end', 'end it with "', (1, 5, 1, 9)),
    ("x = 'abc\ny = 1", "CBI001", "the text that begins with ' has no end", "end it with '", (1, 5, 1, 9)),
    ("x = 'abc\ny = 'd'", "CBI001", "the text that begins with ' has no end", "end it with '", (1, 5, 1, 9)),
    ('x = ["a", "abc]\ny = 1', "CBI001", 'the text that begins with " has no end', 'end it with "', (1, 11, 1, 16)),
    ('x = "abc', "CBI001", 'the text that begins with " has no end', 'end it with "', (1, 5, 1, 9)),
    ('x = 1\ny = """abc\n\nd', "CBI001", 'the text that begins with """ has no end', '"""', (2, 5, 2, 8)),
    ("x = '''abc", "CBI001", "the text that begins with ''' has no end", "'''", (1, 5, 1, 8)),
    ('x = "He said "hi" to', "CBI001", '`hi"` follows the closing quote', '\\"', (1, 15, 1, 18)),
    ('x = "a", "b"', "CBI001", "a comma follows the value", '["a", "b"]', (1, 8, 1, 9)),
    ("x = 1 2", "CBI001", "`2` follows the value", "one line holds one", (1, 7, 1, 8)),
    ("x = 07", "CBI001", "a number cannot begin with 0", "without the 0", (1, 6, 1, 7)),
    ('x = ["a" "b"]', "CBI001", 'there is no comma before `"b"`', "commas", (1, 10, 1, 13)),
    ('y = 1\nx = ["a", "b"', "CBI001", "the list has no closing `]`", "end it with ]", (2, 5, 2, 6)),
    ('x = [1, [2]\n[[event]]\nid = "b"', "CBI001", "list", "]", (1, 5, 1, 6)),
    ("x = { a = 1", "CBI001", "the table in braces has no closing `}`", "}", (1, 5, 1, 6)),
    ("x = { a = 1 b = 2 }", "CBI001", "there is no comma before `b`", "commas", (1, 13, 1, 14)),
    ("x = { a = 1,\n b = 2 }", "CBI001", "the table in braces does not end on its line", "one line", (1, 13, 1, 14)),
    ("x = { a = 1, }", "CBI001", "there is a comma before the closing `}`", "delete", (1, 14, 1, 15)),
    (
        "x = { a = 1, a = 2 }",
        "CBI001",
        "the key `a` is in these braces a second time",
        "one of the two",
        (1, 14, 1, 15),
    ),
    ("a = 1\na = 2\n", "CBI001", "the key `a` is here a second time", "one of the two", (2, 1, 2, 2)),
    ("a = 1\na = 2", "CBI001", "the key `a` is here a second time", "one of the two", (2, 1, 2, 2)),
    ("[a]\n[b]\n[a] # c\n", "CBI001", "the table `[a]` is here a second time", "under one header", (3, 1, 3, 4)),
    ('title "x"', "CBI001", 'no `=` between the key and `"x"`', "key = ", (1, 7, 1, 10)),
    ("start date = 1", "CBI001", "the key `start date` has a space", "write start_date", (1, 1, 1, 11)),
    ('título = "x"', "CBI001", "the key `título` has letters that a key cannot have", "accents", (1, 1, 1, 7)),
    ("ñ = 1", "CBI001", "the key `ñ` has letters that a key cannot have", "accents", (1, 1, 1, 2)),
    ("x = { ! = 1 }", "CBI001", "expected a key, found `!`", "letters a to z", (1, 7, 1, 8)),
    ('x = [1\n["a", "b"]\n', "CBI001", "the list has no closing bracket", "end it with ]", (2, 1, 2, 5)),
    ("a = 1\na = [\n1,\n]\n", "CBI001", "the key `a` is here a second time", "one of the two", (2, 1, 2, 2)),
    ("x = 2022-10-13T25:00", "CBI001", "`T25:00` follows the day", "written alone", (1, 15, 1, 21)),
    ('x = ["""\nit\'s""", 2022-02-30] # \'', "CBI105", "the calendar has no `2022-02-30`", "day", (2, 10, 2, 20)),
    ("= 3", "CBI001", "a line cannot begin with `=`", "key = value", (1, 1, 1, 2)),
    ('x = "c:\\dir"', "CBI001", "`\\d` is not an escape sequence", "two backslashes", (1, 8, 1, 10)),
    ('x = "a\x01"', "CBI001", "the control character U+0001 is not allowed here", "delete it", (1, 7, 1, 8)),
    ("x = 1 # \x00", "CBI001", "the control character U+0000 is not allowed here", "delete it", (1, 9, 1, 10)),
    ("x = 1\ry = 2", "CBI001", "the control character U+000D is not allowed here", "delete it", (1, 6, 1, 7)),
    ("[[event]\nx = 1", "CBI001", "the brackets of `[[event]` do not match", "[[name]]", (1, 1, 1, 9)),
    ("[event\nx = 1", "CBI001", "the brackets of `[event` do not match", "[[name]]", (1, 1, 1, 7)),
    ("[[event]] x\ny = 1", "CBI001", "`x` follows the brackets", "new line", (1, 11, 1, 12)),
    ("start = 2022-10", "CBI001", "`2022-10` has no quotes", '"2022-10"', (1, 9, 1, 16)),
    ("x = [1, 2022-10]", "CBI001", "`2022-10` has no quotes", '"2022-10"', (1, 9, 1, 16)),
    ("start = 2022-1-5", "CBI001", "`2022-1-5` is not a date", "two digits", (1, 9, 1, 17)),
    ("start = 13/10/2022", "CBI001", "`13/10/2022` is not in the date format used here", "2022-10-13", (1, 9, 1, 19)),
    ("start = 2022-02-30", "CBI105", "the calendar has no `2022-02-30`", "a day that the calendar has", (1, 9, 1, 19)),
    ("start = 2022-13-45", "CBI105", "the calendar has no `2022-13-45`", "a day that the calendar has", (1, 9, 1, 19)),
    ("start = 2022-13", "CBI105", "the calendar has no `2022-13`", "01 to 12", (1, 9, 1, 16)),
    ("x = { a = 2022-02-31 }", "CBI105", "the calendar has no `2022-02-31`", "day", (1, 11, 1, 21)),
    ("x = 2022-02-30T10:00:00", "CBI105", "the calendar has no `2022-02-30`", "day", (1, 5, 1, 15)),
    ("y = 1\nx = 99999999999999999999", "CBI001", "a number here is too large", "64 bits", (2, 5, 2, 25)),
    (f"x = {'9' * 5000}", "CBI001", "a number here is too large", "64 bits", (1, 5, 1, 5005)),
    (f"\nx = {'[' * 3000}{']' * 3000}", "CBI001", "lists or tables are nested too deeply here", "64", (2, 1, 2, 6005)),
    (f"x = {'[' * 65}{']' * 65}", "CBI001", "lists or tables are nested too deeply here", "64", (1, 1, 1, 135)),
]


@pytest.mark.parametrize(("text", "code", "message", "hint", "region"), SLIPS)
def test_a_slip(text: str, code: str, message: str, hint: str, region: tuple[int, int, int, int]) -> None:
    found = one(text)
    assert found[0] == code
    assert message in found[1]
    assert hint in found[2]
    assert found[3] == region


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_does_not_hide_the_good_record_before_it(slip: tuple[str, ...]) -> None:
    text = f'[[good]]\nid = "a"\n\n[[bad]]\n{slip[0]}'
    document = parse("x.toml", text.encode())
    assert document.errors[0].code == slip[1]
    if not slip[0].startswith("[a]"):  # a table that is there twice leaves nothing that could be trusted
        assert document.data["good"] == [{"id": "a"}]


@pytest.mark.parametrize("start", ["", "[", "[[", "  [ "])
def test_a_key_of_too_many_parts(start: str) -> None:
    code, message, _, region = one(start + " . ".join(["a"] * 20_000))
    assert (code, message) == ("CBI001", "lists or tables are nested too deeply here")
    assert region[:2] == (1, 1)


def test_trouble_without_a_place_has_neither_line_nor_column() -> None:
    deep = ParseError("nested too deeply", 0, 0)
    assert parse_toml(".".join(["a"] * 20_000) + " = 1") == deep
    assert parse_toml(f"x = {'[' * 65}{']' * 65}") == deep


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = '12345'", 1),
        ("x = '123456'\ny = 1\n", 1),
        ("a = 1\nx = '12345'\nb = 2\n", 2),
        ("\nx = '12345'", 2),
        ("a = 1\nb = 2\n\nx = '12345'", 4),
    ],
)
def test_a_line_that_is_too_long_is_the_only_finding(text: str, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.toml.document.MAX_LINE_LENGTH", 10)
    document = parse("long.toml", text.encode())
    (fault,) = document.errors
    assert (document.data, fault.code, fault.file, fault.region) == ({}, "CBI001", "long.toml", (line, 1, line, 1))
    assert fault.message == "the line is too long: more than 10 characters"
    assert fault.hint == "split it: a list may take several lines"


def test_lines_of_the_greatest_length_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.toml.document.MAX_LINE_LENGTH", 10)
    assert parse("long.toml", b"x = '1234'\ny = '4321'\n").data == {"x": "1234", "y": "4321"}


def test_dots_in_a_text_are_no_key() -> None:
    dots = "a." * 100
    assert parse("x.toml", f'x = "{dots}"'.encode()).data == {"x": dots}


@pytest.mark.parametrize(
    ("trouble", "region"),
    [
        (ParseError("Odd", 2, 1), (2, 1, 2, 2)),
        (ParseError("Odd", 0, 0), (1, 1, 1, 6)),
        (ParseError("Odd", 0, 0, at_end=True), (2, 6, 2, 7)),
    ],
)
def test_a_complaint_that_a_later_parser_may_bring(trouble: ParseError, region: tuple[int, ...]) -> None:
    told = describe_error("x = 1\ny = 2\n", trouble)
    assert told.message.lower() == "this cannot be read: odd"
    assert told.hint == "compare it with the lines around it"
    assert (told.code, told.region) == ("CBI001", region)


def test_63_levels_are_not_too_deep() -> None:
    assert parse("x.toml", f"x = {'[' * 63}{']' * 63}".encode()).errors == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_fault_for_each_broken_table(newline: str) -> None:
    rows = [
        "# head",
        "[[event]]",
        'id = "a"',
        "[[event]]",
        "id b",
        "start oops",
        "[[event]]",
        'id = "c"',
        "[[event]]",
        "2022-02-30",
        "[[event]]",
        'id = "e"',
    ]
    text = newline.join(rows)
    document = parse("x.toml", text.encode())
    assert document.data == {"event": [{"id": "a"}, {"id": "c"}, {"id": "e"}]}
    assert [(fault.code, fault.region) for fault in document.errors] == [
        ("CBI001", TextRange(5, 4, 5, 5)),
        ("CBI105", TextRange(10, 1, 10, 11)),
    ]
    kept = [*rows[:3], "", "", "", *rows[6:8], "", "", *rows[10:]]
    assert [row.rstrip("\r") for row in document.clean.split("\n")] == kept
    assert document.text == text


def test_what_belongs_to_a_broken_table_goes_with_it() -> None:
    text = '[[event]]\nid = "a"\n[[event]]\nid b\n[[event.part]]\nx = 1\n[event.one]\ny = 2\n[[event]]\nid = "c"\n'
    document = parse("x.toml", text.encode())
    assert document.data == {"event": [{"id": "a"}, {"id": "c"}]}
    assert len(document.errors) == 1


def test_a_broken_part_leaves_its_record() -> None:
    text = '[[event]]\nid = "a"\n[[event.part]]\nx y\n[event.part.deep]\n[event.one]\nz w\n[event.two]\nv = 2\n'
    document = parse("x.toml", text.encode())
    assert document.data == {"event": [{"id": "a", "two": {"v": 2}}]}
    assert [fault.region.line for fault in document.errors if fault.region] == [4, 7]


def test_headers_inside_texts_and_lists_cut_nothing() -> None:
    text = (
        'a = """\n[[event]]\nid = 1\n"""\nb = [\n  ["x"],\n  ["y"]\n]\nc = \'\'\'\n[t]\n\'\'\'\n'
        '[[event]]\nid = "a"\n[[event]]\nid oops\n'
    )
    document = parse("x.toml", text.encode())
    assert document.data == {
        "a": "[[event]]\nid = 1\n",
        "b": [["x"], ["y"]],
        "c": "[t]\n",
        "event": [{"id": "a"}],
    }
    assert [fault.region.line for fault in document.errors if fault.region] == [15]


def read(text: str) -> tuple[dict[str, Any], list[tuple[int, int, str, str]]]:
    """The data of a text, and of each fault its place, its code, and the path of the value that cannot be read."""
    document = parse("x.toml", text.encode())
    assert document.unreadable == tuple(one.path for one in document.errors if one.path)
    assert document.clean.count("\n") == text.count("\n")
    places = [(*one.region[:2], one.code, ".".join(map(str, one.path))) for one in document.errors if one.region]
    return document.data, sorted(places)


def test_a_value_that_cannot_be_read_costs_no_other_one() -> None:
    rows = [
        "[[event]]",
        "id = 2022-10-13-x",
        "start = 2022-02-30  # a comment",
        "kind = meeting",
        'title = "abc',
        'sources = ["a" "b"]',
        'note = """',
        "x = y",
        '"""',
        "end =",
        "claims = [",
        "  { day = 2022-13-01 }, 2022-02-29,",
        "]",
        'place = "x"',
    ]
    assert read("\n".join(rows)) == (
        {
            "event": [
                {
                    "id": "2022-10-13-x",
                    "start": "2022-02-30",
                    "kind": "meeting",
                    "title": '"abc',
                    "sources": '["a" "b"]',
                    "note": "x = y\n",
                    "end": "",
                    "claims": [{"day": "2022-13-01"}, "2022-02-29"],
                    "place": "x",
                }
            ]
        },
        [
            (2, 16, "CBI001", "event.0.id"),
            (3, 9, "CBI105", "event.0.start"),
            (4, 8, "CBI001", "event.0.kind"),
            (5, 9, "CBI001", "event.0.title"),
            (6, 16, "CBI001", "event.0.sources"),
            (10, 6, "CBI001", "event.0.end"),
            (12, 11, "CBI105", "event.0.claims.0.day"),
            (12, 25, "CBI105", "event.0.claims.1"),
        ],
    )


def test_a_value_of_several_lines_costs_no_other_one() -> None:
    rows = [
        "[[event]]",
        "parties = [",
        "  us,  # a comment",
        '  "mx",',
        "  2022-02-30,",
        '  "abc,',
        '  ["x", { name = A, office = "b" }],',
        "]",
        "sources = [",
        '  "a"',
        '  "b",',
        "  c,",
        "]  # a comment",
        'note = "one',
        'two"',
        "text = '''",
        "x = y",
        "''' z",
        "both = { a = 1,",
        "  b = 2 }",
        "open = [",
        '  "a",',
        'place = "x"',
        "city = y",
    ]
    for text in ("\n".join(rows), "\r\n".join(rows)):
        data, found = read(text)
        newline = text[9 : text.index("parties")]
        assert data == {
            "event": [
                {
                    "parties": ["us", "mx", "2022-02-30", '"abc', ["x", {"name": "A", "office": "b"}]],
                    "sources": newline.join(["[", '  "a"', '  "b",', "  c,", "]"]),
                    "note": f'"one{newline}two"',
                    "text": newline.join(["'''", "x = y", "''' z"]),
                    "both": f"{{ a = 1,{newline}  b = 2 }}",
                    "open": f'[{newline}  "a",',
                    "place": "x",
                    "city": "y",
                }
            ]
        }
        assert found == [
            (3, 3, "CBI001", "event.0.parties.0"),
            (5, 3, "CBI105", "event.0.parties.2"),
            (6, 3, "CBI001", "event.0.parties.3"),
            (7, 18, "CBI001", "event.0.parties.4.1.name"),
            (11, 3, "CBI001", "event.0.sources"),
            (12, 3, "CBI001", "event.0.sources"),
            (14, 8, "CBI001", "event.0.note"),
            (18, 5, "CBI001", "event.0.text"),
            (19, 16, "CBI001", "event.0.both"),
            (21, 8, "CBI001", "event.0.open"),
            (24, 8, "CBI001", "event.0.city"),
        ]


def test_the_places_behind_a_bad_value_stay() -> None:
    document = parse("x.toml", b'x = [a, "b", ab, "c"]\ny = 1\n')
    assert [locate(document, ("x", number)).value.column for number in range(4)] == [6, 9, 14, 18]


def test_of_a_key_of_several_lines_that_is_given_twice_neither_value_counts() -> None:
    data, found = read('a = [\n  "x",\n  y,\n]\nb = 1\na = [\n  z,\n]\nc = 2')
    assert data == {"a": '[\n  "x",\n  y,\n]', "b": 1, "c": 2}
    assert found == [(3, 3, "CBI001", "a"), (6, 1, "CBI001", "a")]


def test_of_a_key_that_is_given_twice_neither_value_counts() -> None:
    assert read('a = "x"  # one\nb = y\na = 3\na = 4\n') == (
        {"a": '"x"', "b": "y"},
        [(2, 5, "CBI001", "b"), (3, 1, "CBI001", "a"), (4, 1, "CBI001", "a")],
    )


@pytest.mark.parametrize("text", ["a = 1\nb\nc = x", 'a = """x = y"" z\nb = x', "[[a]\nb = x\nc = [y]"])
def test_what_is_more_than_single_values_is_left_out_as_a_whole(text: str) -> None:
    data, found = read(text)
    assert (data, len(found), found[0][3]) == ({}, 1, "")


def test_an_open_text_costs_its_own_table_only() -> None:
    text = '[[event]]\nnote = """one\n[[event]]\nid = "b"\n[[event]]\nnote = """two"""\n[[event]]\nid = "d"\n'
    document = parse("x.toml", text.encode())
    assert document.data == {"event": [{"id": "b"}, {"note": "two"}, {"id": "d"}]}
    assert [tuple(fault.region) for fault in document.errors if fault.region] == [(2, 8, 2, 11)]


@pytest.mark.parametrize("first", [True, False])
def test_a_table_in_single_brackets_among_records_is_left_out(first: bool) -> None:
    single = "  [event]  # c\nid = 1\n[event.part]\nx = y\n"
    text = f"{single * first}[[event]]\nid = 2\n{single * (not first)}[[event]]\nid = z\n"
    document = parse("x.toml", text.encode())
    assert document.data == {"event": [{"id": 2}, {"id": "z"}]}
    fault, *others = document.errors
    assert fault.region == TextRange(1 if first else 3, 3, 1 if first else 3, 10)
    assert fault.message == "`[event]` has single brackets, and other records of this list have double ones"
    assert fault.hint == "begin each record with [[event]]"
    assert [one.message for one in others] == ["`y` has no quotes", "`z` has no quotes"]


def test_of_tables_with_one_name_the_first_is_read() -> None:
    text = "[a]\nx = 1\n[b]\ny = 2\n[a]\nz = 3\n[a.c]\nz = 4\n[d]\nw = 5\n[b]\n"
    document = parse("x.toml", text.encode())
    assert document.data == {"a": {"x": 1}, "b": {"y": 2}, "d": {"w": 5}}
    assert [one.region.line for one in document.errors if one.region] == [5, 11]


@pytest.mark.parametrize("name", ["_MAX_CONTRADICTIONS", "_MAX_REREAD_LENGTH"])
def test_beyond_a_limit_tables_that_contradict_each_other_leave_no_data(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"cbi_cli.toml.recovery.{name}", 2)
    document = parse("x.toml", b"[a]\n" * 5 + b"x = y\n")
    assert (document.data, document.clean, document.unreadable) == ({}, "", ())
    assert {one.message for one in document.errors} == {"the table `[a]` is here a second time", "`y` has no quotes"}


def test_ten_thousand_faults_come_one_by_one() -> None:
    document = parse("x.toml", b"".join(b"[[event]]\nid = a%d\n" % number for number in range(10_000)))
    assert [fault.region.line for fault in document.errors if fault.region] == list(range(2, 20_001, 2))


def test_a_file_with_too_many_broken_tables_says_from_where_on_it_was_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cbi_cli.toml.recovery.max_findings_for", lambda length: 2)
    found = parse("topics.toml", b"[[topic]]\nid = x\n" * 5).errors
    assert [(one.region[0] if one.region else 0) for one in found] == [7, 2, 4, 6]
    assert found[0].message == "too many tables are broken; the 2 from line 7 on were not read"
