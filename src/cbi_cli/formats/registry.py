"""One view to the text of one format."""

from __future__ import annotations

from typing import Any, Literal

from cbi_cli.views.report_view import ReportView

Format = Literal["table", "json", "csv", "csv-excel", "markdown", "html", "svg"]
SVG_WIDTH = 118
_UNLIMITED_WIDTH = 10_000


def render(
    view: ReportView[Any],
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
        from cbi_cli.formats.json import format_json

        return format_json(view.document())
    if form in ("csv", "csv-excel"):
        from cbi_cli.formats.json import format_csv

        return format_csv(view.document(), table, form == "csv-excel")
    if form in ("markdown", "html"):
        from cbi_cli.formats.markup import limit_size, render_html, render_markdown

        page = view.page()
        if form == "html":
            return render_html(page, view.tr.lang)
        return render_markdown(limit_size(page, view.tr) if view.for_summary else page)
    page = view.page()
    if encoding:
        from cbi_cli.formats.alphabet import fit_to_encoding

        page = page.map_texts(lambda text: fit_to_encoding(text, encoding))
    if form == "table" and width is None and not color:
        from cbi_cli.formats.plain_text import render_plain_text

        return render_plain_text(page)
    from cbi_cli.formats.terminal import render_svg, render_terminal

    return render_svg(page, SVG_WIDTH) if form == "svg" else render_terminal(page, width or _UNLIMITED_WIDTH, color)
