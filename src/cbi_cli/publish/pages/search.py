"""The search page; without JavaScript it lists the years and the institutions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.core.folding import fold
from cbi_cli.core.languages import plain_language
from cbi_cli.core.vocabulary import words_of
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import SEARCH
from cbi_cli.publish.search import capitalize, event_kind_value
from cbi_cli.publish.search_entries import ENTRY_KINDS
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.reports.common import record_text
from cbi_cli.views.common import word_label
from cbi_cli.views.records import kind_name

_YEARS_QUERY = "SELECT DISTINCT year FROM event ORDER BY year DESC"
_USED_QUERY = "SELECT DISTINCT {column} AS word FROM event"


class Choice(NamedTuple):
    """What a search can be narrowed to."""

    value: str
    label: str


class ListedLink(NamedTuple):
    """A link of the lists; `lang` is set if its title is in another language than the page."""

    id: str
    title: str
    path: str
    lang: str = ""


ChoiceGroups = list[tuple[str, list[Choice]]]
"""Choices under headings; an empty heading is none."""


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the search page."""
    _ = tr.gettext
    years = [row["year"] for row in site.snapshot.rows(_YEARS_QUERY)]
    links = _institution_links(site, tr)
    content: dict[str, Any] = {}
    content["kinds"] = _kind_groups(site, tr)
    content["levels"] = _level_groups(site, tr)
    content["institutions"] = _institution_groups(site, links)
    content["years"] = _year_groups(site, years)
    content["event_years"] = [_year_link(site, year) for year in years]
    content["institution_links"] = links
    description = _("Search all events, institutions, sources and other records of the dataset.")
    yield WebPage(SEARCH, "search.html", _("Search"), description, content)


def _year_link(site: Site, year: int) -> ListedLink:
    text = str(year)
    path = site.addresses.timeline(year)
    return ListedLink(text, text, path)


def _kind_groups(site: Site, tr: Translator) -> ChoiceGroups:
    """Return the kinds of events, then those of other records, as far as there are any."""
    used = {row["kind"] for row in site.snapshot.rows("SELECT DISTINCT kind FROM record")}
    events: list[Choice] = []
    if "event" in used:
        events.append(Choice("event", tr.gettext("All events")))
    for word in _used_words(site, tr, "kind"):
        value = event_kind_value(word.value)
        events.append(word._replace(value=value))
    others: list[Choice] = []
    for kind in ENTRY_KINDS:
        if kind == "event" or kind not in used:
            continue
        name = kind_name(kind, tr)
        others.append(Choice(kind, name))
    heading = kind_name("event", tr)
    other_heading = tr.gettext("Other records")
    return [(heading, events), (other_heading, others)]


def _level_groups(site: Site, tr: Translator) -> ChoiceGroups:
    return [("", _used_words(site, tr, "level"))]


def _used_words(site: Site, tr: Translator, vocabulary: str) -> list[Choice]:
    """Return the words of a vocabulary that events use, in the order of the vocabulary."""
    own = site.snapshot.own_words()
    query = _USED_QUERY.format(column=vocabulary)
    rows = site.snapshot.rows(query)
    used = {row["word"] for row in rows}
    choices: list[Choice] = []
    for word in words_of(vocabulary, own):
        if word in used:
            label = word_label(tr, own, vocabulary, word)
            choices.append(Choice(word, capitalize(label)))
    return choices


def _institution_groups(site: Site, links: list[ListedLink]) -> ChoiceGroups:
    """Return the institutions that have events, by their names."""
    rows = site.snapshot.rows("SELECT DISTINCT institution FROM event_institution")
    used = {row["institution"] for row in rows}
    choices = [Choice(link.id, link.title) for link in links if link.id in used]
    return [("", choices)]


def _year_groups(site: Site, years: list[int]) -> ChoiceGroups:
    all_years = {*years, *site.editions}
    texts = map(str, sorted(all_years, reverse=True))
    choices = [Choice(text, text) for text in texts]
    return [("", choices)]


def _institution_links(site: Site, tr: Translator) -> list[ListedLink]:
    """Return the pages of all institutions by their names."""
    plain = plain_language(site.dataset["languages"])
    links: list[ListedLink] = []
    for record in site.snapshot.records("institution"):
        name = record_text(record, "name")
        title = name.text(tr.data_lang)
        lang = ""
        if title == name.en and plain != tr.lang:
            lang = plain
        record_id = record["id"]
        path = site.addresses.record("institution", record_id)
        link = ListedLink(record_id, title, path, lang)
        links.append(link)
    return sorted(links, key=lambda link: (fold(link.title), link.id))
