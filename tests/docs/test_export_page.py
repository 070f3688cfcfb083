"""The questions in SQL on the page about exports have the answers that it shows, and its tables list what there is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.registry import EXPORTS
from cbi_cli.exports.sqlite_file import write_sqlite
from cbi_cli.index.snapshot import Snapshot
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^([^\n]*\?)\n\n```sql\n(.*?)^```\n\n```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def database(us_mexico: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("sqlite")
    write_sqlite(ExportedDataset(us_mexico), folder)
    connection = sqlite3.connect(folder / "us-mexico.sqlite")
    yield connection
    connection.close()


def answer(database: sqlite3.Connection, query: str) -> str:
    """The rows as the program `sqlite3` prints them."""
    lines = []
    for row in database.execute(query):
        cells = ["" if cell is None else str(cell) for cell in row]
        lines.append("|".join(cells) + "\n")
    return "".join(lines)


def test_there_are_five_questions() -> None:
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize(("question", "query", "shown"), QUESTIONS)
def test_a_question_has_the_answer_that_is_shown(
    question: str, query: str, shown: str, database: sqlite3.Connection
) -> None:
    assert shown
    assert answer(database, query) == shown, question


def test_every_format_and_every_view_is_on_the_page(database: sqlite3.Connection) -> None:
    for name in EXPORTS:
        assert re.search(rf"^\|[^|]*`{name}`[^|]*\|", PAGE, re.MULTILINE), name
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'"):
        assert f"| `{name}` |" in PAGE
