"""The files of the dataset below `data/`, and what describes them for catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.exports.dcat import describe_catalog
from cbi_cli.exports.schema_org import describe_dataset
from cbi_cli.formats.json import format_json
from cbi_cli.i18n.translator import get_translator
from cbi_cli.publish.downloads import FOLDER
from cbi_cli.publish.metadata import make_publication, site_distributions
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield the files, and with the address of the site its descriptions in the words of DCAT and schema.org."""
    for file in site.downloads.files:
        yield site.downloads.copy(file)
    if not site.options.base_url:
        return
    files = site_distributions(site)
    publication = make_publication(site, get_translator(site.languages[0]))
    yield _document("data.json", describe_catalog(site.snapshot, publication, files))
    yield _document("dataset.jsonld", describe_dataset(site.snapshot, publication, files))


def _document(name: str, content: dict[str, Any]) -> SiteFile:
    return SiteFile(f"{FOLDER}/{name}", format_json(content).encode())
