"""The command `cbi site`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, FolderOptions, RevisionOptions, refuse_stream
from cbi_cli.cli.parser import option
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.index.snapshot import Snapshot

DEFAULT_PORT = "8000"


class SiteCommandOptions(DatasetOptions, RevisionOptions, FolderOptions):
    """The options of `cbi site`."""

    base_url: Annotated[
        str,
        option("--base-url", metavar="URL", help="The address of the site, for feeds and search engines."),
    ] = ""
    serve: Annotated[
        bool, option("--serve", help="Show the site on this computer until Ctrl-C; without --output, keep no files.")
    ] = False
    port: Annotated[str, option("--port", metavar="PORT", help="With --serve: the port, 0 for any free one.")] = (
        DEFAULT_PORT
    )


def site(options: SiteCommandOptions, settings: Settings) -> int:
    """Build a web site of a dataset.

    The pages are static: they need no server, no JavaScript and nothing from elsewhere, and also work when they are
    opened from a disk. By default the folder is NAME-site in the working folder. Only files that differ are written;
    a folder with other content is refused.

    \b
    Examples:
      cbi site --output public
      cbi site --base-url https://example.org/us-mexico/ --output public
      cbi site --serve
    """
    # jinja2 and the modules of the pages take longer to import than another command takes to run.
    from cbi_cli.publish.addresses import check_base_url

    refuse_stream(options.output)
    base_url = check_base_url(options.base_url) if options.base_url else ""
    port = _parse_port(options)
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    if not options.serve:
        folder = options.output or Path(f"{snapshot.meta['id']}-site")
        _build(snapshot, folder, base_url)
        if not base_url:
            print_message(
                message("cbi: without --base-url, the site has no sitemap and no metadata for search engines")
            )
        return OK
    if options.output:
        _serve(snapshot, options.output, base_url, port)
        return OK
    with tempfile.TemporaryDirectory(prefix="cbi-site-") as place:
        _serve(snapshot, Path(place), base_url, port)
    return OK


def _parse_port(options: SiteCommandOptions) -> int:
    text = options.port
    if text != DEFAULT_PORT and not options.serve:
        raise CbiError(message("--port needs --serve"), message("add --serve, or leave the port out"))
    if not text.isascii() or not text.isdigit():
        raise CbiError(message("--port: `{text}` is not a port", text=text), message("write a number, e.g. 8000"))
    return int(text)


def _build(snapshot: Snapshot, folder: Path, base_url: str) -> None:
    from cbi_cli.publish.build import build_site
    from cbi_cli.publish.site import SiteOptions
    from cbi_cli.publish.tree import write_tree

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


def _serve(snapshot: Snapshot, folder: Path, base_url: str, port: int) -> None:
    """Build the site, and show it until it is interrupted."""
    from cbi_cli.publish.server import make_server, server_address

    # A port that is taken is reported before the site is built.
    with make_server(folder, port) as server:
        _build(snapshot, folder, base_url)
        print_message(message("cbi: the site is at {address}; Ctrl-C ends this", address=server_address(server)))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            # That is how it is meant to end.
            return
