"""The page at the address of the site itself: all languages side by side, so that a reader chooses."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.publish.addresses import HOME
from cbi_cli.publish.renderer import render_root_page
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.reports.common import dataset_title


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield the page."""
    content = {"root": "", "home": HOME, "dataset_title": dataset_title(site.snapshot)}
    yield render_root_page(site, HOME, "front_page.html", content)
