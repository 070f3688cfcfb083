"""The command `cbi site`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, FolderOptions, RevisionOptions, refuse_stream
from cbi_cli.cli.parser import option
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings


class SiteCommandOptions(DatasetOptions, RevisionOptions, FolderOptions):
    """The options of `cbi site`."""

    base_url: Annotated[
        str, option("--base-url", metavar="URL", help="The address at which the site will be, for feeds and sitemap.")
    ] = ""


def site(options: SiteCommandOptions, settings: Settings) -> int:
    """Build a web site of a dataset.

    The pages are static: they need no server, no JavaScript and nothing from elsewhere, and also work when they are
    opened from a disk. By default the folder is NAME-site in the working folder. Only files that differ are written;
    a folder with other content is refused.

    \b
    Examples:
      cbi site --output public
      cbi site --base-url https://example.org/us-mexico/ --output public
    """
    # jinja2 and the modules of the pages take longer to import than another command takes to run.
    from cbi_cli.publish.addresses import check_base_url
    from cbi_cli.publish.site import SiteOptions, build_site
    from cbi_cli.publish.tree import write_tree

    refuse_stream(options.output)
    base_url = check_base_url(options.base_url) if options.base_url else ""
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    folder = options.output or Path(f"{snapshot.meta['id']}-site")
    receipt = write_tree(folder, build_site(snapshot, SiteOptions(base_url)))
    print_message(
        message(
            "cbi: {written} files written, {unchanged} unchanged, {removed} removed in {folder}",
            written=receipt.written,
            unchanged=receipt.unchanged,
            removed=receipt.removed,
            folder=folder,
        )
    )
    return OK
