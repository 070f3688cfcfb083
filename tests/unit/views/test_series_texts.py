"""The scale and the legend of strips of years."""

from __future__ import annotations

import pytest

from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Styled
from cbi_cli.views.series_texts import SeriesTexts, year_scale


@pytest.mark.parametrize(
    ("first", "last", "ends", "decades"),
    [
        (2004, 2023, "2004            2023", "      2010      2020"),
        # 2020 would reach beyond 2022, and 2000 is the first year already.
        (2000, 2022, "2000               2022", "          2010"),
        (2011, 2019, "2011 2019", ""),
        (1, 20, "1                 20", "         10"),
    ],
)
def test_a_scale_has_its_ends_and_each_decade_in_the_column_of_its_year(
    first: int, last: int, ends: str, decades: str
) -> None:
    shown_ends, shown_decades = year_scale(first, last).split("\n")
    assert (shown_ends, shown_decades) == (ends, decades)


def test_the_legend_has_each_sign_in_the_style_of_the_strips() -> None:
    content = SeriesTexts(get_translator("en")).legend().content
    signs = {part.text: part.style for part in content if isinstance(part, Styled)}
    assert signs == {"●": "green", "○": "red", "–": "dim", "·": "dim", "?": "unknown"}
    assert SeriesTexts(get_translator("es")).legend().text == (
        get_translator("es").gettext("● held  ○ not held  – declared pause  · not due  ? not known")
    )
