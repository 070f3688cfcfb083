"""Which events turned a light of a scorecard.

It is the first of a year that counts, or that matches a weaker rule.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, load_sql, row_text


class TurnedLight(NamedTuple):
    """An event that turned the light of an indicator in a year.

    `year` is another one than that of the event if the event was admitted to the scorecard of that year.
    """

    event: str
    indicator: str
    label: LocalizedText
    light: Literal["green", "yellow"]
    year: int


def find_turned_lights(snapshot: Snapshot, first: int, last: int, as_of: date) -> tuple[TurnedLight, ...]:
    """List the events that turned a light, in order of date.

    They are those of the years from `first` to `last`, as of a day. They include those that an edition admits to
    its year, which may be any. An event that matches a weaker rule turns a light to yellow only if none counts in
    full before it.
    """
    query = load_sql("turned_lights")
    turned: list[TurnedLight] = []
    for row in snapshot.rows(query, first=first, last=last, day=day_number(as_of)):
        light: Literal["green", "yellow"] = "yellow"
        if row["strength"] == "full":
            light = "green"
        label = row_text(row, "label")
        turned.append(TurnedLight(row["event"], row["indicator"], label, light, row["year"]))
    return tuple(turned)
