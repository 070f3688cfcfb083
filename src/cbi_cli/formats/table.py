"""Pages as text for people.

They are laid out for a terminal, or plain for a pipe or a file.
"""

from __future__ import annotations

from typing import Any

from cbi_cli.formats.alphabet import fit_to_encoding
from cbi_cli.formats.plain_text import render_plain_text
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.views.report_view import ReportView

_UNLIMITED_WIDTH = 10_000


def render(view: ReportView[Any], options: RenderOptions) -> str:
    """Return the page of a view as text.

    It is spelled in the characters of the encoding before it is laid out, so that columns stay aligned.
    """
    page = view.page()
    encoding = options.encoding
    if encoding:
        page = page.map_texts(lambda text: fit_to_encoding(text, encoding))
    if options.width is None and not options.color:
        return render_plain_text(page)
    # Rich is loaded only if there is a terminal, or color is asked for.
    from cbi_cli.formats.terminal import render_terminal

    return render_terminal(page, options.width or _UNLIMITED_WIDTH, options.color, options.hyperlinks)
