"""GitHub's limits: what a step shows of each sort, and the size of a job summary; what does not fit is counted."""

from __future__ import annotations

import re

import pytest

from cbi_cli.action import _format_blocking_error
from cbi_cli.core.findings import Finding, Severity, TextRange
from cbi_cli.core.language_codes import Lang
from cbi_cli.formats.findings.registry import format_report
from cbi_cli.formats.findings.report import ValidationReport, summarize
from cbi_cli.formats.markdown import MAX_SUMMARY_BYTES, limit_size, render_markdown
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Page, PageBlock, TextList, make_table, make_text_list

MIB = 1024 * 1024


def finding(code: str, message: str, line: int = 1, severity: Severity = "error", older: bool = False) -> Finding:
    file = f"events/{2000 + line % 3}.toml"
    region = TextRange(line, 1, line, 2)
    return Finding(code, "a-name", severity, message, file, region, "", "", "", "", older=older)


def report(*found: Finding) -> ValidationReport:
    return ValidationReport(found, (), summarize(found, 1, 1, 1, 1), {}, "main")


def sorts(shown: str) -> list[str]:
    return re.findall("^::(error|warning|notice) ", shown, re.MULTILINE)


def test_two_faults_that_repeat_are_two_annotations_a_file() -> None:
    """22 findings of two faults: the second fault must not be hidden behind ten of the first."""
    found = [finding("CBI202", "unknown source", line * 3) for line in range(1, 21)] + [
        finding("CBI104", "bad kind", 3)
    ] * 2
    shown = format_report(report(*found), "github")
    assert sorts(shown) == ["error", "error"]
    assert "unknown source (20 times, in lines 3, 6, 9" in shown
    assert "bad kind (2 times" in shown


def test_no_more_than_github_shows_and_the_rest_is_said_and_logged() -> None:
    found = [finding(f"CBI{code}", f"fault {code}", code) for code in range(100, 140)]
    found += [finding("CBI401", f"near {n}", n, "warning") for n in range(30)]
    found += [finding("CBI402", f"old {n}", n, "warning", older=True) for n in range(30)]
    shown = format_report(report(*found), "github")
    assert [sorts(shown).count(sort) for sort in ("error", "warning", "notice")] == [10, 10, 10]
    assert "31 more of this kind" in shown
    assert shown.count("21 more of this kind") == 2
    for one in found:
        assert one.message in shown
    assert shown.splitlines()[-1].count(" records, ") == 1


def test_errors_that_the_step_told_before_count_too() -> None:
    found = [finding(f"CBI{code}", f"fault {code}", code) for code in range(100, 110)]
    assert sorts(format_report(report(*found), "github")).count("error") == 10
    shown = format_report(report(*found)._replace(errors_before=1), "github")
    assert sorts(shown).count("error") == 9
    assert "2 more of this kind" in shown


def test_all_published_lights_are_one_error_and_all_are_in_the_log() -> None:
    lights = [f"us-mexico: Row {number} %0A::error::x 2022: red → green" for number in range(300)]
    shown = _format_blocking_error(lights)
    assert sorts(shown) == ["error"]
    assert "%0A280 more; the job summary and the log have them\n" in shown
    for number in range(300):
        assert f"Row {number} %250A" in shown
    assert _format_blocking_error(lights[:20]).count("\n") == 1


def test_each_fault_is_marked_before_one_is_marked_often() -> None:
    found = [finding("CBI202", f"unknown source {n}", n) for n in range(50)] + [finding("CBI999", "rare", 60)]
    commands = [line for line in format_report(report(*found), "github").splitlines() if line.startswith("::")]
    assert any("rare" in line for line in commands[:2])


def test_a_summary_of_findings_stays_below_a_mebibyte() -> None:
    found = [finding("CBI202", f"unknown source {n} " + "é" * 300, n) for n in range(9000)]
    shown = format_report(report(*found, finding("CBI401", "near", 1, "warning")), "markdown")
    assert len(shown.encode()) < MIB
    left = re.search(r"([\d,]+) more are left out", shown)
    assert left
    listed = shown.count("CBI202")
    assert listed + int(left[1].replace(",", "")) == 9000
    assert f"{left[0]}: `cbi validate` shows them\n" in shown
    assert listed > 1000
    assert shown.index("9,000 errors, 1 warning") < shown.index("unknown source 0 ")


def test_what_tells_of_lights_is_kept_before_lists_of_records() -> None:
    records: list[PageBlock] = [
        make_text_list([f"added {n} " + "x" * 200 for n in range(8000)], "Events", bulleted=True, collapsible=True)
    ]
    lights = make_table(["Row", "Before", "After"], [[f"Row {n}", "green", "red"] for n in range(40)], title="Lights")
    page = Page("Changes", (make_text_list(["2 lights change."]), *records, lights))
    shown = render_markdown(limit_size(page, get_translator("en")))
    assert len(shown.encode()) < MIB
    assert all(f"| Row {n} | green | red |" in shown for n in range(40))
    assert "2 lights change" in shown
    assert "more are left out" in shown


def test_a_page_that_fits_is_left_as_it_is() -> None:
    page = Page("A", (make_text_list(["b"]), TextList((), "c"), make_table(["d"], [["e"]])))
    assert limit_size(page, get_translator("en")) == page


def test_a_table_beyond_the_limit_is_cut_too() -> None:
    page = Page("A", (make_table(["a", "b"], [["x" * 500, "y"] for _ in range(5000)]),))
    shown = render_markdown(limit_size(page, get_translator("es")))
    assert MAX_SUMMARY_BYTES * 0.9 < len(shown.encode()) < MIB
    assert "se omiten" in shown


@pytest.mark.parametrize(("lang", "told"), [("en", "more events are left out"), ("es", "se omiten 1,990 eventos más")])
def test_a_list_that_is_cut_counts_what_it_lists_and_names_the_command(lang: Lang, told: str) -> None:
    events = make_text_list(["x" * 1000] * 2000, "Events", bulleted=True, collapsible=True)._replace(of_events=True)
    page = Page("A", (make_text_list(["b"]), events), command="cbi diff 0123456789")
    # Each block has 500 bytes of overhead; of the other 11,000, ten lines take 1,010 each.
    shown = render_markdown(limit_size(page, get_translator(lang), 12_000))
    assert len(shown.encode()) < 12_000
    assert shown.count("xxx\n") == 10
    assert told in shown
    assert "`cbi diff 0123456789`" in shown
