"""Citations as the entries of a bibliography, from which BibTeX, CSL-JSON and RIS are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from cbi_cli.core.dates import BETWEEN
from cbi_cli.reports.cite import Citation, CitedDataset, CitedRecord, CitedWork

EntryType = Literal["dataset", "record", "work"]


class CitationEntry(NamedTuple):
    """One work of a bibliography; what is not known is empty.

    `key` is unique in a dataset. `number` is the id of a record, `container` the title of its dataset. Dates are ISO
    text; `issued` may be known to the year or the month only. `start` and `end` are the dates of an event. `notes` are
    whole statements in English, as programs get them in any language.
    """

    key: str
    type: EntryType
    title: str
    language: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    issued: str = ""
    url: str = ""
    number: str = ""
    container: str = ""
    version: str = ""
    doi: str = ""
    start: str = ""
    end: str = ""
    archive_url: str = ""
    accessed: str = ""
    notes: tuple[str, ...] = ()


def make_entries(citations: Iterable[Citation], lang: str) -> tuple[CitationEntry, ...]:
    """Return the entries of citations with the titles in a language, each work once.

    What is cited comes first, followed by the sources that it rests on. A source of several citations has the notes of
    all.
    """
    entries: dict[str, CitationEntry] = {}
    for citation in citations:
        for entry in _citation_entries(citation, lang):
            known = entries.get(entry.key)
            if known is not None:
                notes = dict.fromkeys((*known.notes, *entry.notes))
                entry = known._replace(notes=tuple(notes))  # noqa: PLW2901
            entries[entry.key] = entry
    return tuple(entries.values())


def _citation_entries(citation: Citation, lang: str) -> list[CitationEntry]:
    dataset = citation.dataset
    if citation.work is not None:
        return [_work_entry(citation.work, dataset, lang)]
    if citation.record is None:
        return [_dataset_entry(dataset, lang, citation.url)]
    record = _record_entry(citation.record, dataset, lang, citation.url)
    return [record, *[_work_entry(work, dataset, lang) for work in citation.sources]]


def _dataset_entry(dataset: CitedDataset, lang: str, url: str) -> CitationEntry:
    title = dataset.title.text(lang)
    language = _title_language(dataset, lang)
    entry = CitationEntry(dataset.id, "dataset", title, language)
    entry = entry._replace(authors=dataset.authors, publisher=dataset.publisher)
    entry = entry._replace(number=dataset.id, version=dataset.version)
    entry = entry._replace(issued=dataset.released, url=url, doi=dataset.doi)
    note = f"License: {dataset.license}"
    return entry._replace(notes=(note,))


def _record_entry(record: CitedRecord, dataset: CitedDataset, lang: str, url: str) -> CitationEntry:
    notes: list[str] = []
    withdrawal = record.withdrawal
    if withdrawal is not None:
        reason = withdrawal.reason.text(lang)
        notes.append(f"Withdrawn on {withdrawal.day}: {reason}")
        if withdrawal.replaced_by:
            notes.append(f"Replaced by {withdrawal.replaced_by}")
    whole = _dataset_entry(dataset, lang, url)
    key = f"{dataset.id}:{record.kind}:{record.id}"
    title = record.title.text(lang)
    entry = whole._replace(key=key, type="record", title=title, notes=tuple(notes))
    entry = entry._replace(number=record.id, container=whole.title)
    entry = entry._replace(start=record.start, end=record.end)
    # The identifier is that of the dataset, to which its address leads already.
    return entry._replace(doi="")


def _work_entry(work: CitedWork, dataset: CitedDataset, lang: str) -> CitationEntry:
    key = f"{dataset.id}:source:{work.id}"
    entry = CitationEntry(key, "work", work.title, work.language)
    if work.author:
        entry = entry._replace(authors=(work.author,))
    entry = entry._replace(publisher=work.publisher, issued=work.published)
    entry = entry._replace(url=work.url, archive_url=work.archive_url, accessed=work.accessed)
    notes = [f"Part: {part.text(lang)}" for part in work.parts]
    return entry._replace(notes=tuple(notes))


def _title_language(dataset: CitedDataset, lang: str) -> str:
    """Return the language in which the title of the dataset is shown to a reader."""
    if lang == dataset.language or dataset.title.text(lang) == dataset.title.en:
        return dataset.language
    return lang


def date_words(start: str, end: str = "") -> str:
    """Return an ISO date or a span of them in words for programs, such as `2022-06-07 to 2022-06-10`."""
    words = []
    for date in dict.fromkeys((start, end)):
        first, is_between, last = date.partition(BETWEEN)
        if is_between:
            words.append(f"between {first} and {last}")
        elif date:
            words.append(date)
    return " to ".join(words)


def entry_notes(entry: CitationEntry) -> str:
    """Return the notes of an entry, with the dates of an event and archived copies, for which there may be no field."""
    notes = []
    if entry.start:
        notes.append(f"Date of the event: {date_words(entry.start, entry.end)}")
    notes += entry.notes
    if entry.archive_url:
        notes.append(f"Archived copy: {entry.archive_url}")
    return "; ".join(notes)
