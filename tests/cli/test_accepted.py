"""`validate --strict`, and findings that the dataset accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.repositories import write_files
from tests.rules.datasets import base_files

UNUSED = b'\n[[source]]\nid = "forgotten"\ntitle = "A book"\n'
TITLE = b'title = "The presidents meet in Washington'


def accepted(code: str, record: str) -> bytes:
    return f'\n[[accepted]]\ncode = "{code}"\nrecord = "{record}"\nreason = "Looked up."\n'.encode()


def with_findings(*more: bytes) -> dict[str, bytes]:
    """A dataset with a warning (CBI404) and an error (CBI305), and with these acceptances."""
    files = base_files()
    files["sources.toml"] += UNUSED
    files["events/2022.toml"] = files["events/2022.toml"].replace(TITLE, TITLE + b" on May 5, 2021", 1)
    files["dataset.toml"] += b"".join(more)
    return files


WARNING = accepted("CBI404", "forgotten")
ERROR = accepted("CBI305", "2022-07-12-presidents-meeting")


@pytest.mark.parametrize(
    ("more", "code", "strict", "summary"),
    [
        ((), 1, 1, (1, 1, 0)),
        ((ERROR,), 0, 1, (0, 1, 1)),
        ((WARNING,), 1, 1, (1, 0, 1)),
        ((ERROR, WARNING), 0, 0, (0, 0, 2)),
        ((ERROR, WARNING, accepted("CBI401", "x")), 0, 1, (0, 1, 2)),
        ((ERROR, WARNING, accepted("CBI202", "x")), 1, 1, (1, 0, 2)),
    ],
)
def test_what_is_accepted_does_not_count_and_warnings_count_under_strict(
    more: tuple[bytes, ...], code: int, strict: int, summary: tuple[int, int, int], tmp_path: Path, cli: Cli
) -> None:
    write_files(tmp_path, with_findings(*more))
    assert cli("validate", folder=tmp_path).code == code
    assert cli("validate", "--strict", folder=tmp_path).code == strict
    found = json.loads(cli("validate", "--format", "json", folder=tmp_path).out)["summary"]
    assert (found["errors"], found["warnings"], found["accepted"]) == summary


def test_the_receipt_counts_what_is_accepted(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, with_findings(ERROR, WARNING))
    assert cli("validate", folder=tmp_path).out.endswith(": no errors, 2 accepted\n")
    assert cli("scorecard", "2022", folder=tmp_path).code == 0


def test_an_acceptance_is_followed_when_only_it_changes(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, with_findings(ERROR, WARNING))
    assert cli("validate", folder=tmp_path).code == 0
    write_files(tmp_path, with_findings(WARNING))
    assert cli("validate", folder=tmp_path).code == 1


def test_a_fault_of_form_leaves_acceptances_unjudged(tmp_path: Path, cli: Cli) -> None:
    files = with_findings(ERROR, WARNING)
    files["events/2022.toml"] = files["events/2022.toml"].replace(b"start = 2022-07-12", b'start = "soon"', 1)
    write_files(tmp_path, files)
    found = json.loads(cli("validate", "--format", "json", folder=tmp_path).out)["findings"]
    assert [one["code"] for one in found] == ["CBI103"]
