"""`cbi cite`: which style and which format a call asks for, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli

EVENT = "2016-06-29-north-american-leaders-summit"


def test_a_reference_with_its_sources(cli: Cli) -> None:
    result = cli("cite", EVENT)
    first, empty, heading, *sources = result.out.splitlines()
    assert first == (
        f"The cbi authors (2026). North American Leaders' Summit in Ottawa, Jun 29, 2016 [{EVENT}]. In: Institutional "
        "interactions between the United States and Mexico (us-mexico, version 1.0.0) [Data set]."
    )
    assert (empty, heading, len(sources)) == ("", "Based on", 5)


def test_the_year_is_never_that_of_the_clock(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_TODAY", "2031-01-01")
    assert cli("cite").out.startswith("The cbi authors (2026). ")


def test_json_is_csl_json(cli: Cli) -> None:
    as_json, as_csl = cli("cite", EVENT, "--format", "json"), cli("cite", EVENT, "--style", "csl-json")
    both = cli("cite", EVENT, "--style", "csl-json", "--format", "json")
    assert as_json.out == as_csl.out == both.out
    items = json.loads(as_json.out)
    assert [item["id"] for item in items[:2]] == [f"us-mexico:event:{EVENT}", "us-mexico:source:cbi-2022"]


@pytest.mark.parametrize(
    ("name", "words", "beginning"),
    [
        ("a.bib", [], "@misc{us-mexico,"),
        ("a.ris", [], "TY  - DATA\nID  - us-mexico\n"),
        ("a.json", [], '[\n  {\n    "id": "us-mexico"'),
        ("a.txt", [], "The cbi authors (2026)."),
        ("a.txt", ["--style", "ris"], "TY  - DATA"),
        ("a.md", [], "The cbi authors (2026)."),
        ("a.html", ["--style", "text"], "<!DOCTYPE html>"),
        ("a", ["--style", "bibtex"], "@misc{us-mexico,"),
    ],
)
def test_the_suffix_of_a_file_chooses_the_style(
    name: str, words: list[str], beginning: str, cli: Cli, tmp_path: Path
) -> None:
    result = cli("cite", "--dataset", "us-mexico", *words, "--output", name, folder=tmp_path)
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--style", "bibtex", "--format", "html"], "--style bibtex cannot be written as html"),
        (["--style", "text", "--format", "json"], "--style text cannot be written as json"),
        (["--table", "rows"], "--table: a citation has no tables"),
        (["--output", "a.csv"], "--output: `.csv` is not the suffix of a format"),
        (["--style", "ris", "--output", "a.bib"], "--output: `.bib` is the suffix of bibtex, and --format is ris"),
        (["--format", "csv"], "`csv` is not one of"),
        (["--style", "apa"], "invalid value for `--style` / `-s`: `apa`"),
        (["nals"], "`nals` can mean 2 records"),
        (["cbi-2022#nothing"], "the source `cbi-2022` has no part `nothing`"),
    ],
)
def test_what_does_not_fit_is_refused(words: list[str], problem: str, cli: Cli, tmp_path: Path) -> None:
    result = cli("cite", "--dataset", "us-mexico", *words, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert list(tmp_path.iterdir()) == []


def test_markdown_has_links(cli: Cli) -> None:
    shown = cli("cite", EVENT, "--format", "markdown").out
    assert "[https://en.wikipedia.org/wiki/North_American_Leaders%27_Summit](" in shown or "<https://en.wiki" in shown


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--limit", "0", "a"], "--limit: `0` is not a number of hits"),
        (["--limit", "x", "a"], "--limit: `x` is not a number of hits"),
        (['""'], 'there is no word in `""`'),
    ],
)
def test_a_search_that_cannot_be_made(words: list[str], problem: str, cli: Cli) -> None:
    result = cli("search", *words)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err


def test_a_search_without_hits_is_no_error(cli: Cli) -> None:
    result = cli("search", "sumit", "2016")
    assert (result.code, result.err) == (0, "")
    assert "Did you mean `cbi search summit 2016`?" in result.out
