"""Where a small difference of the code would change what is read from a table, or what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.tables import names, read_table
from cbi_cli.tables.cell_values import clean_text
from cbi_cli.tables.date_cells import parse_span_cell
from cbi_cli.tables.mapping import CreatedRecords, parse_mapping, read_mapping
from cbi_cli.tables.names import NameResolver
from cbi_cli.tables.table import TableOptions
from tests.datasets import TALKS, build_snapshot
from tests.unit.tables.test_mapped_events import MAPPING, event, reason, rows


def test_characters_that_are_not_unicode_are_named() -> None:
    with pytest.raises(ValueError, match="the text has characters that are not Unicode"):
        clean_text("a\ud800")


def test_a_range_has_one_word_before_it() -> None:
    assert list(map(str, parse_span_cell("from 3 May 2022 to 5 May 2022", "typed"))) == ["2022-05-03", "2022-05-05"]
    with pytest.raises(ValueError, match="from from 3 May 2022"):
        parse_span_cell("from from 3 May 2022 to 5 May 2022", "typed")


def test_a_title_of_several_columns_is_one_text(tmp_path: Path) -> None:
    mapping = MAPPING.replace('title = "What"', 'title = ["What", "Where"]')
    text = "Date,What,Where,Body,Source\n2022-10-13,Visit,Tijuana,talks,book\n"
    (row,) = rows(tmp_path, build_snapshot(), text, mapping)
    assert event(row).event.title == "Visit Tijuana"


def test_what_is_wrong_in_the_details_of_a_new_record_names_their_table(tmp_path: Path) -> None:
    mapping = MAPPING + '[create.source]\ncolumns = { url = "Link", published = "Printed" }\n'
    text = "Date,What,Body,Source,Link,Printed\n2022-10-13,T,talks,paper,https://example.org/p,soon\n"
    (row,) = rows(tmp_path, build_snapshot(), text, mapping)
    assert reason(row).startswith("create.source: ")


def test_a_mapping_may_be_a_link_to_one(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "m.toml").symlink_to(tmp_path / "real.toml")
    assert read_mapping(tmp_path / "m.toml").path == tmp_path / "m.toml"


@pytest.mark.parametrize(
    "text", ["confirmed = \n", "confirmed = 3\n[columns]\n", 'confirmed = true\n[columns]\nx = "a"\n']
)
def test_the_error_of_a_mapping_names_its_file(text: str) -> None:
    with pytest.raises(CbiError) as caught:
        parse_mapping(Path("m.toml"), text.encode())
    assert caught.value.message.startswith("the mapping m.toml has errors: ")


def test_a_new_source_may_be_named_by_its_address_only() -> None:
    resolver = NameResolver(build_snapshot(), {"source": CreatedRecords()})
    resolver.begin_row({"source": {"url": "https://example.org/p", "title": "Paper"}})
    assert resolver.resolve("source", "https://example.org/p") == "paper"
    resolver.begin_row({"source": {"url": "https://example.org/q"}})
    assert resolver.resolve("source", "Quarto") == "quarto"
    resolver.accept_row()
    resolver.begin_row({})
    assert resolver.resolve("source", "https://example.org/q") == "quarto"


def test_more_records_of_a_name_than_there_are_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_MAX_ID_TRIES", 2)
    resolver = NameResolver(build_snapshot(institutions=TALKS), {})
    with pytest.raises(ValueError, match="too many records are called `talks`"):
        resolver._choose_id("institution", "talks")


def test_a_table_that_is_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Date\n2022\n", encoding="utf-8")
    monkeypatch.setattr(read_table, "MAX_BYTES", 9)
    with pytest.raises(CbiError) as caught:
        read_table.read_table(path, TableOptions())
    assert (caught.value.message, caught.value.hint) == (
        f"{path} is larger than 64 MiB",
        "split it into several files",
    )
