"""What is written as a path is no revision of git."""

from __future__ import annotations

import pytest

from cbi_cli.cli.revision_args import _is_path


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("./old", True),
        ("old/", True),
        ("/data/old", True),
        ("a/../b", True),
        ("~old", True),
        (".old", True),
        ("old\\new", True),
        ("main", False),
        ("feature/old", False),
        ("v1.0.0", False),
    ],
)
def test_a_path_is_known_by_how_it_is_written(word: str, path: bool) -> None:
    assert _is_path(word) is path
