"""Which paths inside a dataset are data files, and of which kind."""

from __future__ import annotations

import pytest

from cbi_cli.records.file_kinds import FILE_KINDS, file_kind
from cbi_cli.records.names import is_data_file, record_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dataset.toml", "dataset"),
        ("topics.toml", "topic"),
        ("events/2022.toml", "event"),
        ("events/2022/01.toml", "event"),
        ("events/2022/a/b/c.toml", "event"),
        ("editions/2022.toml", "edition"),
        ("editions/2022/a.toml", None),
        ("events//2022.toml", None),
        ("events/.toml", None),
        ("editions/.toml", None),
        ("events/2022.TOML", None),
        ("events.toml", None),
        ("drafts/events/2022.toml", None),
        ("Dataset.toml", None),
        ("sub/dataset.toml", None),
        ("/events/2022.toml", None),
        ("", None),
    ],
)
def test_the_path_of_a_file_says_what_its_records_are(name: str, kind: str | None) -> None:
    assert record_kind(name) == kind
    assert is_data_file(name) is (kind is not None)


def test_the_path_of_each_kind_of_file_is_one_of_its_files() -> None:
    assert [file_kind(kind.path.replace("<year>", "2022")) for kind in FILE_KINDS] == list(FILE_KINDS)
