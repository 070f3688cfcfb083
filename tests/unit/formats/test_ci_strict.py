"""JUnit by the strict schema of Jenkins, and SARIF with what code scanning wants, also from optimized Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cbi_cli.core.findings import Finding, Severity, TextRange
from cbi_cli.formats.findings.registry import format_report
from cbi_cli.formats.findings.report import ValidationReport, summarize
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml
from tests.hostile.texts import ALL_TEXTS
from tests.repositories import commit, make_repository, write_files

COUNTS = {"tests", "failures", "errors"}
ALLOWED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time"} | COUNTS),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name"} | COUNTS,
        {"name", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "group"} | COUNTS,
    ),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name"},
        {"name", "time", "classname", "group"},
    ),
    "failure": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
}
"""By the schema `junit-10` of Jenkins' xUnit plugin: the children of an element, attributes that must be, and all."""


def faults(element: ElementTree.Element) -> list[str]:
    """What the schema has against an element and those in it."""
    children, must, may = ALLOWED.get(element.tag, (set(), set(), set()))
    found = [] if element.tag in ALLOWED else [f"<{element.tag}>"]
    found += [f"{element.tag} without {name}" for name in must - set(element.attrib)]
    found += [f"{element.tag} with {name}" for name in set(element.attrib) - may]
    for child in element:
        found += [] if child.tag in children else [f"<{child.tag}> in <{element.tag}>"]
        found += faults(child)
    return found


def test_the_schema_sees_faults() -> None:
    text = '<testsuites skipped="1"><testsuite name="x"><testcase line="1"/></testsuite></testsuites>'
    assert len(faults(ElementTree.fromstring(text))) == 6


@pytest.mark.parametrize("name", [*list(ALL_TEXTS)[::5], "zero"])
def test_junit_is_what_the_strict_schema_allows(name: str, tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04", 'kind = "sumit"')))
    text = "".join(f"\\U{ord(one):08x}" for one in ALL_TEXTS.get(name, "x"))
    write_files(
        tmp_path,
        dataset_files(event_toml("2022-05-04", 'kind = "sumit"'), event_toml("2022-06-04", f'kind = "{text}"')),
    )
    commit(tmp_path, "Change")
    shown = cli("validate", "--base", "HEAD~1", "--format", "junit", folder=tmp_path).out
    top = ElementTree.fromstring(shown)
    assert faults(top) == []
    assert {one.tag for one in top.iter()} >= {"failure", "skipped"}


def finding(severity: Severity, message: str, older: bool = False) -> Finding:
    return Finding("CBI404", "unused-source", severity, message, "a.toml", TextRange(1, 1, 1, 2), "", "", "", "", older)


def test_no_two_cases_of_a_file_have_one_name() -> None:
    """Otherwise a reader that knows cases by their names shows the first alone."""
    found = tuple(finding("error", f"message {number}") for number in range(3))
    top = ElementTree.fromstring(
        format_report(ValidationReport(found, ("a.toml",), summarize(found, 1, 1, 1, 1), {}), "junit")
    )
    names = [case.get("name") for case in top.iter("testcase")]
    assert len(set(names)) == 3
    assert faults(top) == []


@pytest.mark.parametrize(("strict", "failures"), [(False, 1), (True, 2)])
def test_what_counts_is_a_failure_and_nothing_else(strict: bool, failures: int) -> None:
    found = (finding("error", "a"), finding("warning", "b"), finding("error", "c", True), finding("warning", "d", True))
    report = ValidationReport(found, ("a.toml",), summarize(found, 1, 1, 1, 1), {}, "main", strict=strict)
    top = ElementTree.fromstring(format_report(report, "junit"))
    assert [top.get("failures"), len(list(top.iter("failure")))] == [str(failures), failures]
    assert len(list(top.iter("skipped"))) == 2
    for form in ("text", "github", "markdown"):
        assert ("warnings count with --strict" in format_report(report, form).replace("\\", "")) is strict


def test_strict_is_told_to_every_form(tmp_path: Path, cli: Cli) -> None:
    given = dataset_files(event_toml("2022-05-04"))
    given["sources.toml"] += b'[[source]]\nid = "forgotten"\ntitle = "A"\n'
    write_files(tmp_path, given)
    for more in ([], ["--strict"]):
        result = cli("validate", "--report", "junit=out.xml", *more, folder=tmp_path)
        top = ElementTree.parse(tmp_path / "out.xml").getroot()
        assert (result.code, top.get("failures")) == ((1, "1") if more else (0, "0"))
        (tmp_path / "out.xml").unlink()


def sarif(*options: str) -> dict[str, object]:
    words = [sys.executable, *options, "-m", "cbi_cli", "validate", "datasets/us-mexico", "--format", "sarif"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "CBI_NO_CACHE": "1"})
    run: dict[str, object] = json.loads(done.stdout)["runs"][0]
    return run


def test_sarif_is_the_same_from_optimized_python() -> None:
    plain = sarif()
    assert plain == sarif("-OO")
    driver = plain["tool"]["driver"]  # type: ignore[index]
    for rule in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert len(rule[key]["text"]) > 10
            assert "None" not in rule[key]["text"].split()[:1]
        assert rule["helpUri"].endswith(f"#{rule['id']}")


def test_sarif_names_its_run_by_the_dataset() -> None:
    run = sarif()
    assert run["automationDetails"] == {"id": "cbi/validate/us-mexico/"}
    assert run["tool"]["driver"]["informationUri"].startswith("urn:")  # type: ignore[index]
