"""The command `cbi export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, FolderOptions, RevisionOptions, refuse_stream
from cbi_cli.cli.parser import argument
from cbi_cli.cli.session import open_reading_session, print_dataset_note
from cbi_cli.core.messages import Count, message, plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.exports.registry import EXPORTS, ExportChoice

if TYPE_CHECKING:
    from cbi_cli.exports.download import Download


class ExportOptions(DatasetOptions, RevisionOptions, FolderOptions):
    """The options of `cbi export`."""

    kind: Annotated[ExportChoice, argument(metavar="FORMAT", help="The format to export to, or `all`.")]


def export(options: ExportOptions, settings: Settings) -> int:
    """Export the whole dataset to other formats.

    Writes a folder with all records and all fields, a README that describes them, and checksums. It is written
    completely or not at all, and replaces an older export. By default it is NAME-FORMAT in the working folder.

    Tables: csv, sqlite, parquet (needs the extra `big`), xlsx (needs the extra `xlsx`), and datapackage, which is csv
    with a description for programs.

    Records: json and ndjson. To subscribe to: ics (calendars), atom and jsonfeed. Descriptions of the dataset for
    search engines and catalogs: jsonld and dcat.

    `all` writes a folder for each format, and leaves out those whose extra is not installed.

    \b
    Examples:
      cbi export csv
      cbi export sqlite --output us-mexico-sqlite
      cbi export all --dataset us-mexico --at v1.0.0 --output downloads
    """
    # Writers load what other commands do not need.
    from cbi_cli.exports.download import require_package, write_download

    refuse_stream(options.output)
    # A missing package is reported before the dataset is read, which may take long.
    require_package(options.kind)
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    folder = options.output or Path(f"{snapshot.meta['id']}-{options.kind}")
    download = write_download(snapshot, folder, options.kind)
    for left_out in download.left_out:
        print_dataset_note(
            message(
                "note: {format} is left out; it needs the extra `{extra}`", format=left_out.format, extra=left_out.extra
            )
        )
    receipt = _format_receipt(download, options.kind)
    print_message(receipt)
    return OK


def _format_receipt(download: Download, choice: ExportChoice) -> str:
    """Return what was written: events, tables or formats, files and bytes."""
    folder = download.folder
    files = Count(len(download.files))
    size = format_size(download.size)
    if choice == "all":
        return plural_message(
            "cbi: wrote {n} event in {formats} formats to {folder} ({files} files, {size})",
            "cbi: wrote {n} events in {formats} formats to {folder} ({files} files, {size})",
            download.events,
            formats=len(download.formats),
            folder=folder,
            files=files,
            size=size,
        )
    if not EXPORTS[choice].has_tables:
        return plural_message(
            "cbi: wrote {n} event to {folder} ({files} files, {size})",
            "cbi: wrote {n} events to {folder} ({files} files, {size})",
            download.events,
            folder=folder,
            files=files,
            size=size,
        )
    return plural_message(
        "cbi: wrote {n} event in {tables} tables to {folder} ({files} files, {size})",
        "cbi: wrote {n} events in {tables} tables to {folder} ({files} files, {size})",
        download.events,
        tables=len(download.formats[choice]),
        folder=folder,
        files=files,
        size=size,
    )


def format_size(size: int) -> str:
    """Return a number of bytes in KiB or MiB with one decimal, as `12.3 KiB`."""
    kibibytes = size / 1024
    if kibibytes < 1024:
        return f"{kibibytes:.1f} KiB"
    return f"{kibibytes / 1024:.1f} MiB"
