"""``cbi scorecard``."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli import options
from cbi_cli.cli.dataset import Opened, open_dataset
from cbi_cli.cli.run import DATA_ERRORS, OK
from cbi_cli.cli.runtime import show


def scorecard(
    year: Annotated[str | None, typer.Argument(help="The year. Default: the latest edition's.")] = None,
    strict_year: Annotated[
        bool, typer.Option("--strict-year", help="Leave out events that the edition admits from other years.")
    ] = False,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="YEAR", help="Also show which lights changed since a year."),
    ] = None,
    published: Annotated[bool, typer.Option("--published", help="Show the card as printed, nothing computed.")] = False,
    check: options.Check = False,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """The scorecard of a year: a light for each row, computed from events.

    It holds for the day that stands below it, and each row is held against the printed card.

    \b
    Examples:
      cbi scorecard 2022
      cbi scorecard 2022 --strict-year
      cbi scorecard 2022 --as-of 2022-06-30
      cbi scorecard 2022 --compare 2021 --lang es
      cbi scorecard 2022 --published
      cbi scorecard 2022 --format json
    """
    from cbi_cli.render.scorecard import printed_view, scorecard_view
    from cbi_cli.reports.base import latest_edition
    from cbi_cli.reports.published import edition_of, printed_rows
    from cbi_cli.reports.records import dataset_title
    from cbi_cli.reports.scorecard import scorecard as make

    opened = open_dataset(dataset, at)
    store = opened.store
    wanted = options.year(year) if year else latest_edition(store)
    if published:
        edition = edition_of(store, wanted)
        head = (store.meta, lang, wanted, edition["title"], edition["published"])
        show(printed_view(printed_rows(store, wanted), *head), form, output, lang, color)
        return OK
    day = options.day(as_of)
    card = make(store, wanted, day, strict_year)
    before = make(store, options.year(compare), day, strict_year) if compare else None
    edition_day = None if as_of else _published(opened, wanted)
    show(
        scorecard_view(card, store.meta, lang, dataset_title(store).text(lang), edition_day, before),
        form,
        output,
        lang,
        color,
    )
    differs = any(row.published and not row.published.agrees for row in card.rows)
    return DATA_ERRORS if check and differs else OK


def _published(opened: Opened, year: int) -> str | None:
    """The publication day of a year's edition as printed, or None where there is none."""
    edition = opened.store.record("edition", str(year))
    return str(edition["published"]) if edition else None
