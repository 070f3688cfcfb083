"""Comparing two states, to the last detail: the day of each card, aligned lists, records that cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.diff import AcceptedFinding, Diff
from cbi_cli.reports.impact import Impact
from cbi_cli.reports.record_diff import FieldChange, field_changes
from tests.datasets import EDITION, HEAD, TALKS_ROW, dataset_files, event_toml
from tests.unit.reports.test_diff import TODAY, compare, told

PRINTED, COVERED = date(2023, 3, 1), date(2022, 12, 31)
A, B, C, D, N, M = ({"name": name} for name in "ABCDNM")


def effect(found: Diff) -> Impact:
    assert found.effect is not None
    return found.effect


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ([A, B, C], [A], [("1", "B", None), ("2", "C", None)]),
        ([A, C], [N, M, C], [("0", "A", "N"), ("1", None, "M")]),
        ([A, B], [A, N, M, B], [("1", None, "N"), ("2", None, "M")]),
        ([A], [N, A, M], [("0", None, "N"), ("2", None, "M")]),
        ([A, B], [N, A], [("0", None, "N"), ("1", "B", None)]),
        ([A, B, C, D], [B, D], [("0", "A", None), ("2", "C", None)]),
    ],
)
def test_tables_without_ids_are_aligned_and_named_by_their_position(
    before: list[dict[str, str]], after: list[dict[str, str]], wanted: list[tuple[str, str | None, str | None]]
) -> None:
    found = field_changes({"people": before}, {"people": after})
    assert found == tuple(FieldChange(f"people.{place}.name", old, new) for place, old, new in wanted)


def test_equal_tables_are_aligned_whatever_the_order_of_their_keys() -> None:
    before = {"people": [{"name": "A", "party": "aa"}]}
    after = {"people": [{"name": "N"}, {"party": "aa", "name": "A"}]}
    assert field_changes(before, after) == (FieldChange("people.0.name", None, "N"),)


def test_long_lists_of_much_the_same_are_aligned_too() -> None:
    before = [{"name": name} for name in "AB" * 150]
    found = field_changes({"people": before}, {"people": [N, *before]})
    assert found == (FieldChange("people.0.name", None, "N"),)


def test_a_list_that_comes_or_goes_is_told_table_by_table() -> None:
    assert field_changes({}, {"people": [A]}) == (FieldChange("people.0.name", None, "A"),)
    assert field_changes({"people": [A]}, {}) == (FieldChange("people.0.name", "A", None),)
    assert field_changes({"people": []}, {"people": [A]}) == (FieldChange("people.0.name", None, "A"),)


def test_a_field_is_called_as_in_the_file() -> None:
    later = TALKS_ROW.replace("from = 2015", "from = 2016")
    (change,) = compare(dataset_files(), dataset_files(indicators=later)).changes
    assert change.fields == (FieldChange("coverage.0.from", 2015, 2016),)


def test_records_that_share_an_id_are_told_one_by_one() -> None:
    before, after = dataset_files(event_toml("2022-05-04")), dataset_files(*[event_toml("2022-05-04")] * 3)
    assert told(compare(before, after)) == [("event", "2022-05-04-meeting", "added")] * 2


def test_what_is_gone_beyond_the_covered_days_has_its_effect_there() -> None:
    found = effect(compare(dataset_files(event_toml("2024-03-01")), dataset_files()))
    assert (found.day, [card.year for card in found.cards]) == (date(2024, 3, 1), [2022, 2024])


def test_moving_an_event_needs_no_later_day() -> None:
    one, other = event_toml("2024-03-01"), event_toml("2024-03-01", name="second")
    found = compare(dataset_files(one, other), dataset_files(other, one))
    assert [change for _, _, change in told(found)] == ["moved"]
    assert effect(found).day == COVERED


def test_a_changed_event_after_the_given_day_is_late() -> None:
    before, after = dataset_files(event_toml("2023-05-04")), dataset_files(event_toml("2023-05-04", 'place = "Town"'))
    assert compare(before, after, date(2023, 5, 3)).late == ("2023-05-04-meeting",)
    assert compare(before, after, date(2023, 5, 4)).late == ()


def test_a_new_file_without_a_record_is_no_change_of_form() -> None:
    found = compare(dataset_files(), {**dataset_files(), "disputes.toml": b"# none yet\n"})
    assert (found.changes, found.formatting_only) == ((), ())


def test_parties_are_no_records() -> None:
    raised = HEAD.replace('version = "1.0.0"', 'version = "1.0.1"')
    found = compare(dataset_files(), {**dataset_files(), "dataset.toml": raised.encode()})
    assert (told(found), found.unread) == ([("dataset", "ab", "changed")], ())
    broken = compare(
        dataset_files(),
        {**dataset_files(), "dataset.toml": HEAD.replace('"AA"', "AA").replace('"bb"]', "zz]").encode()},
    )
    # The rest of the record is read, and what is not TOML is shown as it is written; its parties are no records.
    assert (told(broken), broken.unread) == ([("dataset", "ab", "changed")], ())
    assert [(one.field, one.after) for one in broken.changes[0].fields] == [("between", ["aa", "zz"])]


def test_a_file_of_one_record_that_was_renamed_is_read() -> None:
    found = compare(dataset_files(), {**dataset_files(), "dataset.toml": HEAD.replace('"ab"', '"abc"', 1).encode()})
    assert (told(found), found.unread) == ([("dataset", "abc", "added"), ("dataset", "ab", "removed")], ())


def test_a_file_of_one_record_that_cannot_be_read_holds_it_still() -> None:
    given = dataset_files(edition_2022=EDITION)
    found = compare(given, {**given, "editions/2022.toml": b"year =\n"})
    assert [(one.kind, one.id, one.side) for one in found.unread] == [("edition", "2022", "head")]
    assert told(found) == []


def test_a_card_holds_for_the_later_publication_of_both_sides() -> None:
    later = EDITION.replace("2023-03-01", "2023-05-06")
    first, second = dataset_files(edition_2022=EDITION), dataset_files(edition_2022=later)
    assert [card.day for card in effect(compare(first, first)).cards] == [PRINTED]
    assert [card.day for card in effect(compare(first, second)).cards] == [date(2023, 5, 6)]
    assert [card.day for card in effect(compare(second, first)).cards] == [date(2023, 5, 6)]


def test_series_are_compared_as_of_the_day() -> None:
    before, after = (
        dataset_files(event_toml("2020-05-04")),
        dataset_files(event_toml("2020-05-04"), event_toml("2022-05-04")),
    )
    assert effect(compare(before, after, date(2021, 6, 1))).series == ()
    (series,) = effect(compare(before, after, date(2022, 5, 4))).series
    assert (series.id, series.label) == ("talks-row", LocalizedText("Talks"))
    assert series.after is not None
    assert series.after.last_held is not None
    assert series.after.last_held.start == "2022-05-04"


def test_a_series_beyond_the_covered_days_is_compared_there() -> None:
    (series,) = effect(compare(dataset_files(), dataset_files(event_toml("2023-05-04")))).series
    assert (series.before and series.before.last_held, series.after and series.after.state) == (None, "active")


def test_a_series_that_is_gone_keeps_its_label() -> None:
    other = TALKS_ROW.replace("talks-row", "other-row").replace('"Talks"', '"Others"')
    given = dataset_files(event_toml("2022-05-04"), indicators=TALKS_ROW + other)
    found = effect(compare(given, dataset_files(event_toml("2022-05-04"))))
    assert [(one.id, one.label, one.after) for one in found.series] == [("other-row", LocalizedText("Others"), None)]
    assert [(one.indicator, one.label, one.after) for one in found.cards[0].rows] == [
        ("other-row", LocalizedText("Others"), None)
    ]


def test_a_row_that_shows_another_day_differs() -> None:
    found = effect(compare(dataset_files(event_toml("2022-05-04")), dataset_files(event_toml("2022-06-04"))))
    assert [row.indicator for row in found.cards[0].rows] == ["talks-row"]


def test_a_row_that_differs_otherwise_from_the_print_is_told() -> None:
    mended = EDITION.replace('status = "red"', 'status = "green"')
    held = event_toml("2022-05-04")
    (row,) = (
        effect(compare(dataset_files(held, edition_2022=EDITION), dataset_files(held, edition_2022=mended)))
        .cards[0]
        .rows
    )
    assert [tuple(one) for one in row.vanished] == [("light", "red", "green")]


YEARLY = [event_toml(f"{year}-05-04") for year in range(2015, 2022)]


def test_another_day_of_the_last_one_changes_the_series() -> None:
    (series,) = effect(
        compare(dataset_files(*YEARLY, event_toml("2022-05-04")), dataset_files(*YEARLY, event_toml("2022-06-04")))
    ).series
    assert series.before is not None
    assert series.before.gaps == ()


def test_another_length_of_a_gap_changes_the_series() -> None:
    before = dataset_files(event_toml("2018-05-04"), event_toml("2020-05-04"), event_toml("2022-05-04"))
    after = dataset_files(event_toml("2018-05-04"), event_toml("2020-05-05"), event_toml("2022-05-04"))
    (series,) = effect(compare(before, after)).series
    assert series.before is not None
    assert series.after is not None
    # From May 4, 2018 to May 4, 2020 there are two years, one with a February 29.
    assert [gap.days for gap in series.before.gaps][1:] == [731, 730]
    assert [gap.days for gap in series.after.gaps][1:] == [732, 729]


def test_without_an_effect_no_event_is_late() -> None:
    broken = {**dataset_files(), "sources.toml": b"x"}
    found = compare(dataset_files(), {**broken, "events/2024.toml": event_toml("2024-03-01").encode()})
    assert (found.effect, found.late) == (None, ())


def test_the_latest_day_may_be_that_of_an_event_that_did_not_change() -> None:
    later = event_toml("2024-03-01")
    before, after = dataset_files(later), dataset_files(event_toml("2022-05-04"), later)
    assert effect(api.diff(before, after, TODAY, "latest")).day == date(2024, 3, 1)


def test_a_renamed_event_may_be_late_and_so_may_one_after_another_change() -> None:
    row = TALKS_ROW.replace('label = "Talks"', 'label = "The talks"')
    renamed = event_toml("2023-05-04", 'former_ids = ["2023-05-04-meeting"]', name="talks")
    found = compare(dataset_files(event_toml("2023-05-04")), dataset_files(renamed, indicators=row), COVERED)
    assert told(found) == [("indicator", "talks-row", "changed"), ("event", "2023-05-04-talks", "renamed")]
    assert found.late == ("2023-05-04-talks",)


def test_what_an_accepted_finding_does_not_say_is_empty() -> None:
    head = HEAD + 'accepted = [{ code = "CBI401" }, { record = "talks" }]\n'
    found = compare(dataset_files(), dataset_files(dataset=head))
    assert found.accepted == (AcceptedFinding("CBI401", "", ""), AcceptedFinding("", "talks", ""))
