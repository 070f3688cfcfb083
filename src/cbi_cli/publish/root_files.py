"""The files beside the folders of languages: for hosts, search engines, and readers of a wrong address."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.publish.renderer import render_root_page
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of the site may load: its own scripts, styles and pictures, and nothing from elsewhere."""

SECURITY_HEADERS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)
"""The headers with which the site should be served."""

_FOR_PROGRAMS = ("/data/*", "/api/*")
"""What pages of other sites may read."""


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield the files."""
    # GitHub Pages passes files through another program unless this one is there.
    yield SiteFile(".nojekyll", b"")
    yield SiteFile("_headers", _headers().encode())
    yield SiteFile("robots.txt", _robots(site).encode())
    yield _not_found_page(site)


def _headers() -> str:
    """Return the headers in the form that Cloudflare Pages and Netlify read."""
    lines = ["/*"]
    lines += [f"  {name}: {value}" for name, value in SECURITY_HEADERS]
    for path in _FOR_PROGRAMS:
        lines.append(path)
        lines.append("  Access-Control-Allow-Origin: *")
    return "\n".join(lines) + "\n"


def _robots(site: Site) -> str:
    text = "User-agent: *\nAllow: /\n"
    if site.options.base_url:
        text += f"\nSitemap: {site.options.base_url}sitemap.xml\n"
    return text


def _not_found_page(site: Site) -> SiteFile:
    """Return the page that hosts show for an address that does not exist, in all languages.

    It is shown at any address, so its links are full ones if the address of the site is known.
    """
    content = {"root": site.options.base_url}
    return render_root_page(site, "404.html", "not_found.html", content)
