"""The words for a change and for its effect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.datasets import HEAD, TALKS_ROW, dataset_files, event_toml

from cbi_cli import api
from cbi_cli.core.language_codes import Lang
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.diff import DiffView
from cbi_cli.views.page import MAX_UNFOLDED_LINES, make_text_list
from cbi_cli.workspace.revisions import DatasetRevision

EDITION = """
year = 2022
title = "The report"
published = 2023-03-01
source = "book"

[[row]]
indicator = "talks-row"
label = "Talks"
status = "green"
occurrences = [{ start = 2022-05-04, text = "May 4" }]
"""
OTHER_ROW = TALKS_ROW.replace("talks-row", "other-row").replace('"Talks"', '"Others"')


def page(before: dict[str, bytes], after: dict[str, bytes], lang: Lang = "en") -> str:
    """The plain page of a change between two folders."""
    return render(view(before, after, lang), "table")


def view(before: dict[str, bytes], after: dict[str, bytes], lang: Lang) -> DiffView:
    """The view of a change between two folders."""
    result = api.diff(before, after, date(2026, 11, 24))
    states = DatasetRevision("folder", "old", "", before), DatasetRevision("revision", "v2", "0123456789abcdef", after)
    return DiffView(result, *states, get_translator(lang))


def test_both_states_are_named() -> None:
    assert "From the folder old to v2 (0123456789)\n" in page(dataset_files(), dataset_files())
    assert "Antes: la carpeta old. Después: v2 (0123456789).\n" in page(dataset_files(), dataset_files(), "es")


def test_values_are_shown_as_json_so_that_none_can_pass_for_another() -> None:
    before = dataset_files(event_toml("2022-05-04", 'title = "A"', 'place = "x"'))
    after = dataset_files(event_toml("2022-05-04", 'title = "A\\" → \\"B\\nadded c"', 'sources = ["book", "book#p1"]'))
    shown = page(before, after).partition("Events: 1 changed\n")[2]
    assert shown == (
        "- changed 2022-05-04-meeting (in events/2022.toml)\n"
        '  title: "A" → "A\\" → \\"B\\nadded c"\n'
        '  sources: added "book#p1"\n'
        '  place: "x" → (none)\n'
    )


def test_where_a_record_went() -> None:
    first, second = event_toml("2022-02-01"), event_toml("2022-03-01")
    assert "(to another place in events/2022.toml)" in page(dataset_files(first, second), dataset_files(second, first))
    apart = {**dataset_files(first), "events/more.toml": second.encode()}
    assert "- moved 2022-03-01-meeting (from events/2022.toml to events/more.toml)" in page(
        dataset_files(first, second), apart
    )


def test_a_difference_from_the_printed_card_comes_stays_and_goes() -> None:
    printed, other, last = (event_toml(f"2022-{day}") for day in ("05-04", "09-01", "11-01"))
    right = dataset_files(printed, edition_2022=EDITION)
    more, most = (
        dataset_files(printed, other, edition_2022=EDITION),
        dataset_files(last, edition_2022=EDITION),
    )
    knows_more = "knows more than the published card: dates published May 4, computed Sep 1"
    assert f"now {knows_more}\n" in page(right, more)
    assert f"no longer {knows_more}\n" in page(more, right)
    differs = "differs from the published card: dates published May 4, computed"
    assert f"still {differs} Sep 1 → Nov 1\n" in page(more, most)
    assert f"now {differs} Nov 1\n" in page(right, most)
    assert f"no longer {differs} Nov 1\n" in page(most, right)
    assert f"still {knows_more} → Nov 1\n" in page(more, dataset_files(printed, other, last, edition_2022=EDITION))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["2015-05-04", "2018-05-04"], ["2015-06-03", "2018-05-04"], "2016–2017: 1,096 → 1,066 days"),
        (["2015-05-04", "2018-05-04"], ["2015", "2018-05-04"], "2016–2017: 1,096 → ? days"),
        (["2015-05-04", "2022-05-04"], ["2015-05-04", "2022-06-04"], "last: May 4, 2022 → Jun 4, 2022"),
    ],
)
def test_gaps_of_the_same_years_show_the_last_one_held_or_their_days(
    before: list[str], after: list[str], told: str
) -> None:
    old, new = (dataset_files(*(event_toml(start) for start in side)) for side in (before, after))
    assert told in page(old, new)


def test_of_a_list_and_of_a_long_text_only_what_differs_is_shown() -> None:
    text = "It was long " * 10
    before = dataset_files(event_toml("2022-05-04", f'note = "{text}agreed upon on Monday. {text}"'))
    after = dataset_files(event_toml("2022-05-04", f'note = "{text}agreed upon on Tuesday. {text}"'))
    shown = page(before, after)
    # Twenty characters are shown on both sides of what differs.
    assert (
        '  note: "…long agreed upon on Monday. It was long It …" → "…long agreed upon on Tuesday. It was long It …"\n'
        in shown
    )
    many = [f'distinct_from = ["a", {names}]' for names in ('"b", "c"', '"c", "d"', '"c", "b"')]
    first, second, third = (dataset_files(event_toml("2022-05-04", more), event_toml("2022-06-04")) for more in many)
    assert '  distinct_from: added "d"; removed "b"\n' in page(first, second)
    assert '  distinct_from: ["a", "b", "c"] → ["a", "c", "b"]\n' in page(first, third)


def test_a_series_tells_only_the_gaps_that_differ() -> None:
    """Of four gaps one closes, one opens, one becomes longer, and others stay as they are."""
    held = ["2015-05-04", "2017-05-04", "2019-05-04", "2021-05-04"]
    whole = dataset_files(*(event_toml(start) for start in held))
    without = dataset_files(*(event_toml(start) for start in held if start != "2017-05-04"))
    more = dataset_files(*(event_toml(start) for start in [*held, "2018-05-04"]))
    assert rows_of(page(whole, without), "Talks")[-1].endswith("  2016, 2018 → 2016–2018")
    assert rows_of(page(whole, more), "Talks")[-1].endswith("  no longer: 2018")
    assert rows_of(page(more, whole), "Talks")[-1].endswith("  new: 2018")


def rows_of(shown: str, label: str) -> list[str]:
    return [line for line in shown.splitlines() if line.startswith(label)]


SPANISH_ROW = TALKS_ROW.replace("label =", 'label_es = "Pláticas"\nlabel =')
ONLY_2022 = TALKS_ROW.replace("from = 2015", "from = 2022")


@pytest.mark.parametrize(
    ("before", "after", "row", "lang", "told"),
    [
        # From May 4, 2015 to May 4, 2018 it is 1,096 days, and from there 731 to 2020; 31 of them change sides.
        (
            ["2015-05-04", "2018-05-04", "2020-05-04"],
            ["2015-05-04", "2018-06-04", "2020-05-04"],
            TALKS_ROW,
            "en",
            ["2016–2017: 1,096 → 1,127 days", "2019: 731 → 700 days"],
        ),
        (
            ["2015-05-04", "2018-05-04"],
            ["2015", "2018-05-04"],
            TALKS_ROW,
            "es",
            ["2016–2017: 1,096 → ? días"],
        ),
        (["2022-05-04"], ["2022-06-04"], ONLY_2022, "en", ["last: May 4, 2022 → Jun 4, 2022"]),
        (["2022-05-04"], ["2022-06-04"], ONLY_2022, "es", ["última: 4 may 2022 → 4 jun 2022"]),
    ],
)
def test_gaps_are_told_one_below_the_other_in_the_language_of_the_page(
    before: list[str], after: list[str], row: str, lang: Lang, told: list[str]
) -> None:
    old, new = (dataset_files(*(event_toml(start) for start in side), indicators=row) for side in (before, after))
    lines = [line.rstrip() for line in page(old, new, lang).splitlines()]
    first = next(number for number, line in enumerate(lines) if line.endswith(told[0]))
    column = len(lines[first]) - len(told[0])
    assert [line[column:] for line in lines[first : first + len(told)]] == told


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "last: none → May 4–6, 2014"), ("es", "última: ninguna → 4–6 may 2014")]
)
def test_a_meeting_before_the_covered_years_is_the_first_that_is_known(lang: Lang, told: str) -> None:
    held = event_toml("2014-05-04", "end = 2014-05-06")
    assert f"{told}\n" in page(dataset_files(), dataset_files(held), lang)


def test_a_later_last_day_in_the_document_shows_what_it_changes() -> None:
    """Nobody looked into 2023, so with its end the series is no longer known."""
    before = dataset_files(event_toml("2019-05-04"), indicators=SPANISH_ROW)
    later = before | {"dataset.toml": HEAD.replace("2022-12-31", "2023-12-31").encode()}
    effects = view(before, later, "es").document()["effects"]
    assert (effects["series"], effects["late"]) == ([], [])
    assert effects["by_day"]["as_of"] == {"before": "2022-12-31", "after": "2023-12-31"}
    assert effects["by_day"]["scorecards"] == []
    (series,) = effects["by_day"]["series"]
    assert (series["id"], series["label"]) == ("talks-row", "Pláticas")
    assert (series["before"], series["after"]) == ("halted", "unknown")
    assert view(before, before, "en").document()["effects"]["by_day"] is None


@pytest.mark.parametrize(("lang", "label"), [("en", "Talks"), ("es", "Pláticas")])
def test_an_earlier_publication_in_the_document_shows_the_lights_that_it_changes(lang: Lang, label: str) -> None:
    before = dataset_files(event_toml("2022-11-04"), indicators=SPANISH_ROW, edition_2022=EDITION)
    first = EDITION.replace("published = 2023-03-01", "published = 2022-06-30")
    found = view(before, before | {"editions/2022.toml": first.encode()}, lang).document()
    by_day: dict[str, Any] = found["effects"]["by_day"]
    assert list(by_day) == ["as_of", "scorecards", "series"]
    (card,) = by_day["scorecards"]
    assert (card["year"], card["as_of_before"], card["as_of"]) == (2022, "2023-03-01", "2022-06-30")
    ((shown,), series) = card["rows"], by_day["series"]
    assert (shown["indicator"], shown["label"], shown["before"], shown["after"]) == (
        "talks-row",
        label,
        "green",
        "unknown",
    )
    assert series == []


def test_a_row_that_one_side_does_not_have() -> None:
    out = page(
        dataset_files(event_toml("2022-05-04")),
        dataset_files(event_toml("2022-05-04"), indicators=TALKS_ROW + OTHER_ROW),
    )
    assert "Others                     no row  ●○○ green\n" in out
    assert "Others  no row  active\n" in out


def test_errors_are_counted_on_both_sides() -> None:
    broken = {**dataset_files(), "dataset.toml": HEAD.replace("schema = 3", "schema = 4").encode()}
    out = page(dataset_files(), broken)
    assert "0 in the older version, 1 in the newer one.\n`cbi validate` shows" in out
    assert "- changed ab (in dataset.toml; with errors)\n  schema: 3 → 4\n" in out
    assert "- changed ab (in dataset.toml; with errors)\n  schema: 4 → 3\n" in page(broken, dataset_files())


def test_only_a_long_list_with_a_heading_folds() -> None:
    many = ["x"] * (MAX_UNFOLDED_LINES + 1)
    assert make_text_list(many, "Title", collapsible=True).is_collapsed
    assert make_text_list(["\n".join(many)], "Title", collapsible=True).is_collapsed
    assert not make_text_list(many[1:], "Title", collapsible=True).is_collapsed
    assert not make_text_list(many, "", collapsible=True).is_collapsed
    assert not make_text_list(many, "Title").is_collapsed
    events = make_text_list(["\n".join(many)] * MAX_UNFOLDED_LINES, "Title", collapsible=True)._replace(of_events=True)
    assert not events.is_collapsed
    assert events._replace(lines=events.lines * 2).is_collapsed
