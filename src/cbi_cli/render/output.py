"""One view to the text of one format."""

from __future__ import annotations

from typing import Any, Literal

from cbi_cli.render.view import View

Format = Literal["table", "json", "csv", "csv-excel", "markdown", "html", "svg"]
SVG_WIDTH = 118
_UNCUT = 10_000


def render(
    view: View[Any],
    form: Format,
    width: int | None = None,
    color: bool = False,
    encoding: str | None = None,
    table: str = "",
) -> str:
    """Return the text of a view.

    ``width`` is the terminal's for a table on one, or None for one that is piped or kept. ``encoding`` is the stream's
    for a table on one: the page is spelled in its signs before it is laid out, so that columns stay aligned.
    ``table`` names a table of the report for CSV; without it, that is the first.
    """
    if form == "json":
        from cbi_cli.render.data import as_json

        return as_json(view.document())
    if form in ("csv", "csv-excel"):
        from cbi_cli.render.data import as_csv

        return as_csv(view.document(), table, form == "csv-excel")
    if form in ("markdown", "html"):
        from cbi_cli.render.markup import capped, html, markdown

        page = view.page()
        if form == "html":
            return html(page, view.tr.lang)
        return markdown(capped(page, view.tr) if view.for_summary else page)
    page = view.page()
    if encoding:
        from cbi_cli.render.alphabet import fitted

        page = page.with_texts(lambda text: fitted(text, encoding))
    if form == "table" and width is None and not color:
        from cbi_cli.render.plain import plain

        return plain(page)
    from cbi_cli.render.rich_page import on_terminal, svg

    return svg(page, SVG_WIDTH) if form == "svg" else on_terminal(page, width or _UNCUT, color)
