"""Pages for a terminal, laid out for its width."""

from __future__ import annotations

import io
import re
from typing import Literal

from rich.console import Console

from cbi_cli.core.sanitize import neutralize_ci_commands
from cbi_cli.formats.rich_page import print_page
from cbi_cli.views.page import Page

_LINK_START = re.compile(r"\x1b\]8;id=([0-9-]+);")


def render_terminal(page: Page, width: int, color: bool, hyperlinks: bool = False) -> str:
    """Return a page as a terminal of a width shows it.

    It has escape codes if `color` is set. With `hyperlinks`, links are marked so that a terminal opens them (OSC 8);
    only for a terminal that supports it.
    """
    color_system: Literal["standard"] | None = None
    if color:
        color_system = "standard"
    output = io.StringIO()
    # The text is printed later, so whether the console of Windows is an old one does not matter here.
    console = Console(
        file=output,
        width=width,
        force_terminal=color,
        color_system=color_system,
        no_color=not color,
        legacy_windows=False,
    )
    print_page(console, page, hyperlinks and color)
    # Rich fills each line with spaces up to the width.
    lines = [line.rstrip() for line in output.getvalue().split("\n")]
    return neutralize_ci_commands(_number_links("\n".join(lines)))


def _number_links(text: str) -> str:
    """Replace the random ids that Rich gives to links by numbers.

    The parts of one link keep one id.
    """
    numbers: dict[str, int] = {}

    def replace_id(match: re.Match[str]) -> str:
        number = numbers.setdefault(match[1], len(numbers) + 1)
        return f"\x1b]8;id={number};"

    return _LINK_START.sub(replace_id, text)
