"""The page of all disputes: what each source says, the reading that is used, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import DISPUTES
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.publish.web_texts import LabelLink, WebTexts
from cbi_cli.reports.reconcile import Dispute


class DisputeGroup(NamedTuple):
    """The disputes about one kind of record."""

    id: str
    heading: str
    disputes: list[Dispute]


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    number = len(site.disputes)
    title = tr.gettext("Disputes")
    description = tr.ngettext(
        "{n} value on which sources disagree: what each one says, our reading, and why.",
        "{n} values on which sources disagree: what each one says, our reading, and why.",
        number,
    )
    content = {"shown": ShownDisputes(site, tr)}
    yield WebPage(DISPUTES, "disputes.html", title, description, content, DISPUTES)


class ShownDisputes:
    """All disputes in the language of a page."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._web = WebTexts(site, tr)
        self.text = self._web.text

    def groups(self) -> list[DisputeGroup]:
        """Return the disputes by the kind of record that they are about."""
        groups = []
        for kind, heading in self._headings().items():
            disputes = [dispute for dispute in self._site.disputes if dispute.record == kind]
            if disputes:
                groups.append(DisputeGroup(f"about-{kind}", heading, disputes))
        return groups

    def _headings(self) -> dict[str, str]:
        _ = self._tr.gettext
        return {
            "indicator": _("About rows of the scorecard"),
            "institution": _("About institutions"),
            "event": _("About events"),
            "edition": _("About editions"),
            "source": _("About sources"),
            "place": _("About places"),
            "topic": _("About topics"),
        }

    def field(self, dispute: Dispute) -> str:
        """Return what a dispute is about, in words."""
        return dispute.field_text(self._tr.data_lang)

    def record(self, dispute: Dispute) -> LabelLink:
        """Return the record that a dispute is about."""
        title = self._site.record_title(dispute.record, dispute.about)
        path = self._site.addresses.record(dispute.record, dispute.about)
        return LabelLink(self.text(title), path)
