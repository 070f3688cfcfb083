"""What the mutation runs left is read right, and every reason for a survivor stands for something."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from reliability import fresh_state, results
from reliability.mutants import (
    ROOMS,
    SAMPLED_ROOMS,
    TESTS,
    Survivor,
    choose_sample,
    is_up_to_date,
    list_modules,
    load_reasons,
    read_score,
    save_codes,
    sum_figures,
)

from cbi_cli.reports.common import load_sql
from tests.conftest import ROOT

CHANGED = '''
def x_top__mutmut_orig(a):
    """Say it."""
    return a + 1


def x_top__mutmut_1(a):
    """Say it."""
    return a - 1


def x_top__mutmut_2(a):
    """Say it."""
    return a + 2


def x__most__mutmut_orig(a=1):
    return a


def x__most__mutmut_1(a=2):
    return a


class Row:
    def xǁRowǁsum__mutmut_orig(self):
        return self.rows['n']

    def xǁRowǁsum__mutmut_1(self):
        return self.rows['N']

    def xǁRowǁ__init____mutmut_orig(self, a=1):
        self.a = a

    def xǁRowǁ__init____mutmut_1(self, a=2):
        self.a = a
'''
MINUS = Survivor("cbi_cli.reports.gaps.top", "return a + 1", "return a - 1")
CASE = Survivor("cbi_cli.reports.gaps.Row.sum", "return self.rows['n']", "return self.rows['N']")


OF_DEFAULTS = (
    Survivor("cbi_cli.reports.gaps._most", "def _most(a=1):", "def _most(a=2):"),
    Survivor("cbi_cli.reports.gaps.Row.__init__", "def __init__(self, a=1):", "def __init__(self, a=2):"),
)


def left(folder: Path, codes: Mapping[str, int | None]) -> Path:
    """What mutmut leaves of one module."""
    path = folder / "src" / "cbi_cli" / "reports" / "gaps.py"
    path.parent.mkdir(parents=True)
    path.write_text(CHANGED, encoding="utf-8")
    found = {f"cbi_cli.reports.gaps.{name}": code for name, code in codes.items()}
    path.with_suffix(".py.meta").write_text(json.dumps({"exit_code_by_key": found}), encoding="utf-8")
    return folder


def test_survivors_are_told_by_function_and_statement(tmp_path: Path) -> None:
    codes = {"x_top__mutmut_1": 0, "x_top__mutmut_2": 1, "xǁRowǁsum__mutmut_1": 0}
    score = read_score(left(tmp_path, codes), "reports")
    assert (score.mutants, score.killed, score.timeouts) == (3, 1, 0)
    assert score.survivors == (MINUS, CASE)


def test_a_default_is_told_with_the_name_that_the_function_has_in_the_source(tmp_path: Path) -> None:
    score = read_score(left(tmp_path, {"x__most__mutmut_1": 0, "xǁRowǁ__init____mutmut_1": 0}), "reports")
    assert score.survivors == OF_DEFAULTS


@pytest.mark.parametrize("code", [None, 0, 5, 33, 34, 77])
def test_what_was_not_tried_or_has_no_test_counts_as_a_survivor(tmp_path: Path, code: int | None) -> None:
    score = read_score(left(tmp_path, {"x_top__mutmut_1": code}), "reports")
    assert (score.mutants, score.killed, score.timeouts, score.survivors) == (1, 0, 0, (MINUS,))


def test_a_change_that_never_ends_was_noticed(tmp_path: Path) -> None:
    score = read_score(left(tmp_path, {"x_top__mutmut_1": 36}), "reports")
    assert (score.killed, score.timeouts, score.survivors) == (0, 1, ())


def test_of_a_sample_only_the_chosen_changes_count(tmp_path: Path) -> None:
    folder = left(tmp_path, {"x_top__mutmut_1": None, "x_top__mutmut_2": None, "xǁRowǁsum__mutmut_1": None})
    names = [f"cbi_cli.reports.gaps.{name}" for name in ("x_top__mutmut_1", "x_top__mutmut_2")]
    assert not read_score(folder, "reports", set(names)).tried
    save_codes(list(folder.rglob("*.meta")), {names[0]: 0, names[1]: 1, "cbi_cli.cli.main.x_run__mutmut_1": 1})
    score = read_score(folder, "reports", set(names))
    assert (score.mutants, score.killed, score.survivors, score.tried) == (2, 1, (MINUS,), True)
    assert not read_score(folder, "reports").tried


def test_a_sample_depends_on_its_seed_and_room_only() -> None:
    names = [str(number) for number in range(1000)]
    first = choose_sample(names, 100, 7, "edit")
    assert len(set(first)) == 100
    assert choose_sample(names, 100, 7, "edit") == first
    assert choose_sample(names, 100, 8, "edit") != first
    assert choose_sample(names, 100, 7, "cli") != first
    assert sorted(choose_sample(names[:3], 100, 7, "edit")) == names[:3]


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ("a = row['id']", "a = row['ID']", True),
        ("a = row['id']", "a = row['XXidXX']", False),
        ("store.rows('SELECT id FROM x')", "store.rows('select id from x')", True),
        ("store.rows('SELECT id FROM x')", "store.rows('SELECT ID FROM X')", True),
        ("rows(\"SELECT id FROM x WHERE kind = 'a'\")", "rows(\"select id from x where kind = 'a'\")", True),
        ("rows(\"SELECT id FROM x WHERE kind = 'a'\")", "rows(\"SELECT ID FROM X WHERE KIND = 'A'\")", False),
        ("run('PRAGMA locking_mode = NORMAL')", "run('pragma locking_mode = normal')", True),
        ("run('DELETE FROM x')", "run('delete from x')", True),
        ("run('DELETE FROM x')", "run('delete from y')", False),
        ("a = Event(row_text(row, 'title'))", "a = Event(row_text(row, 'TITLE'))", True),
        ("a = Event(row_text(row, 'title'))", "a = Event(row_text(row, 'XXtitleXX'))", False),
        ("record_text(row, 'title')", "record_text(row, 'TITLE')", False),
        ("a.decoded_rows('json', b)", "a.decoded_rows('JSON', b)", True),
        ("a.decoded_rows('json', b)", "a.decoded_rows('JSON', None)", False),
        ("say('Selected')", "say('selected')", False),
        ("a = record.get('id')", "a = record.get('ID')", False),
        ("say('One')", "say('ONE')", False),
        ("a[x]['id'] + 1", "a[x]['ID'] - 1", False),
        ("f(cast('Type', a), 1)", "f(cast('XXTypeXX', a), 1)", True),
        ("f(cast('Type', a), 1)", "f(cast(None, a), 1)", True),
        ("f(cast('Type', a), 1)", "f(cast('TYPE', a), 2)", False),
        ("f(cast('Type', a), 1)", "f(cast('Type', None), 1)", False),
        ("forecast('Type', a)", "forecast(None, a)", False),
        ("zip(a, b[c], strict=True)", "zip(a, b[c], strict=False)", True),
        ("zip(a, (b), strict=True)", "zip(a, (b), strict=None)", True),
        ("[zip(a, f(b), strict=True)]", "[zip(a, f(b))]", True),
        ("zip(a, b, strict=True)", "zip(a, None, strict=True)", False),
        ("zip(a, b, strict=False)", "zip(a, b, strict=True)", False),
        ("reader(a, strict=True)", "reader(a, strict=False)", False),
        ("unzip(a, strict=True)", "unzip(a)", False),
        ("subprocess.run(a, check=False, env=b)", "subprocess.run(a, env=b)", True),
        ("subprocess.run(a, check=False, env=b)", "subprocess.run(a, check=None, env=b)", True),
        ("subprocess.run(a, check=False, env=b)", "subprocess.run(a, check=True, env=b)", False),
        ("subprocess.run(a, check=False, env=b)", "subprocess.run(a, check=False, env=None)", False),
        ("run(a, check=False)", "run(a)", False),
    ],
)
def test_some_changes_are_plainly_equal(old: str, new: str, equal: bool) -> None:
    assert bool(Survivor("f", old, new).equivalence_reason) is equal


def statements(function: str) -> set[str]:
    """The lines of a function of the program, as Python writes them."""
    path, names = ROOT / "src", function.split(".")
    while (path / names[0]).is_dir():
        path /= names.pop(0)
    node: ast.AST = ast.parse((path / f"{names.pop(0)}.py").read_text(encoding="utf-8"))
    for name in names:
        node = next(one for one in ast.iter_child_nodes(node) if getattr(one, "name", "") == name)
    return {line.strip().replace('"', "'") for line in ast.unparse(node).splitlines()}


@pytest.mark.parametrize("function", sorted({one.function for one in load_reasons()}))
def test_every_reason_is_of_a_statement_that_is_there(function: str) -> None:
    there = statements(function)
    for one, why in load_reasons().items():
        if one.function == function:
            assert set(one.old.splitlines()) <= there, one.old
            assert len(why.split()) >= 4, one


def test_nothing_is_remembered_from_the_test_before() -> None:
    text = load_sql("gaps")
    fresh_state.pytest_runtest_setup()
    assert load_sql.cache_info().currsize == 0
    assert load_sql("gaps") == text


def test_modules_without_functions_have_nothing_to_change() -> None:
    assert {"runner", "wrong_year_file"} <= set(list_modules("rules"))
    assert {"__init__", "invalid_value"}.isdisjoint(list_modules("rules"))


def test_figures_of_a_room_are_those_of_its_modules_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    assert sum_figures("rules") == {}
    results.record_figures(
        "mutants", "rules", {"runner": {"source": "a", "mutants": 3}, "gone": {"source": "b", "mutants": 5}}
    )
    assert sum_figures("rules") == {"mutants": 3}
    results.record_figures(
        "mutants", "rules", {"runner": {"source": "a", "mutants": 3}, "baseline": {"source": "b", "mutants": 5}}
    )
    assert sum_figures("rules") == {"mutants": 8}


def test_the_page_has_the_figures_that_are_kept() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    for room in json.loads(results.RESULTS.read_text(encoding="utf-8"))["mutants"]:
        figures = [f"{number:,}" for name, number in sum_figures(room).items() if name != "seconds"]
        assert f"| `{room}` | {' | '.join(figures)} |" in page


def test_the_page_has_the_figures_of_the_samples() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    kept = json.loads(results.RESULTS.read_text(encoding="utf-8"))["sampled mutants"]
    assert kept
    assert set(kept) <= set(TESTS)
    for room, figures in kept.items():
        without = figures["survivors_without"]
        percent = 100 * (figures["mutants"] - without) / figures["mutants"]
        cells = [
            figures["mutants"],
            figures["noticed"],
            figures["of_these_by_timeout"],
            figures["survivors_with_a_reason"],
        ]
        assert f"| `{room}` | {' | '.join(str(cell) for cell in cells)} | {without} | {percent:.0f} % |" in page


def test_a_module_is_done_when_it_was_tried_as_it_is_and_nothing_was_left() -> None:
    assert is_up_to_date({"source": "a", "survivors_without": 0}, "a")
    assert not is_up_to_date({"source": "a", "survivors_without": 1}, "a")
    assert not is_up_to_date({"source": "a", "survivors_without": 0}, "b")
    assert not is_up_to_date(None, "a")


def test_the_tests_of_each_room_are_there() -> None:
    assert [name for tests in ROOMS.values() for name in tests if not (ROOT / name).exists()] == []
    assert [name for names in TESTS.values() for name in names if not (ROOT / name).exists()] == []
    assert [room for room in (*ROOMS, *SAMPLED_ROOMS) if not (ROOT / "src" / "cbi_cli" / room).is_dir()] == []
