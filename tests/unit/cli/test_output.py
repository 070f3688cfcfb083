"""The format of a result, by what is asked for and by the name of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.cli.output import choose_format
from cbi_cli.formats.registry import FORMATS_BY_SUFFIX


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("card.json", "json"),
        ("card", None),
        ("-", None),
        ("/dev/stdout", None),
        ("/dev/fd/3", None),
        ("/dev/null", None),
        # A folder in the memory of the machine, whose files are like all others.
        ("/dev/shm/card.json", "json"),  # noqa: S108 - nothing is written
    ],
)
def test_the_suffix_of_a_file_gives_the_format_and_a_stream_has_none(name: str, expected: str | None) -> None:
    assert choose_format(Path(name), None, FORMATS_BY_SUFFIX) == expected
    assert choose_format(Path(name), "json", FORMATS_BY_SUFFIX) == "json"


def test_without_a_file_the_format_is_the_one_asked_for() -> None:
    assert choose_format(None, "csv", FORMATS_BY_SUFFIX) == "csv"
