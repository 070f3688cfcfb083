"""What the tests of exports share."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import validate_files
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from tests.conftest import TODAY
from tests.hostile.datasets import files_with
from tests.hostile.texts import ACCEPTED_TEXTS

HOSTILE = list(ACCEPTED_TEXTS.values())
DAY = date(2024, 2, 29)
"""A day of a version that is not that of anything else in the datasets of the tests."""


@pytest.fixture(scope="session")
def hostile() -> Snapshot:
    """A dataset in which an event, an institution, a source and so on have each of the hostile texts."""
    dataset, findings = validate_files(files_with(HOSTILE), TODAY)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert not errors, errors
    return build_from_dataset(dataset)


def page_address(kind: str, record_id: str) -> str:
    """The address of a page, as a site has it."""
    return f"https://example.org/en/{kind}/{record_id}.html"
