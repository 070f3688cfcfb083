"""The command `cbi site`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, FolderOptions, RevisionOptions, refuse_stream
from cbi_cli.cli.parser import option
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import Count, message, plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session

if TYPE_CHECKING:
    from cbi_cli.publish.write_site import SiteReceipt

DEFAULT_PORT = "8000"
_MAX_LISTED = 3
"""How many addresses a note names."""


class SiteCommandOptions(DatasetOptions, RevisionOptions, FolderOptions):
    """The options of `cbi site`."""

    base_url: Annotated[
        str,
        option("--base-url", metavar="URL", help="The address of the site, for feeds and search engines."),
    ] = ""
    with_versions: Annotated[
        bool, option("--with-versions", help="Also build a frozen copy of each released version, below v/.")
    ] = False
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

    --with-versions adds a copy of each version that has a tag in git, such as v1.2.3. Copies that are there already are
    not built again.

    \b
    Examples:
      cbi site --output public
      cbi site --base-url https://example.org/us-mexico/ --output public
      cbi site --with-versions --output public
      cbi site --serve
    """
    # jinja2 and the modules of the pages take longer to import than another command takes to run.
    from cbi_cli.publish.addresses import check_base_url

    refuse_stream(options.output)
    base_url = check_base_url(options.base_url) if options.base_url else ""
    port = _parse_port(options)
    session = open_reading_session(settings, options.dataset, options.at)
    build = partial(_build, session, base_url, options.with_versions)
    if not options.serve:
        folder = options.output or Path(f"{session.snapshot.meta['id']}-site")
        build(folder)
        if not base_url:
            print_message(
                message("cbi: without --base-url, the site has no feeds, no sitemap and no metadata for search engines")
            )
        return OK
    if options.output:
        _serve(options.output, build, port)
        return OK
    with tempfile.TemporaryDirectory(prefix="cbi-site-") as place:
        _serve(Path(place), build, port)
    return OK


def _parse_port(options: SiteCommandOptions) -> int:
    text = options.port
    if text != DEFAULT_PORT and not options.serve:
        raise CbiError(message("--port needs --serve"), message("add --serve, or leave the port out"))
    if not text.isascii() or not text.isdigit():
        raise CbiError(message("--port: `{text}` is not a port", text=text), message("write a number, e.g. 8000"))
    return int(text)


def _build(session: Session, base_url: str, with_versions: bool, folder: Path) -> None:
    from cbi_cli.publish.write_site import write_site

    receipt = write_site(session, folder, base_url, with_versions)
    print_message(
        message(
            "cbi: {written} files written, {unchanged} unchanged, {removed} removed in {folder}",
            written=Count(receipt.tree.written),
            unchanged=Count(receipt.tree.unchanged),
            removed=Count(receipt.tree.removed),
            folder=folder,
        )
    )
    if with_versions:
        _print_versions(receipt)


def _print_versions(receipt: SiteReceipt) -> None:
    """Say of which versions the site has a copy, and what is wrong with them."""
    if not receipt.versions:
        print_message(message("cbi: note: there is no tag of a released version"))
    else:
        print_message(message("cbi: frozen copies of {versions}", versions=", ".join(receipt.versions)))
    for version in receipt.left_out:
        print_message(
            message("cbi: note: version {version} is left out: it has errors for this version of cbi", version=version)
        )
    for one in receipt.without_prose:
        print_message(
            message(
                "cbi: warning: the copy of version {version} has the report on {year} without its prose: {problem}",
                version=one.version,
                year=one.year,
                problem=one.problem,
            )
        )
    for version, paths in receipt.unanswered:
        shown = ", ".join(paths[:_MAX_LISTED])
        print_message(
            plural_message(
                "cbi: note: {n} address of version {version} no longer answers: {paths}",
                "cbi: note: {n} addresses of version {version} no longer answer: {paths}",
                len(paths),
                version=version,
                paths=shown,
            )
        )


def _serve(folder: Path, build: Callable[[Path], None], port: int) -> None:
    """Build the site, and show it until it is interrupted."""
    from cbi_cli.publish.server import make_server, server_address

    # A port that is taken is reported before the site is built.
    with make_server(folder, port) as server:
        build(folder)
        print_message(message("cbi: the site is at {address}; Ctrl-C ends this", address=server_address(server)))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            # That is how it is meant to end.
            return
