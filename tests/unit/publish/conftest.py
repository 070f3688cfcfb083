"""The site of the shipped dataset, built once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.site import SiteOptions
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.report_reader import read_all_report_files
from tests.sites import build_files

SHIPPED = Path(__file__).parents[3] / "datasets" / "us-mexico"


@pytest.fixture(scope="session")
def shipped_site(us_mexico: Snapshot) -> dict[str, bytes]:
    """Its files by their paths, with the prose of the annual report."""
    reports = read_all_report_files(DatasetLocation(SHIPPED, "folder"), [2022])
    return build_files(us_mexico, SiteOptions(report_files=reports))
