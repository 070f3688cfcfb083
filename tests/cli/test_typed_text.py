"""Words with accents are found in whatever Unicode form a keyboard or a file system gives them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from cbi_cli.cli.registry import COMMANDS, load_command
from tests.conftest import US_MEXICO, Cli

NAME = "Cumbre de Líderes de América del Norte"


FOUND_BY_TEXT = {
    ("show", "record"): ["show", "{}", "--format", "json"],
    ("history", "series"): ["history", "{}", "--format", "json"],
    ("gaps", "series"): ["gaps", "{}", "--format", "json"],
    ("explain", "indicator"): ["explain", "2022", "{}", "--format", "json"],
    ("timeline", "institution"): ["timeline", "--year", "all", "--format", "json", "--institution", "{}"],
    ("timeline", "party"): ["timeline", "--year", "all", "--format", "json", "--party", "{}"],
    ("timeline", "topic"): ["timeline", "--year", "all", "--format", "json", "--topic", "{}"],
    ("timeline", "place"): ["timeline", "--year", "all", "--format", "json", "--place", "{}"],
    ("timeline", "source"): ["timeline", "--year", "all", "--format", "json", "--source", "{}"],
    ("timeline", "kind"): ["timeline", "--year", "all", "--format", "json", "--kind", "{}"],
    ("timeline", "level"): ["timeline", "--year", "all", "--format", "json", "--level", "{}"],
    ("timeline", "text"): ["timeline", "--year", "all", "--format", "json", "--text", "{}"],
}
"""A call for each option and argument by which something is looked for."""

TYPED = {
    "record": NAME,
    "series": NAME,
    "indicator": NAME,
    "institution": NAME,
    "party": "México",
    "topic": "Educación",
    "place": "Monterrey, Nuevo León",
    "kind": "Reunión",
    "level": "Subsecretaría",
    "text": "López",
}
EXEMPT = {
    "dataset": "a path, which the file system compares",
    "at": "a revision of git",
    "output": "a path",
    "paths": "paths",
    "as_of": "a date; tests/unit/edit/test_human.py",
    "month": "no month has an accent; tests/unit/edit/test_human.py",
    "status": "no label has an accent",
    "year": "a number",
    "since": "a date",
    "lang": "the code of a language",
    "table": "a table of a report by the name that the program gives it",
    "until": "a date",
}


def typed_in(name: str) -> str:
    if name == "source":
        return accented_source()
    return TYPED[name]


def accented_source() -> str:
    """A title of a source with an accent, in composed form."""
    import tomllib

    sources = tomllib.loads((US_MEXICO / "sources.toml").read_text(encoding="utf-8"))["source"]
    titles: list[str] = [one["title"] for one in sources]
    return next(title for title in titles if unicodedata.normalize("NFD", title) != title and titles.count(title) == 1)


@pytest.mark.parametrize(("place", "words"), FOUND_BY_TEXT.items(), ids="-".join)
def test_a_word_is_found_in_every_unicode_form(place: tuple[str, str], words: list[str], cli: Cli) -> None:
    text = typed_in(place[1])
    composed = unicodedata.normalize("NFC", text)
    taken_apart = unicodedata.normalize("NFD", text)
    assert composed != taken_apart
    expected = cli(*(word.format(composed) for word in words))
    assert (expected.code, expected.err) == (0, "")
    assert '"id": ' in expected.out
    for typed in (taken_apart, taken_apart.upper(), f" {composed.lower()} "):
        found = cli(*(word.format(typed) for word in words))
        assert (found.code, found.err) == (0, "")
        assert answer_of(found.out) == answer_of(expected.out)


def answer_of(out: str) -> dict[str, object]:
    """Read a JSON document without the filters, which repeat the text as it was typed."""
    document: dict[str, object] = json.loads(out)
    document.pop("filters", None)
    return document


def test_every_option_that_takes_a_text_is_in_the_table() -> None:
    """A new option by which something is looked for has to be added above, or to the exempt ones with its reason."""
    reading = ("show", "history", "gaps", "explain", "timeline")
    assert set(reading) <= set(COMMANDS)
    for name in reading:
        for parameter in load_command(name).parameters:
            is_text = not parameter.choices and not parameter.is_flag and not parameter.is_path
            if not is_text or parameter.attribute in EXEMPT or (name, parameter.attribute) == ("explain", "what"):
                continue
            assert (name, parameter.attribute) in FOUND_BY_TEXT, f"{name} {parameter.attribute}"


def test_options_of_a_new_event_take_every_unicode_form(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--from", "us-mexico", "data", folder=tmp_path).code == 0
    given = {
        "--institution": NAME,
        "--party": "México",
        "--topic": "Educación",
        "--place": "Cancún",
        "--kind": "Reunión",
        "--level": "Subsecretaría",
        "--office": "Economía",
        "--source": "cbi-2022",
        "--title": "Something that nobody has entered",
        "--title-es": "Algo que nadie ha capturado",
        "--start": "2 mayo 2021",
    }
    results = []
    for form in ("NFC", "NFD"):
        words = [unicodedata.normalize(form, word) for pair in given.items() for word in pair]
        results.append(cli("add-event", "--no-input", "--dry-run", *words, folder=tmp_path / "data"))
    assert [result.code for result in results] == [0, 0], results[0].err
    assert results[0].out == results[1].out
    assert 'institutions = ["nals"]' in results[0].out
    assert 'place = "cancun"' in results[0].out
