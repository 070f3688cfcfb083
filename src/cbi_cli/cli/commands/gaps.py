"""``cbi gaps``."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.complete import complete_series
from cbi_cli.cli.dataset import print_new_ids
from cbi_cli.cli.declared import argument
from cbi_cli.cli.exit_codes import OK


@reporting_as_of
def gaps(
    call: Call,
    series: Annotated[
        list[str] | None,
        argument(metavar="[SERIES]...", help="Only these series, by id, name or alias.", complete=complete_series),
    ] = None,
) -> int:
    """Report gaps in recurring meetings.

    Shows the state, the strip of years and every gap of each series.

    "Halted since" names the year of the last meeting held; the first missed year is next to it.

    \b
    Examples:
      cbi gaps
      cbi gaps nals hled
      cbi gaps --as-of 2020-12-31
      cbi gaps --format json
    """
    from cbi_cli.render.gaps import gaps_view
    from cbi_cli.reports.base import dataset_title
    from cbi_cli.reports.gaps import gaps as make
    from cbi_cli.store.lookup import SERIES_KINDS, find_series

    store = call.store
    wanted = [find_series(store, name) for name in series or ()]
    print_new_ids(store, SERIES_KINDS, series or ())
    result = make(store, call.day, wanted)
    call.show(gaps_view(result, store.meta, call.lang, dataset_title(store).text(call.lang)))
    return OK
