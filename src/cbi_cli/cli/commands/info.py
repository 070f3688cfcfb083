"""``cbi info``."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.output import write_view
from cbi_cli.cli.session import describe_location, open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator


def info(options: ReportOptions, settings: Settings) -> int:
    """Show dataset information.

    Says which dataset is used, where it is, its version, its contents, and the years that it covers.

    \b
    Examples:
      cbi info
      cbi info --dataset us-mexico --format json
    """
    from cbi_cli.reports.records import info as make
    from cbi_cli.views.records import InfoView

    session = open_reading_session(settings, options.dataset, options.at)
    snapshot = session.snapshot
    view = InfoView(make(snapshot), snapshot.meta, get_translator(settings.lang), describe_location(session.location))
    write_view(view, options, settings)
    return OK
