"""Where a small difference of the code would change what a format shows."""

from __future__ import annotations

from cbi_cli.core.findings import Finding, Severity, TextRange
from cbi_cli.formats.csv_tables import _flatten
from cbi_cli.formats.findings.github import _format_commands
from cbi_cli.formats.findings.report import ValidatedDataset, ValidationReport, format_summary_line, summarize
from cbi_cli.formats.findings.text import _format_file_counts
from cbi_cli.formats.markdown import format_link, limit_size
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Link, Page, Table, make_row, make_table


def finding(number: int, severity: Severity = "error") -> Finding:
    region = TextRange(number, 1, number, 2)
    return Finding("CBI104", "a-name", severity, f"fault {number}", "a.toml", region, "", "", "", "")


def test_the_fields_of_objects_in_a_list_have_the_name_and_the_number_of_the_list() -> None:
    record = {"id": "a", "claims": [{"value": 1}, {"value": 2, "parts": [{"n": 3}]}], "place": {"name": "x"}}
    assert dict(_flatten(record)) == {
        "id": "a",
        "claims[1].value": 1,
        "claims[2].value": 2,
        "claims[2].parts[1].n": 3,
        "place.name": "x",
    }


def test_as_many_annotations_as_github_shows_are_all_shown() -> None:
    groups = [[finding(1)], [finding(2)]]
    shown = _format_commands("error", groups, "", 2)
    assert len(shown) == 2
    assert not any("more of this kind" in line for line in shown)
    more = _format_commands("error", [*groups, [finding(3)]], "", 2)
    assert [line for line in more if "2 more of this kind" in line]


def test_the_counts_of_a_file_have_its_warnings() -> None:
    findings = [finding(1), finding(2, "warning"), finding(3, "warning")]
    assert _format_file_counts(findings, get_translator("en")) == "1 error, 2 warnings"


def test_an_ampersand_in_an_address_is_a_reference_in_lower_case() -> None:
    link = Link("x", "https://example.org/?a=1&copy;=2")
    assert format_link(link) == "[x](<https://example.org/?a=1&amp;copy;=2>)"


def test_the_row_for_what_is_left_out_is_otherwise_empty() -> None:
    table = make_table(("A", "B", "C"), [make_row("a" * 100, "b", "c") for _ in range(100)])
    (cut,) = limit_size(Page("T", (table,)), get_translator("en"), 3000).blocks
    assert isinstance(cut, Table)
    assert len(cut.rows) < 100
    assert [cell.text for cell in cut.rows[-1].cells[1:]] == ["", ""]


def test_the_datasets_of_a_run_stand_before_its_summary() -> None:
    datasets = (ValidatedDataset("A and B", {}), ValidatedDataset("C and D", {}))
    report = ValidationReport((), (), summarize((), 2, 1, 1, 1), {}, datasets=datasets)
    assert format_summary_line(report).startswith("A and B; C and D: ")
