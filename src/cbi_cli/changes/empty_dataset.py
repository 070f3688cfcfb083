"""Make the files of a dataset without events from a template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from cbi_cli.changes.record_toml import format_value
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import is_language
from cbi_cli.core.languages import plain_language, twin_key, twin_languages
from cbi_cli.core.markdown import escape_markdown
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.json_schema import schema_directive, schema_files
from cbi_cli.records.terms import Terms
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document

_TEMPLATE = Path(__file__).with_name("template")
_PARTY_ID = re.compile(r"[a-z0-9]+")
_TEMPLATE_LANGUAGES = {"en", "es"}
"""The languages in which the template has the texts of records."""

_FILES_WITH_ROWS = ("indicators.toml", "sources.toml")
"""The files of the template that have records: the rows, and the source that they cite."""

_TITLES = {"en": "Interactions between {names} and {last}", "es": "Interacciones entre {names} y {last}"}
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class NewDataset(NamedTuple):
    """What a person decides about a new dataset.

    `titles` are by language, `party_names` by party and language. `publisher` is the person or organization that
    maintains it, or empty. `layout` says what files `add-event` makes.
    """

    parties: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)
    titles: Mapping[str, str] = _NO_TEXTS
    party_names: Mapping[tuple[str, str], str] = MappingProxyType({})
    publisher: str = ""
    license: str = "CC-BY-4.0"
    layout: Literal["year", "event"] = "year"

    def party_name(self, party: str, language: str) -> str:
        """Return the name of a party, by default its short name in capitals, which says nothing new."""
        return self.party_names.get((party, language)) or party.upper()

    def title(self, language: str) -> str:
        """Return the title in a language; empty if it has none, not even a plain one by default."""
        given = self.titles.get(language)
        if given or language not in _TITLES:
            return given or ""
        names = [self.party_name(party, language) for party in self.parties]
        return _TITLES[language].format(names=", ".join(names[:-1]), last=names[-1])

    @property
    def has_rows(self) -> bool:
        """Whether the template has the first rows of the scorecard in all languages."""
        return _TEMPLATE_LANGUAGES.issuperset(self.languages)


def make_empty_dataset(dataset: NewDataset, today: date) -> dict[str, bytes]:
    """Return the files of a dataset without events.

    Its JSON Schemas are among them. Its coverage ends with the last December 31. Raises CbiError for fewer than two
    parties, for an invalid short name of one or code of a language, and for a title that is missing in a language.
    """
    check_parties(dataset.parties)
    check_languages(dataset.languages)
    for language in dataset.languages:
        if not dataset.title(language):
            raise CbiError(
                message("the title in the language `{language}` is missing", language=language),
                message('give it: --title "{language}=TITLE"', language=language),
            )
    values = _template_values(dataset, today)
    files: dict[str, bytes] = {}
    for path in sorted((_TEMPLATE / "dataset").iterdir()):
        text = path.read_text(encoding="utf-8").format_map(values)
        name = path.name
        if path.name == "gitattributes":
            name = ".gitattributes"
        files[name] = _format_file(name, text.encode(), dataset)
    return files | schema_files(Terms(dataset.languages))


def check_parties(parties: Sequence[str]) -> None:
    """Raise CbiError unless there are two or more parties with valid short names."""
    if len(parties) < 2 or len(set(parties)) != len(parties):
        raise CbiError(
            message("a dataset needs two or more different parties"), message("name them, e.g. --parties ca,us")
        )
    for party in parties:
        if not _PARTY_ID.fullmatch(party):
            hint = message("use lower-case letters and digits, e.g. ca,us")
            raise CbiError(message("`{party}` is not a valid short name of a party", party=party), hint)


def check_languages(languages: Sequence[str]) -> None:
    """Raise CbiError unless there is a language, and all have valid codes."""
    if not languages:
        raise CbiError(message("a dataset needs a language"), message("name it, e.g. --language en"))
    for language in languages:
        if not is_language(language):
            hint = message("use a code such as en, es, fr or pt-br")
            raise CbiError(message("`{language}` is not the code of a language", language=language), hint)


def _format_file(name: str, content: bytes, dataset: NewDataset) -> bytes:
    """Format a data file, with the line that names its JSON Schema, in the languages of the dataset.

    Return any other file as it is.
    """
    if not file_kind(name):
        return content
    document = parse(name, schema_directive(name).encode() + content)
    if name in _FILES_WITH_ROWS:
        document = parse(name, _in_languages(document, dataset).encode())
    return format_document(document).encode()


def _in_languages(document: Document, dataset: NewDataset) -> str:
    """Return the text of the records in the languages of the dataset; as comments if one of them has no text."""
    if not dataset.has_rows:
        lines = document.text.split("\n")
        comments = [f"# {line}" if line and not line.startswith("#") else line for line in lines]
        return re.sub(r"\n\n(?=# \[\[)", "\n#\n", "\n".join(comments))
    text = document.text
    if "es" not in dataset.languages:
        # The keys and the texts of the template are plain: no text has a quote in it.
        return re.sub(r'(?m)^label_es = .*\n|, reason_es = "[^"]*"', "", text)
    if "en" not in dataset.languages:
        text = re.sub(r'(?m)^label = .*\n|, reason = "[^"]*"', "", text)
        return text.replace("label_es", "label").replace("reason_es", "reason")
    return text


def _localized(key: str, languages: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    """Return the lines of a text in each language, the plain one first."""
    plain = plain_language(languages)
    keys = {plain: key} | {language: twin_key(key, language) for language in twin_languages(languages)}
    return [f"{name} = {format_value(texts[language])}" for language, name in keys.items()]


def _template_values(dataset: NewDataset, today: date) -> dict[str, Any]:
    """Return the values of the placeholders in the templates."""
    languages = dataset.languages
    plain = plain_language(languages)
    tables: list[str] = []
    for party in dataset.parties:
        names = {language: dataset.party_name(party, language) for language in languages}
        lines = ["", "[[party]]", f'id = "{party}"', *_localized("name", languages, names)]
        tables.append("\n".join(lines))
    titles = {language: dataset.title(language) for language in languages}
    maintainer = ""
    if dataset.publisher:
        maintainer = f"\n[[maintainer]]\nname = {format_value(dataset.publisher)}"
    layout = ""
    if dataset.layout != "year":
        layout = f'\n[layout]\nevents = "{dataset.layout}"'
    last_year = today.year - 1
    dataset_id = "-".join(dataset.parties)
    title = escape_markdown(titles[plain])
    title_lines = _localized("title", languages, titles)
    license_value = format_value(dataset.license)
    language_list = format_value(list(languages))
    party_list = format_value(list(dataset.parties))
    party_tables = "\n".join(tables)
    return {
        "id": dataset_id,
        "title": title,
        "titles": "\n".join(title_lines),
        "license": license_value,
        "languages": language_list,
        "between": party_list,
        "party": dataset.parties[0],
        "parties": party_tables,
        "maintainer": maintainer,
        "layout": layout,
        "covers_until": f"{last_year}-12-31",
        "year": str(last_year),
    }
