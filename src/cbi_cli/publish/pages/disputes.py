"""The page of all disputes: what each source says, the reading that is used, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import DISPUTES
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.publish.web_texts import LabelLink, WebTexts
from cbi_cli.reports.common import record_text
from cbi_cli.reports.reconcile import Dispute


class DisputeGroup(NamedTuple):
    """The disputes about one kind of record."""

    id: str
    heading: str
    disputes: list[Dispute]


class WithdrawnDispute(NamedTuple):
    """A withdrawn dispute by its title, with the path of the page that says why."""

    id: str
    label: str
    path: str


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

    def former_ids(self, dispute: Dispute) -> list[str]:
        """Return the ids that a dispute had before: their addresses on this page stay."""
        record = self._site.snapshot.record("dispute", dispute.id) or {}
        return [former for former in record.get("former_ids", ()) if former != dispute.id]

    def withdrawn(self) -> list[WithdrawnDispute]:
        """Return the withdrawn disputes, whose addresses on this page stay, too."""
        lines = []
        for entry in self._site.snapshot.records("withdrawn"):
            if entry["kind"] == "dispute":
                label = self.text(record_text(entry, "title"))
                path = self._site.addresses.former("dispute", entry["id"])
                lines.append(WithdrawnDispute(entry["id"], label, path))
        return lines

    def field(self, dispute: Dispute) -> str:
        """Return what a dispute is about, in words."""
        return dispute.field_text(self._tr.data_lang)

    def record(self, dispute: Dispute) -> LabelLink:
        """Return the record that a dispute is about."""
        title = self._site.record_title(dispute.record, dispute.about)
        path = self._site.addresses.record(dispute.record, dispute.about)
        return LabelLink(self.text(title), path)
