"""A call that is read plainly is read as Typer reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import typer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cbi_cli.cli import typer_app
from cbi_cli.cli.options import make_settings
from cbi_cli.cli.parser import Parameter, parse_args
from cbi_cli.cli.registry import COMMANDS, Command, load_command
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings

NAMES = {name: load_command(name).parameters for name in COMMANDS}


def plainly(name: str, words: Sequence[str], environ: Mapping[str, str]) -> dict[str, Any] | None:
    """What the quick reader makes of a call; None where it leaves it to Typer."""
    options = parse_args(load_command(name).options, words, environ)
    if options is None:
        return None
    make_settings(options, environ)
    return vars(options)


ODD = [
    "",
    "-",
    "--",
    "-h",
    "--help",
    "--no-such",
    "-x",
    "-fjson",
    "--format=json",
    "--check=yes",
    "a b",
    "ñ",
    "-1",
    "=",
]
VARIABLES = ["CBI_DATASET", "CBI_LANG"]


def by_typer(name: str, words: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any] | None:
    """What Typer makes of a call; None where it refuses it or shows help."""
    caught: list[dict[str, Any]] = []

    def catch(options: object, settings: Settings) -> int:
        caught.append(vars(options))
        return 0

    monkeypatch.setattr(typer_app, "load_command", lambda _: Command(catch, load_command(name).options))
    try:
        typer_app.make_app([name])([name, *words], prog_name="cbi", standalone_mode=False)
    except (typer.exceptions.TyperException, SystemExit):
        return None
    return caught[0] if caught else None


def outcome(read: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | str | None:
    """What comes of reading a call: its values, the message of a refusal, or None."""
    try:
        return read()
    except CbiError as error:
        return error.message


def some_words(known: Sequence[Parameter]) -> st.SearchStrategy[list[str]]:
    """Words of a call: options with fitting and other values, arguments, and what is odd."""
    parts: list[st.SearchStrategy[list[str]]] = [st.sampled_from(ODD).map(lambda word: [word])]
    for one in known:
        values = st.sampled_from([*one.choices, "2022", "nals", "x y", "", "-1"])
        for option in one.names:
            if one.is_flag:
                parts.append(st.just([option]))
            else:
                parts += [values.map(lambda value, option=option: [option, value])]  # type: ignore[misc]
                parts += [values.map(lambda value, option=option: [f"{option}={value}"])]  # type: ignore[misc]
        if not one.names:
            parts += [values.map(lambda value: [value])] * 3
    return st.lists(st.one_of(parts), max_size=5).map(lambda lists: [word for words in lists for word in words])


calls = st.sampled_from(sorted(NAMES)).flatmap(lambda name: st.tuples(st.just(name), some_words(NAMES[name])))
worlds = st.fixed_dictionaries({}, optional={name: st.sampled_from(["", "es", "us-mexico"]) for name in VARIABLES})


@settings(max_examples=600, deadline=None)
@given(calls, worlds)
@example(("scorecard", ["2022", "--format", "json"]), {})
@example(("gaps", ["nals", "-d", "us-mexico", "hled"]), {"CBI_LANG": "es"})
def test_a_call_that_is_read_plainly_is_read_as_typer_reads_it(
    call: tuple[str, list[str]], world: dict[str, str]
) -> None:
    name, words = call
    with pytest.MonkeyPatch.context() as monkeypatch:
        for variable in VARIABLES:
            monkeypatch.delenv(variable, raising=False)
        for variable, value in world.items():
            monkeypatch.setenv(variable, value)
        plain = outcome(lambda: plainly(name, words, world))
        if plain is not None:
            typed = outcome(lambda: by_typer(name, words, monkeypatch))
            # Typer may see another fault of the same call first.
            assert plain == typed or (isinstance(plain, str) and (typed is None or isinstance(typed, str)))


@pytest.mark.parametrize(
    ("name", "words", "given"),
    [
        ("scorecard", ["2022"], {"year": "2022", "strict_year": False, "lang": "en"}),
        ("scorecard", ["--strict-year", "2021", "--lang=es"], {"year": "2021", "strict_year": True, "lang": "es"}),
        ("gaps", ["nals", "-f", "csv", "hled"], {"series": ["nals", "hled"], "output_format": "csv"}),
        ("timeline", ["-k", "visit", "--kind", "meeting"], {"kind": ["visit", "meeting"], "institution": None}),
        ("list", ["events"], {"kind": "events"}),
    ],
)
def test_plain_calls_are_read(name: str, words: list[str], given: dict[str, Any]) -> None:
    found = plainly(name, words, {}) or {}
    assert {key: found[key] for key in given} == given


@pytest.mark.parametrize(
    ("name", "words"),
    [("scorecard", ["--help"]), ("gaps", ["-fcsv"]), ("scorecard", ["1", "2"]), ("list", ["things"]), ("list", [])],
)
def test_what_is_not_plain_is_left_to_typer(name: str, words: list[str]) -> None:
    assert plainly(name, words, {}) is None
