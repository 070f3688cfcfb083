"""Ids for new events."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.core.dates import PartialDate
from cbi_cli.dataset.event_ids import suggest_event_id
from cbi_cli.rules.id_date_mismatch import begins_with_date

DAY = PartialDate(2022, 10, 13)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("High-Level Security Dialogue", "high-level-security-dialogue"),
        ("Second meeting of the High-Level Security Dialogue", "second-meeting-high-level-security-dialogue"),
        ("Reunión de la Comisión en México", "reunion-comision-mexico"),
        ("Leaders' Summit in Washington, D.C.", "leaders-summit-washington-dc"),
        ("U.S.-Mexico CEO Dialogue", "us-mexico-ceo-dialogue"),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven"),
        (f"{'x' * 40} {'y' * 29} z", f"{'x' * 40}-{'y' * 29}"),
        (f"{'x' * 40} {'y' * 30} z", "x" * 40),
        ("首脳会談", "event"),
        ("the of", "event"),
        ("Straße ß Łódź", "strasse-ss-lodz"),
        ("Ørsted, Æsir & Þór", "orsted-aesir-thor"),
        ("Đà Nẵng – İzmir, Çeşme", "da-nang-izmir-cesme"),
        ("Leaders’ Summit “USMCA” — 2", "leaders-summit-usmca-2"),
        ("Re\u0301union", "reunion"),
        ("ＮＡＬＳ ２", "nals-2"),
        ("Встреча NALS", "nals"),
        ("Встреча 2", "event"),
        ("Συνάντηση", "event"),
        ("اجتماع", "event"),
        ("Aлена", "event"),
        ("2022", "event"),
        ("G7", "g7"),
        ("", "event"),
        ("x" * 300, "x" * 70),
        ("Hawaiʻi and Hawaiʼi", "hawaii-hawaii"),
        ("20 years of talks", "20-years-talks"),
    ],
)
def test_slug(title: str, slug: str) -> None:
    assert suggest_event_id(DAY, title, ()) == f"2022-10-13-{slug}"


def test_a_title_in_another_script_gives_what_is_known_of_the_event() -> None:
    assert suggest_event_id(DAY, "首脳会談", (), "meeting") == "2022-10-13-meeting"
    assert suggest_event_id(DAY, "Встреча", (), "hlsd meeting") == "2022-10-13-hlsd-meeting"
    assert suggest_event_id(DAY, "首脳会談", ["2022-10-13-visit"], "visit") == "2022-10-13-visit-2"


@pytest.mark.parametrize(
    "title", ["13 years of talks", "45 days", "10 of 12 years", "07", "13. Treffen", "2 days", "99"]
)
@pytest.mark.parametrize("start", [PartialDate(2022), PartialDate(2022, 3), DAY])
def test_no_number_of_a_title_becomes_a_part_of_the_date(title: str, start: PartialDate) -> None:
    name = suggest_event_id(start, title, ())
    assert begins_with_date(name)
    assert not re.match(rf"{start}-[0-9]{{2}}(?:-|\Z)", name) or start == DAY


def test_only_what_is_known_of_the_date() -> None:
    assert suggest_event_id(PartialDate(2022, 3), "Visit", ()) == "2022-03-visit"
    assert suggest_event_id(PartialDate(2022), "Visit", ()) == "2022-visit"


def test_a_taken_id_gets_a_number() -> None:
    assert suggest_event_id(DAY, "Visit", {"2022-10-13-visit"}) == "2022-10-13-visit-2"
    taken = ["2022-10-13-visit", "2022-10-13-visit-2", "2022-10-13-visit-3"]
    assert suggest_event_id(DAY, "Visit", taken) == "2022-10-13-visit-4"


@given(st.text(max_size=200))
def test_every_title_gives_a_valid_id(title: str) -> None:
    name = suggest_event_id(DAY, title, ())
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 120
