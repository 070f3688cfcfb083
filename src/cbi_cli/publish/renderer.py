"""Render pages with the templates in `publish/templates`: the only module that loads jinja2."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import CodeType
from typing import Any, NamedTuple

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from cbi_cli.core.language_codes import Lang
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.exports.schema_org import script_text
from cbi_cli.formats.links import is_safe_link
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.publish import addresses
from cbi_cli.publish.addresses import relative_link
from cbi_cli.publish.cited_sources import CitedSources
from cbi_cli.publish.metadata import make_head
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.site_files import SiteFile
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


class _Frame(NamedTuple):
    """What is around the content of a page, and the same on all pages of a folder with the same entry of the menu."""

    links: Markup
    menu: Markup
    footer: Markup


class _Links:
    """The links of the page with this path from the top of the site; it moves from page to page."""

    def __init__(self, site: Site, lang: Lang) -> None:
        self._site = site
        self._lang = lang
        self.path = ""

    def to_root(self, target: str) -> str:
        """Return the link to a path from the top of the site."""
        return relative_link(self.path, target)

    def to(self, target: str) -> str:
        """Return the link to a path inside the folder of the language."""
        return relative_link(self.path, f"{self._lang}/{target}")

    def to_record(self, kind: str, record_id: str) -> str:
        """Return the link to the page of a record; empty for a kind without pages."""
        site_addresses = self._site.addresses
        if not site_addresses.has_page(kind):
            return ""
        return self.to(site_addresses.record(kind, record_id))

    def to_newest(self) -> str:
        """Return the link from a page of a frozen copy to the same page of the site itself, or to its home page.

        It is empty on any other page.
        """
        copy = self._site.options.frozen
        if copy is None:
            return ""
        target = self.path
        if target not in copy.newest:
            target = f"{self._lang}/{addresses.HOME}"
        return relative_link(f"v/{copy.version}/{self.path}", target)


class PageRenderer:
    """The templates of one language of a site.

    They get the page as `page` and its content by the names of its keys. All of them, and the macros that they share,
    know `tr`, `_` and `ngettext` for texts, and the functions of `_Links`. A template imports others without context,
    so that their macros are made once and not for each page.
    """

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._links = _Links(site, tr.lang)
        menu = make_menu(site, tr)
        self._menu_paths = frozenset([entry.path for entry in menu])
        self._frames: dict[tuple[str, str, str], _Frame] = {}
        self._environment = _make_environment(
            site=site,
            tr=tr,
            lang=tr.lang,
            _=tr.gettext,
            ngettext=tr.ngettext,
            pgettext=tr.pgettext,
            dataset_title=dataset_title(site.snapshot).text(tr.data_lang),
            menu=menu,
            language_names=LANGUAGE_NAMES,
            addresses=addresses,
            cited_sources=CitedSources(site, tr),
            subscriptions=Subscriptions(site, tr),
            to=self._links.to,
            to_root=self._links.to_root,
            to_record=self._links.to_record,
            to_newest=self._links.to_newest,
        )

    def render(self, page: WebPage) -> SiteFile:
        """Return the file of a page."""
        path = f"{self._tr.lang}/{page.path}"
        self._links.path = path
        head = make_head(self._site, self._tr, page)
        template = self._environment.get_template(page.template)
        text = template.render(page.content, page=page, head=head, frame=self._frame(page))
        return SiteFile(path, text.encode())

    def _frame(self, page: WebPage) -> _Frame:
        folder, _, _ = self._links.path.rpartition("/")
        # Other pages do not mark themselves in the menu.
        entry = page.path if page.path in self._menu_paths else ""
        key = folder, entry, page.section
        if key not in self._frames:
            template = self._environment.get_template("frame.html")
            parts: Any = template.module
            menu = parts.site_menu(entry, page.section)
            self._frames[key] = _Frame(parts.head_links(), menu, parts.site_footer())
        return self._frames[key]


def render_root_page(site: Site, path: str, template: str, content: Mapping[str, Any]) -> SiteFile:
    """Return a page above the folders of languages, which speaks all of them.

    The content has `root`, what its links to files of the site begin with.
    """
    values = {
        "site": site,
        "translators": [get_translator(lang) for lang in site.languages],
        "language_names": LANGUAGE_NAMES,
    }
    text = _root_environment().get_template(template).render(values | dict(content))
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


class _CompiledTemplates(jinja2.BytecodeCache):
    """The code of templates, which is compiled once for the environments of all languages."""

    def __init__(self) -> None:
        self._code: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it was compiled before."""
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key] = bucket.code


_COMPILED = _CompiledTemplates()


def _make_environment(**names: object) -> jinja2.Environment:
    """Return the environment of templates that all know the values of `names`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cbi_cli.publish"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
        bytecode_cache=_COMPILED,
        auto_reload=False,
    )
    environment.globals.update(names)
    environment.tests["safe_link"] = is_safe_link
    environment.filters["part"] = part_name
    environment.filters["json_script"] = _mark_script_json
    return environment


@cache
def _root_environment() -> jinja2.Environment:
    """Return the environment of the pages that speak all languages."""
    return _make_environment()


def _mark_script_json(document: Mapping[str, Any]) -> Markup:
    """Return a document as JSON for a script element; it is escaped already."""
    return Markup(script_text(document))  # noqa: S704


def _finalize(value: object) -> object:
    """Clean every text that a template shows; markup of macros is clean already."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return replace_control_characters(value)
    return value
