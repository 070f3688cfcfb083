"""The site of the shipped dataset, built once for all tests."""

from __future__ import annotations

import pytest

from cbi_cli.index.snapshot import Snapshot
from tests.sites import build_files


@pytest.fixture(scope="session")
def shipped_site(us_mexico: Snapshot) -> dict[str, bytes]:
    """Its files by their paths."""
    return build_files(us_mexico)
