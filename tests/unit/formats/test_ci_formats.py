"""Findings in the forms that CI systems read, with text that tries to be more than text."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from cbi_cli.core.findings import Finding, TextRange
from cbi_cli.formats.findings.registry import FINDING_FORMATS, format_report
from cbi_cli.formats.findings.report import ValidationReport, summarize
from cbi_cli.rules.registry import ALL_RULES_BY_CODE
from tests.hostile.texts import expected_plain_text
from tests.unit.formats.runner import Command, parse_commands
from tests.unit.formats.sarif_form import find_sarif_faults

HOSTILE = [
    "::set-output name=x::y",
    "x\n::error::forged",
    "x\r::add-mask::y",
    "x\r\n::stop-commands::y",
    "%0A::error::x %25 %3A %2C",
    "a,line=999,title=b::c",
    "##[error]x ##vso[task.complete]x",
    "]]> </failure><x/> &amp; <![CDATA[",
    "\x00\x1b[31m\x07\x85\u2028\u202e\ufffe\uffff\udcff",
    "\"'`${{ secrets }} $(x) \\",
    "[click](https://example.org) {0} [1](2)",
    "año 日本 🙂",
]


def finding(**more: Any) -> Finding:
    given = Finding(
        code="CBI104",
        name="unknown-value",
        severity="error",
        message="`kind`: `sumit` is not a known value",
        file="data/events/2022.toml",
        region=TextRange(3, 8, 3, 15),
        record="talk",
        field="kind",
        hint="did you mean `summit`?",
        source='kind = "sumit"',
    )
    return given._replace(**more)


def report(*findings: Finding, files: tuple[str, ...] = (), base: str = "") -> ValidationReport:
    return ValidationReport(findings, files, summarize(findings, 1, 2, 3, 4), {"id": "ab", "version": "1.0.0"}, base)


def as_lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def test_a_command_names_the_place_the_check_and_what_to_do() -> None:
    text = format_report(report(finding()), "github")
    assert text == (
        "::error file=data/events/2022.toml,line=3,endLine=3,col=8,endColumn=15,title=CBI104 unknown-value"
        "::`kind`: `sumit` is not a known value%0Ahelp: did you mean `summit`?\n"
        "2 records, 1 files, 4 checks: 1 error\n"
    )


def test_a_command_for_several_lines_has_no_columns() -> None:
    (found,) = parse_commands(format_report(report(finding(region=TextRange(3, 8, 5, 2))), "github"))
    assert found.properties == {
        "file": "data/events/2022.toml",
        "line": "3",
        "endLine": "5",
        "title": "CBI104 unknown-value",
    }


def test_errors_come_first_and_what_is_older_is_a_notice() -> None:
    given = (finding(severity="warning"), finding(older=True), finding())
    found = parse_commands(format_report(report(*given, base="v1"), "github"))
    assert [one.name for one in found] == ["error", "warning", "notice"]
    assert found[-1].properties["title"] == "CBI104 unknown-value (older than the change since v1)"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_or_begins_a_workflow_command(text: str) -> None:
    hostile = finding(message=text, hint=text, file=f"events/{text}.toml", record=text, field=text)
    output = format_report(report(hostile), "github")
    assert len(output.splitlines()) == 2
    (found,) = parse_commands(output)
    assert list(found.properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert found.properties["line"] == "3"
    assert found.properties["title"] == "CBI104 unknown-value"
    readable = text.replace("\r\n", "\n")
    if readable.replace("\n", "").isprintable():
        assert found.message == expected_plain_text(f"{readable}\nhelp: {readable}")
        assert found.properties["file"] == expected_plain_text(f"events/{readable}.toml")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_format_holds_no_command_either(text: str) -> None:
    hostile = finding(message=text, hint=text, file=f"{text}.toml", source=text, region=TextRange(1, 1, 1, 2))
    assert parse_commands(format_report(report(hostile), "text")) == []


def test_the_test_knows_a_command_when_it_sees_one() -> None:
    assert parse_commands("x\n  ::error file=a%3Ab,line=1::m%0An\r::debug::z") == [
        Command("error", {"file": "a:b", "line": "1"}, "m\nn"),
        Command("debug", {}, "z"),
    ]
    with pytest.raises(ValueError, match="older form"):
        parse_commands("x ##[error]y")


def sarif(*given: Finding, base: str = "") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(format_report(report(*given, base=base), "sarif"))
    assert find_sarif_faults(document) == []
    return document


def test_sarif_lists_every_check_as_a_rule() -> None:
    (run,) = sarif()["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(ALL_RULES_BY_CODE)
    (rule,) = [rule for rule in rules if rule["id"] == "CBI201"]
    assert (rule["name"], rule["defaultConfiguration"]) == ("duplicate-id", {"level": "error"})
    assert rule["shortDescription"]["text"] == "Two records have the same id."
    assert rule["fullDescription"]["text"].startswith("Two records have the same id.\n\nFinds ")
    assert "To fix it" in rule["fullDescription"]["text"]
    assert all(rule["helpUri"].endswith(rule["id"]) for rule in rules)
    # Code scanning cuts longer descriptions.
    assert max(len(rule["fullDescription"]["text"]) for rule in rules) <= 1024
    assert (run["results"], run["columnKind"]) == ([], "unicodeCodePoints")


def test_a_sarif_result_leads_to_its_rule_and_its_place() -> None:
    (run,) = sarif(finding())["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CBI104"
    assert result["level"] == "error"
    assert result["message"] == {"text": "`kind`: `sumit` is not a known value\nhelp: did you mean `summit`?"}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "data/events/2022.toml"},
        "region": {"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 15},
    }
    assert location["logicalLocations"] == [{"name": "talk", "fullyQualifiedName": "talk.kind", "kind": "object"}]
    assert "baselineState" not in result


def test_sarif_tells_new_from_unchanged_where_there_is_a_base() -> None:
    (run,) = sarif(finding(), finding(older=True), base="v1")["runs"]
    assert [result["baselineState"] for result in run["results"]] == ["new", "unchanged"]


def test_paths_in_sarif_are_addresses() -> None:
    (run,) = sarif(finding(file="my data/año#1/50%.toml"), finding(file="/elsewhere/a b.toml"))["runs"]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert uris == ["my%20data/a%C3%B1o%231/50%25.toml", "file:///elsewhere/a%20b.toml"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_sarif(text: str) -> None:
    (run,) = sarif(finding(message=text, hint="", file=f"events/{text}.toml", record=text))["runs"]
    (result,) = run["results"]
    message = result["message"]["text"]
    assert re.search(r"(?<!\\)\]\(", message) is None
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", message)
    if text.replace("\n", "").isprintable() and "](" not in text:
        assert message == text
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
    if "\udcff" not in text:
        assert unquote(uri) == f"events/{text}.toml"


@pytest.mark.parametrize(
    ("meta", "category"),
    [
        ({"id": "ab", "version": "1.0.0"}, "ab"),
        ({"id": "a/b ñ"}, "a%2Fb%20%C3%B1"),
        ({"id": ""}, "datasets"),
        ({}, "datasets"),
    ],
)
def test_the_category_of_a_sarif_run_is_that_of_its_dataset_or_of_several(meta: dict[str, str], category: str) -> None:
    (run,) = json.loads(format_report(report()._replace(meta=meta), "sarif"))["runs"]
    # Code scanning takes what is before the last slash for the category.
    assert run["automationDetails"] == {"id": f"cbi/validate/{category}/"}


def test_fingerprints_stay_while_lines_move_and_differ_otherwise() -> None:
    def prints(*given: Finding) -> list[str]:
        (run,) = sarif(*given)["runs"]
        return [result["partialFingerprints"]["cbiFinding/v1"] for result in run["results"]]

    one = prints(finding())
    assert prints(finding(region=TextRange(30, 1, 31, 2), source="x", hint="y", older=True)) == one
    others = [finding(**{key: "CBI105"}) for key in ("code", "file", "record", "field", "message")]
    assert len({*one, *prints(*others)}) == 6
    assert len(set(prints(finding(), finding(), finding()))) == 3
    assert prints(finding(), finding())[0] == one[0]


def junit(*given: Finding, files: tuple[str, ...] = ()) -> ElementTree.Element:
    text = format_report(report(*given, files=files), "junit")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return ElementTree.fromstring(text.encode("utf-8"))


def counts(element: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "errors", "skipped"))


def test_junit_has_a_suite_per_file_and_a_case_per_finding() -> None:
    given = (finding(), finding(severity="warning"), finding(older=True), finding(file="b.toml"))
    top = junit(*given, files=("a.toml", "data/events/2022.toml"))
    assert (top.tag, counts(top)) == ("testsuites", ("5", "2", "0", None))
    assert {suite.get("name"): counts(suite) for suite in top} == {
        "a.toml": ("1", "0", "0", "0"),
        "b.toml": ("1", "1", "0", "0"),
        "data/events/2022.toml": ("3", "1", "0", "1"),
    }
    outcomes = [[child.tag for child in case] for case in top.iter("testcase")]
    assert outcomes == [[], ["failure"], ["failure"], ["system-out"], ["skipped"]]


def test_a_junit_failure_says_where_what_and_how_to_mend_it() -> None:
    (case,) = junit(finding()).iter("testcase")
    assert case.attrib == {
        "classname": "data/events/2022.toml",
        "name": "CBI104 unknown-value at 3:8",
    }
    (failure,) = case
    assert failure.attrib == {"type": "CBI104", "message": "`kind`: `sumit` is not a known value"}
    assert as_lines(failure.text or "") == [
        "data/events/2022.toml:3:8: error CBI104 unknown-value",
        "`kind`: `sumit` is not a known value",
        "help: did you mean `summit`?",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_junit(text: str) -> None:
    top = junit(finding(message=text, hint=text, file=f"{text}.toml"), files=(f"{text}.toml",))
    assert [element.tag for element in top.iter()] == ["testsuites", "testsuite", "testcase", "failure"]
    (failure,) = top.iter("failure")
    if text.replace("\n", "").isprintable():
        assert failure.get("message") == text
        assert (failure.text or "").endswith(f"\nhelp: {text}")


def test_gitlab_takes_a_list_of_entries() -> None:
    given = (finding(), finding(severity="warning", hint=""), finding(older=True))
    entries = json.loads(format_report(report(*given, base="v1"), "gitlab"))
    assert [list(entry) for entry in entries] == [
        ["description", "check_name", "fingerprint", "severity", "location"]
    ] * 3
    assert [entry["severity"] for entry in entries] == ["major", "minor", "info"]
    assert entries[0]["description"] == "`kind`: `sumit` is not a known value (did you mean `summit`?)"
    assert entries[1]["description"] == "`kind`: `sumit` is not a known value"
    assert entries[0]["check_name"] == "CBI104 unknown-value"
    assert entries[0]["location"] == {"path": "data/events/2022.toml", "lines": {"begin": 3}}
    assert len({entry["fingerprint"] for entry in entries}) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_json_lines_are_the_findings_of_the_document_one_per_line(text: str) -> None:
    given = report(finding(message=text), finding(hint=text), base="v1")
    lines = as_lines(format_report(given, "jsonl"))
    rows = json.loads(format_report(given, "json"))["findings"]
    assert [json.loads(line) for line in lines] == rows
    assert (rows[0]["message"], rows[1]["hint"], rows[0]["older"]) == (text, text, False)


def test_nothing_found_is_nothing_marked() -> None:
    empty = report(files=("a.toml",))
    assert format_report(empty, "jsonl") == ""
    assert format_report(empty, "github") == "2 records, 1 files, 4 checks: no errors\n"
    assert json.loads(format_report(empty, "gitlab")) == []
    assert counts(junit(files=("a.toml",))) == ("1", "0", "0", None)


def test_older_stands_apart_in_the_text() -> None:
    text = format_report(report(finding(older=True), finding(severity="warning"), base="v1"), "text")
    new, older = text.split("Also in v1; not counted:\n\n")
    assert "warning CBI104" in new
    assert "error CBI104" not in new
    assert "error CBI104" in older
    assert older.endswith("2 records, 1 files, 4 checks: no errors, 1 warning; older: 1 error\n")


def test_older_stands_in_the_document_only_where_there_is_a_base() -> None:
    without = json.loads(format_report(report(finding()), "json"))
    assert "older" not in without["findings"][0]
    assert without["summary"].keys() == {"files", "records", "events", "checks", "errors", "warnings", "accepted"}
    with_base = json.loads(format_report(report(finding(), finding(older=True), base="v1"), "json"))
    assert [row["older"] for row in with_base["findings"]] == [False, True]
    assert (with_base["summary"]["errors"], with_base["summary"]["older_errors"]) == (1, 1)


def test_table_is_another_name_of_text() -> None:
    assert format_report(report(finding()), "table") == format_report(report(finding()), "text")
    texts = {format_report(report(finding()), entry.name) for entry in FINDING_FORMATS}
    assert len(texts) == len(FINDING_FORMATS) - 1
