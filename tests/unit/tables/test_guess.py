"""A proposed mapping: by the names of the columns, by their values, and never in force by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.tables.guess import guess_mapping
from cbi_cli.tables.mapping import parse_mapping
from cbi_cli.tables.table import Row, Table, TableOptions
from tests.datasets import build_snapshot, event_toml


@pytest.fixture
def snapshot() -> Snapshot:
    return build_snapshot(event_toml("2021-05-04"))


def table(*rows: tuple[str, ...]) -> Table:
    header, *others = rows
    return Table(Path("t.csv"), header, [Row(number, cells) for number, cells in enumerate(others, start=2)])


def guess(snapshot: Snapshot, found: Table, options: TableOptions | None = None) -> tuple[str, dict[str, object]]:
    text = guess_mapping(found, options or TableOptions(), snapshot)
    mapping = parse_mapping(Path("m.toml"), text.encode())
    assert not mapping.confirmed
    return text, tomllib.loads(text)


def test_columns_without_known_names_are_recognized_by_their_values(snapshot: Snapshot) -> None:
    text, mapping = guess(
        snapshot,
        table(
            ("A", "B", "C", "D"),
            ("A long story about the talks", "4 May 2022", "Meeting", "cabinet"),
            ("Another long story", "5-6 May 2022", "visita", "Gabinete"),
        ),
    )
    assert mapping["columns"] == {"when": "B", "title": "A", "kind": "C", "level": "D"}
    assert '# sources = ["ID"]  # one source for the whole table' in text.splitlines()


def test_options_of_the_call_are_kept(snapshot: Snapshot) -> None:
    _, mapping = guess(snapshot, table(("Date", "Event"), ("2022", "x")), TableOptions("windows-1252", "", "Hoja 1"))
    assert (mapping["encoding"], mapping["sheet"]) == ("windows-1252", "Hoja 1")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("13/10/2022", "01/02/2022"), "day-first"),
        (("10/13/2022", "01/02/2022"), "month-first"),
        (("10/13/2022", "13/10/2022"), None),
        (("01/02/2022",), None),
    ],
)
def test_the_order_of_days_and_months_is_that_of_the_clear_ones(
    dates: tuple[str, ...], expected: str | None, snapshot: Snapshot
) -> None:
    _, mapping = guess(snapshot, table(("Date", "Event"), *((one, "x") for one in dates)))
    assert mapping.get("dates") == expected


def test_names_that_are_not_known_are_listed_with_offers_and_how_to_add_them(snapshot: Snapshot) -> None:
    rows = [("2022", "x", f"Body {number}; talks", "https://example.org/a", "Nowhere") for number in range(60)]
    text, _ = guess(snapshot, table(("Date", "Event", "Body", "Link", "City"), *rows))
    lines = text.splitlines()
    assert "# and 10 more" in lines
    assert '# "Body 0" = ""' in lines
    assert '# "talks" = ""' not in lines
    assert '# "Nowhere" = ""' in lines
    assert "# [create.institution]" in lines
    assert "# [create.place]" in lines
    # An address is looked up when the table is imported.
    assert "# [create.source]" not in lines


def test_any_text_in_a_header_or_a_cell_leaves_a_mapping_that_can_be_read(snapshot: Snapshot) -> None:
    nasty = 'a"b\\ \x1b[31m ]\n= # x'
    text, mapping = guess(snapshot, table(("Date", nasty, "Type"), ("2022", nasty * 3, nasty)))
    assert mapping["columns"] == {"start": "Date", "title": nasty, "kind": "Type"}
    assert "\x1b" not in text


@pytest.mark.parametrize("name", ["Title (Spanish)", "Título (español)", "Título en español", "title_es"])
def test_a_column_of_spanish_titles_is_not_taken_for_the_english_ones(snapshot: Snapshot, name: str) -> None:
    _, mapping = guess(snapshot, table(("Date", "Title", name), ("2022", "Talks", "Pláticas")))
    assert mapping["columns"] == {"start": "Date", "title": "Title", "title_es": name}
