"""Checks also look at records with other invalid values, and say what is known of ids that were given up."""

from __future__ import annotations

import pytest

from cbi_cli.core.findings import RawFinding, TextRange
from cbi_cli.rules import runner
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.rules.datasets import run_checks

BAD_LEVEL = 'level = "cabinett"'
PLACES = """
[[place]]
id = "atown"
name = "A Town"
country = "aa"
"""


def said(*events: str, **more: str) -> list[tuple[str, str, str]]:
    """Return code, message and hint of everything found in a small dataset but the invalid level."""
    found = run_checks(dataset_files(*events, **more))
    return [(one.code, one.message, one.hint) for one in found if one.code != "CBI104"]


def test_a_pause_after_one_that_cannot_be_read_is_checked() -> None:
    pauses = 'pauses = [{ from = "x", source = "book" }, { from = 2019, to = 2020, source = "book" }]\n'
    found = run_checks(dataset_files(event_toml("2020-03-01"), institutions=TALKS + pauses))
    assert "`talks` is declared paused from 2019 to 2020, but this meeting was held during the pause" in [
        one.message for one in found
    ]


def test_a_former_id_that_is_the_id_itself_is_to_be_deleted() -> None:
    event = event_toml("2022-05-01", 'former_ids = ["2022-05-01-meeting"]')
    assert [hint for code, _, hint in said(event) if code == "CBI209"] == ["delete it: a former id differs from the id"]


def test_an_institution_founded_between_two_dates_says_both() -> None:
    found = said(event_toml("2009-05-01"), institutions=f'{TALKS}established = "2010..2012"\n')
    assert "`talks` was established between 2010 and 2012, after this event of 2009-05-01" in [one[1] for one in found]


def test_the_place_of_an_event_with_another_invalid_value_is_checked() -> None:
    event = event_toml("2022-05-01", BAD_LEVEL, 'host = "bb"', 'guests = ["aa"]', 'place = "atown"')
    assert [one[:2] for one in said(event, place=PLACES)] == [
        ("CBI412", "the host is `bb`, but `atown` is in `aa`"),
    ]


def test_unknown_places_of_events_with_other_invalid_values_are_counted() -> None:
    events = [event_toml("2022-05-01", BAD_LEVEL, 'place = "Nowhere"')]
    assert [one[1] for one in said(*events, place=PLACES)] == ["`Nowhere` is not in places.toml"]
    events.append(event_toml("2022-06-01", 'place = "Nowhere"'))
    assert [one[1] for one in said(*events, place=PLACES)] == [
        "`Nowhere`, the place of 2 events, is not in places.toml"
    ]


def test_equal_tables_of_a_list_are_found_whether_they_are_flat_or_not() -> None:
    person = '{ name = "A", party = "aa" }'
    event = event_toml("2022-05-01", f"participants = [{person}, {person}]")
    assert [one[1] for one in said(event)] == ["this item is already in the list"]
    dispute = """
[[dispute]]
id = "d"
record = "event"
about = "2022-05-01-meeting"
field = "institutions"
claims = [
  { value = "the Talks", source = "book", values = { institutions = ["talks", "talks"] } },
  { value = "none", source = "book#p1" },
]
chosen = "the Talks"
why = "It was there."
"""
    found = said(event_toml("2022-05-01"), dispute=dispute)
    assert [one[1] for one in found] == ["`talks` is already in the list"]
    kinds = TALKS_ROW.replace('kinds = ["review"]', 'kinds = ["review", "review"]')
    assert [one[1] for one in said(indicators=kinds)] == ["`review` is already in the list"]


def test_parts_of_a_source_with_another_invalid_value_are_known() -> None:
    files = dataset_files(event_toml("2022-05-01", 'sources = ["book#p2"]'))
    files["sources.toml"] = files["sources.toml"].replace(b'title = "The book"', b'title = "The book"\nkind = "zzz"')
    found = [(one.code, one.message) for one in run_checks(files) if one.code == "CBI202"]
    assert found == [("CBI202", "the source `book` has no part `p2`")]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", "it was withdrawn on 2022-01-02"),
        ('replaced_by = "talks"', "it was withdrawn on 2022-01-02; use `talks` instead"),
    ],
)
def test_a_withdrawn_id_says_what_replaces_it(line: str, hint: str) -> None:
    gone = f"""
[[withdrawn]]
kind = "institution"
id = "old-talks"
title = "The Old Talks"
date = 2022-01-02
reason = "They were the same."
{line}
"""
    event = event_toml("2022-05-01", 'institutions = ["old-talks"]')
    assert ("CBI202", "there is no institution `old-talks`", hint) in said(event, withdrawn=gone)


def test_a_former_id_says_what_it_is_now() -> None:
    event = event_toml("2022-05-01", 'institutions = ["old-talks"]')
    found = said(event, institutions=f'{TALKS}former_ids = ["old-talks"]\n')
    assert ("CBI202", "there is no institution `old-talks`", "it is now called `talks`; use that id") in found


def test_a_party_in_a_table_that_cannot_be_parsed_is_not_missed() -> None:
    head, _, _ = HEAD.partition("party = [")
    parties = [f'[[party]]\nid = "{party}"\nname = "{party}"\n' for party in ("aa", "bb")]
    broken = "".join([head, *parties, '[[party]\nid = "dd"\nname = "D"\n'])
    event = event_toml("2022-05-01", 'parties = ["dd", "ee"]')
    found = run_checks(dataset_files(event, dataset=broken))
    assert [one.message for one in found if one.code == "CBI202"] == ["there is no party `ee`"]


def test_the_admission_of_an_event_with_an_invalid_value_is_checked() -> None:
    admission = """
[[admission]]
indicator = "talks-row"
event = "2022-05-01-meeting"
reason = "Because."
source = "book"
"""
    found = said(event_toml("2022-05-01", BAD_LEVEL), edition_2022=EDITION + admission)
    assert "`2022-05-01-meeting` starts in 2022, so it counts without an admission" in [one[1] for one in found]


def test_a_file_like_no_folder_is_not_told_to_move_to_one() -> None:
    found = run_checks(dataset_files() | {"zzzzzzzz.toml": b""})
    assert [one.hint for one in found if one.code == "CBI004"] == [
        "move its records to a file that is read, or rename it; if it is not data, add it to `exclude` in dataset.toml"
    ]


def test_names_that_differ_in_case_are_found_at_the_start_of_the_file() -> None:
    files = dataset_files(event_toml("2022-05-01"))
    text = event_toml("2022-05-02").encode()
    found = run_checks(files | {"events/2022/A.toml": text, "events/2022/a.toml": b""})
    assert [one.region for one in found if one.code == "CBI004"] == [TextRange(1, 1, 1, 1)]


def test_a_source_in_a_value_of_the_wrong_type_may_be_cited() -> None:
    event = event_toml("2022-05-01", 'sources = "book"')
    bare = {"institutions": TALKS.replace('sources = ["book"]', 'sources = "book"'), "indicators": ""}
    found = run_checks(dataset_files(event, **bare))
    assert [one.message for one in found if one.code == "CBI404"] == []


def test_findings_that_were_left_out_before_are_counted_too() -> None:
    raw = [RawFinding("CBI103", "a.toml", (), "wrong", "")] * 101
    sources = runner._Sources(lambda _: None, lambda *_: "", {"a.toml": 7})
    *listed, last = runner._limit_per_file(raw, sources)
    assert len(listed) == 100
    assert last.message == "8 more findings here; at most 100 are listed for a file of this size"
