"""What is kept of a file beside its records says whether all of it is in them."""

from __future__ import annotations

import pytest

from cbi_cli.dataset.load import load_file
from cbi_cli.index.rows import file_status
from tests.datasets import event_toml

GOOD = event_toml("2022-05-04")
BAD_FIELD = event_toml("2022-06-04").replace('kind = "', 'kind = "no-such-')


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (GOOD, 0),
        # The record is there, and holds the value that does not fit.
        (f"{GOOD}\n{BAD_FIELD}", 0),
        (f'{GOOD}\n[[event]]\nid "x"\n', 1),
    ],
)
def test_a_bad_value_is_in_its_record_and_a_broken_table_in_none(text: str, broken: int) -> None:
    state = file_status(load_file("events/2022.toml", text.encode()))
    assert (state.kind, state.broken, state.lost) == ("event", broken, 0)
