"""A year has a card if it has an edition, or if at least half of its rows are known."""

from __future__ import annotations

from cbi_cli.reports.card_years import years_with_card
from tests.datasets import EDITION, TALKS_ROW, build_snapshot, event_toml

TWO_ROWS = (
    TALKS_ROW.replace("from = 2015, to = 2022", "from = 2019, to = 2020")
    + """
[[indicator]]
id = "forum-row"
label = "Forums"
sources = ["book"]
rule = { kinds = ["forum"], institutions = ["talks"] }

[[indicator]]
id = "plan-row"
label = "Plans"
sources = ["book"]
rule = { kinds = ["plan"], institutions = ["talks"] }
"""
)


def test_half_of_the_rows_must_be_known() -> None:
    """Of three rows two: in 2020 one is covered and one held; in 2019 one is covered; 2022 has an edition."""
    events = [event_toml("2020-05-04", kind="forum"), event_toml("2021-05-04", kind="forum")]
    assert years_with_card(build_snapshot(*events, indicators=TWO_ROWS, edition_2022=EDITION)) == (2022, 2020)


def test_a_dataset_without_rows_has_no_card() -> None:
    """No year of it is known."""
    assert years_with_card(build_snapshot(event_toml("2020-05-04"), indicators="")) == ()
