"""The generated pages are current, and the tool that writes them says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import docs
from tools.pages import PAGES

from tests.conftest import ROOT


@pytest.mark.parametrize("page", PAGES)
def test_page_is_current(page: str) -> None:
    path = ROOT / page
    assert path.is_file(), f"update with: {docs.REPAIR_COMMAND}"
    assert docs.is_same(page, path.read_text(encoding="utf-8"), PAGES[page]()), f"update with: {docs.REPAIR_COMMAND}"


@pytest.mark.parametrize("page", PAGES)
def test_page_says_nothing_of_this_machine(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text.replace("/home/you/", "")


def test_check_names_the_page_and_the_repair(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "PAGES", {"docs/a.md": lambda: "new\n", "docs/b.md": lambda: "old\n"})
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# R\n", encoding="utf-8")
    (tmp_path / "docs" / "a.md").write_text("old\n", encoding="utf-8")
    (tmp_path / "docs" / "b.md").write_text("old\n", encoding="utf-8")
    assert docs.main(["--check"]) == 1
    assert capsys.readouterr().out == "not current: docs/a.md\nupdate with: python -m tools.docs\n"
    assert docs.main([]) == 0
    assert (tmp_path / "docs" / "a.md").read_text(encoding="utf-8") == "new\n"
    capsys.readouterr()
    assert docs.main(["--check"]) == 0
    assert capsys.readouterr().out == "the documentation is current\n"
    assert docs.main(["--chekc"]) == 2


def test_a_picture_is_compared_by_its_words() -> None:
    assert docs.is_same("x.svg", "<svg><style>a{}</style><text>red</text></svg>", '<svg x="1"><text>red</text></svg>')
    assert not docs.is_same("x.svg", "<svg><text>red</text></svg>", "<svg><text>green</text></svg>")
