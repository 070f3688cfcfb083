"""The commands that publish are measured: all formats, with the packages that they need, and sites of bounded size."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from benchmarks.generate import generate
from benchmarks.publishing import (
    COMMANDS,
    EXPORT_NAMES,
    EXTRAS,
    TOO_LARGE,
    ProgramEnvironment,
    PublishingSetup,
    publishing_cases,
    too_large_results,
)
from benchmarks.results import SHIPPED
from benchmarks.run import SIZES

from benchmarks import workdir
from cbi_cli.exports.registry import EXPORTS
from tests.conftest import ROOT, Cli

SETUP = PublishingSetup(
    ProgramEnvironment(Path("/plain/bin"), {"CBI_CACHE_DIR": "/one"}),
    ProgramEnvironment(Path("/extras/bin"), {"CBI_CACHE_DIR": "/two"}),
    Path("/outputs"),
)


def _keys(size: int) -> set[str]:
    return {case.key for case in publishing_cases(SETUP, Path("/data"), size)}


def test_every_format_is_measured() -> None:
    assert set(EXPORT_NAMES) == {*EXPORTS, "all"}
    for size in (SHIPPED, 10_000, 100_000):
        assert {f"export-{name}" for name in EXPORT_NAMES} <= _keys(size)


def test_commands_that_need_a_package_run_where_it_is_installed() -> None:
    with_extras = {command.key for command in COMMANDS if command.needs_extras}
    assert {f"export-{name}" for name, export in EXPORTS.items() if export.package} <= with_extras
    assert with_extras - {f"export-{name}" for name in EXPORTS} == {"export-all", "report-pdf", "site-extras"}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {export.extra for export in EXPORTS.values() if export.extra} | {"print"} == set(EXTRAS) <= set(extras)


def test_a_command_has_the_programs_and_the_snapshot_of_its_environment() -> None:
    cases = {case.key: case for case in publishing_cases(SETUP, Path("/data"), SHIPPED)}
    plain, extras = cases["site"], cases["site-extras"]
    assert (plain.argv[0], plain.env["CBI_CACHE_DIR"]) == ("/plain/bin/cbi", "/one")
    assert (extras.argv[0], extras.env["CBI_CACHE_DIR"]) == ("/extras/bin/cbi", "/two")
    assert plain.argv[1:-1] == extras.argv[1:-1] == ("site", "--base-url", "https://cbi.example/", "--output")


def test_no_two_commands_write_to_the_same_place() -> None:
    outputs = [case.output for size in SIZES for case in publishing_cases(SETUP, Path("/data"), size) if case.output]
    assert len(set(outputs)) == len(outputs)
    assert all(output.is_relative_to("/outputs") for output in outputs)


@pytest.mark.parametrize(
    ("size", "measured", "once"),
    [
        (SHIPPED, True, False),
        (1_000, True, False),
        (10_000, True, True),
        (100_000, True, True),
        (1_000_000, False, False),
    ],
)
def test_a_site_of_many_events_is_built_once_and_one_of_a_million_never(size: int, measured: bool, once: bool) -> None:
    sites = [case for case in publishing_cases(SETUP, Path("/data"), size) if case.key == "site"]
    assert [case.once for case in sites] == [once] * measured
    assert [result.why for result in too_large_results(size) if result.key == "site"] == [TOO_LARGE] * (not measured)


def test_an_export_of_many_events_runs_once() -> None:
    for size, once in ((10_000, False), (100_000, True), (1_000_000, True)):
        cases = [case for case in publishing_cases(SETUP, Path("/data"), size) if case.key.startswith("export-")]
        assert {case.once for case in cases} == {once}


def test_what_is_not_measured_at_a_size_is_told_unless_it_is_for_the_shipped_dataset() -> None:
    told = {result.key for result in too_large_results(1_000_000)}
    assert told == {command.key for command in COMMANDS} - _keys(1_000_000) - {"site-extras"}
    assert too_large_results(100_000) == []


@pytest.mark.parametrize("size", [SHIPPED, 60])
def test_the_record_and_the_words_are_in_every_dataset(size: int, tmp_path: Path, cli: Cli) -> None:
    dataset = ROOT / "datasets" / "us-mexico"
    if size:
        dataset = tmp_path
        generate(size, dataset)
    cases = {case.key: case for case in publishing_cases(SETUP, dataset, size)}
    for key in ("cite", "search"):
        result = cli(*cases[key].argv[1:], folder=dataset)
        assert (result.code, result.out.strip() != "") == (0, True)


def test_the_shipped_dataset_is_copied_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    folder = workdir.make_dataset(tmp_path, SHIPPED)
    assert _read_files(folder) == _read_files(ROOT / "datasets" / "us-mexico")


def _read_files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
