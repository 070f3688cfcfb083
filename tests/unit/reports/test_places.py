"""Places: what reports call them, and how events are found by them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cbi_cli.api import TimelineQuery, history, list_records, show, timeline, validate_files
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.views.history import HistoryView
from cbi_cli.views.page import Table
from cbi_cli.views.show import ShowView
from cbi_cli.views.timeline import TimelineView
from tests.datasets import build_snapshot, dataset_files, event_toml

PLACES = """
[[place]]
id = "new-orleans"
former_ids = ["crescent-city"]
name = "New Orleans"
name_es = "Nueva Orleans"
state = "Louisiana"
state_es = "Luisiana"
country = "aa"

[[place]]
id = "monterrey"
name = "Monterrey"
state = "Nuevo León"
country = "bb"
aliases = ["Sultana del Norte"]

[[place]]
id = "ottawa"
name = "Ottawa"
state = "Ontario"
country = "cc"

[[place]]
id = "hamburg"
name = "Hamburg"
name_es = "Hamburgo"
country = "germany"

[[place]]
id = "germany"
name = "Germany"
name_es = "Alemania"
"""
LABELS = {
    "new-orleans": ("New Orleans, Louisiana", "Nueva Orleans, Luisiana"),
    "monterrey": ("Monterrey, Nuevo León", "Monterrey, Nuevo León"),
    # C is a party, but the dataset is not about it.
    "ottawa": ("Ottawa, Ontario, C", "Ottawa, Ontario, C"),
    "hamburg": ("Hamburg, Germany", "Hamburgo, Alemania"),
    "germany": ("Germany", "Alemania"),
}
FREE = "A ship, off Cozumel"


@pytest.fixture(scope="module")
def made() -> Snapshot:
    events = [
        event_toml(f"2022-0{month}-04", f'place = "{place}"', "edition_number = 7", name=place)
        for month, place in enumerate(LABELS, 1)
    ]
    events.append(event_toml("2022-08-04", f'place = "{FREE}"', name="ship"))
    events.append(event_toml("2022-09-04", name="nowhere"))
    return build_snapshot(*events, place=PLACES)


def starts(made: Snapshot, **filters: Any) -> list[str]:
    found = timeline(made, TimelineQuery(as_of=date(2022, 12, 31), **filters))
    return [entry.event.id.removesuffix("-meeting")[11:] for entry in found.events]


def shown_cells(made: Snapshot, lang: Lang) -> list[str]:
    """The third column of each month of the timeline."""
    found = timeline(made, TimelineQuery(as_of=date(2022, 12, 31)))
    page = TimelineView(found, made.meta, get_translator(lang)).page()
    return [row.cells[2].text for block in page.blocks if isinstance(block, Table) for row in block.rows]


def test_a_place_is_called_by_name_state_and_a_country_that_the_dataset_is_not_about(made: Snapshot) -> None:
    assert shown_cells(made, "en") == [*(english for english, _ in LABELS.values()), FREE, ""]
    assert shown_cells(made, "es") == [*(spanish for _, spanish in LABELS.values()), FREE, ""]


def test_json_has_the_name_in_english_and_the_id(made: Snapshot) -> None:
    names = ["New Orleans", "Monterrey", "Ottawa", "Hamburg", "Germany", FREE, ""]
    ids = [*LABELS, None, None]
    for lang in ("en", "es"):
        found = timeline(made, TimelineQuery(as_of=date(2022, 12, 31)))
        events = TimelineView(found, made.meta, get_translator(lang)).document()["events"]
        assert [event["city"] for event in events] == names
        assert [event["place"] for event in events] == ids


def test_a_history_has_number_place_and_host(made: Snapshot) -> None:
    found = history(made, "talks-row", date(2022, 2, 28))
    page = HistoryView(found, made.meta, get_translator("es")).page()
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [column.header for column in table.columns] == ["Año", "Núm.", "Fecha", "Lugar", "Anfitrión", "Invitados"]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[-2:] == [
        ["2022", "7", "4 ene", "Nueva Orleans, Luisiana", "", ""],
        ["2022", "7", "4 feb", "Monterrey, Nuevo León", "", ""],
    ]
    meetings = HistoryView(found, made.meta, get_translator("es")).document()["years"][-1]["events"]
    assert [(one["city"], one["place"]) for one in meetings] == [
        ("New Orleans", "new-orleans"),
        ("Monterrey", "monterrey"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("new-orleans", "new-orleans"),
        ("NUEVA orleáns", "new-orleans"),
        ("New Orleans, Louisiana", "new-orleans"),
        ("Nueva Orleans, Luisiana", "new-orleans"),
        ("crescent-city", "new-orleans"),
        ("sultana del norte", "monterrey"),
        ("Monterrey, Nuevo Leon", "monterrey"),
        ("Hamburgo", "hamburg"),
        ("Alemania", "germany"),
    ],
)
def test_a_place_is_found_by_all_that_it_is_called(made: Snapshot, name: str, expected: str) -> None:
    assert starts(made, places=(name,)) == [expected]
    (record,) = show(made, name).records
    assert (record.kind, record.id) == ("place", expected)
    assert [use.kind for use in record.used_by if use.fields == ("place",)] == ["event"]


def test_several_places_match_any_of_them(made: Snapshot) -> None:
    assert starts(made, places=("ottawa", "hamburg")) == ["ottawa", "hamburg"]


@pytest.mark.parametrize("text", ["Louisiana", "Orleans", FREE, "nuevo"])
def test_a_filter_needs_a_name_and_not_a_part_of_one(made: Snapshot, text: str) -> None:
    with pytest.raises(CbiError, match="no place is called"):
        timeline(made, TimelineQuery(places=(text,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nueva orleans", ["new-orleans"]),
        ("luisiana", ["new-orleans"]),
        ("louisiana", ["new-orleans"]),
        ("sultana", ["monterrey"]),
        ("hamburgo", ["hamburg"]),
        ('"nuevo leon"', ["monterrey"]),
        ("cozumel", ["ship"]),
        ("norte ontario", []),
    ],
)
def test_a_text_search_looks_at_names_and_states(made: Snapshot, text: str, expected: list[str]) -> None:
    assert starts(made, text=text) == expected


def test_places_are_listed_with_what_they_are_called(made: Snapshot) -> None:
    found = list_records(made, "place")
    assert [(one.id, one.title, one.detail) for one in found.records] == [
        ("germany", LocalizedText("Germany", "Alemania"), ""),
        ("hamburg", LocalizedText("Hamburg, Germany", "Hamburgo, Alemania"), "germany"),
        ("monterrey", LocalizedText("Monterrey, Nuevo León", "Monterrey, Nuevo León"), "bb"),
        ("new-orleans", LocalizedText("New Orleans, Louisiana", "Nueva Orleans, Luisiana"), "aa"),
        ("ottawa", LocalizedText("Ottawa, Ontario, C", "Ottawa, Ontario, C"), "cc"),
    ]


def test_two_places_of_one_name_are_found_with_their_states() -> None:
    two = PLACES.replace('"Ottawa"\nstate = "Ontario"', '"New Orleans"\nstate = "Indiana"')
    made = build_snapshot(event_toml("2022-01-04", 'place = "ottawa"', name="ottawa"), place=two)
    assert starts(made, places=("New Orleans, Indiana",)) == ["ottawa"]
    with pytest.raises(CbiError, match="can mean 2 records"):
        timeline(made, TimelineQuery(places=("New Orleans",)))


def test_a_place_in_a_bad_record_is_checked_as_well() -> None:
    wrong = event_toml("2022-01-04", 'place = "Oslo"', 'office = "king"')
    inside = event_toml("2022-02-04", 'place = "monterrey"', 'host = "aa"', 'office = "king"')
    _, findings = validate_files(dataset_files(wrong, inside, place=PLACES), date(2026, 11, 24))
    assert sorted(found.code for found in findings) == ["CBI104", "CBI104", "CBI210", "CBI412"]


def test_no_place_is_unknown_while_the_file_of_places_cannot_be_read() -> None:
    event = event_toml("2022-01-04", 'place = "monterrey"')
    broken = PLACES.replace('name = "Monterrey"', "name = Monterrey")
    for text in (broken, "[[place]\n"):
        _, findings = validate_files(dataset_files(event, place=text), date(2026, 11, 24))
        assert {found.code for found in findings} == {"CBI001"}


def test_a_key_of_the_older_format_is_named() -> None:
    _, findings = validate_files(dataset_files(event_toml("2022-01-04", 'city = "Oslo"')), date(2026, 11, 24))
    (found,) = findings
    assert (found.code, found.message) == ("CBI101", "unknown key `city`")
    assert "`place`" in found.hint


def test_a_report_names_the_place_that_was_asked_for(made: Snapshot) -> None:
    found = timeline(made, TimelineQuery(places=("Hamburgo",)))
    assert found.filters.places == ("hamburg",)
    view = TimelineView(found, made.meta, get_translator("en"))
    assert view.document()["filters"]["places"] == ["hamburg"]
    assert "--place hamburg" in str(view.page())


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("2022-01-04-new-orleans", "es", "new-orleans (Nueva Orleans, Luisiana)"),
        ("2022-04-04-hamburg", "en", "hamburg (Hamburg, Germany)"),
        ("2022-08-04-ship", "es", FREE),
    ],
)
def test_the_page_of_an_event_says_what_its_place_is_called(
    made: Snapshot, name: str, lang: Lang, expected: str
) -> None:
    found = show(made, name)
    (table, *_) = ShowView(found, made.meta, get_translator(lang)).page().blocks
    assert isinstance(table, Table)
    assert [row.cells[1].text for row in table.rows if row.cells[0].text == "place"] == [expected]
    assert found.records[0].fields["place"] == expected.partition(" (")[0]
