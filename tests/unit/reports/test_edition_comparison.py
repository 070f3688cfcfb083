"""The published card as its edition has it."""

from __future__ import annotations

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.reports.edition_comparison import PublishedCard, PublishedRow, load_published_card
from tests.datasets import TALKS_ROW, build_snapshot

EDITION = """
year = 2022
title = "The report"
published = 2023-03-01
source = "book"
[[row]]
indicator = "other-row"
label = "Some others"
status = "red"
text = "None"
since = 2018
[[row]]
indicator = "talks-row"
label = "The talks"
status = "green"
occurrences = [
    { start = 2022-01-02, text = "January 2" },
    { start = 2022-03-04, end = 2022-03-05, text = "March 4 and 5" },
]
"""
ROWS = TALKS_ROW + TALKS_ROW.replace("talks-row", "other-row").replace('"Talks"', '"Others"')
DATES = ((("2022-01-02", None), "January 2"), (("2022-03-04", "2022-03-05"), "March 4 and 5"))


def test_a_published_card_has_the_texts_of_its_edition() -> None:
    made = build_snapshot(indicators=ROWS, edition_2022=EDITION)
    others = PublishedRow("other-row", "Some others", "red", "None", (), 2018)
    # A row without a text has those of its dates.
    talks = PublishedRow("talks-row", "The talks", "green", "January 2; March 4 and 5", DATES, None)
    rows = {"other-row": others, "talks-row": talks}
    assert load_published_card(made, 2022) == PublishedCard(2022, "The report", "2023-03-01", rows)


@pytest.mark.parametrize(("more", "hint"), [({}, ""), ({"edition_2022": EDITION}, "there is one of 2022")])
def test_a_year_without_an_edition_has_no_published_card(more: dict[str, str], hint: str) -> None:
    with pytest.raises(CbiError) as caught:
        load_published_card(build_snapshot(indicators=ROWS, **more), 2021)
    assert (caught.value.message, caught.value.hint) == ("the dataset has no edition of 2021", hint)
