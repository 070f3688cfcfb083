"""Citations as RIS, which reference managers import: lines of a tag of two signs and a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation
from cbi_cli.views.citation_entries import CitationEntry, entry_notes, make_entries

_DATASET, _PAGE, _OTHER = "DATA", "ELEC", "GEN"


def render(citations: Sequence[Citation], tr: Translator) -> str:
    """Return a record for each citation, and for each work that they rest on."""
    entries = make_entries(citations, tr.data_lang)
    return neutralize_ci_commands("\n".join(_format_entry(entry) for entry in entries))


def _format_entry(entry: CitationEntry) -> str:
    lines = [f"{tag}  - {one_line(value)}" for tag, value in _fields(entry) if value]
    lines.append("ER  - ")
    return "\n".join(lines) + "\n"


def _fields(entry: CitationEntry) -> Iterator[tuple[str, str]]:
    """Yield the tags of an entry with their values, which may be empty."""
    yield "TY", _entry_type(entry)
    yield "ID", entry.key
    for author in entry.authors:
        yield "AU", author
    yield "TI", entry.title
    yield "T2", entry.container
    yield "PY", entry.issued[:4]
    yield "DA", _format_date(entry.issued)
    yield "PB", entry.publisher
    yield "ET", entry.version
    yield "AN", entry.number
    yield "LA", entry.language
    yield "DO", entry.doi
    yield "UR", entry.url
    yield "Y2", _format_date(entry.accessed)
    yield "N1", entry_notes(entry)


def _entry_type(entry: CitationEntry) -> str:
    if entry.type != "work":
        return _DATASET
    if entry.url:
        return _PAGE
    return _OTHER


def _format_date(date: str) -> str:
    """Return an ISO date as `2022/10/13/`, with the parts that are not known left empty."""
    if not date:
        return ""
    year, month, day = [*date.split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/"
