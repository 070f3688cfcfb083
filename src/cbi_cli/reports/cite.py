"""What it takes to cite a record: the record, the dataset with its version, and the sources that the record rests on.

A source is cited as the work that it is. Nothing is guessed: a year, an author or an address that the dataset does not
give is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import plain_language
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import RecordKey, find_withdrawn, require_source
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.records import RECORD_KINDS, find_single_record, record_title, telling_title

DATASET = "dataset"
CITABLE_KINDS = (*RECORD_KINDS, DATASET)
NO_TEXT = LocalizedText("")
_DOI_RESOLVER = "https://doi.org/"


class CiteQuery(NamedTuple):
    """What is cited: the one record that a text names, by default the dataset itself.

    The text is an id, a former id, the id of a withdrawn record, a name, an abbreviation or an alias, or a source with
    one of its parts after `#`.
    """

    name: str = ""
    kind: str | None = None


class CitedDataset(NamedTuple):
    """The dataset of a record.

    `authors` are its maintainers. `released` is the day of the version as an ISO date, `url` the address of the
    dataset; they are empty if the dataset does not give them. `language` is that of `title.en`.
    """

    id: str
    title: LocalizedText
    version: str
    license: str
    language: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    released: str = ""
    url: str = ""
    doi: str = ""


class Withdrawal(NamedTuple):
    """When and why a record was taken out, and the id of what replaces it, which may be empty."""

    day: str
    reason: LocalizedText
    replaced_by: str


class CitedRecord(NamedTuple):
    """A record of the dataset.

    `start` and `end` are the dates of an event as ISO text; `end` is empty for one day, and both are for other records.
    """

    kind: str
    id: str
    title: LocalizedText
    start: str = ""
    end: str = ""
    withdrawal: Withdrawal | None = None


class CitedWork(NamedTuple):
    """A source as the work that it is: a report, a page, a book.

    Dates are ISO text. `parts` are the parts of it that are cited. What the dataset does not tell is empty.
    """

    id: str
    title: str
    language: str
    author: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    archive_url: str = ""
    accessed: str = ""
    parts: tuple[LocalizedText, ...] = ()


class Citation(NamedTuple):
    """A record with its dataset and the works that it rests on.

    `record` is None for the dataset itself. `work` is the source if that is what is cited; then there are no `sources`.
    `url` is the address of the record, by default that of the dataset; whoever publishes a page of the record can
    replace it.
    """

    dataset: CitedDataset
    record: CitedRecord | None = None
    work: CitedWork | None = None
    sources: tuple[CitedWork, ...] = ()
    url: str = ""


def find_citation(snapshot: Snapshot, query: CiteQuery) -> Citation:
    """Return the citation of the one record that a query names.

    Raises CbiError with the records to choose from if there are several, and with similar ones if there is none.
    """
    key = find_cited_record(snapshot, query)
    return compute_citation(snapshot, key.kind, key.id)


def find_cited_record(snapshot: Snapshot, query: CiteQuery) -> RecordKey:
    """Return the record that a query names; of a withdrawn one, the kind and the id that it had.

    The id of a source may have one of its parts after `#`. Raises CbiError as `find_citation` does.
    """
    name, kind = query
    if not name:
        return RecordKey(DATASET, snapshot.meta["id"])
    if "#" in name and kind in (None, "source"):
        return RecordKey("source", require_source(snapshot, name))
    kinds = (kind,) if kind else CITABLE_KINDS
    withdrawn = []
    for _, entry in find_withdrawn(snapshot, name):
        if entry["kind"] in kinds:
            withdrawn.append(RecordKey(entry["kind"], entry["id"]))
    return find_single_record(snapshot, kinds, name, withdrawn)


def compute_citation(snapshot: Snapshot, kind: str, record_id: str) -> Citation:
    """Return the citation of a record by its kind and its current id, also if it was withdrawn.

    The kind `dataset` is the dataset itself. The id of a source may have one of its parts after `#`. Raises CbiError if
    there is no such record.
    """
    return CitationMaker(snapshot).make(kind, record_id)


class CitationMaker:
    """Make citations of many records, reading the dataset and each source once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._dataset = _cited_dataset(snapshot.records("dataset")[0])
        self._sources: dict[str, Mapping[str, Any] | None] = {}

    def make(self, kind: str, record_id: str) -> Citation:
        """Return the citation of a record, as `compute_citation` does."""
        whole = Citation(self._dataset, url=self._dataset.url)
        if kind == DATASET:
            return whole
        source_id, _, part = record_id.partition("#")
        if kind == "source" and self._source(source_id) is not None:
            work = self._work(source_id, [part] if part else [])
            record = CitedRecord(kind, record_id, LocalizedText(work.title))
            return whole._replace(record=record, work=work, url=work.url)
        fields = self._snapshot.record(kind, record_id)
        if fields is None:
            return whole._replace(record=self._withdrawn(kind, record_id))
        title = telling_title(self._snapshot, kind, fields)
        start = str(fields.get("start", ""))
        end = str(fields.get("end", ""))
        record = CitedRecord(kind, record_id, title, start, end)
        return whole._replace(record=record, sources=self._works(fields))

    def _withdrawn(self, kind: str, record_id: str) -> CitedRecord:
        for _, entry in find_withdrawn(self._snapshot, record_id):
            if entry["kind"] == kind:
                reason = record_text(entry, "reason")
                withdrawal = Withdrawal(str(entry["date"]), reason, entry.get("replaced_by", ""))
                return CitedRecord(kind, record_id, record_title(entry), withdrawal=withdrawal)
        problem = message("no {kind} is called `{text}`", kind=kind, text=record_id)
        raise CbiError(problem, message("`cbi search WORDS` finds records"))

    def _works(self, fields: Mapping[str, Any]) -> tuple[CitedWork, ...]:
        """Return the sources that a record names anywhere, each once with all parts."""
        parts: dict[str, list[str]] = {}
        for reference in find_source_references(fields):
            source, _, part = reference.partition("#")
            known = parts.setdefault(source, [])
            if part and part not in known:
                known.append(part)
        works = []
        for source, source_parts in parts.items():
            # The checks find a source that does not exist; the others are cited all the same.
            if self._source(source) is not None:
                works.append(self._work(source, source_parts))
        return tuple(works)

    def _work(self, source_id: str, parts: list[str]) -> CitedWork:
        fields = self._source(source_id) or {}
        titles: dict[str, LocalizedText] = {}
        for locator in fields.get("locators", ()):
            titles[locator["id"]] = record_text(locator, "title")
        language = fields.get("language", "en")
        work = CitedWork(source_id, fields["title"], language)
        author = fields.get("author", "")
        publisher = fields.get("publisher", "")
        work = work._replace(author=author, publisher=publisher)
        published = fields.get("published", "")
        accessed = fields.get("accessed", "")
        work = work._replace(published=published, accessed=accessed)
        url = fields.get("url", "")
        archive_url = fields.get("archive_url", "")
        work = work._replace(url=url, archive_url=archive_url)
        cited_parts = [titles[part] for part in parts if part in titles]
        return work._replace(parts=tuple(cited_parts))

    def _source(self, source_id: str) -> Mapping[str, Any] | None:
        if source_id not in self._sources:
            self._sources[source_id] = self._snapshot.record("source", source_id)
        return self._sources[source_id]


def find_source_references(value: Any) -> Iterator[str]:
    """Yield the sources that a record names at any depth, with their parts, in the order of its file."""
    if isinstance(value, list):
        for item in value:
            yield from find_source_references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "source":
                yield item
            elif key == "sources":
                yield from item
            else:
                yield from find_source_references(item)


def _cited_dataset(fields: Mapping[str, Any]) -> CitedDataset:
    title = record_text(fields, "title")
    language = plain_language(fields["languages"])
    dataset = CitedDataset(fields["id"], title, fields["version"], fields["license"], language)
    authors = [maintainer["name"] for maintainer in fields.get("maintainer", ())]
    dataset = dataset._replace(authors=tuple(authors), publisher=fields.get("publisher", ""))
    released = fields.get("released", "")
    doi = fields.get("doi", "")
    url = fields.get("homepage", "")
    # An identifier resolves for longer than a home page.
    if doi:
        url = f"{_DOI_RESOLVER}{doi}"
    return dataset._replace(released=str(released), doi=doi, url=url)
