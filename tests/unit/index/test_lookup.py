from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.index.lookup import (
    RecordKey,
    find_by_prefix,
    find_record,
    find_series,
    find_similar,
    match_unique_prefix,
    require_source,
)
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from tests.conftest import TODAY, Cli
from tests.datasets import SOURCES, TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml

WATER = """
[[institution]]
id = "water"
name = "Water and Border Commission"
name_es = "Comisión de Límites y Aguas"
abbreviation = "CILA"
aliases = ["Łódź Straße Group"]
type = "organization"
cadence_years = 1
parties = ["aa", "bb"]
sources = ["book"]
"""
TRADE = """
[[topic]]
id = "trade"
label = "Trade"
label_es = "Comercio"
"""
TWICE = SOURCES + '\n[[source]]\nid = "copy"\ntitle = "The book"\n'


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return build_snapshot(
        event_toml("2022-05-04", 'title = "Reunión de Aguas"', 'title_es = "Reunión"'),
        event_toml("2022-06-04"),
        institutions=TALKS + WATER,
        topic=TRADE,
    )


@pytest.mark.parametrize(
    ("kinds", "text", "expected"),
    [
        (("institution",), "water", "water"),
        (("institution",), " WATER ", "water"),
        (("institution",), "water AND border  commission", "water"),
        (("institution",), "comision de limites y aguas", "water"),
        (("institution",), unicodedata.normalize("NFD", "Comisión de Límites y Aguas"), "water"),
        (("institution",), "cila", "water"),
        (("institution",), "lodz strasse group", "water"),
        (("institution",), "Big Talks", "talks"),
        (("indicator",), "TALKS", "talks-row"),
        (("topic",), "comercio", "trade"),
        (("source",), "the book", "book"),
        (("party",), "B", "bb"),
        (("event",), "2022-05-04-MEETING", "2022-05-04-meeting"),
        (("event",), "reunion de aguas", "2022-05-04-meeting"),
        (("event",), unicodedata.normalize("NFD", "reunión"), "2022-05-04-meeting"),
    ],
)
def test_a_record_is_found_by_what_people_call_it(
    made: Snapshot, kinds: tuple[str, ...], text: str, expected: str
) -> None:
    assert find_record(made, kinds, text).matches == (RecordKey(kinds[0], expected),)


@pytest.mark.parametrize("text", ["", "  ", "wat", "commission", "talk", "waters", "%", "_", "reunion de", "'", '"'])
def test_what_is_only_near_is_never_a_match(made: Snapshot, text: str) -> None:
    assert find_record(made, ("institution", "event"), text).matches == ()


def test_a_former_id_names_its_record_and_comes_before_names() -> None:
    renamed = WATER.replace('id = "water"\n', 'id = "water"\nformer_ids = ["old-water"]\n')
    other = TALKS.replace('aliases = ["Big Talks"]', 'aliases = ["Old-Waters"]')
    made = build_snapshot(
        event_toml("2022-05-04", 'id = "2022-05-04-new"', 'former_ids = ["2022-05-03-old"]'),
        institutions=other + renamed,
    )
    assert find_record(made, ("institution",), "OLD-water").matches == (RecordKey("institution", "water"),)
    assert find_record(made, ("event",), "2022-05-03-old").matches == (RecordKey("event", "2022-05-04-new"),)
    assert [shown.id for shown in api.show(made, "2022-05-03-old").records] == ["2022-05-04-new"]
    assert find_series(made, "old-water") == "water"


def test_an_id_decides_before_the_name_of_another_kind(made: Snapshot) -> None:
    assert find_record(made, ("indicator", "institution"), "talks").matches == (RecordKey("institution", "talks"),)
    assert find_record(made, ("indicator", "institution"), "The Talks").matches == (RecordKey("institution", "talks"),)


def test_a_name_of_several_records_is_a_list_to_choose_from() -> None:
    twice = build_snapshot(event_toml("2022-05-04"), source=TWICE)
    assert find_record(twice, ("source",), "The Book").matches == (
        RecordKey("source", "book"),
        RecordKey("source", "copy"),
    )
    with pytest.raises(CbiError) as caught:
        api.show(twice, "The Book")
    assert caught.value.message == "`The Book` can mean 2 records"
    assert caught.value.hint == "choose one by its id: `book` (The book), `copy` (The book)"


def test_a_series_that_two_rows_count_as_a_whole_is_a_choice() -> None:
    second = TALKS_ROW.replace('id = "talks-row"', 'id = "second-row"').replace('label = "Talks"', 'label = "Second"')
    two = build_snapshot(event_toml("2022-05-04"), indicators=TALKS_ROW + second)
    with pytest.raises(CbiError) as caught:
        find_series(two, "Big Talks")
    assert caught.value.message == "`Big Talks` can mean 2 series"
    assert caught.value.hint == "choose one by its id: talks-row, second-row"
    assert find_series(two, "second") == "second-row"


def test_the_id_of_a_series_comes_before_what_else_the_word_names() -> None:
    """`talks` is a row of its own, and also the institution that both rows count as a whole."""
    first = TALKS_ROW.replace('label = "Talks"', 'label = "First"')
    second = TALKS_ROW.replace('id = "talks-row"', 'id = "talks"').replace('label = "Talks"', 'label = "Second"')
    made = build_snapshot(event_toml("2022-05-04"), indicators=first + second)
    assert find_series(made, "TALKS") == "talks"
    with pytest.raises(CbiError, match="`Big Talks` can mean 2 series"):
        find_series(made, "Big Talks")


def test_an_institution_without_a_cadence_is_not_a_series() -> None:
    made = build_snapshot(event_toml("2022-05-04"), institutions=TALKS + WATER.replace("cadence_years = 1\n", ""))
    with pytest.raises(CbiError) as caught:
        find_series(made, "CILA")
    assert caught.value.message == "`water` is not a series"
    assert caught.value.hint == "only indicators and institutions with a cadence are series; `cbi gaps` lists them"


@pytest.mark.parametrize(
    ("kind", "more", "hint"),
    [
        ("indicator", 'replaced_by = "talks-row"', "use `talks-row` instead"),
        ("institution", "", "`cbi show old-row` shows the entry"),
    ],
)
def test_a_series_that_was_withdrawn_says_when_and_why(kind: str, more: str, hint: str) -> None:
    entry = f"""
[[withdrawn]]
kind = "{kind}"
id = "old-row"
title = "Old"
date = 2026-11-20
reason = "it was counted twice"
{more}
"""
    dataset, _ = api.validate_files(
        {**dataset_files(event_toml("2022-05-04")), "withdrawn.toml": entry.encode()}, TODAY
    )
    with pytest.raises(CbiError) as caught:
        find_series(build_from_dataset(dataset), "old-row")
    assert caught.value.message == f"the {kind} `old-row` was withdrawn on 2026-11-20: it was counted twice"
    assert caught.value.hint == hint


def test_an_institution_names_its_own_series_or_the_row_that_counts_it_as_a_whole(made: Snapshot) -> None:
    assert find_series(made, "CILA") == "water"
    assert find_series(made, "Big Talks") == "talks-row"


def test_what_is_near_is_offered_in_order(made: Snapshot) -> None:
    kinds = ("institution",)
    assert find_similar(made, kinds, "wat") == [RecordKey("institution", "water")]
    assert find_similar(made, kinds, "border commission") == [RecordKey("institution", "water")]
    assert find_similar(made, kinds, "big tlaks") == [RecordKey("institution", "talks")]
    assert find_similar(made, kinds, "El Universal") == []
    assert find_similar(made, ("event",), "2022-05") == [RecordKey("event", "2022-05-04-meeting")]
    assert find_similar(made, ("event",), "2022-05-04-meetnig") == [RecordKey("event", "2022-05-04-meeting")]


def test_a_beginning_is_taken_only_if_nothing_else_has_a_word_that_begins_so() -> None:
    security, dialogue = RecordKey("institution", "security"), RecordKey("institution", "hlsd")
    names = [
        *((security, name) for name in ("security", "security and prosperity", "alianza")),
        *((dialogue, name) for name in ("hlsd", "high-level security", "diálogo")),
    ]
    names = [(key, fold(name)) for key, name in names]
    assert match_unique_prefix("high-level s", names) == dialogue
    assert match_unique_prefix("DIÁ", names) == dialogue
    # A word in the name of another record speaks against it.
    assert match_unique_prefix("Security", names) is None
    # So does a beginning that is inside the names only.
    assert match_unique_prefix("Prosperity", names) is None
    assert match_unique_prefix("", names) is None


def test_the_part_of_a_source_is_found_by_its_title(made: Snapshot) -> None:
    assert require_source(made, "The Book#page 1") == "book#p1"
    with pytest.raises(CbiError, match="has no part `p2`"):
        require_source(made, "book#p2")
    with pytest.raises(CbiError, match="has no part ``"):
        require_source(made, "book#")


def test_a_beginning_is_completed_by_ids_and_names(made: Snapshot) -> None:
    assert find_by_prefix(made, ("institution",), "comis") == [RecordKey("institution", "water")]
    assert find_by_prefix(made, ("institution", "event"), "2022-06") == [RecordKey("event", "2022-06-04-meeting")]
    assert find_by_prefix(made, ("institution",), "missing") == []


@pytest.mark.parametrize(
    "words",
    [
        ["show", "{}"],
        ["history", "{}"],
        ["gaps", "{}"],
        ["explain", "2022", "{}"],
        ["timeline", "--year", "all", "--institution", "{}"],
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_command_finds_a_record_by_the_same_names(
    words: list[str], form: Literal["NFC", "NFD"], cli: Cli
) -> None:
    expected = cli(*(word.format("nals") for word in words), "--format", "json")
    assert expected.code == 0
    names = [
        "NALS",
        "Three Amigos",
        "Three Amigos Summit",
        "Cumbre de Líderes de América del Norte",
        "cumbre de lideres de america DEL norte",
    ]
    for name in names:
        typed = unicodedata.normalize(form, name)
        found = cli(*(word.format(typed) for word in words), "--format", "json")
        assert (found.code, found.err) == (0, "")
        if words[0] != "show":
            assert found.out == expected.out
        else:
            assert '"id": "nals"' in found.out


@pytest.mark.parametrize(
    ("option", "names", "record_id"),
    [
        ("--party", ["Canada", "Canadá", "CA"], "ca"),
        ("--topic", ["Ciberseguridad"], "cybersecurity"),
        ("--institution", ["Diálogo de Alto Nivel de Seguridad México-Estados Unidos", "HLSD"], "hlsd"),
    ],
)
def test_a_filter_takes_names_as_well_as_ids(option: str, names: list[str], record_id: str, cli: Cli) -> None:
    expected = cli("timeline", "--year", "all", option, record_id, "--format", "json")
    assert expected.code == 0
    for name in names:
        for form in ("NFC", "NFD"):
            found = cli("timeline", "--year", "all", option, unicodedata.normalize(form, name), "--format", "json")
            assert (found.code, found.out) == (0, expected.out), name
