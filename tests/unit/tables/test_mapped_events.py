"""Rows become events as the mapping says; what a person did not give is not made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.tables.mapped_events import MappedEvent, MappedRow, map_rows, read_mapped_events, unused_columns
from cbi_cli.tables.mapping import parse_mapping, read_mapping, require_confirmed
from cbi_cli.tables.read_table import read_table
from cbi_cli.tables.table import TableOptions
from tests.datasets import SOURCES, build_snapshot, event_toml

MAPPING = """
confirmed = true
[columns]
when = "Date"
title = "What"
institutions = "Body"
sources = "Source"
[constants]
parties = ["aa", "bb"]
kind = "meeting"
level = "cabinet"
"""
LINKED = SOURCES + '[[source]]\nid = "site"\ntitle = "A site"\nurl = "https://example.org/a"\n'


@pytest.fixture
def snapshot() -> Snapshot:
    return build_snapshot(event_toml("2021-05-04"), source=LINKED)


def rows(folder: Path, snapshot: Snapshot, text: str, mapping: str = MAPPING) -> list[MappedRow]:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    read = list(read_mapped_events(path, parse_mapping(Path("m.toml"), mapping.encode()), snapshot))
    assert [number for number, _ in read] == [row.row.number for _, row in read]
    return [row for _, row in read]


def event(row: MappedRow) -> MappedEvent:
    assert isinstance(row, MappedEvent), row.reason
    return row


def reason(row: MappedRow) -> str:
    assert not isinstance(row, MappedEvent)
    return row.reason


def test_a_row_is_an_event_with_the_ids_of_what_it_names(tmp_path: Path, snapshot: Snapshot) -> None:
    text = 'Date,What,Body,Source\n13-14 Oct 2022, A   title ,Big Talks; THE TALKS,"The Book; https://EXAMPLE.org/a/"\n'
    (row,) = rows(tmp_path, snapshot, text)
    found = event(row).event
    assert (str(found.start), str(found.end), found.title) == ("2022-10-13", "2022-10-14", "A title")
    assert (found.institutions, found.sources) == (("talks",), ("book", "site"))
    assert (found.parties, found.kind, found.level) == (("aa", "bb"), "meeting", "cabinet")
    assert found.id == "2022-10-13-title"
    assert "id" not in event(row).fields


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("2022-10-13,T,Talkz,book", "institutions: no institution is called `Talkz`; similar: `talks` (The Talks)"),
        ("2022-10-13,T,talks,paper", "sources: no source is called `paper`; [create.source] in the mapping adds"),
        ("2022-10-13,T,talks,book#p9", "sources: the source `book` has no part `p9`; one of: p1"),
        ("2022-10-13,T,talks,https://example.org/b", "no source is called `https://example.org/b`"),
        ("2022-10-13,T,talks,http://", "the host of the address is not valid"),
        ("13/14/2022,T,talks,book", "when: the calendar has no `13/14/2022`"),
        (",T,talks,book", "missing: start"),
        ("2022-10-13,,talks,book", "missing: title"),
        ("x,T,Talkz,paper", "when: `x` is not a date"),
        (f"2022-10-13,{'T' * 5000},talks,book", "`title`: the text is too long"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells: str, expected: str, tmp_path: Path, snapshot: Snapshot) -> None:
    (row,) = rows(tmp_path, snapshot, f"Date,What,Body,Source\n{cells}\n")
    assert expected in reason(row)


def test_all_problems_of_a_row_are_named(tmp_path: Path, snapshot: Snapshot) -> None:
    (row,) = rows(tmp_path, snapshot, "Date,What,Body,Source\nx,T,Talkz,paper\n")
    assert [part.partition(":")[0] for part in reason(row).split("; ") if "similar" not in part][:1] == ["when"]
    assert "institutions: " in reason(row)
    assert "sources: " in reason(row)


def test_texts_mean_what_the_mapping_says(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = """
confirmed = true
dates = "day-first"
[columns]
start = "Date"
title = "What"
kind = "Type"
parties = ["First", "Second"]
institutions = "Body"
[constants]
kind = "review"
level = "Cabinet"
sources = "book#p1"
[separators]
institutions = "/"
[values.kind]
"Bilateral Meeting" = "meeting"
"n/a" = ""
[values.parties]
"Land A" = "aa"
[values.institutions]
"both / all" = ["talks"]
[templates]
note = "{Type} of {First}"
"""
    text = (
        "Date,What,Type,First,Second,Body\n03/04/2022,T,bilateral meeting,land a,B,both / all\n4/3/2022,T,N/A,aa,B,\n"
    )
    first, second = rows(tmp_path, snapshot, text, mapping)
    found = event(first).event
    assert (str(found.start), found.kind, found.parties) == ("2022-04-03", "meeting", ("aa", "bb"))
    assert (found.institutions, found.sources) == (("talks",), ("book#p1",))
    assert found.note == "bilateral meeting of land a"
    # "n/a" is nothing, so the constant counts.
    assert event(second).event.kind == "review"


def test_a_template_with_an_empty_cell_is_no_text(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = MAPPING.replace('title = "What"\n', "") + '[templates]\ntitle = "Visit to {What}"\n'
    first, second = rows(tmp_path, snapshot, "Date,What,Body,Source\n2022,Rome,talks,book\n2022,,talks,book\n", mapping)
    assert event(first).event.title == "Visit to Rome"
    assert "the cell `What` of its template is empty" in reason(second)


def test_a_new_source_is_proposed_if_the_mapping_says_how(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = MAPPING + '[create.source]\ncolumns = { url = "Link" }\nconstants = { publisher = "House" }\n'
    text = (
        "Date,What,Body,Source,Link\n"
        "2022-10-13,T,talks,A paper,https://example.org/p\n"
        "2022-10-14,T,talks,A paper,https://example.org/p\n"
        "2022-10-15,T,talks,Another name,https://example.org/p\n"
        "2022-10-16,T,talks,Whatever,https://example.org/a\n"
        "2022-10-17,T,talks,The boook,\n"
    )
    first, second, third, fourth, fifth = rows(tmp_path, snapshot, text, mapping)
    (new,) = event(first).new_records
    assert (new.kind, new.id) == ("source", "a-paper")
    assert new.fields == {
        "id": "a-paper",
        "title": "A paper",
        "publisher": "House",
        "url": "https://example.org/p",
    }
    assert event(second).new_records == (new,)
    assert "`Another name` has the address of `A paper`" in reason(third)
    assert event(fourth).event.sources == ("site",)
    # A near match is offered, never taken, and never doubled.
    assert "similar: `book` (The book)" in reason(fifth)


def test_a_person_can_say_that_a_similar_name_is_another(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = MAPPING + '[create.source]\nnew = ["The boook"]\n'
    (row,) = rows(tmp_path, snapshot, "Date,What,Body,Source\n2022-10-17,T,talks,The boook\n", mapping)
    assert [new.id for new in event(row).new_records] == ["the-boook"]


def test_a_new_record_without_what_it_needs_is_no_record(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = MAPPING + "[create.source]\n[create.institution]\nconstants = { typ = 'x' }\n"
    (row,) = rows(tmp_path, snapshot, "Date,What,Body,Source\n2022,T,talks,https://example.org/z\n", mapping)
    assert "has no title" in reason(row)
    assert "a new record has no field `typ`; did you mean `type`?" in reason(row)


def test_columns_that_the_file_lacks_are_named(tmp_path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(CbiError, match="has no column `Body`") as caught:
        rows(tmp_path, snapshot, "Date,What,Bodi,Source\n2022,T,talks,book\n")
    assert caught.value.hint == "did you mean `Bodi`?"


def test_columns_that_are_not_used_are_known(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Date,What,Body,Source,Extra,\n1,2,3,4,5,6\n")
    table = read_table(path, TableOptions())
    assert unused_columns(table, parse_mapping(Path("m.toml"), MAPPING.encode())) == ("Extra",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[columns]\n", "the key `confirmed` is missing"),
        ("confirmed = true\n", "the key `columns` is missing"),
        ('confirmed = true\n[columns]\nstat = "a"\n', "line 3: an event has no field `stat` (did you mean `start`?)"),
        ('confirmed = true\n[columns]\nstart = "a"\nwhen = "b"\n', "line 4: `start` and `when` are both given"),
        ("confirmed = true\n[columns]\nstart = 1.5\n[values]\nkind = { a = true }\n", "line 3: `columns.start`"),
        ('confirmed = true\ndates = "us"\n[columns]\n', "line 2: `dates`: `us` is not a known value"),
        ('confirmed = true\n[columns]\n[templates]\nkind = "a"\n', "line 4: `kind` is not a title or a note"),
        ("confirmed = true\ndelimiter = '\"'\n[columns]\n", 'line 2: `delimiter`: `"` is not a known value'),
        ("confirmed = true\n[columns\n", "line 2: the brackets"),
        ("confirmed = true\ncolumns = 3\n", "line 2: `columns`: `3` is not a table"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(text: str, expected: str) -> None:
    with pytest.raises(CbiError) as caught:
        parse_mapping(Path("m.toml"), text.encode())
    assert expected in caught.value.message


def test_a_mapping_counts_only_if_a_person_confirmed_it(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING.replace("true", "false"))
    with pytest.raises(CbiError, match="is not confirmed"):
        require_confirmed(read_mapping(tmp_path / "m.toml"))
    with pytest.raises(CbiError, match="there is no mapping"):
        read_mapping(tmp_path / "none.toml")


def test_numbers_of_days_from_1904_are_refused(tmp_path: Path, snapshot: Snapshot) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Date,What,Body,Source\n44847,T,talks,book\n")
    mapping = parse_mapping(Path("m.toml"), ('dates = "excel"\n' + MAPPING).encode())
    table = read_table(path, mapping.options)
    ((_, row),) = map_rows(table, mapping, snapshot)
    assert str(event(row).event.start) == "2022-10-13"
    with pytest.raises(CbiError, match="counts days from 1904"):
        list(map_rows(table._replace(counts_from_1904=True), mapping, snapshot))


WITHDRAWN = '[[withdrawn]]\nid = "{id}"\nkind = "source"\ntitle = "X"\ndate = 2022-01-01\nreason = "twice"\n'
ALL_FIELDS = """
confirmed = true
[columns]
start = "Date"
title = "What"
edition_number = "Number"
participants = "People"
host = "Host"
note = ["First note", "Second note"]
[constants]
parties = ["aa", "bb"]
kind = "meeting"
level = "cabinet"
sources = "book"
[separators]
participants = ";"
"""
ALL_HEAD = "Date,What,Number,People,Host,First note,Second note\n"


def test_numbers_people_and_notes(tmp_path: Path, snapshot: Snapshot) -> None:
    text = ALL_HEAD + '2022-10-13,T,3,"Ada Lee, trade, A; Bo",B,"one\n two ",three\n'
    (row,) = rows(tmp_path, snapshot, text, ALL_FIELDS)
    found = event(row).event
    people = [(one.name, one.office, one.party) for one in found.participants]
    assert (found.edition_number, found.host) == (3, "bb")
    assert people == [("Ada Lee", "trade", "aa"), ("Bo", None, None)]
    assert found.note == "one\n two three"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("x,,,,", "edition_number: `x` is not a whole number"),
        ("²,,,,", "is not a whole number"),
        (",,aa;bb,,", "host: no party is called `aa;bb`"),
        (',"A, B, C, D",,,', "is not a participant"),
        (',"Ada, tradee, aa",,,', "participants: `tradee` is not known; did you mean `trade`?"),
        ("0,,,,", "`edition_number`: the number is too small"),
    ],
)
def test_values_that_are_none_of_their_field(cells: str, expected: str, tmp_path: Path, snapshot: Snapshot) -> None:
    (row,) = rows(tmp_path, snapshot, f"{ALL_HEAD}2022-10-13,T,{cells}\n", ALL_FIELDS)
    assert expected in reason(row)


def test_a_value_that_means_two_fits_no_single_field(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = ALL_FIELDS + '[values.host]\nboth = ["aa", "bb"]\n'
    (row,) = rows(tmp_path, snapshot, f"{ALL_HEAD}2022-10-13,T,,,both,,\n", mapping)
    assert "host: 2 values, and the field takes one" in reason(row)


def test_names_that_mean_several_records_or_one_that_was_withdrawn(tmp_path: Path) -> None:
    sources = LINKED + '[[source]]\nid = "site-2"\ntitle = "A site"\nurl = "http://example.org/a/"\n'
    withdrawn = WITHDRAWN.format(id="old") + 'replaced_by = "book"\n'
    found = build_snapshot(event_toml("2021-05-04"), source=sources, withdrawn=withdrawn)
    text = "Date,What,Body,Source\n2022,T,,https://example.org/a\n2022,T,,A site\n2022,T,,old\n"
    by_url, by_title, gone = rows(tmp_path, found, text)
    assert "`https://example.org/a` can mean 2 records: site, site-2" in reason(by_url)
    assert "`A site` can mean 2 records: site, site-2" in reason(by_title)
    assert "was withdrawn on 2022-01-01: twice; use `book` instead" in reason(gone)


def test_the_columns_of_a_row_describe_one_new_record(tmp_path: Path, snapshot: Snapshot) -> None:
    mapping = MAPPING + '[create.source]\ncolumns = { publisher = "House" }\n'
    text = "Date,What,Body,Source,House\n2022,T,,First paper; Second text,A\n2022-02,T,,日本,A\n"
    two, nameless = rows(tmp_path, snapshot, text, mapping)
    assert "the row names two new records, `First paper` and `Second text`" in reason(two)
    assert "no id can be made of `日本`" in reason(nameless)


def test_the_id_of_a_new_record_is_free(tmp_path: Path) -> None:
    sources = LINKED + '[[source]]\nid = "a-paper"\ntitle = "Another one"\n'
    withdrawn = WITHDRAWN.format(id="a-paper-2")
    found = build_snapshot(event_toml("2021-05-04"), source=sources, withdrawn=withdrawn)
    text = "Date,What,Body,Source\n2022,T,,A (paper)\n2023,T,,A [paper]\n"
    first, second = rows(tmp_path, found, text, MAPPING + '[create.source]\nnew = ["A (paper)", "A [paper]"]\n')
    assert event(first).event.sources == ("a-paper-3",)
    assert event(second).event.sources == ("a-paper-4",)
