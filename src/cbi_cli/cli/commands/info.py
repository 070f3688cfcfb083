"""``cbi info``."""

from __future__ import annotations

from cbi_cli.cli.call import ReportContext
from cbi_cli.cli.dataset import described
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions


def info(options: ReportOptions) -> int:
    """Show dataset information.

    Says which dataset is used, where it is, its version, its contents, and the years that it covers.

    \b
    Examples:
      cbi info
      cbi info --dataset us-mexico --format json
    """
    from cbi_cli.render.records import InfoView
    from cbi_cli.reports.records import info as make

    context = ReportContext(options)
    opened = context.opened
    context.show(InfoView(make(opened.store), opened.store.meta, context.tr, described(opened.place)))
    return OK
