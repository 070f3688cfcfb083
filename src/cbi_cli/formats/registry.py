"""The formats of reports.

A new format is one module in this package and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.formats.suffixes import group_by_suffix
from cbi_cli.views.report_view import ReportView

Renderer = Callable[[ReportView[Any], RenderOptions], str]


class Format(NamedTuple):
    """A format of reports, and what the program knows about it.

    `renderer` names a function of this package, as `module:function`, which takes a view and `RenderOptions` and
    returns text; its module is loaded only if the format is used. A suffix that several formats share means the first
    of them. A format `for_people` depends on the terminal. One `with_tables` writes one table of a report at a time.
    """

    name: str
    renderer: str
    suffixes: tuple[str, ...]
    media_type: str
    for_people: bool = False
    with_tables: bool = False

    def render(self, view: ReportView[Any], options: RenderOptions) -> str:
        """Return a view in this format."""
        module_name, _, function_name = self.renderer.partition(":")
        module = import_module(f"cbi_cli.formats.{module_name}")
        renderer: Renderer = getattr(module, function_name)
        return renderer(view, options)


FORMATS: tuple[Format, ...] = (
    Format("table", "table:render", (".txt",), "text/plain", for_people=True),
    Format("json", "json:render", (".json",), "application/json"),
    Format("csv", "csv:render", (".csv",), "text/csv", with_tables=True),
    Format("csv-excel", "csv:render_for_excel", (".csv",), "text/csv", with_tables=True),
    Format("markdown", "markdown:render", (".md", ".markdown"), "text/markdown"),
    Format("html", "html:render", (".html", ".htm"), "text/html"),
    Format("svg", "svg:render", (".svg",), "image/svg+xml"),
)
"""All formats in the order of the help; the first is the default."""

FORMATS_BY_NAME: dict[str, Format] = {entry.name: entry for entry in FORMATS}

FORMATS_BY_SUFFIX: dict[str, tuple[str, ...]] = group_by_suffix(FORMATS)


def render(view: ReportView[Any], name: str, options: RenderOptions | None = None) -> str:
    """Return a view in the format with this name, by default as for a file."""
    return FORMATS_BY_NAME[name].render(view, options or RenderOptions())
