"""Draw plots as SVG: a small panel for each command, both axes logarithmic, the same axes in all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from benchmarks.results import SHIPPED, Result, Results
from benchmarks.targets import peak_memory

Point = tuple[float, float]

_PANELS_PER_ROW = 3
_PANEL_WIDTH, _PANEL_HEIGHT = 300, 210
_MARGIN_LEFT, _MARGIN_TOP, _MARGIN_RIGHT, _MARGIN_BOTTOM = 46, 30, 14, 26
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.s{font-size:11px;fill:#57606a}"
    ".g{stroke:#d0d7de;stroke-width:1}.m{stroke:#0969da;stroke-width:2;fill:none}.p{fill:#0969da}"
    ".l{stroke:#8c6d1f;stroke-width:1.5;stroke-dasharray:5 4}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}.g{stroke:#3d444d}"
    ".m{stroke:#58a6ff}.p{fill:#58a6ff}.l{stroke:#d4a72c}}"
)
PANELS: tuple[tuple[str, str, str], ...] = (
    ("scorecard", "cbi", "scorecard 2022"),
    ("gaps", "cbi", "gaps"),
    ("timeline", "cbi", "timeline --year 2022"),
    ("validate", "cbi", "validate, empty cache"),
    ("changed", "cbi", "validate, one file changed"),
    ("unchanged", "cbi", "validate, unchanged files"),
    ("add-event", "cbi", "add-event"),
    ("import", "cbi", "import of 1,000 rows"),
    ("reconcile", "cbi", "reconcile 2022"),
    ("topics", "cbi", "topics 2022"),
    ("history", "cbi", "history of one series"),
    ("show", "cbi", "show one record"),
    ("list", "cbi", "list institutions"),
    ("info", "cbi", "info"),
    ("completion", "cbi", "shell completion"),
    ("site", "cbi", "site"),
    ("export-csv", "cbi", "export csv"),
    ("export-sqlite", "cbi", "export sqlite"),
    ("report-html", "cbi", "report 2022 as HTML"),
    ("cite", "cbi", "cite a record"),
    ("search", "cbi", "search a word"),
)


class Axes(NamedTuple):
    """The ranges of both axes, as powers of ten."""

    left: float
    right: float
    low: float
    high: float

    def at(self, point: Point) -> Point:
        """Return the place of a point inside a panel."""
        across = (math.log10(point[0]) - self.left) / (self.right - self.left)
        up = (math.log10(point[1]) - self.low) / (self.high - self.low)
        return _MARGIN_LEFT + across * (
            _PANEL_WIDTH - _MARGIN_LEFT - _MARGIN_RIGHT
        ), _PANEL_HEIGHT - _MARGIN_BOTTOM - up * (_PANEL_HEIGHT - _MARGIN_TOP - _MARGIN_BOTTOM)


def draw_plots(results: Results) -> dict[str, str]:
    """Return the two pictures by file name."""
    time = "Time as a multiple of python -c pass, against the number of events"
    mib = "Peak memory in MiB, against the number of events"
    return {
        "performance-time.svg": draw_picture(time, panel_points(results, lambda result: result.ratio), "x"),
        "performance-memory.svg": draw_picture(mib, panel_points(results, peak_memory), " MiB"),
    }


def panel_points(results: Results, value: Callable[[Result], float | None]) -> list[tuple[str, list[Point]]]:
    """Return title and points of each panel; commands that were measured at fewer than two sizes are left out.

    The shipped dataset has no place among the generated ones.
    """
    panels = []
    for key, tool, title in PANELS:
        generated = [result for result in results.of(key, tool) if result.size != SHIPPED]
        points = [(float(result.size), at) for result in generated if (at := value(result))]
        if len(points) > 1:
            panels.append((title, points))
    return panels


def draw_picture(title: str, panels: Sequence[tuple[str, list[Point]]], unit: str) -> str:
    """Draw all panels in rows of three, with a title above and the legend below."""
    axes = _fit_axes([point for _, points in panels for point in points])
    rows = math.ceil(len(panels) / _PANELS_PER_ROW)
    wide, high = _PANELS_PER_ROW * _PANEL_WIDTH, rows * _PANEL_HEIGHT + 64
    parts = [_draw_text(_PANEL_WIDTH * _PANELS_PER_ROW / 2, 20, title, "t", "middle")]
    for number, (name, points) in enumerate(panels):
        place = f"translate({number % _PANELS_PER_ROW * _PANEL_WIDTH} {number // _PANELS_PER_ROW * _PANEL_HEIGHT + 30})"
        parts += [f'<g transform="{place}">', *_draw_panel(name, points, axes, unit), "</g>"]
    legend = "blue: measured; dashed: in proportion to the number of events, through the last point"
    parts.append(_draw_text(wide / 2, high - 12, legend, "s", "middle"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, f"<style>{_STYLE}</style>", *parts, "</svg>"]) + "\n"


def _fit_axes(points: Sequence[Point]) -> Axes:
    """Return whole powers of ten around all points, a little to the left of the smallest size."""
    sizes, values = zip(*points, strict=True) if points else ((10.0, 100.0), (1.0, 10.0))
    low = math.floor(math.log10(min(values)))
    high = max(low + 1, math.ceil(math.log10(max(values))))
    return Axes(math.log10(min(sizes)) - 0.1, math.log10(max(sizes)) + 0.1, low, high)


def _draw_panel(name: str, points: Sequence[Point], axes: Axes, unit: str) -> Iterator[str]:
    yield _draw_text(_MARGIN_LEFT, 18, name, "t", "start")
    yield from _draw_grid(axes)
    yield _draw_line(*_proportional_line(points[-1], points[0][0], axes))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(axes.at, points))
    yield f'<polyline class="m" points="{path}"/>'
    for point in points:
        x, y = axes.at(point)
        yield f'<circle class="p" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    x, y = axes.at(points[-1])
    yield _draw_text(x, y - 8 if y > _MARGIN_TOP + 14 else y + 16, f"{_format_short(points[-1][1])}{unit}", "s", "end")


def _proportional_line(last: Point, first: float, axes: Axes) -> tuple[Point, Point]:
    """Return the ends of the line through the last point with a slope of one, cut at the lower edge."""
    lowest: float = 10.0**axes.low
    start = max(first, last[0] * lowest / last[1])
    return axes.at((start, last[1] * start / last[0])), axes.at(last)


def _draw_grid(axes: Axes) -> Iterator[str]:
    """Draw lines and labels at the powers of ten."""
    for power in range(int(axes.low), int(axes.high) + 1):
        x, y = axes.at((10**axes.left, 10.0**power))
        yield f'<line class="g" x1="{x:.1f}" y1="{y:.1f}" x2="{_PANEL_WIDTH - _MARGIN_RIGHT}" y2="{y:.1f}"/>'
        yield _draw_text(x - 6, y + 4, _format_short(10.0**power), "s", "end")
    for power in range(math.ceil(axes.left), int(axes.right) + 1):
        x, y = axes.at((10.0**power, 10.0**axes.low))
        yield f'<line class="g" x1="{x:.1f}" y1="{_MARGIN_TOP}" x2="{x:.1f}" y2="{y:.1f}"/>'
        yield _draw_text(x, y + 16, _format_short(10.0**power), "s", "middle")


def _draw_line(start: Point, end: Point) -> str:
    return f'<line class="l" x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'


def _format_short(value: float) -> str:
    """Format a number in few characters: 100k, 1M, 4.2."""
    for size, letter in ((1_000_000, "M"), (10_000, "k")):
        if value >= size:
            return f"{value / (1000 if letter == 'k' else size):.0f}{letter}"
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _draw_text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
