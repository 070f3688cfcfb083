"""The colors of each style.

No other module says what a style looks like.
"""

from __future__ import annotations

from cbi_cli.views.page import Style

# Only the sixteen colors that each terminal theme chooses to fit its background. `dim` is an attribute, because bright
# black is the background itself in some dark themes.
TERMINAL_STYLES: dict[Style, str] = {
    "": "",
    "green": "green",
    "yellow": "yellow",
    "red": "red",
    "unknown": "dim",
    "dim": "dim",
    "strong": "bold",
    "emphasis": "italic",
    "gathering": "",
    "visit": "cyan",
    "document": "magenta",
    "milestone": "bright_blue",
}
LIGHT_STYLES: tuple[Style, ...] = ("green", "yellow", "red")
UNLIT_STYLE = "dim default"
"""The lamps of a light that are off."""
TITLE_STYLE = "bold"
HEADER_STYLE = "bold"

HTML_COLORS: dict[Style, str] = {
    "green": "#1a7f37",
    "yellow": "#9a6700",
    "red": "#cf222e",
    "unknown": "#59636e",
    "dim": "#59636e",
}
