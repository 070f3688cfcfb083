"""What is read is TOML 1.0 to the letter: the library reads more, and the standard library of Python 3.11 does not."""

from __future__ import annotations

import sys
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cbi_cli.toml.parser import ParseError, parse_toml
from cbi_cli.toml.toml_version import find_newer_syntax, may_have_newer_syntax
from tests.conftest import US_MEXICO
from tests.unit.toml.test_error_causes import NEWER, SAME

FILES = sorted(US_MEXICO.rglob("*.toml"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
PIECES = [piece for text in TEXTS for piece in text.split("\n\n")[:8]]
SIGNS = st.text("\"'[]{}=,.#\n\r\t \\u0041-:TZ+_ex\0é", max_size=3)

# Inside of braces: each is right in TOML 1.1, and so is each followed by any other, but for some lines of texts.
INNER = [
    *("", " ", "\t", "\n", "\r\n", " # }\n", " #\n", "a = 1", "b = '}'", 'c = "}"', 'd = "\\""', "e = ''", 'f = ""'),
    *("g = '''\n}'''", 'h = """ " } """', "i = {}", "j = { k = 1 }", "l = [ 1, ]", "m = [\n]", "n = 10:30", '"{" = 1'),
    *("'o,}' = 2022-01-01 10:30", "p = '\\'", 'q = "\\e"', 'r = "\\\\e"', "s = 10:30:00", 't = "\'"', "u.v = '\"'"),
]


def check_against_the_standard_library(text: str) -> None:
    """Hold what is read against the standard library, which reads TOML 1.0 up to Python 3.14."""
    found = parse_toml(text)
    try:
        data = tomllib.loads(text)
    except ValueError:
        assert isinstance(found, ParseError)
    else:
        assert repr(found) == repr(data)  # the same types, in the same order


@pytest.mark.parametrize("text", TEXTS, ids=[path.name for path in FILES])
def test_the_shipped_files_are_read_and_their_tokens_are_not_looked_at(text: str) -> None:
    assert parse_toml(text) == tomllib.loads(text)
    assert not may_have_newer_syntax(text)


@given(st.sampled_from(PIECES), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 4), SIGNS), max_size=4))
def test_an_edited_text(text: str, edits: list[tuple[int, int, str]]) -> None:
    for at, gone, new in edits:
        text = text[:at] + new + text[at + gone :]
    check_against_the_standard_library(text)


@given(st.lists(st.sampled_from(INNER), max_size=5), st.sampled_from([", ", ",", " ,", "\n,"]), st.booleans())
@example(["a = 1", ""], ", ", False)
def test_a_table_in_braces(inner: list[str], comma: str, in_list: bool) -> None:
    table = "{" + comma.join(inner) + "}"
    check_against_the_standard_library(f"x = [ {table}, 1 ]\n" if in_list else f"x = {table} # }}")


@pytest.mark.parametrize("text", [row[0] for row in NEWER])
def test_what_needs_toml_1_1_has_a_sign_of_it(text: str) -> None:
    assert may_have_newer_syntax(text)
    assert find_newer_syntax(text) is not None


@pytest.mark.parametrize("text", SAME)
def test_what_only_looks_so_is_read(text: str) -> None:
    assert find_newer_syntax(text) is None
    assert parse_toml(text) == tomllib.loads(text)


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="tomllib reads TOML 1.1 from Python 3.15 on")
@pytest.mark.parametrize("text", [row[0] for row in NEWER])
def test_the_standard_library_refuses_it_too(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)


@pytest.mark.parametrize("brackets", [400, 5_000, 200_000])
def test_brackets_however_deep_end_in_trouble(brackets: int) -> None:
    assert parse_toml("x = " + "[" * brackets) in (
        ParseError("nested too deeply", 0, 0),
        ParseError("Invalid value", 0, 0, at_end=True),
    )
    assert parse_toml("x = " + "[" * brackets + "]" * brackets) == ParseError("nested too deeply", 0, 0)
