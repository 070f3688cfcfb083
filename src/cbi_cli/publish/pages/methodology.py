"""The page that says by which rules everything on the site was computed."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import ABOUT, METHODOLOGY
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.reports.scorecard import LIGHTS
from cbi_cli.views.card_texts import CardTexts


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    title = tr.gettext("How the lights are decided")
    description = tr.gettext("The rules by which every light, gap and state on these pages follows from events.")
    content = {"lights": LIGHTS, "texts": CardTexts(tr)}
    yield WebPage(METHODOLOGY, "methodology.html", title, description, content, ABOUT)
