"""The page of each topic with its events, and the list of the topics."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_lists import make_index, make_subject_page
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.texts import SiteTexts


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the list of the topics and the page of each."""
    texts = SiteTexts(site, tr)
    title = tr.gettext("Topics")
    topics = [texts.topic(one) for one in site.records.topics]
    description = tr.ngettext("1 topic", "{n} topics", len(topics))
    yield make_index(texts, "topic", topics, title, description)
    crumb = Crumb(title, site.addresses.index("topic"))
    for topic in topics:
        record = site.records.topics[topic.id]
        description = tr.gettext("Events about {topic}", topic=topic.text)
        yield make_subject_page(texts, topic, record, description, crumb)
