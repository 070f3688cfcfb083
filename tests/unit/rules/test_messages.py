"""What the checks say where the wording depends on the data."""

from __future__ import annotations

import pytest

from cbi_cli.rules import unknown_reference
from tests.datasets import HEAD, TALKS, dataset_files, event_toml
from tests.rules.datasets import run_checks


def said(*events: str, **more: str) -> list[tuple[str, str, str]]:
    """Code, message and hint of everything found in a small dataset."""
    return [(one.code, one.message, one.hint) for one in run_checks(dataset_files(*events, **more))]


def test_a_second_use_of_an_id_names_the_first() -> None:
    first = event_toml("2022-05-01")
    second = event_toml("2022-05-01", 'kind = "review"', 'title = "Another"', name="meeting")
    assert said(first, second) == [
        (
            "CBI201",
            "`2022-05-01-meeting` is already the id of an event in events/2022.toml, line 2",
            "remove one of the two, or give this one an id of its own",
        )
    ]


def test_a_second_use_of_an_id_names_the_kind_with_its_article() -> None:
    (institution,) = said(institutions=TALKS + TALKS)
    assert institution[1] == "`talks` is already the id of an institution in institutions.toml, line 3"


def test_an_event_of_a_replaced_institution_names_the_successor() -> None:
    talks = f'{TALKS}ended = 2019\nreplaced_by = "heirs"\n'.replace("= 2019", '= "2019"')
    heirs = TALKS.replace('"talks"', '"heirs"').replace("The Talks", "The Heirs").replace("Big Talks", "Big Heirs")
    assert said(event_toml("2020-01-01"), institutions=talks + heirs) == [
        (
            "CBI302",
            "`talks` ended in 2019, before this event of 2020-01-01",
            "`talks` was replaced by `heirs`",
        )
    ]


def test_an_unknown_name_without_a_near_one_says_where_to_add_it() -> None:
    many = "".join(TALKS.replace('"talks"', f'"n{number:03}"').replace("Talks", f"N {number}") for number in range(40))
    assert said(
        event_toml("2022-05-01", 'institutions = ["zzz"]', 'topics = ["weather"]'), institutions=TALKS + many
    ) == [
        ("CBI202", "there is no institution `zzz`", "add it to institutions.toml"),
        ("CBI202", "there is no topic `weather`", "add it to topics.toml"),
    ]


def test_an_unknown_part_of_a_source_without_parts_says_where_to_list_it() -> None:
    more = '[[source]]\nid = "map"\ntitle = "Map"\n'
    given = dataset_files(event_toml("2022-05-01", 'sources = ["book", "map#north"]'))
    given["sources.toml"] += more.encode()
    (found,) = run_checks(given)
    assert (found.message, found.hint) == (
        "the source `map` has no part `north`",
        "add it to the locators of the source `map`",
    )


def test_many_unknown_names_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing ends when it has cost enough; the findings go on."""
    monkeypatch.setattr(unknown_reference, "_MAX_COMPARISONS", 2)
    names = ", ".join(f'"talk{number}"' for number in range(150))
    found = said(event_toml("2022-05-01", f"institutions = [{names}]"))
    assert len(found) == 150
    assert found[:2] == [
        ("CBI202", "there is no institution `talk0`", "did you mean `talks`?"),
        ("CBI202", "there is no institution `talk1`", "did you mean `talks`?"),
    ]
    assert {hint for *_, hint in found[2:]} == {"add it to institutions.toml"}


def test_a_record_at_fault_still_counts_as_known_and_as_citing() -> None:
    broken = event_toml("2022-05-02", 'kind = "sumit"', 'sources = ["map"]', name="talk")
    other = event_toml("2022-05-01", 'distinct_from = ["2022-05-02-talk"]')
    given = dataset_files(other, broken)
    given["sources.toml"] += b'[[source]]\nid = "map"\ntitle = "Map"\n'
    assert [one.code for one in run_checks(given)] == ["CBI104"]


def test_a_whole_file_that_is_lost_is_one_finding() -> None:
    given = dataset_files(event_toml("2022-05-01"), event_toml("2022-06-01"))
    assert [one.code for one in run_checks(given | {"institutions.toml": b"\xff"})] == ["CBI002"]


def test_titles_with_ranges_and_bare_numbers_agree() -> None:
    title = 'title = "Agreement 2022-05/7 of 1 and 3 May 2022"'
    assert said(event_toml("2022-05-01", title, "end = 2022-05-03")) == []
    assert [code for code, *_ in said(event_toml("2022-05-01", title, "end = 2022-05-02"))] == ["CBI305"]


def test_all_hidden_characters_of_a_text_are_named_at_once() -> None:
    ((_, one, _),) = said(event_toml("2022-05-01", 'note = "a\\u00ad b\\u200b c\\u00ad"'))
    assert one == "the text contains U+00AD, soft hyphen; U+200B, zero width space"
    # The tags of Unicode: A is U+E0041.
    many = said(event_toml("2022-05-01", f'note = "a{"".join(chr(0xE0041 + number) for number in range(12))}"'))[0][1]
    assert many.startswith("the text contains U+E0041, tag latin capital letter a; U+E0042, ")
    assert many.endswith("U+E004A, tag latin capital letter j and 2 more")


def test_all_words_with_separate_accents_are_named_at_once() -> None:
    ((_, one, _),) = said(event_toml("2022-05-01", 'note = "a\\u0301 b e\\u0301 a\\u0301"'))
    assert one == "`á`, `é` are written with separate accents"


def test_a_last_covered_day_in_another_age_is_found() -> None:
    head = HEAD.replace("2022-12-31", "0222-12-31")
    assert [one[:2] for one in said(event_toml("2022-05-01"), dataset=head)] == [
        ("CBI308", "the year 0222 is far from all other dates here")
    ]
