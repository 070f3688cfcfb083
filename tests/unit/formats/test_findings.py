from __future__ import annotations

from cbi_cli.core.findings import Finding, TextRange
from cbi_cli.formats.findings.report import ValidationSummary, format_counts, format_summary, summarize
from cbi_cli.formats.findings.text import format_findings


def finding(line: int = 3, column: int = 8, source: str = 'kind = "sumit"', message: str = "unknown") -> Finding:
    region = TextRange(line, column, line, column + 7)
    return Finding("CBI104", "unknown-value", "error", message, "a.toml", region, "r", "kind", "did you mean?", source)


def test_a_finding_shows_the_line_and_marks_the_place() -> None:
    assert format_findings([finding()]) == (
        "a.toml: 1 error\n\n"
        "  a.toml:3:8: error CBI104 unknown-value\n"
        "    unknown\n"
        '    3 | kind = "sumit"\n'
        "      |        ^^^^^^^\n"
        "    help: did you mean?\n\n"
    )


def test_a_fault_that_repeats_is_told_once_with_its_number() -> None:
    text = format_findings([finding(line) for line in range(1, 10_001)])
    assert text.count("CBI104") == 1
    assert "10,000 times, first here" in text
    assert "a.toml: 10,000 errors" in text


def test_a_long_line_is_cut_round_the_mark() -> None:
    long = "x" * 5000 + '"sumit"' + "y" * 5000
    text = format_findings([finding(column=5001, source=long)])
    lines = text.splitlines()
    assert max(map(len, lines)) < 250
    shown, mark = lines[4], lines[5]
    at = mark.index("^")
    assert shown[at : at + 7] == '"sumit"'


def test_no_escape_code_of_the_users_line_is_sent() -> None:
    text = format_findings([finding(source='kind = "\x1b[31m"', message="\x1b]0;x\x07")])
    assert "\x1b" not in text
    assert "\x07" not in text


def test_the_receipt_counts() -> None:
    assert (
        format_summary(ValidationSummary(14, 1152, 60, 31, 0, 2))
        == "1,152 records, 14 files, 31 checks: no errors, 2 warnings"
    )
    assert format_counts(1, 0) == "1 error"
    assert format_counts(2, 1) == "2 errors, 1 warning"
    assert format_counts(0, 0) == "no errors"
    warning = finding()._replace(severity="warning")
    assert summarize([finding(), warning, warning], 1, 2, 3, 4) == ValidationSummary(1, 2, 3, 4, 1, 2)
