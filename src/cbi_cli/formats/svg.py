"""Pages as pictures of a terminal (SVG)."""

from __future__ import annotations

import io
import re
from typing import Any

from rich.console import Console

from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.formats.rich_page import print_page
from cbi_cli.views.page import Page
from cbi_cli.views.report_view import ReportView

SVG_WIDTH = 118
_REMOTE_FONT = re.compile(r"(?<!\s)\s*+@font-face \{[^{}]*+\}")


def render(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as a picture."""
    return render_svg(view.page(), SVG_WIDTH)


def render_svg(page: Page, width: int) -> str:
    """Return a page as a picture that loads nothing.

    The same page gives the same bytes.
    """
    console = Console(record=True, file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False)
    print_page(console, page)
    picture = console.export_svg(title="cbi", unique_id="cbi")
    # Rich lets a picture load its font from elsewhere.
    return neutralize_ci_commands(_REMOTE_FONT.sub("", picture), escape_as_entity)
