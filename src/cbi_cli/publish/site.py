"""The web site of a dataset as data: its options, its pages and its files. `publish.build` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, Lang
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.addresses import Addresses


class SiteOptions(NamedTuple):
    """What a call decides about a site.

    `base_url` is the address at which it will be, with a slash at its end, or empty if it is not known: then whatever
    needs a full address is left out.
    """

    base_url: str = ""


class SiteFile(NamedTuple):
    """A file of the site; `path` is inside its folder, with slashes."""

    path: str
    content: bytes


class Crumb(NamedTuple):
    """A step on the way from the home page to a page; the path is inside the folder of the language."""

    title: str
    path: str


class WebPage(NamedTuple):
    """A page in one language, before it is rendered.

    `path` is inside the folder of the language. `template` is a file in `publish/templates`, which gets the `content`.
    `description` says in a sentence what is on the page, for search engines. `section` is the path of the entry of the
    menu to which the page belongs. `metadata` are documents of schema.org.
    """

    path: str
    template: str
    title: str
    description: str
    content: Mapping[str, Any]
    section: str = ""
    crumbs: tuple[Crumb, ...] = ()
    metadata: tuple[Mapping[str, Any], ...] = ()


class Site:
    """The dataset that is shown, and what all pages need to know."""

    def __init__(self, snapshot: Snapshot, options: SiteOptions) -> None:
        self.snapshot = snapshot
        self.options = options
        self.dataset: Mapping[str, Any] = snapshot.records("dataset")[0]
        self.addresses = Addresses()

    @cached_property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of the site: those of the dataset that the program speaks, or else English."""
        spoken = tuple(lang for lang in self.dataset["languages"] if lang in INTERFACE_LANGUAGES)
        return spoken or ("en",)

    @cached_property
    def editions(self) -> tuple[int, ...]:
        """The years with an edition, the latest first."""
        rows = self.snapshot.rows("SELECT year FROM edition ORDER BY year DESC")
        return tuple(row["year"] for row in rows)
