"""A fault is explained by its cause: habits of other formats, signs that only look right, merges, TOML 1.1."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.toml.document import parse
from cbi_cli.toml.syntax_error import suggest_quotes
from tests.unit.toml.test_document import SLIPS

# The text, what the message says, what the hint says, and the first column of the place.
CASES = [
    ('id =\u00a0"x"', "U+00A0 (no-break space)", "plain space", 5),
    ('x = { a = 1, a = "a" }', "the key `a` is in these braces a second time", "keep one of the two", 14),
    ("x = { aa = 1, aa = 2 }", "the key `aa` is in these braces a second time", "keep one of the two", 15),
    ("x = { a = 1 # c\n}", "the table in braces does not end on its line", "on one line", 13),
    ("x = { a = 1 # c", "the table in braces has no closing `}`", "end it with }", 5),
    ("---", "a line cannot begin with -, as in YAML", 'a list is key = ["a", "b"]', 1),
    ("  ---  ", "a line cannot begin with -, as in YAML", 'a list is key = ["a", "b"]', 3),
    ("x = 'a\ny = \"it's\"", "the text that begins with ' has no end", "end it with '", 5),
    ("y = \"it's\nx = 1", 'the text that begins with " has no end', 'end it with "', 5),
    ('\u00a0id = "x"', "U+00A0 (no-break space)", "plain space", 1),
    ('id = "x"\u00a0', "U+00A0 (no-break space)", "plain space", 9),
    ('x = ["a",\u00a0"b"]', "U+00A0 (no-break space)", "plain space", 10),
    ("x = {\u202fa = 1 }", "U+202F (narrow no-break space)", "plain space", 6),
    ('id\u3000= "x"', "U+3000 (ideographic space)", "plain space", 3),
    ('id = \u200b"x"', "invisible character U+200B", "delete it", 6),
    ('\ufeff\ufeffid = "x"', "invisible character U+FEFF", "delete it", 1),
    ("[[my event]]", "the name `my event` has a space", "[[event]]", 3),
    ("[my event]", "the name `my event` has a space", "[event]", 2),
    ("my key = 1", "the key `my key` has a space", "write my_key", 1),
    ('u = "https:\\/\\/x"', "`\\/` is an escape of JSON", "/ alone", 12),
    ('u = "\\ud83d\\ude00"', "`\\ud83d` is half of a character", "\\U0001F600", 6),
    ('u = "\\ud83d"', "`\\ud83d` is half of a character", "the character itself", 6),
    ('u = "it\\\'s"', "an apostrophe needs no backslash", "' alone", 8),
    ('u = "\\u41"', "`\\u` is not followed by four", "\\u00F1", 6),
    ('u = "\\U41"', "`\\U` is not followed by eight", "\\U0001F600", 6),
    ('x = ["a" "b"]', 'no comma before `"b"`', "commas between the items", 10),
    ('x = ["a"\n"b"]', 'no comma before `"b"`', "commas between the items", 1),
    ("x = [{ a = 1 }\n{ a = 2 }]", "no comma before `{`", "commas between the items", 1),
    ("x = { a = 1 b = 2 }", "no comma before `b`", "commas between the keys", 13),
    ("x = “abc”", "“ is a curly quote", 'straight quotes: "text"', 5),
    ("“x” = 1", "“ is a curly quote", 'straight quotes: "text"', 1),
    ("x = ‘abc’", "‘ is a curly quote", 'straight quotes: "text"', 5),
    ("x = ＂abc＂", "＂ is a curly quote", 'straight quotes: "text"', 5),
    ('x = "He said “hi"”', "” is a curly quote", 'straight quotes: "text"', 18),
    ('x = "abc”\ny = 1', "” is a curly quote and ends no text", 'straight quotes: "text"', 9),
    ("x = 2022–10–13", "– (U+2013) is not a hyphen", "write -", 9),
    ("x = −5", "− (U+2212) is not a hyphen", "write -", 5),
    ("x ＝ 1", "＝ (U+FF1D) is not `=`", "write =", 3),
    ('x = ["a"，"b"]', "， (U+FF0C) is not `,`", "write ,", 9),
    ("x = ２０２２", "２ (U+FF12) is not `2`", "write 2", 5),
    ('x: "abc"', "joined by =, not by :", 'key = "text"', 2),
    ('"x": "abc",', "joined by =, not by :", 'key = "text"', 4),
    ("x = { a: 1 }", "joined by =, not by :", 'key = "text"', 8),
    ("x == 1", "`==` is not how", "one =", 4),
    ("x => 1", "`=>` is not how", "one =", 4),
    ("{", "cannot begin with {, as in JSON", "key = value", 1),
    ("- a", "cannot begin with -, as in YAML", '["a", "b"]', 1),
    ("x = null", "TOML has no `null`", "leave the key out", 5),
    ("x = [None]", "TOML has no `None`", "leave the key out", 6),
    ("x = yes", "`yes` has no quotes", "true or false", 5),
    ('x = ("a", "b")', "in square brackets", '["a", "b"]', 5),
    ('x = "a";', "does not end with ;", "delete it", 8),
    ("x = 1 // y", "a comment begins with #", "write #", 7),
    ("// y", "a comment begins with #", "write #", 1),
    ("/* y */", "a comment begins with #", "write #", 1),
    ("<!-- y -->", "a comment begins with #", "write #", 1),
    ("; y", "a comment begins with #", "write #", 1),
    ("x = 1,000", "a number has no commas", "1.5", 6),
    ('x = "a" y = "b"', "the key `y` is on the line of another one", "new line", 9),
    ("a = 1\n=======\n", "left over from an unresolved merge", "delete this line", 1),
    ("a = 1\n>>>>>>> theirs\n", "left over from an unresolved merge", "delete this line", 1),
    ("<<<<<<< HEAD\na = 1\n", "left over from an unresolved merge", "delete this line", 1),
    ("x = 2022-10-13 noon", "`noon` follows the day", "a day is written alone", 16),
    ("x = 2022-10-13 to 2022-10-15", "`to` follows the day", "a key of its own", 16),
    ("x = 2022-10-13/15", "`/15` follows the day", "a key of its own", 15),
    ("x = 2022.10.13", "`2022.10.13` is not in the date format", "2022-10-13", 5),
    ("x = 13.10.2022", "`13.10.2022` is not in the date format", "2022-10-13", 5),
    ("x = -0044-03-15", "`-0044-03-15` is not in the date format", "2022-10-13", 5),
    ("x = 12022-03-15", "`12022-03-15` is not in the date format", "2022-10-13", 5),
    ("x = Oct 13, 2022", "`Oct 13, 2022` has no quotes", 'write "Oct 13, 2022", or a day as 2022-10-13', 5),
    ("x = 1.2.3", "`1.2.3` has no quotes", 'write "1.2.3"', 5),
    ("x = 2022?", "`2022?` has no quotes", 'write "2022?"', 5),
    ("x = [1, 100%, 2]", "`100%` has no quotes", 'write "100%"', 9),
    ("x = 1 000", "a number has nothing between its digits", "write 1000", 7),
    ("x = 1'000'000", "a number has nothing between its digits", "write 1000", 6),
    ("x = `a`", "a backtick is not a quote", "straight quotes", 5),
    ('x = f"abc"', "`f` before a quote has no meaning", "delete it", 5),
    ('x = \\"a\\"', "a backslash before the quote", "delete the backslashes", 5),
    ('x = "a\\"', 'the backslash before the last "', "for a backslash", 7),
    ('x = "C:\\Users\\x"', "`\\U` is not followed by eight", "\\\\ for a backslash", 8),
    ("x = C:\\dir", "`C:\\dir` has no quotes", "write 'C:\\dir'", 5),
    ("x = 'it's'", "`s'` follows the closing quote", "in double quotes", 9),
    ('x = "a\nb"', 'the text that begins with " has no end', 'several lines is between """', 5),
    ("x = |\n  a", "does not begin with |, as in YAML", 'between """', 5),
    ('x = ["a",, "b"]', "a comma in place of a value", "delete it", 10),
    ('x = [, "a"]', "a comma in place of a value", "delete it", 6),
    ("x = { a = 1,, b = 2 }", "a comma in place of a key", "delete it", 13),
    ('x = ["a"; "b"]', "`;` does not separate values", "write a comma", 9),
    ('x = ["a" | "b"]', "`|` does not separate values", "write a comma", 10),
    ("x = { a = 1; b = 2 }", "`;` does not separate values", "write a comma", 12),
    ('x = ["a"}', "`}` does not close what is open here", "write ] before it", 9),
    ("x = [{ a = 1 ]", "`]` does not close what is open here", "write } before it", 14),
    ('x = ["a"]]', "`]` closes no bracket", "delete it, or write [", 10),
    ("x = { a = 1 }}", "`}` closes no bracket", "delete it, or write {", 14),
    ("x = us, mx]", "closes a list that does not begin", "write [ before it", 5),
    ("x = us, mx", "`us, mx` has no quotes", 'write "us, mx", or ["us", "mx"] for several values', 5),
    ('x = "a",', "a comma follows the value", "delete it", 8),
    ('x = [name = "A"]', "`name` is a key, and a list holds values", "in braces", 6),
    ('x = ["a”, "b"]', "” is a curly quote and ends no text", "straight quotes", 8),
    ('x = "a”', "” is a curly quote and ends no text", "straight quotes", 7),
    ('x = ["a"、"b"]', "、 (U+3001) is not `,`", "write ,", 9),
    ("x：1", "： (U+FF1A) is not `=`", "write =", 2),
    ("x = 2022-10-1３", "３ (U+FF13) is not `3`", "write 3", 14),
    ("x = 1º", "`1º` has no quotes", 'write "1º"', 5),
    ("x = ${HOME}", "`${HOME}` has no quotes", 'write "${HOME}"', 5),
    ("x? = 1", "the key `x?` has signs that a key cannot have", "letters a to z", 1),
    ("x[0] = 1", "the key `x[0]` has signs that a key cannot have", "letters a to z", 1),
    ("x. = 1", "a part of the name is missing beside the dot", "delete the dot", 4),
    ("[x..y]", "a part of the name is missing beside the dot", "delete the dot", 4),
    ("[x/y]", "the name `x/y` has signs that a name cannot have", "letters a to z", 1),
    ("[[x]]]", "the brackets of `[[x]]]` do not match", "[[name]]", 1),
    ("[ [x] ]", "the brackets of `[ [x] ]` do not match", "[[name]]", 1),
    ("[[x", "the brackets of `[[x` do not match", "[[name]]", 1),
    ("[[]]", "there is no name in the brackets", "[[event]]", 3),
    ('[{ "id": "x" }]', "cannot begin with [{, as in JSON", "key = value", 1),
    ("```toml", "cannot begin with ```, as in Markdown", "delete the line", 1),
    ("-----", "cannot begin with -, as in YAML", "a list is", 1),
    ("x = [\n  'a',\ny = 1", "the list has no closing `]`", "end it with ]", 5),
]

WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30)


@given(WORDS)
def test_a_text_that_a_hint_gives_is_the_text(word: str) -> None:
    """What is pasted from a hint has to be read, and must not change the text, however many quotes are in it."""
    found = re.fullmatch("write (.*)", suggest_quotes(word))
    if found:
        assert tomllib.loads(f"x = {found[1]}") == {"x": word}
    else:
        assert not word.isprintable() or ("'" in word and {'"', "\\"} & set(word))


@pytest.mark.parametrize("row", [one for one in CASES if "has no quotes" in one[1] and one[2].startswith("write ")])
def test_a_word_without_quotes_is_read_as_its_hint_has_it(row: tuple[str, str, str, int]) -> None:
    word = row[1].split("`")[1]
    (fault,) = parse("x.toml", row[0].encode()).errors
    for written in re.findall(r"""write ("[^"]*"|'[^']*')|or (\[.*\])""", fault.hint):
        text = row[0].replace(word, written[0] or written[1])
        assert parse("x.toml", text.encode()).errors == ()


NEWER = [
    ("x = { a = 1, }", "x = { a = 1 }", "there is a comma before the closing `}`", "delete the comma", (1, 14)),
    ("x = {\n  a = 1\n}", "x = { a = 1 }", "does not end on its line", "on one line", (1, 6)),
    ("x = [{ a = 1,\nb = 2 }]", "x = [{ a = 1, b = 2 }]", "does not end on its line", "on one line", (1, 14)),
    ('x = "\\e[0m"', 'x = "\\u001B[0m"', "`\\e` is an escape of TOML 1.1", "\\u001B", (1, 6)),
    ('x = "a\\x41"', 'x = "aA"', "`\\x` is an escape of TOML 1.1", "\\u0041", (1, 7)),
    ('x = """\n\\x41"""', 'x = "A"', "`\\x` is an escape of TOML 1.1", "\\u0041", (2, 1)),
    ("x = 07:32", "x = 07:32:00", "a time has seconds", ":00", (1, 5)),
    ("x = 2022-01-01T07:32Z", "x = 2022-01-01T07:32:00Z", "a time has seconds", ":00", (1, 5)),
    ("x =\t07:32 # c", "x = 07:32:00", "a time has seconds", ":00", (1, 5)),
    ("x = [\n07:32]", "x = [07:32:00]", "a time has seconds", ":00", (2, 1)),
    ("x = [1,07:32,2]", "x = [1, 07:32:00, 2]", "a time has seconds", ":00", (1, 8)),
    ("x = { a = 1 # c\n}", "x = { a = 1 }", "does not end on its line", "on one line", (1, 13)),
    ("x = [2022-01-01 07:32]", "x = [2022-01-01 07:32:00]", "a time has seconds", ":00", (1, 6)),
]
"""What only TOML 1.1 allows, and the same in TOML 1.0."""

SAME = [
    'x = "\\\\e \\\\x41 { a, } 07:32"',
    "x = '\\e \\x41'",
    "# { a = 1, }\nx = [1, ]",
    "x = [\n{ a = 1 },\n]",
    "x = 07:32:00",
    'x = """{\n}"""',
    '"a:b" = "07:32"',
]
"""Texts of TOML 1.0 that look like more."""


@pytest.mark.parametrize(("text", "message", "hint", "column"), CASES)
def test_the_cause_is_named(text: str, message: str, hint: str, column: int) -> None:
    (fault,) = parse("x.toml", text.encode()).errors
    assert fault.code == "CBI001"
    assert message in fault.message
    assert hint in (fault.hint or "")
    assert fault.region is not None
    assert fault.region.column == column


def test_what_is_said_of_each_cause(golden: Callable[[str, str], None]) -> None:
    told: list[str] = []
    for text in [*(row[0] for row in CASES), *(row[0] for row in NEWER), *(row[0] for row in SLIPS)]:
        first = parse("x.toml", text.encode()).errors[0]
        assert first.region is not None
        told.append(f"{text[:80]!r}\n  {first.code} {tuple(first.region)} {first.message}\n  {first.hint}\n")
    golden("causes.txt", "\n".join(told))


@pytest.mark.parametrize(("text", "old", "message", "hint", "place"), NEWER)
def test_what_only_toml_1_1_allows_is_refused(
    text: str, old: str, message: str, hint: str, place: tuple[int, int]
) -> None:
    (fault,) = parse("x.toml", text.encode()).errors
    assert message in fault.message
    assert hint in (fault.hint or "")
    assert fault.region is not None
    assert (fault.region.line, fault.region.column) == place
    assert parse("x.toml", old.encode()).errors == ()


OURS = '[[a]]\nid = "x"\n\n<<<<<<< HEAD\n[[a]]\nid = "y"\n=======\n[[a]]\nid = "z"\n>>>>>>> other\n\n[[a]]\nid = "w"\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("base", ["", "||||||| 1234567\n[[a]]\nid = 'base'\n"])
def test_a_conflict_is_one_finding_and_the_records_around_it_are_read(base: str, newline: str) -> None:
    text = OURS.replace("=======", f"{base}=======").replace("\n", newline)
    document = parse("x.toml", text.encode())
    (fault,) = document.errors
    last = 10 + base.count("\n")
    assert (
        fault.message
        == f"an unresolved merge: lines 4 to {last} hold two versions, `HEAD` and `other`; the first is read"
    )
    assert fault.region == (4, 1, 4, 13)
    assert document.data == {"a": [{"id": "x"}, {"id": "y"}, {"id": "w"}]}


def test_each_of_several_conflicts_is_told_also_inside_a_record_and_a_text() -> None:
    inside = (
        '[[a]]\n<<<<<<< A\nid = "x"\n=======\nid = "y"\n>>>>>>> B\nt = """\n<<<<<<< A\n1\n=======\n2\n>>>>>>> B\n"""\n'
    )
    document = parse("x.toml", inside.encode())
    assert [one.region.line for one in document.errors if one.region] == [2, 8]
    assert document.data == {"a": [{"id": "x", "t": "\n1\n\n\n\n"}]}


def test_faults_beside_a_conflict_are_told_too() -> None:
    document = parse("x.toml", (OURS + "\n[[a]]\nid = what\n").encode())
    assert [one.region.line for one in document.errors if one.region] == [4, 16]


@pytest.mark.parametrize(
    "text", ["# <<<<<<< a\n# =======\n# >>>>>>> b\n", 'x = """\n=======\n"""\n', 'x = " <<<<<<< >>>>>>> "']
)
def test_signs_that_are_no_markers_are_no_conflict(text: str) -> None:
    assert parse("x.toml", text.encode()).errors == ()
