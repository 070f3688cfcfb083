"""A run can be made in parts, and parts of different runs are not mixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.generate import BUILT_IN
from benchmarks.measure import Case
from benchmarks.results import (
    SHIPPED,
    DifferentRunError,
    Result,
    Results,
    check_mergeable,
    format_size,
    load_results,
    merge_results,
    save_results,
)
from benchmarks.selection import Selection, UnknownCaseError, known_calls, parse_selection
from benchmarks.workdir import HERE

from benchmarks import run, workdir

KEPT = Results(
    {"cores": "2"},
    {"Python": "3.11.0"},
    5,
    (
        Result("site", "cbi", SHIPPED, 300.0),
        Result("scorecard", "cbi", 60, 4.0),
        Result("scorecard", "cbi", 1000, 5.0),
        Result("report", "hledger", 1000, why="not installed"),
    ),
    "0123456789ab",
    499,
)
PART = replace(KEPT, results=(Result("report", "hledger", 1000, 9.0), Result("scorecard", "cbi", 10_000, 6.0)))


def test_a_part_replaces_the_same_commands_at_the_same_sizes_and_adds_the_others() -> None:
    merged = merge_results(KEPT, PART)
    assert [(one.key, one.tool, one.size, one.ratio) for one in merged.results] == [
        ("site", "cbi", SHIPPED, 300.0),
        ("scorecard", "cbi", 60, 4.0),
        ("scorecard", "cbi", 1000, 5.0),
        ("report", "hledger", 1000, 9.0),
        ("scorecard", "cbi", 10_000, 6.0),
    ]
    assert (merged.parts, merge_results(merged, PART).parts) == (2, 3)
    assert (merged.machine, merged.versions, merged.program) == (KEPT.machine, KEPT.versions, KEPT.program)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (replace(PART, machine={"cores": "4"}), "machine"),
        (replace(PART, versions={"Python": "3.12.0"}), "versions"),
        (replace(PART, program="ffffffffffff"), "program, datasets or benchmark"),
        (replace(PART, runs=3), "number of runs"),
    ],
)
def test_a_part_that_was_measured_otherwise_is_refused(other: Results, named: str) -> None:
    with pytest.raises(DifferentRunError, match=f"the {named} of the kept results differ"):
        merge_results(KEPT, other)


def test_results_of_before_parts_were_possible_take_no_part(tmp_path: Path) -> None:
    old = replace(KEPT, program="")
    save_results(old, tmp_path / "results.json")
    with pytest.raises(DifferentRunError, match="program"):
        check_mergeable(load_results(tmp_path / "results.json"), PART)


def test_the_program_and_what_it_is_measured_on_are_told_apart(tmp_path: Path) -> None:
    source, made = tmp_path / "src" / "a.py", tmp_path / "src" / "__pycache__" / "a.pyc"
    for file in (source, made):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("one", encoding="utf-8")
    first = workdir.hash_files([tmp_path / "src"])
    made.write_text("other", encoding="utf-8")
    assert workdir.hash_files([tmp_path / "src"]) == first
    source.write_text("two", encoding="utf-8")
    second = workdir.hash_files([tmp_path / "src"])
    source.rename(source.with_name("b.py"))
    assert len({first, second, workdir.hash_files([tmp_path / "src"])}) == 3


def test_every_module_that_decides_what_is_measured_counts_for_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []

    def note(paths: Iterable[Path]) -> str:
        seen.extend(paths)
        return "0123456789abcdef"

    monkeypatch.setattr(workdir, "hash_files", note)
    assert workdir.hash_program() == "0123456789ab"
    # These decide what is shown, or which part is measured.
    others = {"__init__", "amounts", "page", "plot", "publishing_page", "results", "run", "selection", "targets"}
    others |= {"versions", "workdir"}
    assert {path.stem for path in seen if path.suffix == ".py"} == {path.stem for path in HERE.glob("*.py")} - others
    assert {workdir.CHECKOUT / "src", BUILT_IN} <= set(seen)
    assert all(path.exists() for path in seen)


@pytest.mark.parametrize(
    ("text", "sizes"), [("60", [60]), ("10000, 60,shipped", [SHIPPED, 60, 10_000]), ("60,60", [60])]
)
def test_sizes_are_measured_from_the_smallest_on(text: str, sizes: list[int]) -> None:
    assert run.parse_sizes(text) == sizes


def test_sizes_are_numbers() -> None:
    with pytest.raises(ValueError, match="many"):
        run.parse_sizes("60,many")


def test_the_sizes_that_are_offered_can_be_asked_for() -> None:
    assert run.parse_sizes(",".join(format_size(size).replace(",", "") for size in run.SIZES)) == list(run.SIZES)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", {("validate", "cbi"), ("site", "cbi"), ("export-csv", "cbi"), ("report", "hledger")}),
        ("site,export", {("site", "cbi"), ("export-csv", "cbi")}),
        ("hledger", {("report", "hledger")}),
        ("cbi", {("validate", "cbi"), ("site", "cbi"), ("export-csv", "cbi")}),
        (" validate ,", {("validate", "cbi")}),
    ],
)
def test_works_are_chosen_by_name_by_first_word_and_by_tool(text: str, chosen: set[tuple[str, str]]) -> None:
    calls = [("validate", "cbi"), ("site", "cbi"), ("export-csv", "cbi"), ("report", "hledger")]
    selection = parse_selection(text)
    assert {call for call in calls if selection.has(*call)} == chosen


def test_a_word_that_names_nothing_is_an_error_with_all_names() -> None:
    with pytest.raises(UnknownCaseError, match=r"nothing is named sit, exp\. Works: .*\bsite\b.*Tools: .*\bcbi\b"):
        parse_selection("sit,site,exp")


def test_every_call_that_is_made_has_a_known_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(run, "prepare_snapshots", lambda checks: None)
    setup = run.BenchmarkSetup(tmp_path, Path("/plain"), Path("/extras"), Path("/peers"))
    made = [run.make_cases(setup, size, Selection()) for size in (SHIPPED, 60)]
    names = {(case.key, case.tool) for found in made for case in found.cases}
    names |= {(result.key, result.tool) for found in made for result in found.missing}
    assert names == set(known_calls())


def test_only_what_is_chosen_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    prepared: list[Case] = []
    monkeypatch.setattr(run, "prepare_snapshots", prepared.extend)
    setup = run.BenchmarkSetup(tmp_path, Path("/plain"), Path("/extras"), Path("/peers"))
    found = run.make_cases(setup, 60, Selection(("cite", "search")))
    assert ([case.key for case in found.cases], found.missing) == (["cite", "search"], [])
    assert [(case.argv, case.env["CBI_CACHE_DIR"]) for case in prepared] == [
        (("/plain/cbi", "validate"), str(tmp_path / "cache"))
    ]
    assert not (tmp_path / "forms").exists()
    assert not (tmp_path / "copies").exists()


def test_seconds_are_expected_from_the_largest_smaller_generated_dataset() -> None:
    case = Case("site", "cbi", (), Path(), {})
    before = [
        Result("site", "cbi", 10_000, 9.0, seconds=7.0),
        Result("site", "cbi", SHIPPED, 9.0, seconds=4.0),
        Result("site", "cbi", 1_000, 9.0, seconds=1.0),
        Result("site", "cbi", 100_000, 9.0, seconds=50.0),
        Result("cite", "cbi", 10_000, 9.0, seconds=600.0),
    ]
    assert run.estimate_seconds(case, 100_000, before) == 70.0
    assert run.estimate_seconds(case, 1_000, before) == 0.0


def test_intermediate_results_are_merged_and_known_to_the_next_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[int] = []

    def fake(setup: object, size: int, runs: int, selection: object, before: list[Result]) -> list[Result]:
        known.append(len(before))
        return [Result("scorecard", "cbi", size, 7.0)]

    monkeypatch.setattr(run, "measure_size", fake)
    setup = run.BenchmarkSetup(tmp_path, Path("/plain"), Path("/extras"), Path("/peers"))
    empty = replace(KEPT, results=())
    found = run.measure(setup, [60, 10_000], Selection(), empty, KEPT)
    assert known == [4, 5]
    assert load_results(tmp_path / "results.json") == found
    ratios = [(one.size, one.ratio) for one in found.results if one.key == "scorecard"]
    assert ratios == [(60, 7.0), (1000, 5.0), (10_000, 7.0)]
    assert (found.parts, len(found.results)) == (2, 5)


def test_the_events_of_the_shipped_dataset_are_counted() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (BUILT_IN / "events").glob("*.toml"))
    assert run.count_shipped_events() == text.count("[[event]]\n")
