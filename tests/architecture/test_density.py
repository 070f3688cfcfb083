"""Code stays as easy to read as that of the projects it is compared with in docs/architecture.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.density import CHAINED, MULTIPLIED, NESTED, Density, measure

from tests.conftest import ROOT

MAX_NODES_PER_STATEMENT = 11.5
"""The limit of the whole package. The projects that docs/architecture.md names have 9.8 to 10.9."""

UNREADABLE_FORMS = (CHAINED, NESTED, MULTIPLIED)
"""Forms that do not occur in the package."""


@pytest.fixture(scope="module")
def package() -> Density:
    """Measure the package once."""
    return measure(ROOT / "src" / "cbi_cli")


def test_statements_hold_one_thought(package: Density) -> None:
    """Run `python -m tools.density` to see which functions to work on."""
    assert round(package.nodes_per_statement, 1) <= MAX_NODES_PER_STATEMENT


@pytest.mark.parametrize("form", UNREADABLE_FORMS)
def test_no_form_that_readers_puzzle_out_is_added(package: Density, form: str) -> None:
    """Each such form is listed with its place."""
    places = [f"{found.path.relative_to(ROOT)}:{found.line}" for found in package.forms if found.name == form]
    assert places == []


def density_of(tmp_path: Path, text: str) -> Density:
    """Measure one module with this text."""
    (tmp_path / "module.py").write_text(text, encoding="utf-8")
    return measure(tmp_path)


def test_nodes_and_statements_are_counted_by_hand(tmp_path: Path) -> None:
    """Two statements: Assign, Name, Store, Constant (4 nodes), and Return, Name, Load (3 nodes)."""
    density = density_of(tmp_path, 'def f():\n    """Docs."""\n    x = 1\n    return x\n\n# a comment\nimport os\n')
    assert (density.nodes_per_statement, density.median_nodes) == (3.5, 7)
    assert (density.code_lines, density.comment_lines, density.local_imports) == (5, 1, 0)


@pytest.mark.parametrize(
    ("expression", "form"),
    [
        ("1 if a else 2 if b else 3", CHAINED),
        ("(1 if a else 2) if b else 3", CHAINED),
        ("[x for x in [y for y in a]]", NESTED),
        ("{x: any(z for z in x) for x in a}", NESTED),
        ("[a] * (b > 1)", MULTIPLIED),
        ("bool(a) * 's'", MULTIPLIED),
        ("f'{a}' * (not b)", MULTIPLIED),
    ],
)
def test_each_form_is_found_at_its_line(tmp_path: Path, expression: str, form: str) -> None:
    """The form stands on the second line."""
    found = density_of(tmp_path, f"a = b = 1\nc = {expression}\n").forms
    assert [(one.name, one.line) for one in found] == [(form, 2)]


@pytest.mark.parametrize("expression", ["1 if a else 2", "[x for x in a]", "' ' * 3", "[0] * len(a)", "a * (b > 1)"])
def test_what_is_read_at_once_is_allowed(tmp_path: Path, expression: str) -> None:
    """One condition, one comprehension, a list of a known length."""
    assert density_of(tmp_path, f"a = b = 1\nc = {expression}\n").forms == ()
