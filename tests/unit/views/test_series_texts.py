"""The scale and the legend of strips of years."""

from __future__ import annotations

from datetime import date

import pytest
from tests.datasets import TALKS_ROW, build_snapshot, event_toml

from cbi_cli.api import gaps
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


@pytest.mark.parametrize(
    ("held", "covered", "expected"),
    [
        # Halted while it was looked through, and nobody looked any further.
        ("2018", (2018, 2020), "halted since 2018, unknown since 2021"),
        # One missed year is no halt.
        ("2018", (2018, 2019), "unknown since 2020"),
        ("2018", (2015, 2018), "unknown since 2019"),
        # 2017 was not looked through, so it is not known since when it is halted.
        ("2016", (2018, 2020), "unknown since 2021"),
        # Nothing is known of the years before either.
        ("2018", None, "unknown since 2019"),
    ],
)
def test_a_series_that_is_not_known_any_more_says_since_when(
    held: str, covered: tuple[int, int] | None, expected: str
) -> None:
    coverage = ""
    if covered:
        coverage = f'coverage = [{{ from = {covered[0]}, to = {covered[1]}, source = "book" }}]\n'
    row = TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]\n', coverage)
    (series,) = gaps(build_snapshot(event_toml(f"{held}-05-04"), indicators=row), date(2022, 12, 31)).series
    assert SeriesTexts(get_translator("en")).state(series).text == expected
