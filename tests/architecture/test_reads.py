"""How much a call reads: files of the dataset that it opens, and statements that it puts to the snapshot.

What grows with the dataset in these decides how a call's cost grows; no test asserts a time.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.index import cache
from tests.conftest import US_MEXICO, Cli

_opened: list[str] = []


def _listen(event: str, words: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(words[0], str):
        _opened.append(words[0])


sys.addaudithook(_listen)


@contextmanager
def files_read(root: Path) -> Iterator[list[str]]:
    """The files of a dataset that are opened meanwhile, each once."""
    found: list[str] = []
    _opened.clear()
    yield found
    found += sorted({Path(name).relative_to(root).as_posix() for name in _opened if name.startswith(f"{root}/")})


@pytest.fixture
def copy(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped dataset with a snapshot, as if its files had been there for long."""
    root = tmp_path / "us-mexico"
    shutil.copytree(US_MEXICO, root)
    monkeypatch.setattr("cbi_cli.workspace.fingerprints._CLOCK_TICK_NS", -(10**12))
    assert cli("validate", folder=root).code == 0
    return root


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are put to the snapshot."""
    found: list[str] = []

    def listened(read: Callable[[Path], sqlite3.Connection | None]) -> Callable[[Path], sqlite3.Connection | None]:
        def opened(path: Path) -> sqlite3.Connection | None:
            connection = read(path)
            if connection is not None:
                connection.set_trace_callback(found.append)
            return connection

        return opened

    monkeypatch.setattr("cbi_cli.index.cache._open_for_reading", listened(cache._open_for_reading))
    return found


@pytest.mark.parametrize("words", [["scorecard", "2022"], ["gaps"], ["timeline"], ["validate"]])
def test_with_the_snapshot_ready_no_file_of_the_dataset_is_read(words: list[str], copy: Path, cli: Cli) -> None:
    with files_read(copy) as found:
        assert cli(*words, folder=copy).code == 0
    assert found == []


def test_of_a_changed_dataset_only_the_changed_file_is_read(copy: Path, cli: Cli) -> None:
    path = copy / "events" / "2021.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# More.\n", encoding="utf-8")
    with files_read(copy) as found:
        assert cli("validate", folder=copy).code == 0
    assert found == ["events/2021.toml"]


def test_adding_an_event_reads_its_file_only(copy: Path, cli: Cli) -> None:
    words = ["--no-input", "--start", "2021-03-04", "--title", "A visit", "--title-es", "Una visita"]
    words += ["--kind", "visit", "--level", "agency", "--source", "cbi-2022"]
    with files_read(copy) as found:
        assert cli("add-event", *words, folder=copy).code == 0
    assert [name for name in found if name.startswith("events/") and name.endswith(".toml")] == ["events/2021.toml"]


@pytest.mark.parametrize(("words", "most"), [(["scorecard", "2022"], 26), (["gaps"], 14), (["timeline"], 20)])
def test_a_report_asks_a_fixed_number_of_questions(
    words: list[str], most: int, copy: Path, cli: Cli, statements: list[str]
) -> None:
    """However many events there are: the same number for the dataset and for one with twelve events more."""
    assert cli(*words, folder=copy).code == 0
    few = len(statements)
    assert 0 < few <= most
    text = (copy / "events" / "2022.toml").read_text(encoding="utf-8").split("[[event]]")[1]
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith(("id =", "title", "start =", "end =", "institutions ="))
    ]
    more = "".join(
        f'[[event]]\nid = "1971-{number:02d}-thing"\nstart = "1971-{number:02d}"\ntitle = "Number {number * 7919}"\n'
        f'title_es = "El {number * 104729}"\n' + "\n".join(lines) + "\n"
        for number in range(1, 13)
    )
    (copy / "events" / "1971.toml").write_text(more, encoding="utf-8")
    assert cli("validate", folder=copy).code == 0
    statements.clear()
    assert cli(*words, folder=copy).code == 0
    assert len(statements) == few
