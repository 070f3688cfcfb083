"""Hostile texts in what a change adds, alters and takes away, those that the checks refuse among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.hostile.calls import option_choices
from tests.hostile.datasets import files_with
from tests.hostile.forms import READERS
from tests.hostile.texts import ALL_TEXTS, find_dangers
from tests.repositories import write_files

TEXTS = list(ALL_TEXTS.values())
PLAIN = [f"Plain {number}" for number in range(len(TEXTS))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three states: without most records, with plain texts, and with hostile ones."""
    root = tmp_path_factory.mktemp("states")
    for name, texts in (("few", PLAIN[:1]), ("plain", PLAIN), ("hostile", TEXTS)):
        (root / name).mkdir()
        write_files(root / name, files_with(texts))
    return root


@pytest.mark.parametrize(
    ("lang", "sides"), [("en", ("./plain", "./hostile")), ("es", ("./hostile", "./few"))], ids=["changed", "removed"]
)
@pytest.mark.parametrize("form", [*option_choices("diff", "--format"), "color"])
def test_what_changes_is_only_text(lang: str, sides: tuple[str, str], form: str, folder: Path, cli: Cli) -> None:
    colored = form == "color"
    result = cli(
        "diff", *sides, "--lang", lang, *(["--color", "always"] if colored else ["--format", form]), folder=folder
    )
    assert result.code == 0
    assert find_dangers(result.out + result.err, colored) == set()
    assert not [line for line in result.out.split("\n") if line.strip().startswith("::")]
    assert not re.search(r"##(\[|vso\[)", result.out)
    assert READERS["table" if colored else form](result.out)


@pytest.mark.parametrize("sides", [("./plain", "./hostile"), ("./hostile", "./plain")], ids="-".join)
def test_json_gives_every_text_back_even_one_that_the_checks_refuse(
    sides: tuple[str, str], folder: Path, cli: Cli
) -> None:
    result = cli("diff", *sides, "--format", "json", folder=folder)
    assert set(TEXTS) <= READERS["json"](result.out)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Consular\u00ad Dialogue", "Consular Dialogue"),
        ("a\u200bb", "ab"),
        ("Reuni\ufffdn", "Reunión"),
        ("x\U000e0041", "x"),
    ],
)
def test_a_difference_that_nobody_could_see_is_shown(before: str, after: str, tmp_path: Path, cli: Cli) -> None:
    for name, title in (("old", before), ("new", after)):
        write_files(tmp_path / name, dataset_files(event_toml("2022-05-04", f'note = "{title}"')))
    hidden = next(one for one in before if one not in after)
    for form in ("table", "markdown", "html"):
        shown = cli("diff", "./old", "./new", "--format", form, folder=tmp_path).out
        assert f"U+{ord(hidden):04X}" in shown
        assert hidden not in shown
