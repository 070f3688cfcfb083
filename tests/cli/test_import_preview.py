"""What `cbi import` says of rows that look like events that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_import import HEAD, MAPPING, write_table
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

ONE = """\
  1 duplicate, not added; if it is a different event, write its `distinct_from`, or \
duplicates = "distinct" into the mapping:
    row 2: looks like 2021-05-04-meeting
"""
TWO = """\
  2 duplicates, not added; if they are different events, write their `distinct_from`, or \
duplicates = "distinct" into the mapping:
    row 2: looks like 2021-05-04-meeting
    row 3: looks like 2022-03-01-meeting
"""
ROWS = "2021-05-04,Meeting of May,talks,book\n2022-03-01,Meeting of March,talks,book\n"


@pytest.mark.parametrize(("count", "expected"), [(1, ONE), (2, TWO)])
def test_duplicates_are_listed_with_what_to_do_about_them(count: int, expected: str, tmp_path: Path, cli: Cli) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_files(data, dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01")))
    (tmp_path / "t.mapping.toml").write_text(MAPPING)
    write_table(data, HEAD + "".join(ROWS.splitlines(keepends=True)[:count]))
    result = cli("import", "../t.csv", "--dry-run", folder=data)
    assert expected in result.err
