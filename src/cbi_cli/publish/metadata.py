"""What pages tell search engines and link previews about themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.core.sanitize import one_line
from cbi_cli.exports.distribution import Distribution
from cbi_cli.exports.publication import Publication, release_day
from cbi_cli.exports.schema_org import JsonLd, describe_breadcrumbs, describe_catalog, describe_dataset
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import DATA, HOME
from cbi_cli.publish.downloads import DESCRIPTOR
from cbi_cli.publish.site import Site, WebPage

_LOCALES = {"en": "en_US", "es": "es_MX"}

_MAX_FILES = 3
"""How many files of a format are described."""

_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media types of files with data, by their suffixes."""


class Alternate(NamedTuple):
    """The address of a page in a language, `x-default` for readers of any other one."""

    lang: str
    address: str


class PageHead(NamedTuple):
    """The metadata of a page: its full address, those in all languages, and documents of schema.org."""

    address: str
    locale: str
    alternates: tuple[Alternate, ...]
    documents: tuple[JsonLd, ...]


def make_head(site: Site, tr: Translator, page: WebPage) -> PageHead | None:
    """Return the metadata of a page; None without the address of the site, which all of it needs."""
    base_url = site.options.base_url
    if not base_url:
        return None
    path = page.moved_to or page.path
    documents = tuple(_documents(site, tr, page))
    return PageHead(
        # A former id is answered by a page that stands for another one.
        address=f"{base_url}{tr.lang}/{path}",
        locale=_LOCALES[tr.lang],
        alternates=page_alternates(site, path),
        documents=documents,
    )


def page_alternates(site: Site, path: str) -> tuple[Alternate, ...]:
    """Return the addresses of a page in all languages, which name each other; none if there is only one."""
    if len(site.languages) < 2:
        return ()
    base_url = site.options.base_url
    alternates = [Alternate(lang, f"{base_url}{lang}/{path}") for lang in site.languages]
    # The page above the languages lets readers choose; any other page has no such twin.
    default = f"{base_url}{site.languages[0]}/{path}"
    if path == "index.html":
        default = f"{base_url}index.html"
    alternates.append(Alternate("x-default", default))
    return tuple(alternates)


def make_publication(site: Site, tr: Translator) -> Publication:
    """Return when and where the site is published, with the addresses of its pages in a language."""
    base_url = site.options.base_url

    def address_of(kind: str, record_id: str) -> str:
        if not base_url or not site.addresses.has_page(kind):
            return ""
        return f"{base_url}{tr.lang}/{site.addresses.record(kind, record_id)}"

    return Publication(release_day(site.snapshot), base_url, address_of)


def _documents(site: Site, tr: Translator, page: WebPage) -> Iterator[JsonLd]:
    """Yield what a page tells of itself in the words of schema.org."""
    for document in page.metadata:
        yield dict(document)
    home = f"{site.options.base_url}{tr.lang}/"
    if page.path == HOME:
        publication = make_publication(site, tr)
        yield describe_dataset(site.snapshot, publication, lang=tr.data_lang)
    if page.path == DATA:
        publication = make_publication(site, tr)
        files = site_distributions(site)
        dataset = describe_dataset(site.snapshot, publication, files, tr.data_lang)
        yield describe_catalog(page.title, f"{home}{DATA}", dataset)
    if page.crumbs:
        steps: list[tuple[str, str]] = []
        for crumb in page.crumbs:
            title = one_line(crumb.title)
            steps.append((title, f"{home}{crumb.path}"))
        title = one_line(page.title)
        steps.append((title, ""))
        yield describe_breadcrumbs(steps)


def site_distributions(site: Site) -> list[Distribution]:
    """Return the files with data, but not those of formats with a file for each table.

    Search engines do not read long documents; the description of the data package has all tables.
    """
    data_files: dict[str, list[Distribution]] = {}
    for file in site.downloads.files:
        media_type = _MEDIA_TYPES.get(file.path.rpartition(".")[2])
        is_data = file.rows is not None or file.path == DESCRIPTOR
        if media_type is None or not is_data:
            continue
        address = f"{site.options.base_url}{file.path}"
        described = Distribution(file.path, address, media_type, file.size, file.sha256)
        data_files.setdefault(file.format, []).append(described)
    chosen: list[Distribution] = []
    for files in data_files.values():
        if len(files) <= _MAX_FILES:
            chosen += files
    return chosen
