"""Render pages with the templates in `publish/templates`: the only module that loads jinja2."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import jinja2
from markupsafe import Markup

from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.exports.schema_org import script_text
from cbi_cli.formats.links import is_safe_link
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.publish import addresses
from cbi_cli.publish.addresses import relative_link
from cbi_cli.publish.cited_sources import CitedSources
from cbi_cli.publish.metadata import make_head
from cbi_cli.publish.site import Crumb, Site, SiteFile, WebPage
from cbi_cli.publish.subscriptions import Subscriptions
from cbi_cli.reports.common import dataset_title
from cbi_cli.views import page as page_parts
from cbi_cli.views import publication as publication_parts

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
"""The languages of the program, each in itself."""

_PART_NAMES = {
    page_parts.Link: "link",
    page_parts.Styled: "styled",
    page_parts.Code: "code",
    page_parts.Table: "table",
    page_parts.TextList: "list",
    page_parts.InnerLink: "inner",
    page_parts.RecordText: "record",
    publication_parts.Heading: "heading",
    publication_parts.Figure: "figure",
    publication_parts.Note: "note",
    publication_parts.NumberedList: "numbers",
}


class PageRenderer:
    """The templates of one language of a site.

    They get the page as `page`, its content by the names of its keys, `tr`, `_` and `ngettext` for texts, and for links
    `to(path)` and `to_record(kind, id)`, which is empty for a kind without pages.
    """

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        title = dataset_title(site.snapshot)
        cited_sources = CitedSources(site, tr)
        subscriptions = Subscriptions(site, tr)
        self._shared: dict[str, Any] = {
            "site": site,
            "tr": tr,
            "lang": tr.lang,
            "_": tr.gettext,
            "ngettext": tr.ngettext,
            "pgettext": tr.pgettext,
            "dataset_title": title.text(tr.data_lang),
            "menu": make_menu(site, tr),
            "language_names": LANGUAGE_NAMES,
            "addresses": addresses,
            "cited_sources": cited_sources,
            "newest_link": self._newest_link,
            "subscriptions": subscriptions,
        }

    def render(self, page: WebPage) -> SiteFile:
        """Return the file of a page."""
        path = f"{self._tr.lang}/{page.path}"
        head = make_head(self._site, self._tr, page)
        values = self._shared | {
            "page": page,
            "head": head,
            "path": path,
            "to": partial(self._link, path),
            "to_record": partial(self._record_link, path),
            "to_root": partial(relative_link, path),
        }
        template = _environment().get_template(page.template)
        text = template.render(values | dict(page.content))
        return SiteFile(path, text.encode())

    def _link(self, path: str, target: str) -> str:
        return relative_link(path, f"{self._tr.lang}/{target}")

    def _newest_link(self, path: str) -> str:
        """Return the link from a page of a frozen copy to the same page of the site itself, or to its home page.

        It is empty on any other page.
        """
        copy = self._site.options.frozen
        if copy is None:
            return ""
        target = path if path in copy.newest else f"{self._tr.lang}/index.html"
        return relative_link(f"v/{copy.version}/{path}", target)

    def _record_link(self, path: str, kind: str, record_id: str) -> str:
        site_addresses = self._site.addresses
        if not site_addresses.has_page(kind):
            return ""
        return self._link(path, site_addresses.record(kind, record_id))


def render_root_page(site: Site, path: str, template: str, content: Mapping[str, Any]) -> SiteFile:
    """Return a page above the folders of languages, which speaks all of them.

    The content has `root`, what its links to files of the site begin with.
    """
    values = {
        "site": site,
        "translators": [get_translator(lang) for lang in site.languages],
        "language_names": LANGUAGE_NAMES,
    }
    text = _environment().get_template(template).render(values | dict(content))
    return SiteFile(path, text.encode())


def make_menu(site: Site, tr: Translator) -> tuple[Crumb, ...]:
    """Return the entries of the menu that each page has."""
    _ = tr.gettext
    timeline = site.addresses.index("event")
    institutions = site.addresses.index("institution")
    return (
        Crumb(_("Scorecard"), addresses.HOME),
        Crumb(_("Timeline"), timeline),
        Crumb(_("Institutions"), institutions),
        Crumb(_("Gaps"), addresses.GAPS),
        Crumb(_("Disputes"), addresses.DISPUTES),
        Crumb(_("Search"), addresses.SEARCH),
        Crumb(_("Data"), addresses.DATA),
        Crumb(_("About"), addresses.ABOUT),
    )


def part_name(part: object) -> str:
    """Return what a block or an inline of a page is, `text` for plain text."""
    return _PART_NAMES.get(type(part), "text")


def clean_text(text: object) -> str:
    """Return a text without characters that control a terminal or the direction of others."""
    return replace_control_characters(str(text))


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("cbi_cli.publish")
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.tests["safe_link"] = is_safe_link
    environment.filters["part"] = part_name
    environment.filters["json_script"] = _mark_script_json
    return environment


def _mark_script_json(document: Mapping[str, Any]) -> Markup:
    """Return a document as JSON for a script element; it is escaped already."""
    return Markup(script_text(document))  # noqa: S704


def _finalize(value: object) -> object:
    """Clean every text that a template shows; markup of macros is clean already."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean_text(value)
    return value
