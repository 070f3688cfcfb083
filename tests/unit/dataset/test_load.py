from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import check_files
from cbi_cli.core.findings import Path
from cbi_cli.dataset.load import load
from tests.datasets import event, files

GOOD = event("2022-05-04")


@pytest.mark.parametrize(
    ("was", "now", "code", "path", "hint"),
    [
        ('kind = "meeting"', 'kind = "meetting"', "CBI104", ("kind",), "did you mean `meeting`?"),
        ("level =", "levle =", "CBI101", ("levle",), "did you mean `level`?"),
        ('title = "Event 2022-05-04 "', "title = 5", "CBI103", ("title",), 'write text in quotes, as "text"'),
        ("start = 2022-05-04", 'start = "2022-05-44"', "CBI105", ("start",), "write a day that the calendar has"),
        ("start = 2022-05-04", 'start = "May 4"', "CBI103", ("start",), ""),
        ('parties = ["aa", "bb"]', "parties = []", "CBI106", ("parties",), "at least 1"),
        ('sources = ["book"]', 'sources = ["book#"]', "CBI106", ("sources", 0), ""),
        ('id = "2022-05-04-meeting"', 'id = "Bad Id"', "CBI106", ("id",), "an id is lower-case"),
    ],
)
def test_each_fault_of_shape_has_its_code_place_and_hint(was: str, now: str, code: str, path: Path, hint: str) -> None:
    assert was in GOOD
    dataset = load(files(GOOD.replace(was, now)))
    found = {(fault.code, fault.path[2:]): fault for fault in dataset.faults}
    assert (code, path) in found
    assert found[code, path].hint.startswith(hint)
    assert not dataset.events


def test_a_missing_key_is_named_at_its_record() -> None:
    dataset = load(files(GOOD.replace('kind = "meeting"\n', "")))
    assert [(fault.code, fault.path) for fault in dataset.faults] == [("CBI102", ("event", 0, "kind"))]


def test_all_faults_of_a_record_show_at_once_and_others_stay() -> None:
    bad = GOOD.replace('"meeting"', '"x"').replace('"cabinet"', '"y"')
    dataset = load(files(bad, event("2022-06-01")))
    assert sorted(fault.path[2:] for fault in dataset.faults) == [("kind",), ("level",)]
    assert [entry.id for entry in dataset.events] == ["2022-06-01-meeting"]
    assert "2022-05-04-meeting" in dataset.ids("event")


def test_files_that_miss_and_files_that_nobody_reads_are_told() -> None:
    given = files(GOOD)
    given["event/2022.toml"] = given.pop("sources.toml")
    codes = {(fault.code, fault.file) for fault in check_files(given, date(2026, 11, 24))[1]}
    assert codes == {("CBI003", "sources.toml"), ("CBI004", "event/2022.toml")}


def test_single_brackets_in_place_of_double_ones_are_explained() -> None:
    dataset = load(files(GOOD.replace("[[event]]", "[event]")))
    (fault,) = dataset.faults
    assert (fault.code, fault.path) == ("CBI103", ("event",))
    assert "[[event]]" in fault.hint
