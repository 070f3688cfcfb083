"""Ids that were given up still answer, in every command that takes an id or a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import TALKS, TALKS_ROW, event, files

EVENT = event("2022-05-04", 'former_ids = ["2022-05-03-talks"]')
WITHDRAWN = """
[[withdrawn]]
kind = "event"
id = "2021-05-04-forum"
title = "Forum"
date = 2026-11-29
reason = "the source speaks of a plan"
replaced_by = "2022-05-04-meeting"

[[withdrawn]]
kind = "indicator"
id = "forum-row"
title = "Forums"
date = 2026-11-28
reason = "nobody expects them to recur"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    renamed = {
        "institutions": TALKS + 'former_ids = ["old-talks"]\ncadence_years = 1\n',
        "indicators": TALKS_ROW + 'former_ids = ["old-row"]\n',
    }
    for name, content in files(EVENT, **renamed, withdrawn=WITHDRAWN).items():
        file = "withdrawn.toml" if name == "withdrawns.toml" else name
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(content)
    return tmp_path


def test_the_dataset_has_no_findings(data: Path, cli: Cli) -> None:
    result = cli("validate", folder=data)
    assert (result.code, "no errors" in result.out) == (0, True), result


@pytest.mark.parametrize(
    ("typed", "now"),
    [("2022-05-03-talks", "2022-05-04-meeting"), ("old-talks", "talks"), ("OLD-Row", "talks-row")],
)
def test_show_answers_for_a_former_id_and_says_the_new_one(data: Path, cli: Cli, typed: str, now: str) -> None:
    result = cli("show", typed, folder=data)
    assert (result.code, result.err) == (0, f"cbi: `{typed}` is called `{now}` now\n")
    assert result.out == cli("show", now, folder=data).out
    assert cli("show", now, folder=data).err == ""


@pytest.mark.parametrize(
    ("call", "former", "now"),
    [
        (("history",), "old-row", "talks-row"),
        (("history",), "old-talks", "talks"),
        (("explain", "2022"), "old-row", "talks-row"),
        (("timeline", "--year", "2022", "--institution"), "old-talks", "talks"),
        (("gaps",), "old-row", "talks-row"),
    ],
)
def test_reports_answer_for_a_former_id(data: Path, cli: Cli, call: tuple[str, ...], former: str, now: str) -> None:
    result = cli(*call, former, folder=data)
    assert result.code == 0
    assert result.out == cli(*call, now, folder=data).out
    assert "Event 2022-05-04" in result.out or "2022" in result.out


def test_show_answers_for_a_withdrawn_id_with_the_reason(data: Path, cli: Cli) -> None:
    result = cli("show", "2021-05-04-forum", folder=data)
    assert (result.code, result.err) == (0, "")
    for part in ("withdrawn 2021-05-04-forum", "the source speaks of a plan", "2026-11-29", "2022-05-04-meeting"):
        assert part in result.out


def test_a_withdrawn_series_ends_with_the_reason(data: Path, cli: Cli) -> None:
    result = cli("history", "forum-row", folder=data)
    assert result.code == 2
    assert "the indicator `forum-row` was withdrawn on 2026-11-28: nobody expects them to recur" in result.err
    assert "help: `cbi show forum-row` shows the entry" in result.err


def test_a_withdrawn_series_ends_with_the_one_in_its_place(data: Path, cli: Cli) -> None:
    path = data / "withdrawn.toml"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + '\nreplaced_by = "talks-row"\n', encoding="utf-8")
    result = cli("history", "forum-row", folder=data)
    assert result.code == 2
    assert "help: `talks-row` is right in its place" in result.err


def test_a_reference_to_an_id_that_was_given_up_is_an_error_with_the_new_id(data: Path, cli: Cli) -> None:
    more = event("2022-06-04", 'institutions = ["old-talks"]', 'distinct_from = ["2021-05-04-forum"]')
    (data / "events/2022.toml").write_text(f"{EVENT}\n{more}", encoding="utf-8")
    result = cli("validate", folder=data)
    assert result.code == 1
    assert "it is called `talks` now; write that" in result.out
    assert "it was withdrawn on 2026-11-29; `2022-05-04-meeting` is right in its place" in result.out


@pytest.mark.parametrize("taken", ["2022-05-03-talks", "2021-05-04-forum"])
def test_no_new_event_gets_an_id_that_was_given_up(data: Path, cli: Cli, taken: str) -> None:
    day, title = taken[:10], taken[11:]
    call = ("add-event", "--no-input", "--dry-run", "--start", day, "--title", title, "--kind", "meeting")
    more = ("--level", "cabinet", "--institution", "talks", "--party", "aa", "--party", "bb", "--source", "book")
    result = cli(*call, *more, "--distinct-from", "2022-05-04-meeting", folder=data)
    assert result.code == 0, result
    assert f'id = "{taken}-2"' in result.out
