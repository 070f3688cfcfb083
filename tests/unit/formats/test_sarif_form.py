"""The form that SARIF is held against refuses what the standard refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.formats.sarif_form import find_sarif_faults


def log(**result: Any) -> dict[str, Any]:
    run = {"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "m"}, **result}]}
    return {"version": "2.1.0", "runs": [run]}


def test_the_smallest_log_has_the_form() -> None:
    assert find_sarif_faults({"version": "2.1.0", "runs": []}) == []
    assert find_sarif_faults(log()) == []


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], "log is no object"),
        ({"version": "2.1.0"}, "log has no runs"),
        ({"version": "2.0.0", "runs": []}, "log.version is '2.0.0'"),
        ({"version": "2.1.0", "runs": {}}, "log.runs is no list"),
        ({"version": "2.1.0", "runs": [{}]}, "log.runs[0] has no tool"),
        (log(level="fatal"), "log.runs[0].results[0].level is 'fatal'"),
        (log(message={}), "log.runs[0].results[0].message has no text"),
        (log(severity="x"), "log.runs[0].results[0] may not have severity"),
        (log(ruleIndex="1"), "log.runs[0].results[0].ruleIndex is '1'"),
        (log(partialFingerprints={"a": 1}), "log.runs[0].results[0].partialFingerprints is no table of texts"),
    ],
)
def test_what_the_standard_refuses_is_refused(document: Any, fault: str) -> None:
    assert find_sarif_faults(document) == [fault]


def test_a_region_begins_at_one_and_an_address_has_no_space() -> None:
    place = {"artifactLocation": {"uri": "a b"}, "region": {"startLine": 0}}
    path = "log.runs[0].results[0].locations[0].physicalLocation"
    assert find_sarif_faults(log(locations=[{"physicalLocation": place}])) == [
        f"{path}.artifactLocation.uri is 'a b'",
        f"{path}.region.startLine is 0",
    ]
