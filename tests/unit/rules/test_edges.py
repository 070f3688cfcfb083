"""What a check finds and lets pass at the very edge of what it allows, and what it leaves to another check."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from cbi_cli.core.broken import BrokenValue
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.dataset.load import load_dataset
from cbi_cli.rules.bad_acceptance import find_unacceptable
from cbi_cli.rules.blank_text import check_file as check_blank_text
from cbi_cli.rules.common import check_each
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.rules.datasets import run_checks


def found(*events: str, **more: str) -> list[str]:
    """Code and message of everything found in a small dataset."""
    return [f"{one.code} {one.message}" for one in run_checks(dataset_files(*events, **more))]


def test_a_dataset_may_cover_one_year_alone() -> None:
    given = dataset_files(event_toml("2022-05-01")) | {"dataset.toml": f"{HEAD}covers_from = 2022\n".encode()}
    assert run_checks(given) == ()


PAUSED = f'{TALKS}pauses = [{{ from = 2017, to = 2020, source = "book" }}]\n'


def test_a_pause_includes_its_first_and_its_last_year() -> None:
    told = "CBI303 `talks` is declared paused from 2017 to 2020, but this meeting was held during the pause"
    assert found(event_toml("2017-01-01"), institutions=PAUSED) == [told]
    assert found(event_toml("2020-12-31"), institutions=PAUSED) == [told]
    assert found(event_toml("2016-12-31"), event_toml("2021-01-01"), institutions=PAUSED) == []


def test_papers_can_be_signed_in_a_pause() -> None:
    assert found(event_toml("2018-05-01", 'mode = "document"', kind="review"), institutions=PAUSED) == []


def life(*lines: str) -> str:
    return "\n".join([TALKS, *lines, ""])


def test_the_days_on_which_an_institution_begins_and_ends_belong_to_it() -> None:
    given = life("established = 2013-05-01", "ended = 2019-06-30")
    late = "CBI302 `talks` ended on 2019-06-30, before this event of 2019-07-01"
    early = "CBI302 `talks` was established on 2013-05-01, after this event of 2013-04-30"
    assert found(event_toml("2013-04-30", "end = 2013-05-01"), event_toml("2019-06-30"), institutions=given) == []
    assert found(event_toml("2013-04-28", "end = 2013-04-30"), event_toml("2019-07-01"), institutions=given) == [
        early,
        late,
    ]


def test_an_institution_known_to_end_alone_or_to_begin_alone_is_open_at_its_other_end() -> None:
    assert found(event_toml("1600-01-01"), institutions=life("ended = 2019-06-30")) == []
    assert found(event_toml("2022-05-01"), institutions=life("established = 2013-05-01")) == []


def test_an_heir_is_named_after_the_end_only() -> None:
    heirs = TALKS.replace('"talks"', '"heirs"').replace("The Talks", "The Heirs").replace("Big Talks", "Heirs")
    given = life("established = 2013-05-01", "ended = 2019-06-30", 'replaced_by = "heirs"') + heirs
    early, late = run_checks(dataset_files(event_toml("2012-01-01"), event_toml("2020-01-01"), institutions=given))
    assert early.hint == "link the event to the institution of its time, or correct one of the dates"
    assert late.hint == "`talks` was replaced by `heirs`"
    (alone,) = run_checks(dataset_files(event_toml("2020-01-01"), institutions=life("ended = 2019-06-30")))
    assert alone.hint == early.hint


@pytest.mark.parametrize(("letters", "shown"), [(60, 60), (61, 60)])
def test_a_long_word_with_separate_accents_is_shown_in_part(letters: int, shown: int) -> None:
    word = unicodedata.normalize("NFD", "é" * letters)
    assert found(event_toml("2022-05-01", f'title = "{word}"')) == [
        f"CBI408 `{'é' * shown}` is written with separate accents"
    ]


def admitting(name: str, indicator: str) -> str:
    """The edition of 2022 with one admission."""
    return f'{EDITION}\n[[admission]]\nindicator = "{indicator}"\nevent = "{name}"\nreason = "near"\nsource = "book"\n'


def test_an_admission_of_what_is_not_there_is_left_to_the_check_of_names() -> None:
    edition = admitting("2023-01-02-meeting", "talks-row")
    assert found(edition_2022=edition) == ["CBI202 there is no event `2023-01-02-meeting`"]
    edition = admitting("2023-01-02-meeting", "row")
    assert found(event_toml("2023-01-02"), edition_2022=edition) == ["CBI202 there is no indicator `row`"]


def test_an_admission_of_what_is_not_there_does_not_hide_the_next() -> None:
    second = admitting("2022-05-01-meeting", "talks-row").partition(EDITION)[2]
    edition = admitting("2023-01-02-meeting", "talks-row") + second
    assert found(event_toml("2022-05-01"), edition_2022=edition) == [
        "CBI202 there is no event `2023-01-02-meeting`",
        "CBI501 `2022-05-01-meeting` starts in 2022, so it counts without an admission",
    ]


def test_neighbors_of_which_one_has_no_source_have_no_other_fault() -> None:
    bare, cited = event_toml("2022-05-01", "sources = []"), event_toml("2022-05-01", 'title = "Other"', name="talk")
    assert found(bare, cited) == ["CBI403 this event has no source"]
    assert found(cited, bare) == ["CBI403 this event has no source"]


def test_an_anniversary_does_not_hide_the_next_title() -> None:
    anniversary = event_toml("2022-05-01", 'title = "Ten years after May 1, 2012"', kind="anniversary")
    wrong = event_toml("2022-06-01", 'title = "Meeting of June 2, 2022"')
    assert found(anniversary, wrong) == ["CBI305 the title names June 2, 2022, but the event is dated 2022-06-01"]


UNSEEN = "the text contains U+200B, zero width space"


def places(name: str, text: str) -> list[tuple[int, ...]]:
    """Where the check of characters finds something in a file."""
    given = dataset_files(event_toml("2022-05-01")) | {name: text.encode()}
    told = [one for one in run_checks(given) if one.message == UNSEEN]
    assert {one.file for one in told} <= {name}
    return [tuple(one.region) for one in told]


def test_a_character_in_a_comment_has_its_own_place_between_values_that_hold_it_too() -> None:
    topic = '[[topic]]\nid = "{}"\nlabel = "a\u200bb" # \u200b\n'
    text = "\n# \u200b\n" + "".join(topic.format(name) for name in ("one", "two", "three")) + "# ab\u200b"
    assert places("topics.toml", text) == [
        (2, 3, 2, 4),
        *((5, 9, 5, 14), (5, 17, 5, 18)),
        *((8, 9, 8, 14), (8, 17, 8, 18)),
        *((11, 9, 11, 14), (11, 17, 11, 18)),
        (12, 5, 12, 6),
    ]


def test_a_character_beside_a_value_of_several_lines_is_not_in_it() -> None:
    text = '# \u200b\n[[topic]]\nid = "one"\nlabel = """\na\u200b\nb\u200b""" # \u200b\n'
    assert places("topics.toml", text) == [(1, 3, 1, 4), (4, 9, 6, 6), (6, 9, 6, 10)]


MAP = '\n[[source]]\nid = "map"\ntitle = "Map"\n'


def test_a_source_is_not_called_unused_while_a_whole_file_cannot_be_read() -> None:
    given = dataset_files(event_toml("2022-05-01"))
    given["sources.toml"] += MAP.encode()
    assert [one.code for one in run_checks(given)] == ["CBI404"]
    assert [one.code for one in run_checks(given | {"disputes.toml": b"\xff"})] == ["CBI002"]


def test_a_fault_among_the_sources_does_not_hide_that_one_is_unused() -> None:
    given = dataset_files(event_toml("2022-05-01"))
    given["sources.toml"] += f'{MAP}\n[[source]]\nid = "nameless"\n'.encode()
    found = [("CBI404", "map"), ("CBI102", "nameless"), ("CBI404", "nameless")]
    assert sorted((one.code, one.record) for one in run_checks(given)) == sorted(found)


def test_no_party_is_unknown_while_the_file_of_the_parties_cannot_be_read() -> None:
    given = dataset_files(event_toml("2022-05-01"))
    assert [one.code for one in run_checks(given | {"dataset.toml": b"\xff"})] == ["CBI002"]
    del given["dataset.toml"]
    assert [one.code for one in run_checks(given)] == ["CBI003"]


PARTIES = HEAD.partition("party = ")[0] + "".join(
    f'\n[[party]]\nid = "{one}"\nname = "X {one}"\n' for one in ("aa", "bb")
)


def test_ids_in_tables_that_do_not_parse_are_known() -> None:
    broken = f'{PARTIES}[[party]]\nid = "cc"\nname = C\n'.encode()
    given = dataset_files(event_toml("2022-05-01", 'parties = ["aa", "cc"]')) | {"dataset.toml": broken}
    assert [one.code for one in run_checks(given)] == ["CBI001"]


def test_an_id_in_a_table_that_does_not_parse_is_known_for_its_own_kind_only() -> None:
    topics = '[[topic]]\nid = "cc"\nlabel = C\n'
    given = event_toml("2022-05-01", 'parties = ["aa", "cc"]', 'topics = ["cc"]')
    dataset = {"dataset.toml": PARTIES.encode()}
    told = [f"{one.code} {one.message}" for one in run_checks(dataset_files(given, topic=topics) | dataset)]
    assert told == ["CBI202 there is no party `cc`", "CBI001 `C` has no quotes"]


def test_a_name_in_a_table_that_does_not_parse_is_a_hint_too() -> None:
    topics = '[[topic]]\nid = "trade"\nlabel = "Trade"\n[[topic]]\nid = "customs"\nlabel = C\n'
    first, _ = run_checks(dataset_files(event_toml("2022-05-01", 'topics = ["custom"]'), topic=topics))
    assert (first.message, first.hint) == ("there is no topic `custom`", "did you mean `customs`?")


def test_a_series_with_the_name_of_a_source_is_no_citation() -> None:
    graph = """
[[graph]]
series = "book"
title = "Graph"
from = 2020
to = 2021
source = "book"
shares = []
"""
    institutions = TALKS + TALKS.replace('"talks"', '"book"').replace("The Talks", "The Book").replace(
        "Big T", "Book T"
    )
    assert found(institutions=institutions, edition_2022=EDITION + graph) == []


def test_an_unknown_event_is_to_be_added_to_the_file_of_its_year() -> None:
    dispute = """
[[dispute]]
id = "which"
record = "event"
about = "2022-05-01-talk"
field = "start"
claims = [{ value = "May 2", source = "book" }]
chosen = "May 1"
why = "It is older."
"""
    (one,) = run_checks(dataset_files(dispute=dispute))
    assert (one.message, one.hint) == ("there is no event `2022-05-01-talk`", "add it to events/<year>.toml")


def test_a_name_that_is_the_id_of_a_later_record_is_found_once_at_the_name() -> None:
    given = life('aliases = ["Old", "Panel"]').replace('aliases = ["Big Talks"]\n', "")
    panel = TALKS.replace('"talks"', '"panel"').replace("The Talks", "The Board").replace("Big Talks", "Big Board")
    assert found(institutions=given + panel) == [
        "CBI205 `Panel` is already the id of the institution `panel` in institutions.toml, line 12"
    ]


def test_a_record_that_has_a_name_of_another_one_in_two_variants_is_found_once() -> None:
    other = TALKS.replace('"talks"', '"panel"').replace('"Big Talks"', '"big talks", "BIG TALKS"')
    panel = other.replace("The Talks", "The Panel")
    assert found(institutions=TALKS + panel) == [
        "CBI205 `big talks` is already a name of the institution `talks` in institutions.toml, line 5"
    ]


def test_each_acceptance_is_looked_at_whatever_the_one_before_is() -> None:
    entries = ['record = "talks"', 'code = "CBI302"', 'code = "CBI101"', 'code = "CBI999"', 'code = "CBI308"']
    accepted = ", ".join(f'{{ {entry}, reason = "known" }}' for entry in entries)
    dataset = load_dataset(dataset_files(dataset=f"{HEAD}accepted = [{accepted}]\n"))
    rules = {"CBI101": Rule("CBI101", "unknown-key", "error")}
    given = find_unacceptable(dataset, rules, ["CBI302", "CBI308"])
    assert [(one.path, one.message, one.hint) for one in given] == [
        (("accepted", 2, "code"), "findings of CBI101 (unknown-key) cannot be accepted", "correct the record instead"),
        (("accepted", 3, "code"), "no check has the code `CBI999`", "one of: CBI302, CBI308"),
    ]
    codes = [one.hint for one in find_unacceptable(dataset, rules, [])]
    assert codes == ["take the code from the finding", "correct the record instead", *codes[:1] * 2]


def test_a_blank_text_is_found_in_any_of_several_files() -> None:
    given = dataset_files(event_toml("2022-05-01", 'note = "  "'))
    (only,) = check_blank_text(load_dataset(given))
    assert (only.file, only.path[-1]) == ("events/2022.toml", "note")


def parts(count: int) -> str:
    """Return institutions each of which is part of the next, and the last of the first."""
    names = [f"i{number}" for number in range(1, count + 1)]
    tables: list[str] = []
    for name, parent in zip(names, [*names[1:], names[0]], strict=True):
        table = TALKS.replace('"talks"', f'"{name}"').replace("The Talks", f"The {name}").replace("Big Talks", name)
        tables.append(f'{table}part_of = "{parent}"\n')
    return "".join([TALKS, *tables])


def test_a_circle_names_at_most_five_of_its_records() -> None:
    told = "CBI206 `part_of` goes round in a circle: `i1` → `i2` → `i3` → `i4` → `i5` → "
    assert found(institutions=parts(4)) == [told.replace("`i5` → ", "`i1`")]
    assert found(institutions=parts(5)) == [f"{told}`i1`"]
    assert found(institutions=parts(6)) == [f"{told}… (+1) → `i1`"]
    assert found(institutions=parts(8)) == [f"{told}… (+3) → `i1`"]


def test_a_circle_is_found_through_events_with_an_error_of_another_kind() -> None:
    first = event_toml("2022-01-01", 'side_event_of = "2022-03-01-b"', name="a", kind="sumit")
    last = event_toml("2022-03-01", 'side_event_of = "2022-01-01-a"', name="b")
    apart = event_toml("2021-01-01", 'side_event_of = "2022-01-01-a"', name="c")
    others = [one for one in found(apart, first, last) if one.startswith("CBI206")]
    assert others == ["CBI206 `side_event_of` goes round in a circle: `2022-01-01-a` → `2022-03-01-b` → `2022-01-01-a`"]


def test_a_circle_is_found_behind_events_that_are_in_none() -> None:
    apart = event_toml("2021-01-01", 'side_event_of = "2022-01-01-a"', name="c", kind="sumit")
    first = event_toml("2022-01-01", 'side_event_of = "2022-03-01-b"', name="a")
    last = event_toml("2022-03-01", 'side_event_of = "2022-01-01-a"', name="b")
    others = [one for one in found(apart, first, last) if one.startswith("CBI206")]
    assert others == ["CBI206 `side_event_of` goes round in a circle: `2022-01-01-a` → `2022-03-01-b` → `2022-01-01-a`"]


def test_an_event_with_an_error_is_also_checked_against_the_life_of_its_institutions() -> None:
    level = 'level = "cabnet"'
    told = [one[:6] for one in found(event_toml("2018-05-01", level), institutions=PAUSED)]
    assert sorted(told) == ["CBI104", "CBI303"]
    told = [one[:6] for one in found(event_toml("2020-05-01", level), institutions=life("ended = 2019-06-30"))]
    assert sorted(told) == ["CBI104", "CBI302"]


def test_an_item_with_an_unreadable_value_hides_nothing_of_the_next_one() -> None:
    def check(number: int) -> Iterator[RawFinding]:
        if number == 1:
            raise BrokenValue("start")
        yield RawFinding("CBI302", f"{number}", (), "wrong")

    assert [one.file for one in check_each([0, 1, 2], check)] == ["0", "2"]


SERIES_ROW = TALKS_ROW.replace('"talks-row"', '"forum"').replace("Talks", "Forum")


def recurring(*lines: str) -> str:
    """Return the talks, and a forum with a cadence whose id is that of the row `SERIES_ROW`."""
    forum = TALKS.replace('"talks"', '"forum"').replace("The Talks", "The Forum").replace("Big Talks", "Big Forum")
    return TALKS + "\n".join([f"{forum}cadence_years = 1", *lines, ""])


@pytest.mark.parametrize("line", ["", 'type = "dialog"'])
def test_an_institution_with_the_id_of_another_series_is_found_with_an_error_too(line: str) -> None:
    text = recurring() if not line else recurring().replace('type = "dialogue"', line)
    told = [one for one in found(institutions=text, indicators=TALKS_ROW + SERIES_ROW) if one.startswith("CBI201")]
    assert told == ["CBI201 `forum` is also an indicator, and both are expected to recur"]


def test_a_row_with_an_error_can_be_the_series_of_its_institution() -> None:
    row = SERIES_ROW.replace('institutions = ["talks"]', 'institutions = ["forum"]')
    broken = f"{row}lable = 1\n"
    assert "lable" in "".join(found(institutions=recurring(), indicators=TALKS_ROW + broken))
    told = [one for one in found(institutions=recurring(), indicators=TALKS_ROW + broken) if "expected to recur" in one]
    assert told == []
