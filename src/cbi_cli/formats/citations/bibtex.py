"""Citations as BibTeX.

Every entry is a `misc`, which all bibliography styles know. Texts are UTF-8, with the characters that TeX would obey
written as commands. Addresses are as they are, since TeX reads them letter by letter; they contain no braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation
from cbi_cli.views.citation_entries import CitationEntry, entry_notes, make_entries

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The names of months that every style of BibTeX defines."""

# A brace counts for BibTeX even behind a backslash, so braces are written as words.
_TEX_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
    }
)


def render(citations: Sequence[Citation], tr: Translator) -> str:
    """Return an entry for each citation, and for each work that they rest on."""
    entries = make_entries(citations, tr.data_lang)
    return neutralize_ci_commands("\n".join(_format_entry(entry) for entry in entries))


def _format_entry(entry: CitationEntry) -> str:
    lines = ["@misc{" + entry.key + ","]
    for name, value in _fields(entry):
        lines.append(f"  {name} = {value},")
    lines.append("}\n")
    return "\n".join(lines)


def _fields(entry: CitationEntry) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry with their values as BibTeX writes them."""
    # The inner braces keep a name together, and the capitals of a title.
    names = [_in_braces(_escape(name)) for name in entry.authors]
    if names:
        yield "author", _in_braces(" and ".join(names))
    title = _in_braces(_escape(entry.title))
    yield "title", _in_braces(title)
    if entry.issued:
        year = entry.issued[:4]
        yield "year", _in_braces(year)
    if len(entry.issued) > len("2022"):
        month = int(entry.issued[5:7])
        yield "month", _MONTHS[month - 1]
    for name, text in _texts(entry).items():
        if text:
            yield name, _in_braces(_escape(text))
    for name, address in _addresses(entry).items():
        if address:
            yield name, _in_braces(address)


def _texts(entry: CitationEntry) -> dict[str, str]:
    texts = {"howpublished": _describe_publication(entry)}
    texts["publisher"] = entry.publisher
    texts["version"] = entry.version
    texts["note"] = entry_notes(entry)
    texts["language"] = entry.language
    return texts


def _addresses(entry: CitationEntry) -> dict[str, str]:
    """Return what TeX reads letter by letter."""
    addresses = {"doi": entry.doi}
    addresses["url"] = entry.url
    addresses["urldate"] = entry.accessed
    return addresses


def _in_braces(text: str) -> str:
    return "{" + text + "}"


def _describe_publication(entry: CitationEntry) -> str:
    """Return how a work was published, which every style prints, unlike the publisher of a `misc`."""
    parts = []
    if entry.type == "dataset":
        parts.append(f"Data set {entry.number}, version {entry.version}")
    elif entry.type == "record":
        parts.append(f"Record {entry.number} of the data set {entry.container}, version {entry.version}")
    if entry.publisher and entry.publisher not in entry.authors:
        parts.append(entry.publisher)
    return ", ".join(parts)


def _escape(text: str) -> str:
    """Return a text of one line that TeX prints as it is."""
    return one_line(text).translate(_TEX_COMMANDS)
