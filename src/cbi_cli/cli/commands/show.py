"""``cbi show``."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.output import write_view
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import display_path, print_new_ids, reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import translate
from cbi_cli.reports.records import Shown
from cbi_cli.store.place import Place

Kind = Literal["event", "institution", "indicator", "source", "topic", "edition", "dispute"]


class ShowOptions(ReportOptions):
    """The options of `cbi show`."""

    record: Annotated[
        str, argument(metavar="ID|NAME", help="The record, by id, name or abbreviation.", completer=complete_records)
    ]
    kind: Annotated[Kind | None, option("--kind", "-k", help="Only records of this kind.")] = None


def show(options: ShowOptions, settings: Settings) -> int:
    """Show a record.

    Lists its fields, its file and line, the records that refer to it, and the disputes about it.

    \b
    Examples:
      cbi show 2022-10-13-high-level-security-dialogue
      cbi show nals
      cbi show nals --kind indicator
      cbi show "Three Amigos Summit"
      cbi show cbi-2022 --format json
    """
    from cbi_cli.render.records import ShowView
    from cbi_cli.reports.records import KINDS
    from cbi_cli.reports.records import show as find

    session = reading_session(settings, options.dataset, options.at)
    store = session.snapshot
    found = find(store, options.record, options.kind)
    print_new_ids(store, (options.kind,) if options.kind else KINDS, [options.record])
    places = [_place(session.location, one) for one in found]
    view = ShowView(found, store.meta, translate(settings.lang), places)
    write_view(view, options, settings)
    return OK


def _place(location: Place, record: Shown) -> str:
    """The file and line of a record, for an editor to open; of a revision the file alone."""
    from cbi_cli.document.locate import locate
    from cbi_cli.document.parse import parse
    from cbi_cli.store.entries import WorkTree

    if location.revision:
        return f"{location.revision}:{record.file}"
    name = display_path(location.root, record.file)
    if record.position is None:
        return f"{name}:1"
    document = parse(record.file, WorkTree(location.root).read(record.file))
    return f"{name}:{locate(document, (record.kind, record.position)).key.line}"
