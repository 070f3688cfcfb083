"""``cbi scorecard``."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli import options
from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.declared import option
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK

Compare = Annotated[
    str | None, option("--compare", metavar="YEAR", help="Also show which lights changed since this year.")
]
Published = Annotated[
    bool, option("--published", help="Show the published card as printed, without computing anything.")
]


@reporting_as_of
def scorecard(
    call: Call,
    year: options.LatestYear = None,
    strict_year: options.StrictYear = False,
    compare: Compare = None,
    published: Published = False,
    check: options.Check = False,
    engine: options.Engine = "sqlite",
) -> int:
    """Show the scorecard for a year.

    The light of each row is computed from events as of a stated day, and compared with the published card.

    \b
    Examples:
      cbi scorecard 2022
      cbi scorecard 2022 --strict-year
      cbi scorecard 2022 --as-of 2022-06-30
      cbi scorecard 2022 --compare 2021 --lang es
      cbi scorecard 2022 --published
      cbi scorecard 2022 --format json
      cbi scorecard 2022 --engine duckdb
    """
    from cbi_cli.render.scorecard import scorecard_view
    from cbi_cli.reports.base import dataset_title, latest_edition
    from cbi_cli.reports.scorecard import scorecard as make

    call.engine = engine
    store = call.store
    wanted = options.year(year, store) if year else latest_edition(store)
    if published:
        return _printed(call, wanted)
    card = make(store, wanted, call.day, strict_year)
    before = make(store, options.year(compare, store), call.day, strict_year) if compare else None
    edition = store.record("edition", str(wanted))
    printed_on = str(edition["published"]) if edition and call.day is None else None
    title = dataset_title(store).text(call.lang)
    call.show(scorecard_view(card, store.meta, call.lang, title, printed_on, before))
    return DATA_ERRORS if check and not card.agrees else OK


def _printed(call: Call, year: int) -> int:
    """The card as printed."""
    from cbi_cli.render.scorecard import printed_view
    from cbi_cli.reports.published import edition_of, printed_rows

    edition = edition_of(call.store, year)
    rows = printed_rows(call.store, year)
    call.show(printed_view(rows, call.store.meta, call.lang, year, edition["title"], edition["published"]))
    return OK
