"""Each folder ``<code>/bad*`` has the findings of its ``expected.txt``, word for word; ``<code>/good*`` has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.messages import Message
from cbi_cli.rules.registry import RULES_BY_CODE
from tests.rules.datasets import HERE, base_files, format_findings, overlay_files, run_checks

FOLDERS = sorted(path for path in HERE.glob("CBI*/*") if path.is_dir())
BAD = [path for path in FOLDERS if path.name.startswith("bad")]
GOOD = [path for path in FOLDERS if path.name.startswith("good")]


def name(folder: Path) -> str:
    return folder.relative_to(HERE).as_posix()


def test_the_base_has_no_findings() -> None:
    assert run_checks(base_files()) == ()


@pytest.mark.parametrize("folder", BAD, ids=name)
def test_bad_folders_have_exactly_the_expected_findings(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert format_findings(run_checks(overlay_files(folder))) == expected
    assert f" {folder.parent.name} " in expected, "no finding of the folder's own code"


@pytest.mark.parametrize("folder", GOOD, ids=name)
def test_good_folders_have_no_findings(folder: Path) -> None:
    assert format_findings(run_checks(overlay_files(folder))) == ""
    assert overlay_files(folder) != base_files(), "a near miss that is the base itself shows nothing"


@pytest.mark.parametrize("code", RULES_BY_CODE)
def test_every_check_has_both_folders(code: str) -> None:
    names = {path.name for path in FOLDERS if path.parent.name == code}
    assert "bad" in names
    assert "good" in names


def test_every_folder_belongs_to_a_check_and_is_run() -> None:
    assert {path.parent.name for path in FOLDERS} == set(RULES_BY_CODE)
    assert sorted(BAD + GOOD) == FOLDERS


def test_there_are_many_bad_folders() -> None:
    assert len(BAD) >= 30


def test_files_whose_names_differ_in_case_or_unicode_form_alone_are_found() -> None:
    """No folder holds this case, since not every system can check it out."""
    for one, other in (("old", "OLD"), ("caf\u00e9", "cafe\u0301"), ("stra\u00dfe", "STRASSE")):
        more = {f"events/{name}.toml": b"# No event.\n" for name in (one, other)}
        found = run_checks(base_files() | more)
        assert [(found.code, found.file) for found in found] == [("CBI004", max(more))]
        assert min(more) in found[0].message


@pytest.mark.parametrize("folder", BAD, ids=name)
def test_every_finding_can_be_translated_after_it_was_read_from_an_index(folder: Path) -> None:
    for finding in run_checks(overlay_files(folder)):
        assert isinstance(finding.message, Message), finding.message
        assert isinstance(finding.hint, Message) or not finding.hint, finding.hint
