"""The page says what was to be reached, what was measured, and why something was missed; its plots can be read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benchmarks.amounts import format_amount
from benchmarks.outputs import OutputFigures
from benchmarks.plot import PANELS, draw_picture, draw_plots, panel_points
from benchmarks.results import SHIPPED, Result, Results, describe_machine, load_results, save_results
from benchmarks.targets import PUBLISHING_TARGETS, TARGETS, Target
from benchmarks.workdir import HERE

from benchmarks import page
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
CARD = next(target for target in TARGETS if target.key == "scorecard" and target.size == 60)
RESULTS = Results(
    {"cores": "2", "memory": "8 GiB", "system": "Linux"},
    {"Python": "3.11.0"},
    3,
    (
        Result("scorecard", "cbi", 60, 11.0, (10.0, 11.0, 12.0), 0.13, 20.0),
        Result("scorecard", "cbi", 1000, 11.5, (11.0, 11.5, 12.0), 0.14, 20.0),
        Result("scorecard", "cbi", 100_000, 12.0, (12.0,), 0.14, 65.0),
        Result("report", "hledger", 60, 2.6, (2.6,), 0.03, 30.0),
        Result("report", "duckdb", 60, why="not installed"),
        Result("validate", "cbi", 100_000, 340.0, (340.0,), 4.0, 100.0, 130.0),
    ),
)
_SITE = OutputFigures(1234, 45.2, 50.1, 59.4, 12.5, 24.6, 9.0)
PUBLISHED = replace(
    RESULTS,
    program="0123456789ab",
    shipped_events=499,
    results=(
        *RESULTS.results,
        Result("site", "cbi", SHIPPED, 300.0, (300.0,), 4.0, 90.0, cpu=3.5, output=_SITE),
        Result("cite", "cbi", SHIPPED, 4.6, (4.6,), 0.06, 20.0, cpu=0.05),
        Result(
            "site", "cbi", 100_000, 20_000.0, (20_000.0,), 250.0, 200.0, cpu=249.0, output=OutputFigures(1, 1.0, 600.0)
        ),
        Result("export-all", "cbi", 100_000, why="failed: no space"),
    ),
)


def _row(target: Target, text: str) -> str:
    shown = f"| {target.work} | {target.size:,} | {format_amount(target.most, target.unit)} |"
    (found,) = [line for line in text.splitlines() if line.startswith(shown)]
    return found


def test_a_missed_target_says_by_how_much_and_why() -> None:
    text = page.render_page(RESULTS, {CARD.name: "Half of it is the start of Python; next step: load less."})
    assert _row(CARD, text).endswith("| 11x | hledger 2.6x, duckdb (not installed) | missed by 100 % |")
    assert f"- {CARD.work}, 60 events: Half of it is the start of Python; next step: load less." in text


def test_a_missed_target_without_a_reason_shows_that() -> None:
    assert f"no reason is written yet (`{CARD.name}`)" in page.render_page(RESULTS, {})


def test_a_reason_for_a_target_that_is_met_is_not_shown() -> None:
    met = replace(RESULTS, results=(Result("scorecard", "cbi", 60, 5.4, (5.4,), 0.1, 20.0),))
    text = page.render_page(met, {CARD.name: "Never shown."})
    assert _row(CARD, text).endswith("| met |")
    assert "Never shown" not in text


def test_memory_is_that_of_all_processes_together() -> None:
    target = Target("memory", "validate", "cbi", 100_000, 120, "MiB")
    assert target.find_measured(RESULTS) == pytest.approx(130.0)
    assert page.format_verdict(target, 130.0) == "missed by 8 %"


@pytest.mark.parametrize("found", [100.01, 100.4])
def test_a_target_that_is_just_missed_is_not_met(found: float) -> None:
    assert page.format_verdict(CARD._replace(most=100), found) == "missed by 1 %"


def test_a_figure_that_looks_like_its_target_shows_more_digits() -> None:
    close = replace(RESULTS, results=(Result("scorecard", "cbi", 60, 5.52, (5.52,), 0.1, 20.0),))
    assert _row(CARD, page.render_page(close, {})).endswith("| 5.52x | - | missed by 1 % |")


def test_what_was_not_measured_is_told() -> None:
    row = next(line for line in page.render_page(RESULTS, {}).splitlines() if line.startswith("| `cbi --version`"))
    assert row == "| `cbi --version` | 60 | 2x | not in this run | - | not measured |"


def test_figures_are_ratios_and_mib_and_never_times_except_of_publishing() -> None:
    before, _, after = page.render_page(PUBLISHED, {}).partition("\n## Publishing\n")
    publishing, _, after = after.partition("\n## ")
    text = before + after
    assert "3.5 s" in publishing
    assert not re.search(r"\d\s*(?:ms|s|sec|seconds|milliseconds)\b", text)
    assert "| scorecard | cbi | - | 11x, 20 MiB | 12x, 20 MiB | 12x, 65 MiB |" in text


@pytest.mark.parametrize(
    ("value", "shown"), [(5.46, "5.5x"), (6.0, "6x"), (9.94, "9.9x"), (28.4, "28x"), (1600.2, "1,600x")]
)
def test_amounts_have_the_digits_that_they_deserve(value: float, shown: str) -> None:
    assert format_amount(value, "x") == shown


@pytest.mark.parametrize("unit", ["s", "MiB"])
@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.196, "0.20"), (0.8, "0.80"), (1.0, "1"), (40.2, "40"), (0.01, "0.01"), (0.004, "under 0.01")],
)
def test_seconds_and_mib_below_one_have_two_digits_after_the_point(value: float, shown: str, unit: str) -> None:
    assert format_amount(value, unit) == f"{shown} {unit}"


def test_a_page_without_a_figure_of_publishing_has_its_targets_only() -> None:
    text = page.render_page(RESULTS, {}).partition("## Publishing")[2].partition("\n## ")[0]
    assert text.count("not in this run") == len(PUBLISHING_TARGETS)
    assert "peak memory | files" not in text
    assert "What a browser loads" not in text


def test_each_figure_of_a_site_stands_beside_its_own_target() -> None:
    rows = page.render_page(PUBLISHED, {}).splitlines()
    assert "| `cbi site` | shipped | 0.80 s | 3.5 s | budget | missed by 338 % |" in rows
    assert "| `cbi site`, largest page, compressed | shipped | 60 KB | 59 KB | budget | met |" in rows
    assert (
        "| `cbi site`, styles and scripts of a page, compressed | shipped | 12 KB | 12.50 KB | budget | missed by 4 %"
        in (row.removesuffix(" |") for row in rows)
    )
    assert "| `cbi site`, peak memory | 100,000 | 256 MiB | 200 MiB | budget | met |" in rows
    assert "| `cbi site`, disk space | 100,000 | 512 MiB | 600 MiB | budget | missed by 17 % |" in rows


def test_a_missed_target_of_publishing_has_its_reason_below() -> None:
    (target,) = [one for one in PUBLISHING_TARGETS if (one.key, one.size, one.unit) == ("site", SHIPPED, "s")]
    assert target.name == "site/cbi/shipped/0.8s"
    text = page.render_page(PUBLISHED, {target.name: "It has more pages."})
    assert "- `cbi site`, shipped dataset: It has more pages." in text.splitlines()


def test_time_memory_and_files_of_publishing_are_in_one_table() -> None:
    text = page.render_page(PUBLISHED, {})
    assert "*shipped* is the dataset that comes with `cbi`, with 499 events;" in text
    assert "| site | shipped | 4 s | 3.5 s | 90 MiB | 1,234 | 45 MiB | 50 MiB |" in text.splitlines()
    assert "| cite | shipped | 0.06 s | 0.05 s | 20 MiB | - | - | - |" in text.splitlines()
    assert "| export-all | 100,000 | failed: no space | - | - | - | - | - |" in text.splitlines()
    assert "| site | shipped | 59 KB | 12 KB | 25 KB | 9 KB |" in text.splitlines()


def test_a_run_in_parts_is_told() -> None:
    assert "from one run on one machine. " in page.render_page(RESULTS, {})
    assert "from one run on one machine, in 2 parts. " in page.render_page(replace(RESULTS, parts=2), {})


@pytest.mark.parametrize("parts", [1, 3])
def test_results_are_kept_and_read_back(parts: int, tmp_path: Path) -> None:
    whole = replace(PUBLISHED, parts=parts)
    save_results(whole, tmp_path / "results.json")
    assert load_results(tmp_path / "results.json") == whole


def test_the_machine_has_no_name() -> None:
    assert set(describe_machine()) == {"cores", "memory", "system"}
    assert int(describe_machine()["cores"]) >= 1


def test_every_target_has_a_name_of_its_own() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS)


def test_every_reason_belongs_to_a_target() -> None:
    reasons = tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))["reasons"]
    assert page.unknown_reasons(reasons) == []
    assert page.unknown_reasons({CARD.name: "x", "speed": "y"}) == ["speed"]


def test_the_page_and_the_plots_are_those_of_the_results_that_are_kept(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    page.write_page(load_results(HERE / "results.json"), tmp_path)
    names = ["performance.md", "images/performance-time.svg", "images/performance-memory.svg"]
    for name in names:
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8")


def test_a_panel_is_drawn_for_each_command_that_was_measured_at_two_sizes() -> None:
    shapes = ET.fromstring(draw_plots(RESULTS)["performance-time.svg"])
    assert len(shapes.findall(f"{SVG}g")) == 1
    titles = [text.text for text in shapes.iter(f"{SVG}text") if text.get("class") == "t"]
    assert titles[1:] == ["scorecard 2022"]
    assert len(shapes.findall(f".//{SVG}circle")) == 3


def test_the_shipped_dataset_has_no_place_in_the_plots() -> None:
    (panel,) = panel_points(PUBLISHED, lambda result: result.ratio)
    assert panel == ("scorecard 2022", [(60.0, 11.0), (1000.0, 11.5), (100_000.0, 12.0)])


def test_the_dashed_line_rises_as_the_number_of_events_does() -> None:
    points = [(100.0, 50.0), (1000.0, 100.0), (10_000.0, 1000.0)]
    shapes = ET.fromstring(draw_picture("A title", [("one", points)], "x"))
    (line,) = [one for one in shapes.iter(f"{SVG}line") if one.get("class") == "l"]
    circles = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in shapes.iter(f"{SVG}circle")]
    x1, y1, x2, y2 = (float(line.get(name, "")) for name in ("x1", "y1", "x2", "y2"))
    across, up = circles[2][0] - circles[1][0], circles[1][1] - circles[2][1]
    assert (x2, y2) == circles[2]
    assert (y1 - y2) / (x2 - x1) == pytest.approx(up / across, rel=0.01)


def test_words_in_the_plots_do_not_overlap_and_stay_inside() -> None:
    many = tuple(
        Result(key, tool, size, 3.0 * rank * number, (1.0,), 0.1, 20.0 * number)
        for number, (key, tool, _) in enumerate(PANELS, 1)
        for rank, size in enumerate((60, 1000, 10_000, 100_000, 1_000_000), 1)
    )
    for text in draw_plots(replace(RESULTS, results=many)).values():
        shapes = ET.fromstring(text)
        wide, high = (float(part) for part in shapes.get("viewBox", "").split()[2:])
        for group in [shapes, *shapes.findall(f"{SVG}g")]:
            boxes = [_box(one) for one in group.findall(f"{SVG}text")]
            assert all(left >= 0 and right <= wide and top >= 0 and low <= high for left, top, right, low in boxes)
            assert not any(_cross(one, other) for number, one in enumerate(boxes) for other in boxes[:number])


def _box(text: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text, with 6.5 for the width of a letter."""
    x, y, wide = float(text.get("x", "")), float(text.get("y", "")), 6.5 * len(text.text or "")
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "")]
    return left, y - 9, left + wide, y + 2


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
