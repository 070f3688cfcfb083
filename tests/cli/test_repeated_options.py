"""An option given several times: a filter takes any of its values, all others are refused, however the call is read."""

from __future__ import annotations

import json

import pytest

from cbi_cli.cli.parser import Parameter
from cbi_cli.cli.registry import COMMANDS, load_command
from tests.conftest import Cli

OPTIONS = [(name, one) for name in COMMANDS for one in load_command(name).parameters if one.names and not one.is_flag]
SINGLE = [(name, one) for name, one in OPTIONS if not one.is_list]
FILTERS = {
    "--year": ("2022", "2023"),
    "--month": ("oct", "noviembre"),
    "--institution": ("hled", "hlsd"),
    "--kind": ("summit", "forum"),
    "--level": ("presidential", "municipal"),
    "--party": ("ca", "us"),
    "--topic": ("security", "trade"),
    "--place": ("Ciudad de México", "washington"),
    "--source": ("cbi-2022#timeline", "cbi-2022#table-1"),
    "--text": ("obrador", "consular"),
    "--status": ("planned", "postponed"),
}


def some_value(one: Parameter) -> str:
    """A value that the option takes."""
    return one.choices[0] if one.choices else "2022"


@pytest.fixture(params=["plain", "typer"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are read plainly if they can be, or by Typer in any case."""
    if request.param == "typer":
        monkeypatch.setattr("cbi_cli.cli.main.parse_args", lambda *given: None)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(("name", "one"), SINGLE, ids=[f"{name} {one.names[0]}" for name, one in SINGLE])
def test_an_option_with_one_value_is_refused_when_it_is_given_twice(name: str, one: Parameter, cli: Cli) -> None:
    long, value = one.names[0], some_value(one)
    for second in ([long, value], [f"{long}={value}"], [one.names[-1], value]):
        result = cli(name, long, value, *second)
        assert (result.code, result.out) == (2, "")
        assert f"{long} is given twice, and takes one value" in result.err
    assert f"{long} is given 3 times" in cli(name, *[long, value] * 3).err


def test_a_value_of_the_environment_and_one_option_are_no_repetition(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "es")
    assert cli("timeline", "--lang", "en").out.startswith("Timeline: 2022")


def test_every_filter_that_can_be_repeated_is_tried() -> None:
    lists = {one.names[0] for name, one in OPTIONS if name == "timeline" and one.is_list}
    assert lists == set(FILTERS)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("option", FILTERS)
def test_a_filter_given_twice_takes_events_of_either_value(option: str, cli: Cli) -> None:
    def ids(*words: str) -> list[str]:
        year = [] if option == "--year" else ["--year", "all"]
        result = cli("timeline", *year, *words, "--format", "json")
        assert (result.code, result.err) == (0, "")
        return [one["id"] for one in json.loads(result.out)["events"]]

    first, second = (ids(option, value) for value in FILTERS[option])
    both = ids(*(word for value in FILTERS[option] for word in (option, value)))
    assert set(both) == {*first, *second}
    assert len(both) == len(set(both))
    assert first != second
    assert first or second


def test_october_and_november_are_both_listed(cli: Cli) -> None:
    told = cli("timeline", "--month", "oct", "--month", "nov").out
    assert told.startswith("Timeline: October and November 2022\n")
    assert told.index("October 2022\n", 30) < told.index("November 2022\n", 40)
    document = json.loads(cli("timeline", "--month", "oct", "--month", "nov", "--format", "json").out)
    assert (document["year"], document["month"], document["months"]) == (2022, None, [10, 11])


@pytest.mark.parametrize("words", [("--year", "all", "--year", "2022"), ("--status", "any", "--status", "held")])
def test_all_and_any_take_everything(words: tuple[str, ...], cli: Cli) -> None:
    assert cli("timeline", *words).out == cli("timeline", *words[:2]).out


@pytest.mark.parametrize(
    ("year", "message", "hint"),
    [
        ("22", "`22` is not a year", "did you mean `2022`?"),
        ("05", "`05` is not a year", "did you mean `2005`?"),
        ("0022", "`0022` is not a year", ""),
        ("202", "`202` is not a year", "did you mean `202"),
        ("20222", "`20222` is not a year", "did you mean `2022`?"),
        ("2203", "2203 is too far from the years of the dataset", "did you mean `2023`?"),
        ("1022", "1022 is too far from the years of the dataset", "did you mean `2022`?"),
        ("9999", "9999 is too far from the years of the dataset", ""),
        ("-2022", "", ""),
        ("2022.0", "`2022.0` is not a year", "write it as 2022"),
        ("٢٠٢٢", "`٢٠٢٢` is not a year", "write it as 2022"),
        (" 2022", "` 2022` is not a year", "write it as 2022"),
    ],
)
def test_a_year_that_nobody_can_mean_is_refused(year: str, message: str, hint: str, cli: Cli) -> None:
    calls = [
        ("scorecard", year),
        ("scorecard", "2022", "--compare", year),
        ("timeline", "--year", year),
        ("topics", year),
        ("reconcile", year),
        ("explain", year, "nals"),
    ]
    for words in calls:
        result = cli(*words)
        assert (result.code, result.out) == (2, "")
        assert message in result.err
        assert hint in result.err


@pytest.mark.parametrize("year", ["1950", "2022", "2024", "2060"])
def test_a_year_without_data_is_answered(year: str, cli: Cli) -> None:
    assert cli("scorecard", year).code == 0
    assert cli("timeline", "--year", year).code == 0


def test_the_same_value_twice_is_one(cli: Cli) -> None:
    once = cli("timeline", "--month", "oct", "--kind", "visit", "--year", "2022", "--format", "json")
    twice = cli(
        *("timeline", "--month", "10", "--month", "Octubre", "--kind", "visit", "--kind", "Visita"),
        *("--year", "2022", "--year", "2022", "--format", "json"),
    )
    assert (once.code, once.out) == (0, twice.out)
    assert json.loads(once.out)["month"] == 10


def test_words_for_everything_are_taken_in_capitals(cli: Cli) -> None:
    for words in (("timeline", "--year", "{}"), ("topics", "{}")):
        every = [cli(*(word.format(form) for word in words)) for form in ("all", "ALL", "All")]
        assert {(one.code, one.out) for one in every} == {(0, every[0].out)}
    assert cli("timeline", "--status", "ANY").out == cli("timeline", "--status", "any").out


@pytest.mark.parametrize("option", ["--as-of", "--since", "--until"])
def test_a_date_that_nobody_can_mean_is_refused(option: str, cli: Cli) -> None:
    for typed in ("2202-06-30", "1822", "3000-01"):
        result = cli("timeline", "--year", "all", option, typed)
        assert (result.code, result.out) == (2, "")
        assert f"{option}: {typed[:4]} is too far from the years of the dataset, 1907 to 2024" in result.err
    for near in ("1911", "2073-12-31"):
        assert cli("timeline", "--year", "all", option, near).code == 0


def test_today_is_never_too_far(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_TODAY", "2150-01-01")
    assert cli("gaps", "--as-of", "today").code == 0
    assert cli("gaps", "--as-of", "2150-01-01").code == 0
