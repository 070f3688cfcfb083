"""What changed between two datasets: records, fields, moves, form, and the effect."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.formats.json import format_json
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.diff import Diff
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.impact import RowImpact
from cbi_cli.reports.record_changes import longest_increasing_subsequence
from cbi_cli.reports.record_diff import FieldChange, field_changes
from cbi_cli.views.diff import DiffView
from cbi_cli.workspace.revisions import DatasetRevision
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.rules.datasets import base_files

TODAY = date(2026, 11, 24)
STATE = DatasetRevision("revision", "main", "0" * 40, {})


def compare(before: dict[str, bytes], after: dict[str, bytes], day: date | None = None) -> Diff:
    return api.diff(before, after, TODAY, day)


def told(found: Diff) -> list[tuple[str, str, str]]:
    return [(one.kind, one.id, one.change) for one in found.changes]


def lights(row: RowImpact) -> tuple[str | None, str | None]:
    return row.before and row.before.light, row.after and row.after.light


def standing(series: Series | None) -> tuple[str, int | None, list[tuple[int, int]]]:
    assert series
    return series.state, series.halted_since, [(gap.from_year, gap.to_year) for gap in series.gaps]


def test_nothing_changed() -> None:
    found = compare(dataset_files(event_toml("2021-05-04")), dataset_files(event_toml("2021-05-04")))
    assert (found.changes, found.formatting_only, found.unread, found.late) == ((), (), (), ())
    assert found.effect is not None
    assert [(card.year, card.rows) for card in found.effect.cards] == [(2022, ())]
    assert found.effect.series == ()


def test_an_added_event_turns_its_light_and_ends_the_halt() -> None:
    found = compare(
        dataset_files(event_toml("2019-05-04")), dataset_files(event_toml("2019-05-04"), event_toml("2022-05-04"))
    )
    assert told(found) == [("event", "2022-05-04-meeting", "added")]
    added = found.changes[0]
    assert (added.file, added.moved_from, added.title.en) == ("events/2022.toml", "", "Event 2022-05-04 ")
    assert FieldChange("start", None, "2022-05-04") in added.fields
    assert found.effect is not None
    (card,) = found.effect.cards
    assert (card.year, card.day, card.published) == (2022, date(2022, 12, 31), False)
    ((row,), (series,)) = card.rows, found.effect.series
    assert (row.indicator, lights(row)) == ("talks-row", ("red", "green"))
    assert (card.before["red"], card.after["red"], card.after["green"]) == (1, 0, 1)
    assert standing(series.before) == ("halted", 2019, [(2015, 2018), (2020, 2022)])
    assert standing(series.after) == ("active", None, [(2015, 2018), (2020, 2021)])


def test_a_removed_event() -> None:
    found = compare(dataset_files(event_toml("2022-05-04")), dataset_files())
    assert told(found) == [("event", "2022-05-04-meeting", "removed")]
    assert (found.changes[0].file, found.count("removed")) == ("events/2022.toml", 1)
    assert FieldChange("kind", "meeting", None) in found.changes[0].fields


def test_a_changed_event_with_its_fields() -> None:
    after = event_toml("2022-05-04", 'place = "Oaxaca"', 'level = "deputy"', 'sources = ["book", "book#p1"]')
    found = compare(dataset_files(event_toml("2022-05-04")), dataset_files(after))
    assert told(found) == [("event", "2022-05-04-meeting", "changed")]
    assert found.changes[0].fields == (
        FieldChange("level", "cabinet", "deputy"),
        FieldChange("place", None, "Oaxaca"),
        FieldChange("sources", ["book"], ["book", "book#p1"]),
    )


def test_a_record_in_another_file_was_moved() -> None:
    before = dataset_files(event_toml("2022-05-04"), event_toml("2022-06-01"))
    after = dataset_files(event_toml("2022-05-04"))
    after["events/more.toml"] = event_toml("2022-06-01").encode()
    found = compare(before, after)
    assert told(found) == [("event", "2022-06-01-meeting", "moved")]
    assert (found.changes[0].moved_from, found.changes[0].file) == ("events/2022.toml", "events/more.toml")
    assert (found.changes[0].fields, found.formatting_only) == ((), ())


def test_of_a_new_order_the_fewest_records_were_moved() -> None:
    days = ["2022-02-01", "2022-03-01", "2022-04-01", "2022-05-01"]
    first, *others = (event_toml(day) for day in days)
    found = compare(dataset_files(first, *others), dataset_files(*others, first))
    assert told(found) == [("event", "2022-02-01-meeting", "moved")]
    assert found.changes[0].moved_from == found.changes[0].file == "events/2022.toml"


def test_a_record_put_in_between_moves_no_other() -> None:
    days = [event_toml(day) for day in ("2022-02-01", "2022-03-01", "2022-04-01")]
    assert told(compare(dataset_files(days[0], days[2]), dataset_files(*days))) == [
        ("event", "2022-03-01-meeting", "added")
    ]
    assert told(compare(dataset_files(*days), dataset_files(days[0], days[2]))) == [
        ("event", "2022-03-01-meeting", "removed")
    ]


def test_bytes_without_data_are_formatting_only() -> None:
    before = dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04"))
    after = {
        **before,
        "events/2022.toml": b"# seen\r\n" + before["events/2022.toml"].replace(b"\n", b"\r\n"),
        "events/2021.toml": before["events/2021.toml"] + b'status = "held"\n',
        "sources.toml": before["sources.toml"].replace(b'"The book"', b"'The book'"),
    }
    found = compare(before, after)
    assert found.changes == ()
    assert found.formatting_only == ("events/2021.toml", "events/2022.toml", "sources.toml")


def test_a_record_that_is_lost_in_a_text_is_not_removed_and_the_effect_is_left_out() -> None:
    broken = event_toml("2022-05-04").replace("start = 2022-05-04", "start 2022-05-04")
    before = dataset_files(event_toml("2022-05-04"), event_toml("2022-06-01"))
    after = {**before, "events/2022.toml": f"{broken}\n{event_toml('2022-07-01')}".encode()}
    found = compare(before, after)
    assert told(found) == [("event", "2022-07-01-meeting", "added"), ("event", "2022-06-01-meeting", "removed")]
    assert [tuple(one) for one in found.unread] == [("event", "2022-05-04-meeting", "events/2022.toml", "head")]
    assert (found.effect, found.base.errors, found.head.errors) == (None, 0, 1)


@pytest.mark.parametrize(
    ("was", "now", "field", "value"),
    [
        ("start = 2022-05-04", 'start = "2022-13"', "start", "2022-13"),
        ("start = 2022-05-04", 'start = "2022-02-30"', "start", "2022-02-30"),
        ('kind = "meeting"', 'kind = "meating"', "kind", "meating"),
        ('level = "cabinet"', "level = 7", "level", 7),
        ('level = "cabinet"', 'lvl = "cabinet"', "lvl", "cabinet"),
    ],
)
def test_a_record_with_a_bad_value_is_shown_with_that_value(was: str, now: str, field: str, value: object) -> None:
    one, other = event_toml("2022-05-04"), event_toml("2022-06-01")
    broken = one.replace(was, now)
    changed = compare(
        dataset_files(one, other), {**dataset_files(one, other), "events/2022.toml": f"{broken}\n{other}".encode()}
    )
    assert [(*told(changed)[0], one.errors) for one in changed.changes] == [
        ("event", "2022-05-04-meeting", "changed", True)
    ]
    assert (field, value) in [(one.field, one.after) for one in changed.changes[0].fields]
    assert (changed.unread, changed.effect, changed.count("changed")) == ((), None, 1)
    added = compare(dataset_files(), {**dataset_files(), "events/2022.toml": f"{broken}\n{other}".encode()})
    assert [(one.id, one.change, one.errors) for one in added.changes] == [
        ("2022-05-04-meeting", "added", True),
        ("2022-06-01-meeting", "added", False),
    ]
    removed = compare({**dataset_files(), "events/2022.toml": f"{broken}\n{other}".encode()}, dataset_files(other))
    assert [(one.id, one.change, one.errors) for one in removed.changes] == [("2022-05-04-meeting", "removed", True)]


def test_a_record_without_an_id_is_shown() -> None:
    nameless = event_toml("2022-05-04").replace('id = "2022-05-04-meeting"\n', "")
    (found,) = compare(dataset_files(), dataset_files(nameless)).changes
    assert (found.id, found.change, found.errors, found.title.en) == ("", "added", True, "Event 2022-05-04 ")


RENAMED = event_toml("2022-05-05", 'former_ids = ["2022-05-04-meeting"]', 'place = "Oaxaca"', name="talks")


def test_a_renamed_record_is_one_record_with_its_other_changes() -> None:
    friend = event_toml("2022-06-01", 'distinct_from = ["2022-05-04-meeting"]')
    before = dataset_files(event_toml("2022-05-04"), friend)
    after = dataset_files(RENAMED, friend.replace("2022-05-04-meeting", "2022-05-05-talks"))
    found = compare(before, after)
    (change,) = found.changes
    assert (change.change, change.former_id, change.id) == ("renamed", "2022-05-04-meeting", "2022-05-05-talks")
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("start", "2022-05-04", "2022-05-05"),
        ("title", "Event 2022-05-04 ", "Event 2022-05-05 talks"),
        ("place", None, "Oaxaca"),
    ]
    assert (found.formatting_only, found.head.errors) == ((), 0)
    # Without the former id it is another record.
    other = dataset_files(RENAMED.replace('former_ids = ["2022-05-04-meeting"]\n', ""))
    assert [one.change for one in compare(dataset_files(event_toml("2022-05-04")), other).changes] == [
        "added",
        "removed",
    ]


def test_a_renamed_row_keeps_its_lights_and_its_series() -> None:
    named = TALKS_ROW.replace('id = "talks-row"', 'id = "new-row"\nformer_ids = ["talks-row"]')
    before, after = dataset_files(event_toml("2022-05-04")), dataset_files(event_toml("2022-05-04"), indicators=named)
    found = compare(before, after)
    assert told(found) == [("indicator", "new-row", "renamed")]
    assert found.effect
    assert ([card.rows for card in found.effect.cards], found.effect.series) == ([()], ())
    fewer = compare(before, dataset_files(indicators=named)).effect
    assert fewer
    ((row,),) = [card.rows for card in fewer.cards]
    assert (row.indicator, lights(row)) == ("new-row", ("green", "red"))


def changed(found: Diff) -> list[tuple[str, str, object, object]]:
    """Each field of each change, with the id of its record."""
    return [(one.id, field.field, field.before, field.after) for one in found.changes for field in one.fields]


TRADE = '[[topic]]\nid = "trade"\nlabel = "Trade"\n'
BOARDS = TALKS + "".join(
    f"""
[[institution]]
id = "{name}"
name = "{name.title()} board"
type = "organization"
parties = ["aa", "bb"]
sources = ["book"]
"""
    for name in ("trade", "commerce")
)


def test_only_what_names_a_renamed_record_follows_its_new_id() -> None:
    """The topic `trade` is called `commerce` now; institutions of these names have nothing to do with it."""
    old = event_toml("2022-05-04", 'institutions = ["trade"]', 'topics = ["trade"]', 'place = "trade"')
    new = old.replace('topics = ["trade"]', 'topics = ["commerce"]')
    topics = TRADE.replace('id = "trade"', 'id = "commerce"\nformer_ids = ["trade"]')
    before = dataset_files(old, institutions=BOARDS, topic=TRADE)
    followed = compare(before, dataset_files(new, institutions=BOARDS, topic=topics))
    assert told(followed) == [("topic", "commerce", "renamed")]
    moved = new.replace('institutions = ["trade"]', 'institutions = ["commerce"]').replace(
        'place = "trade"', 'place = "commerce"'
    )
    found = compare(before, dataset_files(moved, institutions=BOARDS, topic=topics))
    assert told(found) == [("topic", "commerce", "renamed"), ("event", "2022-05-04-meeting", "changed")]
    assert changed(found) == [
        ("2022-05-04-meeting", "institutions", ["trade"], ["commerce"]),
        ("2022-05-04-meeting", "place", "trade", "commerce"),
    ]


def test_a_list_in_which_more_than_a_name_changed_is_shown_as_the_files_have_it() -> None:
    topics = '[[topic]]\nid = "water"\nlabel = "Water"\n'
    after = TRADE.replace('id = "trade"', 'id = "commerce"\nformer_ids = ["trade"]')
    found = compare(
        dataset_files(event_toml("2022-05-04", 'topics = ["trade"]'), topic=TRADE + topics),
        dataset_files(event_toml("2022-05-04", 'topics = ["commerce", "water"]'), topic=after + topics),
    )
    assert changed(found) == [("2022-05-04-meeting", "topics", ["trade"], ["commerce", "water"])]


def test_the_rows_of_an_edition_follow_a_renamed_row() -> None:
    row = TALKS_ROW.replace('id = "talks-row"', 'id = "new-row"\nformer_ids = ["talks-row"]')
    edition = EDITION.replace('"talks-row"', '"new-row"')
    before = dataset_files(event_toml("2022-05-04"), edition_2022=EDITION)
    found = compare(before, dataset_files(event_toml("2022-05-04"), indicators=row, edition_2022=edition))
    assert told(found) == [("indicator", "new-row", "renamed")]
    green = edition.replace('status = "red"', 'status = "green"')
    found = compare(before, dataset_files(event_toml("2022-05-04"), indicators=row, edition_2022=green))
    assert told(found) == [("indicator", "new-row", "renamed"), ("edition", "2022", "changed")]
    assert changed(found) == [("2022", "row.new-row.status", "red", "green")]


def test_a_renamed_party_is_one_change_of_the_dataset() -> None:
    before = dataset_files(event_toml("2022-05-04", 'host = "bb"', 'guests = ["aa"]'))
    after = {name: raw.replace(b'"bb"', b'"bx"') for name, raw in before.items()}
    after["dataset.toml"] = after["dataset.toml"].replace(b'id = "bx"', b'id = "bx", former_ids = ["bb"]')
    found = compare(before, after)
    assert told(found) == [("dataset", "ab", "changed")]
    assert changed(found) == [("ab", "party.bx.former_ids", None, ["bb"])]
    assert (found.head.errors, found.formatting_only) == (0, ())


def test_former_ids_are_shown_if_more_than_the_old_id_joins_them() -> None:
    before = dataset_files(event_toml("2022-05-04", 'former_ids = ["2022-05-01-a"]'))
    both = compare(
        before, dataset_files(RENAMED.replace('["2022', '["2022-05-01-a", "2022').replace('"]', '", "2022-05-02-b"]'))
    )
    assert [one[1] for one in changed(both)][-1] == "former_ids"
    turned = RENAMED.replace('["2022-05-04-meeting"]', '["2022-05-04-meeting", "2022-05-01-a"]')
    assert "former_ids" not in [one[1] for one in changed(compare(before, dataset_files(turned)))]


def test_a_record_that_was_merged_into_another_one_says_which() -> None:
    before = dataset_files(event_toml("2022-05-04"), event_toml("2022-05-05", name="twin"))
    into_the_first = dataset_files(event_toml("2022-05-04", 'former_ids = ["2022-05-05-twin"]'))
    (_, gone) = compare(before, into_the_first).changes
    assert (gone.id, gone.change, gone.leads_to) == ("2022-05-05-twin", "removed", "2022-05-04-meeting")
    into_a_third = dataset_files(
        event_toml("2022-05-06", 'former_ids = ["2022-05-04-meeting", "2022-05-05-twin"]', name="both")
    )
    named, gone = compare(before, into_a_third).changes
    assert (named.change, named.former_id) == ("renamed", "2022-05-04-meeting")
    assert (gone.change, gone.leads_to) == ("removed", "2022-05-06-both")
    (gone,) = compare(before, dataset_files(event_toml("2022-05-04"))).changes
    assert (gone.change, gone.leads_to) == ("removed", "")


def test_a_withdrawn_record_is_shown_with_the_reason() -> None:
    entry = """
[[withdrawn]]
kind = "event"
id = "2022-06-01-meeting"
title = "Event"
date = 2026-11-29
reason = "it was a plan"
"""
    before = dataset_files(event_toml("2022-05-04"), event_toml("2022-06-01"))
    (found,) = compare(before, {**dataset_files(event_toml("2022-05-04")), "withdrawn.toml": entry.encode()}).changes
    assert (found.id, found.change, found.reason.en) == ("2022-06-01-meeting", "withdrawn", "it was a plan")
    back = compare({**dataset_files(event_toml("2022-05-04")), "withdrawn.toml": entry.encode()}, before)
    assert told(back) == [("event", "2022-06-01-meeting", "added"), ("withdrawn", "2022-06-01-meeting", "removed")]
    assert back.changes[1].leads_to == "2022-06-01-meeting"
    placed = entry + 'replaced_by = "2022-05-04-meeting"\n'
    (found,) = compare(before, {**dataset_files(event_toml("2022-05-04")), "withdrawn.toml": placed.encode()}).changes
    assert found.leads_to == "2022-05-04-meeting"
    # An entry by itself is a record like any other.
    alone = compare(dataset_files(), {**dataset_files(), "withdrawn.toml": entry.encode()})
    assert told(alone) == [("withdrawn", "2022-06-01-meeting", "added")]


def test_an_old_error_in_an_untouched_file_is_not_told() -> None:
    before = dataset_files(event_toml("2021-05-04", 'kind = "meating"'))
    after = dataset_files(event_toml("2021-05-04", 'kind = "meating"'), event_toml("2022-05-04"))
    found = compare(before, after)
    assert (told(found), found.unread) == ([("event", "2022-05-04-meeting", "added")], ())
    after["events/2021.toml"] += b"# more\n"
    assert told(compare(before, after)) == [("event", "2022-05-04-meeting", "added")]
    corrected = compare(before, dataset_files(event_toml("2021-05-04")))
    assert [(one.id, one.change, one.errors) for one in corrected.changes] == [("2021-05-04-meeting", "changed", True)]


def test_printed_differences_appear_and_vanish() -> None:
    silent, held = dataset_files(edition_2022=EDITION), dataset_files(event_toml("2022-05-04"), edition_2022=EDITION)
    there, back = compare(silent, held).effect, compare(held, silent).effect
    assert there
    assert back
    assert [card.year for card in there.cards] == [2022]
    row = there.cards[0].rows[0]
    assert [tuple(one) for one in row.appeared] == [("light", "red", "green"), ("dates", "", "2022-05-04")]
    assert row.vanished == ()
    assert [one.what for one in back.cards[0].rows[0].vanished] == ["light", "dates"]
    assert [row.indicator for row in there.published_lights] == ["talks-row"]


def test_only_lights_of_editions_that_were_there_before_are_published() -> None:
    before, after = dataset_files(), dataset_files(event_toml("2022-05-04"), edition_2022=EDITION)
    found = compare(before, after).effect
    assert found
    assert found.published_lights == ()
    gone = compare(dataset_files(edition_2022=EDITION), dataset_files(event_toml("2022-05-04"))).effect
    assert gone
    assert [row.indicator for row in gone.published_lights] == ["talks-row"]


def test_a_row_that_only_one_side_has() -> None:
    other = TALKS_ROW.replace("talks-row", "other-row").replace('"Talks"', '"Others"')
    found = compare(
        dataset_files(event_toml("2022-05-04")), dataset_files(event_toml("2022-05-04"), indicators=TALKS_ROW + other)
    ).effect
    assert found
    earlier, last = found.cards
    assert (earlier.year, earlier.to_year, [lights(row) for row in earlier.rows]) == (2015, 2021, [(None, "red")])
    (row,) = last.rows
    assert (row.indicator, row.label.en, lights(row)) == ("other-row", "Others", (None, "green"))
    assert [(one.id, one.before) for one in found.series] == [("other-row", None)]


def test_both_sides_are_seen_as_of_the_later_day() -> None:
    later = HEAD.replace("2022-12-31", "2023-12-31")
    before = dataset_files(event_toml("2021-05-04"))
    found = compare(before, {**before, "dataset.toml": later.encode()}).effect
    assert found
    assert [(card.year, card.day) for card in found.cards] == [(2022, date(2023, 12, 31)), (2023, date(2023, 12, 31))]
    assert (found.day, found.cards[0].rows) == (date(2023, 12, 31), ())


def test_an_event_beyond_what_is_covered_has_its_effect_on_its_own_year() -> None:
    before, after = dataset_files(), dataset_files(event_toml("2023-05"))
    found = compare(before, after)
    assert found.late == ()
    assert found.effect
    assert (found.effect.day, [card.year for card in found.effect.cards]) == (date(2023, 5, 31), [2022, 2023])
    (row,) = found.effect.cards[1].rows
    assert lights(row) == ("unknown", "green")


def test_the_latest_day_is_the_one_that_anything_reaches_on_either_side() -> None:
    before, after = (
        dataset_files(event_toml("2024-05-04"), event_toml("2021-05-04")),
        dataset_files(event_toml("2023-05-04"), event_toml("2021-05-04")),
    )
    for sides in ((before, after), (after, before)):
        found = api.diff(*sides, TODAY, "latest")
        assert found.effect
        assert found.effect.day == date(2024, 5, 4)
        assert found.late == ()
    broken = {**after, "events/2021.toml": b"x"}
    assert api.diff(before, broken, TODAY, "latest").effect is None


def test_an_event_after_the_day_that_is_given_is_late() -> None:
    found = compare(dataset_files(), dataset_files(event_toml("2023-05-04")), date(2023, 5, 3))
    assert found.late == ("2023-05-04-meeting",)
    assert found.effect
    assert found.effect.day == date(2023, 5, 3)


def test_nothing_before_means_all_added_and_no_effect() -> None:
    found = compare({}, dataset_files(event_toml("2022-05-04")))
    assert {one.change for one in found.changes} == {"added"}
    assert [one.kind for one in found.changes] == ["dataset", "institution", "indicator", "source", "event"]
    assert found.effect is None


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({"a": 1, "note": "x"}, {"note": "y", "a": 2}, [("a", 1, 2), ("note", "x", "y")]),
        ({"rule": {"kinds": ["a"]}}, {"rule": {"kinds": ["b"]}}, [("rule.kinds", ["a"], ["b"])]),
        ({}, {"rule": {"kinds": ["b"]}}, [("rule.kinds", None, ["b"])]),
        (
            {"row": [{"indicator": "a", "x": 1}, {"indicator": "b", "x": 1}]},
            {"row": [{"indicator": "b", "x": 2}, {"indicator": "a", "x": 1}]},
            [("row.b.x", 1, 2)],
        ),
        (
            {"people": [{"name": "A"}, {"name": "B"}]},
            {"people": [{"name": "C"}, {"name": "A"}, {"name": "B"}]},
            [("people.0.name", None, "C")],
        ),
        (
            {"people": [{"name": "A", "office": "trade"}, {"name": "B"}]},
            {"people": [{"name": "A", "office": "labor"}]},
            [("people.0.office", "trade", "labor"), ("people.1.name", "B", None)],
        ),
        ({"sources": ["a"]}, {"sources": []}, [("sources", ["a"], [])]),
        ({}, {"sources": []}, [("sources", None, [])]),
        ({"rule": {"kinds": ["a"]}}, {"rule": "[x"}, [("rule", {"kinds": ["a"]}, "[x")]),
        ({"people": [{"name": "A"}]}, {"people": "x"}, [("people", [{"name": "A"}], "x")]),
        (
            {"people": [{"name": "A"}]},
            {"people": [{"name": "A"}, "x"]},
            [("people", [{"name": "A"}], [{"name": "A"}, "x"])],
        ),
    ],
)
def test_fields(before: dict[str, object], after: dict[str, object], wanted: list[tuple[str, object, object]]) -> None:
    assert [tuple(one) for one in field_changes(before, after)] == wanted


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [([], set()), ([1, 2, 3], {1, 2, 3}), ([2, 3, 1], {2, 3}), ([3, 1, 2, 4], {1, 2, 4}), ([2, 1], {1})],
)
def test_longest_rise(numbers: list[int], kept: set[int]) -> None:
    assert longest_increasing_subsequence(numbers) == kept


def test_a_light_of_a_year_without_an_edition_is_said_first() -> None:
    found = compare(
        dataset_files(edition_2022=EDITION), dataset_files(event_toml("2021-05-04"), edition_2022=EDITION)
    ).effect
    assert found
    assert [(card.year, card.published, [lights(row) for row in card.rows]) for card in found.cards] == [
        (2021, False, [("red", "green")]),
        (2022, True, []),
    ]
    assert (found.lights, found.states, found.published_lights) == (1, 1, ())


def test_a_later_last_day_shows_the_states_that_it_changes() -> None:
    """Nobody looked into 2023, so with its end the series is no longer known; the data of both sides are the same."""
    before = dataset_files(event_toml("2019-05-04"))
    after = before | {"dataset.toml": HEAD.replace("2022-12-31", "2023-12-31").encode()}
    found = compare(before, after).effect
    assert found
    assert (found.day, found.series, found.lights, found.states) == (date(2023, 12, 31), (), 0, 1)
    assert found.by_day
    assert (found.by_day.before, found.by_day.after) == (date(2022, 12, 31), date(2023, 12, 31))
    ((series,), cards) = found.by_day.series, found.by_day.cards
    assert series.before
    assert series.after
    assert (series.before.state, series.after.state, cards) == ("halted", "unknown", ())
    assert compare(before, after, date(2022, 12, 31)).effect == compare(before, before, date(2022, 12, 31)).effect


def test_an_edition_that_is_dated_back_cannot_hide_its_lights() -> None:
    """As of one day nothing differs, but a reader sees the card as of the day of publication."""
    first = EDITION.replace("published = 2023-03-01", "published = 2022-06-30")
    before = dataset_files(event_toml("2022-11-04"), edition_2022=EDITION)
    found = compare(before, before | {"editions/2022.toml": first.encode()}).effect
    assert found
    assert found.cards[0].rows == ()
    assert found.by_day
    ((card,), series) = found.by_day.cards, found.by_day.series
    assert (card.year, card.day_before, card.day, series) == (2022, date(2023, 3, 1), date(2022, 6, 30), ())
    assert [lights(row) for row in found.published_lights] == [("green", "unknown")]


def test_many_years_of_one_kind_come_as_one_card() -> None:
    wide = TALKS_ROW.replace("from = 2015, to = 2022", "from = 1900, to = 2022")
    found = compare(
        dataset_files(event_toml("1990-05-04")), dataset_files(event_toml("1990-05-04"), indicators=wide)
    ).effect
    assert found
    assert [(card.year, card.to_year, len(card.rows)) for card in found.cards] == [
        (1900, 1989, 1),
        (1991, 2014, 1),
        (2022, 2022, 0),
    ]
    assert found.lights == 90 + 24


BAD = ["bad word", "2022-02-30", '"abc', "", '""', "x = 1", "[", "]", '"a\nb"', "[\n", "{"]
IN_BRACKETS = [
    (name, found.span())
    for name, raw in sorted(base_files().items())
    for found in re.finditer(r'"[^"\n]*"', raw.decode())
    if re.search(r"[\[{][^\n]*\Z", raw.decode()[: found.start()])
]


@pytest.mark.parametrize("bad", BAD)
def test_a_value_in_brackets_that_cannot_be_read_is_a_finding_and_a_change(bad: str) -> None:
    """Each value of a list or of a table in braces, in each file, takes its turn with one of the bad ones."""
    before = base_files()
    for name, (start, end) in IN_BRACKETS[BAD.index(bad) :: len(BAD)]:
        text = before[name].decode()
        after = before | {name: (text[:start] + bad + text[end:]).encode()}
        found = api.diff(before, after, TODAY)
        assert found.head.errors or bad in ("", '""')
        assert found.changes or found.unread, (name, text[start:end])
        view = DiffView(found, STATE, STATE, get_translator("en"))
        assert view.page().blocks
        assert format_json(view.document())
