"""The reports on the shipped dataset, as a person sees them: written to files, and compared byte for byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Cli

REPORTS = {
    "scorecard": ("scorecard", "2022"),
    "scorecard-strict": ("scorecard", "2022", "--strict-year"),
    "scorecard-june": ("scorecard", "2022", "--as-of", "2022-06-30"),
    "scorecard-compared": ("scorecard", "2022", "--compare", "2021"),
    "scorecard-paused": ("scorecard", "2018"),
    "scorecard-printed": ("scorecard", "2022", "--published"),
    "timeline": ("timeline", "--month", "oct"),
    "gaps": ("gaps",),
    "history": ("history", "nals"),
    "reconcile": ("reconcile", "2022"),
    "topics": ("topics", "2022"),
    "show": ("show", "hlsd", "--kind", "indicator"),
    "explain": ("explain", "2022", "nals"),
}
FORMATS = {"json": "json", "csv": "csv", "markdown": "md", "html": "html", "table": "txt"}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", REPORTS)
def test_piped(name: str, lang: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*REPORTS[name], "--lang", lang)
    assert (result.code, result.err) == (0, "")
    golden(f"piped/{name}.{lang}.txt", result.out)


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "html"])
@pytest.mark.parametrize("name", ["scorecard", "timeline", "gaps", "history", "reconcile", "topics"])
def test_formats(name: str, form: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    result = cli(*REPORTS[name], "--format", form)
    assert (result.code, result.err) == (0, "")
    golden(f"formats/{name}.{FORMATS[form]}", result.out)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", ["scorecard", "timeline", "gaps", "history", "explain"])
def test_on_a_terminal(
    name: str, columns: int, cli: Cli, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbi_cli.cli.runtime.terminal_width", lambda: columns)
    result = cli(*REPORTS[name], "--color", "never")
    assert max(len(line) for line in result.out.splitlines()) <= columns
    golden(f"terminal/{name}-{columns}.txt", result.out)
