"""Read a file as a table, by its suffix."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.names import MAX_BYTES
from cbi_cli.tables.csv_reader import read_csv
from cbi_cli.tables.jsonl_reader import read_jsonl
from cbi_cli.tables.table import Table, TableOptions
from cbi_cli.tables.xlsx_reader import read_xlsx
from cbi_cli.workspace.entries import read_plain_file

SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".xlsm")
_MARKS = (
    # The mark of UTF-32 begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_table(path: Path, options: TableOptions) -> Table:
    """Return the table in a file.

    Raises CbiError if the file cannot be read as a table, or has no rows.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CbiError(
            message("{path} is no table: its name ends in none of {suffixes}", path=path, suffixes=", ".join(SUFFIXES)),
            message("save the table as CSV, JSON lines or .xlsx"),
        )
    raw = _read_bytes(path)
    if suffix in (".xlsx", ".xlsm"):
        table = read_xlsx(path, raw, options.sheet)
    elif suffix in (".jsonl", ".ndjson"):
        table = read_jsonl(path, decode_text(path, raw, options.encoding))
    else:
        delimiter = options.delimiter
        if suffix == ".tsv":
            delimiter = delimiter or "\t"
        table = read_csv(path, decode_text(path, raw, options.encoding), delimiter)
    if not table.rows:
        raise CbiError(
            message("{path} has a header and no rows", path=path), message("name a file with at least one row")
        )
    return table


def _read_bytes(path: Path) -> bytes:
    # A person may name a link; a pipe would never end.
    raw = read_plain_file(Path(os.path.realpath(path)), path)
    if len(raw) > MAX_BYTES:
        raise CbiError(message("{path} is larger than 64 MiB", path=path), message("split it into several files"))
    return raw


def decode_text(path: Path, raw: bytes, encoding: str = "") -> str:
    """Return the text of a file.

    A byte order mark decides the encoding, whatever is given; without one, it is the given encoding or UTF-8. Raises
    CbiError if the text has another encoding or NUL characters.
    """
    marked = [name for mark, name in _MARKS if raw.startswith(mark)]
    actual = encoding or "utf-8"
    if marked:
        actual = marked[0]
    try:
        text = raw.decode(actual)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CbiError(
            message(
                "{path}, line {line}: the byte 0x{byte:02X} is not {encoding}",
                path=path,
                line=line,
                byte=raw[error.start],
                encoding=actual.removesuffix("-sig").upper(),
            ),
            message("save it as UTF-8, or name its encoding, e.g. --encoding windows-1252"),
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise CbiError(
            message("{path}, line {line}: the text has a NUL character", path=path, line=line),
            message("save it as UTF-8; UTF-16 without a mark needs --encoding utf-16"),
        )
    return text
