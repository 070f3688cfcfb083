"""What a check finds depends on today, so a kept answer holds only while it would be the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import session_at
from tests.repositories import write_files
from tests.rules.datasets import base_files

LATE = date(2024, 5, 10)
CHANGES = {
    "covers_until": ("dataset.toml", b"covers_until = 2023-03-31", b"covers_until = 2024-05-10"),
    "published": ("sources.toml", b'published = "2023-03"', b"published = 2024-05-10"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_kept_answer_is_that_of_the_day(name: str, tmp_path: Path) -> None:
    file, old, new = CHANGES[name]
    assert old in base_files()[file]
    write_files(tmp_path, base_files() | {file: base_files()[file].replace(old, new)})
    place = DatasetLocation(tmp_path, "folder")
    for apart, codes in ((-2, ["CBI306"]), (-1, []), (0, []), (900, []), (-1, []), (-2, ["CBI306"]), (-3, ["CBI306"])):
        store = session_at(place, LATE + timedelta(days=apart)).unverified_snapshot
        assert [one.code for one in store.findings()] == codes, apart
