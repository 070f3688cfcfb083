"""The reports on the shipped dataset, as a person sees them: written to files, and compared byte for byte."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from cbi_cli.views import registry
from tests.conftest import US_MEXICO, Cli

REPORTS = {
    "scorecard": ("scorecard", "2022"),
    "scorecard-strict": ("scorecard", "2022", "--strict-year"),
    "scorecard-june": ("scorecard", "2022", "--as-of", "2022-06-30"),
    "scorecard-compared": ("scorecard", "2022", "--compare", "2021"),
    "scorecard-paused": ("scorecard", "2018"),
    "scorecard-printed": ("scorecard", "2022", "--published"),
    "scorecards": ("scorecard", "2018-2024"),
    "timeline": ("timeline", "--month", "oct"),
    "gaps": (
        *("gaps", "hled", "nals", "usmca-chapter-26", "border-management", "interparliamentary-meetings"),
        *("border-governors", "merida-consultative-group"),
    ),
    "due": ("due", "--as-of", "2023-11-15"),
    "history": ("history", "nals"),
    "reconcile": ("reconcile", "2022"),
    "compare": (
        "compare",
        "tests/golden/compare/travels.csv",
        "--mapping",
        "docs/mappings/historyatstate-travels.toml",
        *("--year", "2012", "--year", "2014", "--year", "2021", "--year", "2022"),
    ),
    "topics": ("topics", "2022"),
    "search": ("search", "summit", "2016"),
    "show": ("show", "hlsd", "--kind", "indicator"),
    "explain": ("explain", "2022", "nals"),
}
MORE = {
    "search-nothing": ("search", "sumit"),
    "show-event": ("show", "2022-10-13-high-level-security-dialogue"),
    "list": ("list", "institutions"),
    "explain-red": ("explain", "2022", "border-governors"),
}
FILES = Path(__file__).parent / "files"
FORMATS = {"json": "json", "csv": "csv", "markdown": "md", "html": "html", "table": "txt"}


def test_every_report_has_golden_files() -> None:
    # The page about a dataset names the folder that it is in.
    assert {call[0] for call in (REPORTS | MORE).values()} == set(registry.REPORTS) - {"info"}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", REPORTS)
def test_piped(name: str, lang: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*REPORTS[name], "--lang", lang)
    assert (result.code, result.err) == (0, "")
    golden(f"piped/{name}.{lang}.txt", result.out)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *product(
            ["scorecard", "scorecards", "timeline", "gaps", "due", "history", "topics"],
            ["json", "csv", "markdown", "html"],
        ),
        # Their JSON is long, and there is a file of it in Spanish.
        *product(["reconcile", "compare"], ["csv", "markdown", "html"]),
    ],
)
def test_formats(name: str, form: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*REPORTS[name], "--format", form)
    assert (result.code, result.err) == (0, "")
    golden(f"formats/{name}.{FORMATS[form]}", result.out)


@pytest.mark.parametrize("name", [*REPORTS, *MORE])
def test_json(name: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*(REPORTS | MORE)[name], "--format", "json", "--lang", "es")
    assert (result.code, result.err) == (0, "")
    golden(f"json/{name}.es.json", result.out)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", MORE)
def test_more_reports(name: str, lang: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*MORE[name], "--lang", lang)
    assert (result.code, result.err) == (0, "")
    golden(f"piped/{name}.{lang}.txt", result.out)


@pytest.mark.parametrize("form", ["table", "json", "markdown", "html", "csv"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_change_with_its_effect(
    form: str, lang: str, cli: Cli, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    for name in ("old", "new"):
        shutil.copytree(US_MEXICO, tmp_path / name)
    events = tmp_path / "new" / "events" / "2022.toml"
    text = events.read_text(encoding="utf-8")
    # The border meeting of 2022, to which no other record refers, is gone, and another event has another title.
    first, *tables = text.split("[[event]]")
    kept = [table for table in tables if 'id = "2022-12-01-border-21-action-plan"' not in table]
    assert len(kept) == len(tables) - 1
    kept[0] = re.sub('title = "[^"]*"', 'title = "Another title"', kept[0], count=1)
    events.write_text("[[event]]".join([first, *kept]), encoding="utf-8")
    result = cli("diff", "./old", "./new", "--format", form, "--lang", lang, folder=tmp_path)
    assert result.code in (0, 1)
    golden(f"diff/change.{lang}.{FORMATS[form]}", result.out + result.err)


@pytest.mark.parametrize("name", ["scorecard", "scorecard-compared", "explain", "history", "gaps", "timeline", "show"])
def test_in_color(name: str, cli: Cli, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 80)
    result = cli(*REPORTS[name], "--color", "always")
    golden(f"color/{name}.txt", result.out)


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize("name", ["scorecard", "scorecards", "timeline", "gaps", "due", "history", "explain"])
def test_on_a_terminal(
    name: str, columns: int, cli: Cli, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: columns)
    result = cli(*REPORTS[name], "--color", "never")
    assert max(len(line) for line in result.out.splitlines()) <= columns
    golden(f"terminal/{name}-{columns}.txt", result.out)


@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_longer_than_a_narrow_terminal(name: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 40)
    result = cli(*REPORTS[name], "--color", "never")
    assert max(len(line) for line in result.out.splitlines()) <= 40


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    "name", ["scorecard-june", "scorecard-strict", "timeline", "gaps", "due", "history", "explain-red"]
)
def test_a_report_has_one_style_of_dates(name: str, lang: str) -> None:
    """Only ids have ISO dates."""
    text = (FILES / "piped" / f"{name}.{lang}.txt").read_text(encoding="utf-8")
    assert re.findall(r"\b\d{4}-\d{2}(?:-\d{2})?\b(?!-[a-z\d])", text) == []
