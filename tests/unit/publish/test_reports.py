"""The annual report on a site: a page with links, files to keep, and the prose beside the edition."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish import report_files
from cbi_cli.publish.site import SiteOptions
from tests.datasets import EDITION, build_snapshot, event_toml
from tests.sites import PageReader, build_files, local_target
from tests.unit.publish.page_elements import PageReader as ElementReader

YEAR = 2022


@pytest.mark.parametrize(
    ("lang", "sentence", "light"),
    [
        ("en", "Institutional highlights", "yellow"),
        ("es", "Instituciones destacadas", "amarillo"),
    ],
)
def test_the_page_has_prose_lights_and_links(
    shipped_site: Mapping[str, bytes], lang: str, sentence: str, light: str
) -> None:
    """A row of the card leads to its light, an event and a source to their pages, a dispute to the list."""
    html = shipped_site[f"{lang}/report/2022.html"].decode()
    page = PageReader(html)
    assert sentence in page.text
    targets = {local_target(f"{lang}/report/2022.html", link) for link in page.links}
    for path, anchor in (
        ("light/2022/usmca-chapter-26.html", ""),
        ("event/2022-10-13-high-level-security-dialogue.html", ""),
        ("source/cbi-2022.html", ""),
        ("series/nals.html", ""),
        ("report/2022.html", "source-1"),
    ):
        assert (f"{lang}/{path}", anchor) in targets, path
    words = {one.text for one in ElementReader(html).all("span", class_="word")}
    assert light in words


def test_quotations_have_their_language(shipped_site: Mapping[str, bytes]) -> None:
    """The title of the edition and its printed words are English on the Spanish page."""
    page = ElementReader(shipped_site["es/report/2022.html"].decode())
    quoted = {one.text for one in page.all("span", lang="en")}
    assert "CBI 2022: U.S.-Mexico Binational Institutions Report" in quoted
    assert "U.S. and Mexican Presidents in Washington, D.C." in " ".join(quoted)


def test_the_files_are_linked_from_card_data_and_list(shipped_site: Mapping[str, bytes]) -> None:
    """Markdown and PDF of the language of the page."""
    assert shipped_site["report/2022.en.pdf"].startswith(b"%PDF-")
    assert shipped_site["report/2022.es.md"].decode().startswith("# Informe anual 2022")
    for page in ("es/data.html", "es/report/index.html", "es/report/2022.html"):
        links = PageReader(shipped_site[page].decode()).links
        targets = {local_target(page, link) for link in links}
        assert {("report/2022.es.pdf", ""), ("report/2022.es.md", "")} <= targets, page
        assert ("report/2022.en.md", "") not in targets
    card = PageReader(shipped_site["es/scorecard/2022.html"].decode())
    assert ("es/report/2022.html", "") in {local_target("es/scorecard/2022.html", link) for link in card.links}


def test_without_typst_there_is_no_pdf_and_no_link_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the report is there, with data alone."""
    monkeypatch.setattr(report_files, "find_spec", lambda name: None)
    files = build_files(build_snapshot(event_toml("2022-05-06"), edition_2022=EDITION))
    assert sorted(path for path in files if path.startswith("report/")) == ["report/2022.en.md"]
    assert ".pdf" not in files["en/report/2022.html"].decode()


def test_without_an_edition_there_is_no_report() -> None:
    """Nor a link to a list of none."""
    files = build_files(build_snapshot(event_toml("2022-05-06")))
    assert not [path for path in files if "report/" in path]
    assert "report/" not in files["en/index.html"].decode()


def test_hostile_prose_is_inert(us_mexico: Snapshot) -> None:
    """It is text, and a link to a script is none."""
    prose = b"<script>alert(1)</script> {{totals.green}} [x](javascript:alert(1))\n"
    files = build_files(us_mexico, SiteOptions(report_files={YEAR: {"introduction.en.md": prose}}))
    html = files["en/report/2022.html"].decode()
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html
