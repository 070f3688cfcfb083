"""``cbi info``."""

from __future__ import annotations

from cbi_cli.cli.call import Call, reporting
from cbi_cli.cli.dataset import described
from cbi_cli.cli.exit_codes import OK


@reporting
def info(
    call: Call,
) -> int:
    """Show dataset information.

    Says which dataset is used, where it is, its version, its contents, and the years that it covers.

    \b
    Examples:
      cbi info
      cbi info --dataset us-mexico --format json
    """
    from cbi_cli.render.records import info_view
    from cbi_cli.reports.records import info as make

    opened = call.opened
    call.show(info_view(make(opened.store), described(opened.place), opened.store.meta, call.lang))
    return OK
