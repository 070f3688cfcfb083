"""Propose the mapping of a table for a person to confirm.

Columns are recognized by their names and by their values. Nothing is imported with a guess: it says
`confirmed = false`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import tomli_w

from cbi_cli.core.folding import fold
from cbi_cli.core.sanitize import escape_for_toml, escape_hidden_characters
from cbi_cli.core.vocabulary import VOCABULARIES, OwnWords, find_word, words_of
from cbi_cli.dataset.record_errors import shorten
from cbi_cli.index.lookup import find_exactly, find_similar
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.tables.cell_values import RECORD_LISTS, SINGLE_RECORDS
from cbi_cli.tables.date_cells import DateMode, parse_date_cell, parse_span_cell
from cbi_cli.tables.mapping import EVENT_FIELDS, RANGE_FIELD
from cbi_cli.tables.table import Cell, Table, TableOptions

_NAMES: dict[str, tuple[str, ...]] = {
    "start": ("date", "start date", "first day", "day", "fecha", "inicio", "fecha de inicio", "dia"),
    "end": ("end date", "last day", "fin", "fecha de fin", "fecha final", "termino"),
    "title": ("event", "event name", "name", "subject", "what", "titulo", "evento", "nombre", "asunto"),
    "title_es": (
        *("title (es)", "event (es)", "titulo (es)", "evento (es)", "title (spanish)", "titulo (espanol)"),
        *("spanish title", "title in spanish", "titulo en espanol"),
    ),
    "kind": ("type", "event type", "tipo", "clase"),
    "level": ("nivel", "rank"),
    "office": ("oficina", "cargo"),
    "institutions": ("institution", "body", "mechanism", "institucion", "instituciones", "mecanismo"),
    "parties": ("party", "country", "countries", "partes", "parte", "pais", "paises"),
    "host": ("host country", "anfitrion", "sede"),
    "guests": ("guest", "visitor", "visitors", "visitante", "visitantes", "invitado"),
    "place": ("city", "location", "locale", "venue", "lugar", "ciudad"),
    "edition_number": ("number", "edition", "numero", "edicion"),
    "participants": ("participant", "people", "participante", "participantes", "personas"),
    "topics": ("topic", "theme", "tema", "temas"),
    "sources": ("source", "reference", "url", "link", "fuente", "fuentes", "referencia", "enlace", "liga"),
    "mode": ("format", "modalidad", "formato"),
    "status": ("estado", "estatus"),
    "note": ("notes", "remarks", "comment", "comments", "nota", "notas", "observaciones", "comentarios"),
}
"""What the columns of a field are often called, folded."""

_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.][0-9]{4}")
_SAMPLE = 1_000
"""Rows that are looked at."""
_MAX_VALUES = 50
"""Unknown texts of a column that are listed."""
_MOST = 0.8
"""The part of the cells of a column that have to be dates."""


def guess_mapping(table: Table, options: TableOptions, snapshot: Snapshot) -> str:
    """Return the text of a mapping that a person can correct and confirm."""
    guess = _Guess(table, snapshot)
    lines = [
        "# A guess by `cbi import --guess`. Read every line and correct it; then set confirmed = true.",
        "confirmed = false",
    ]
    for key in ("encoding", "sheet"):
        value = getattr(options, key)
        if value:
            lines.append(f"{key} = {_quote(value)}")
    lines += guess.date_lines()
    lines += ["", "# The column of each field."]
    lines += ["[columns]", *(f"{field} = {_quote(column)}" for field, column in guess.columns.items())]
    unused = [column for column in table.columns if column and column not in guess.columns.values()]
    if unused:
        lines.append(f"# Not used: {', '.join(_quote(column) for column in unused)}")
    lines += ["", "# What all rows have in common, or those with an empty cell.", "[constants]"]
    lines += guess.constant_lines()
    for field, column in guess.columns.items():
        lines += guess.value_lines(field, column)
    lines += guess.create_lines()
    text = "\n".join([*lines, ""])
    return escape_hidden_characters(text, escape_for_toml)


class _Guess:
    """The guess for one table: a column for each field."""

    def __init__(self, table: Table, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.cells: dict[str, list[str]] = {}
        for position, column in enumerate(table.columns):
            if column:
                self.cells[column] = list(_texts(table, position))
        self.dates: DateMode = _guess_date_order(self.cells)
        self.columns: dict[str, str] = {}
        self._guess_by_name()
        self._guess_by_values()
        self._choose_range()
        order = [field for field in EVENT_FIELDS if field in self.columns]
        self.columns = {field: self.columns[field] for field in order}

    def _guess_by_name(self) -> None:
        for field in EVENT_FIELDS:
            names = (fold(field), fold(field.replace("_", " ")), *_NAMES.get(field, ()))
            for column in self._free_columns():
                if fold(column.replace("_", " ")) in names or fold(column) in names:
                    self.columns.setdefault(field, column)

    def _guess_by_values(self) -> None:
        if "start" not in self.columns:
            self._take_first("start", self._is_date)
        for vocabulary in VOCABULARIES:
            if vocabulary not in self.columns:
                self._take_first(vocabulary, partial(_is_word, vocabulary, self.snapshot.own_words()))
        free = self._free_columns()
        if "title" not in self.columns and free:
            longest = max(free, key=lambda column: sum(len(text) for text in self.cells[column]))
            self.columns["title"] = longest

    def _choose_range(self) -> None:
        """Let the column of the start be one of ranges if it has any."""
        column = self.columns.get("start")
        if column is None or "end" in self.columns:
            return
        for text in self.cells[column]:
            if self._is_date(text) and not self._is_day(text):
                self.columns[RANGE_FIELD] = self.columns.pop("start")
                return

    def _free_columns(self) -> list[str]:
        taken = set(self.columns.values())
        return [column for column in self.cells if column not in taken]

    def _take_first(self, field: str, fits: Callable[[str], bool]) -> None:
        """Take the first free column for a field whose cells mostly fit."""
        for column in self._free_columns():
            texts = self.cells[column]
            fitting = sum(fits(text) for text in texts)
            if texts and fitting >= _MOST * len(texts):
                self.columns[field] = column
                return

    def _is_date(self, text: str) -> bool:
        try:
            parse_span_cell(text, self.dates)
        except ValueError:
            return False
        return True

    def _is_day(self, text: str) -> bool:
        try:
            parse_date_cell(text, self.dates)
        except ValueError:
            return False
        return True

    def date_lines(self) -> list[str]:
        """Return what dates such as 03/04/2022 mean, if the table shows it."""
        if self.dates == "typed":
            return []
        return [f'dates = "{self.dates}"  # by dates such as 13/10/2022; check it']

    def constant_lines(self) -> Iterator[str]:
        """Yield the constants of fields that have no column."""
        (info,) = self.snapshot.records("dataset")
        if "parties" not in self.columns:
            parties = ", ".join(_quote(party) for party in info["between"])
            yield f"parties = [{parties}]"
        for field in ("kind", "level"):
            if field not in self.columns:
                yield f'# {field} = ""  # one of: {", ".join(words_of(field, self.snapshot.own_words()))}'
        if "sources" not in self.columns:
            yield '# sources = ["ID"]  # one source for the whole table'

    def value_lines(self, field: str, column: str) -> Iterator[str]:
        """Yield the texts of a column that are not known, to be filled in."""
        unknown = list(dict.fromkeys(self._unknown_texts(field, self.cells[column])))
        if not unknown:
            return
        yield ""
        yield "# What these texts mean; without a meaning, their rows are rejected."
        yield f"[values.{field}]"
        for text in unknown[:_MAX_VALUES]:
            offers = self._offers(field, text)
            hint = f"  # similar: {', '.join(offers)}" if offers else ""
            yield f'# {_quote(text)} = ""{hint}'
        left = len(unknown) - _MAX_VALUES
        if left > 0:
            yield f"# and {left} more"

    def create_lines(self) -> Iterator[str]:
        """Yield how records that the dataset lacks are added, not in force."""
        for kind, field in (("source", "sources"), ("place", "place"), ("institution", "institutions")):
            column = self.columns.get(field)
            if column is None or not any(self._unknown_texts(field, self.cells[column])):
                continue
            yield ""
            yield f"# To add each {kind} that the dataset lacks; `columns` and `constants` give its other fields."
            yield f"# [create.{kind}]"
            yield '# columns = { url = "..." }' if kind == "source" else "# constants = { }"

    def _unknown_texts(self, field: str, texts: Sequence[str]) -> Iterator[str]:
        kind = RECORD_LISTS.get(field) or SINGLE_RECORDS.get(field)
        for text in texts:
            if field in VOCABULARIES:
                if find_word(field, text, self.snapshot.own_words()) is None:
                    yield shorten(text)
            elif kind is not None:
                pieces = text.split(";") if field in RECORD_LISTS else [text]
                for piece in pieces:
                    name = piece.strip()
                    if name and "://" not in name and not find_exactly(self.snapshot, (kind,), name.partition("#")[0]):
                        yield name

    def _offers(self, field: str, text: str) -> list[str]:
        kind = RECORD_LISTS.get(field) or SINGLE_RECORDS.get(field)
        if kind is None:
            return []
        return [match.id for match in find_similar(self.snapshot, (kind,), text)[:3]]


def _is_word(vocabulary: str, own: OwnWords, text: str) -> bool:
    return find_word(vocabulary, text, own) is not None


def _texts(table: Table, position: int) -> Iterator[str]:
    """Yield the texts of a column that are not empty."""
    for row in table.rows[:_SAMPLE]:
        if position < len(row.cells):
            text = _cell_text(row.cells[position])
            if text:
                yield text


def _cell_text(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else ";".join(cell)
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(plain.split())


def _guess_date_order(cells: dict[str, list[str]]) -> DateMode:
    """Return the order of days and months that the numbers above 12 show."""
    orders: set[DateMode] = set()
    for texts in cells.values():
        for text in texts:
            match = _SLASHED.fullmatch(text)
            if match and int(match[1]) > 12:
                orders.add("day-first")
            elif match and int(match[2]) > 12:
                orders.add("month-first")
    if len(orders) == 1:
        return orders.pop()
    return "typed"


def _quote(text: str) -> str:
    """Return a text in quotes as TOML writes it, on one line."""
    statement = tomli_w.dumps({"x": text})
    return statement.removeprefix("x = ").removesuffix("\n")
