"""Ids that were given up still answer, in every command that takes an id or a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import HEAD, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.repositories import write_files

EVENT = event_toml("2022-05-04", 'former_ids = ["2022-05-03-talks"]', 'topics = ["trade"]')
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
""" + "".join(
    f"""
[[withdrawn]]
kind = "{kind}"
id = "gone"
title = "The {kind}"
date = 2026-11-27
reason = "the {kind} was a slip"
"""
    for kind in ("institution", "topic", "source", "place", "party")
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    renamed = {
        "institutions": TALKS + 'former_ids = ["old-talks"]\ncadence_years = 1\n',
        "indicators": TALKS_ROW + 'former_ids = ["old-row"]\n',
        "place": '[[place]]\nid = "town"\nname = "Town"\ncountry = "aa"\nformer_ids = ["old-town"]\n',
        "topic": '[[topic]]\nid = "trade"\nlabel = "Trade"\nformer_ids = ["commerce"]\n',
        "dataset": HEAD.replace('name = "B" }', 'name = "B", former_ids = ["old-bb"] }'),
    }
    made = dataset_files(EVENT, **renamed, withdrawn=WITHDRAWN)
    made["sources.toml"] = made["sources.toml"].replace(b'id = "book"', b'id = "book"\nformer_ids = ["old-book"]')
    write_files(tmp_path, made)
    return tmp_path


def test_the_dataset_has_no_findings(data: Path, cli: Cli) -> None:
    result = cli("validate", folder=data)
    assert (result.code, "no errors" in result.out) == (0, True), result


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("2022-05-03-talks", "2022-05-04-meeting"),
        ("old-talks", "talks"),
        ("OLD-Row", "talks-row"),
        ("old-town", "town"),
    ],
)
def test_show_answers_for_a_former_id_and_says_the_new_one(data: Path, cli: Cli, typed: str, now: str) -> None:
    result = cli("show", typed, folder=data)
    assert (result.code, result.err) == (0, f"cbi: `{typed}` is now called `{now}`\n")
    assert result.out == cli("show", now, folder=data).out
    assert cli("show", now, folder=data).err == ""


@pytest.mark.parametrize(
    ("call", "former", "now"),
    [
        (("history",), "old-row", "talks-row"),
        (("history",), "old-talks", "talks"),
        (("explain", "2022"), "old-row", "talks-row"),
        (("timeline", "--year", "2022", "--institution"), "old-talks", "talks"),
        (("timeline", "--year", "2022", "--topic"), "commerce", "trade"),
        (("timeline", "--year", "2022", "--party"), "old-bb", "bb"),
        (("timeline", "--year", "2022", "--place"), "old-town", "town"),
        (("timeline", "--year", "2022", "--source"), "old-book", "book"),
        (("gaps",), "old-row", "talks-row"),
    ],
)
def test_reports_answer_for_a_former_id_and_say_the_new_one(
    data: Path, cli: Cli, call: tuple[str, ...], former: str, now: str
) -> None:
    result = cli(*call, former, folder=data)
    assert (result.code, result.err) == (0, f"cbi: `{former}` is now called `{now}`\n")
    wanted = cli(*call, now, folder=data)
    assert (wanted.out, wanted.err) == (result.out, "")
    assert "Event 2022-05-04" in result.out or "2022" in result.out


def test_a_search_finds_an_event_by_its_former_id(data: Path, cli: Cli) -> None:
    for text in ("2022-05-03-talks", "2022-05-03"):
        assert "2022-05-04-meeting" in cli("timeline", "--year", "all", "--text", text, folder=data).out


ADD = (
    *("add-event", "--no-input", "--dry-run", "--start", "2022-06-01", "--title", "X", "--kind", "meeting"),
    *("--level", "cabinet", "--party", "aa", "--source", "book"),
)
WITHDRAWN_IDS = {
    "institution": (
        ("timeline", "--year", "all", "--institution"),
        ("history",),
        ("gaps",),
        ("explain", "2022"),
        (*ADD, "--institution"),
    ),
    "topic": (("timeline", "--year", "all", "--topic"), (*ADD, "--topic")),
    "source": (("timeline", "--year", "all", "--source"), (*ADD, "--source")),
    "place": (("timeline", "--year", "all", "--place"), (*ADD, "--place")),
    "party": (("timeline", "--year", "all", "--party"), (*ADD, "--party"), (*ADD, "--host"), (*ADD, "--guest")),
}


@pytest.mark.parametrize(("kind", "call"), [(kind, call) for kind, calls in WITHDRAWN_IDS.items() for call in calls])
def test_every_command_that_takes_an_id_says_that_it_was_withdrawn(
    data: Path, cli: Cli, kind: str, call: tuple[str, ...]
) -> None:
    said = f"the {kind} `gone` was withdrawn on 2026-11-27: the {kind} was a slip"
    for typed in ("gone", "GONE", *(["gone#p1"] if kind == "source" else [])):
        result = cli(*call, typed, folder=data)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
        assert "`cbi show gone` shows the entry" in result.err


def test_a_new_event_is_told_what_took_the_place_of_a_withdrawn_one(data: Path, cli: Cli) -> None:
    result = cli(*ADD, "--institution", "talks", "--distinct-from", "2021-05-04-forum", folder=data)
    assert result.code == 2
    assert "the event `2021-05-04-forum` was withdrawn on 2026-11-29: the source speaks of a plan" in result.err
    assert "use `2022-05-04-meeting` instead" in result.err


def test_an_id_of_another_kind_is_named(data: Path, cli: Cli) -> None:
    for call, told in (
        (("history", "trade"), "no series is called `trade`; that is the topic `trade`"),
        (("history", "2022-05-03-talks"), "; that is the event `2022-05-04-meeting`"),
        (("history", "2021-05-04-forum"), "; the event `2021-05-04-forum` was withdrawn on 2026-11-29"),
        (("timeline", "--year", "all", "--topic", "old-talks"), "; that is the institution `talks`"),
        (("show", "talks", "--kind", "event"), "no event is called `talks`; that is the institution `talks`"),
    ):
        result = cli(*call, folder=data)
        assert (result.code, told in result.err) == (2, True), result.err


def test_show_answers_for_each_of_several_withdrawn_records_of_one_id(data: Path, cli: Cli) -> None:
    every = json.loads(cli("show", "gone", "--format", "json", folder=data).out)["records"]
    assert [one["fields"]["kind"] for one in every] == ["institution", "topic", "source", "place", "party"]
    assert [one["place"].rpartition(":")[2] for one in every] == ["17", "24", "31", "38", "45"]
    (topic,) = json.loads(cli("show", "gone", "--kind", "topic", "--format", "json", folder=data).out)["records"]
    assert topic["fields"]["reason"] == "the topic was a slip"
    other = cli("show", "gone", "--kind", "event", folder=data)
    assert (other.code, other.out) == (2, "")
    assert "no event is called `gone`; the institution `gone` was withdrawn" in other.err
    near = cli("show", "2021-05-04-forun", folder=data)
    assert "`2021-05-04-forum`" in near.err


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
    reason = 'reason = "nobody expects them to recur"\n'
    text = path.read_text(encoding="utf-8").replace(reason, f'{reason}replaced_by = "talks-row"\n')
    path.write_text(text, encoding="utf-8")
    result = cli("history", "forum-row", folder=data)
    assert result.code == 2
    assert "help: use `talks-row` instead" in result.err


def test_a_reference_to_an_id_that_was_given_up_is_an_error_with_the_new_id(data: Path, cli: Cli) -> None:
    more = event_toml("2022-06-04", 'institutions = ["old-talks"]', 'distinct_from = ["2021-05-04-forum"]')
    (data / "events/2022.toml").write_text(f"{EVENT}\n{more}", encoding="utf-8")
    result = cli("validate", folder=data)
    assert result.code == 1
    assert "it is now called `talks`; use that id" in result.out
    assert "it was withdrawn on 2026-11-29; use `2022-05-04-meeting` instead" in result.out


@pytest.mark.parametrize("taken", ["2022-05-03-talks", "2021-05-04-forum"])
def test_no_new_event_gets_an_id_that_was_given_up(data: Path, cli: Cli, taken: str) -> None:
    day, title = taken[:10], taken[11:]
    call = ("add-event", "--no-input", "--dry-run", "--start", day, "--title", title, "--kind", "meeting")
    more = ("--level", "cabinet", "--institution", "talks", "--party", "aa", "--party", "bb", "--source", "book")
    result = cli(*call, *more, "--distinct-from", "2022-05-04-meeting", folder=data)
    assert result.code == 0, result
    assert f'id = "{taken}-2"' in result.out


def test_no_hint_leads_back_to_what_is_wrong(data: Path, cli: Cli) -> None:
    path = data / "withdrawn.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"2022-05-04-meeting"', '"2021-05-04-forum"'), encoding="utf-8")
    result = cli("validate", folder=data)
    assert (result.code, "help: it was withdrawn on 2026-11-29\n" in result.out) == (1, True), result.out
    path.write_text(text, encoding="utf-8")
    own = EVENT.replace('["2022-05-03-talks"]', '["2022-05-04-meeting"]')
    (data / "events/2022.toml").write_text(own, encoding="utf-8")
    result = cli("validate", folder=data)
    assert (result.code, "help: delete it: a former id differs from the id" in result.out) == (1, True), result.out


def test_a_record_keeps_its_first_id_before_the_others_also_if_it_has_it_again(data: Path, cli: Cli) -> None:
    """Without it, nothing would tell which of two ids was the first."""
    path = data / "events" / "2022.toml"
    own = EVENT.replace('["2022-05-03-talks"]', '["2022-05-04-meeting", "2022-05-03-talks"]')
    path.write_text(own, encoding="utf-8")
    assert cli("validate", folder=data).code == 0
    for wrong in ('["2022-05-03-talks", "2022-05-04-meeting"]', '["2022-05-04-meeting"]'):
        path.write_text(EVENT.replace('["2022-05-03-talks"]', wrong), encoding="utf-8")
        result = cli("validate", folder=data)
        assert (result.code, "help: delete it: a former id differs from the id" in result.out) == (1, True), result.out


OTHER_TALKS = TALKS.replace("talks", "forum").replace("Talks", "Forum")
OTHER_ROW = TALKS_ROW.replace("talks-row", "row").replace('"Talks"', '"R"')
OTHERS = {
    "institutions.toml": (TALKS + OTHER_TALKS, "forum", "talks"),
    "topics.toml": ('[[topic]]\nid = "trade"\nlabel = "Trade"\n[[topic]]\nid = "tax"\nlabel = "Tax"\n', "tax", "trade"),
    "indicators.toml": (
        TALKS_ROW + TALKS_ROW.replace("talks-row", "row").replace('"Talks"', '"R"'),
        "row",
        "talks-row",
    ),
    "sources.toml": (SOURCES + '[[source]]\nid = "paper"\ntitle = "Paper"\n', "paper", "book"),
    "dataset.toml": (HEAD, "bb", "aa"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_no_record_has_the_id_of_another_one_as_a_former_id(data: Path, cli: Cli, name: str) -> None:
    """Links to the old id would lead to the wrong one: whichever kind it is, and also if both had it."""
    text, later, earlier = OTHERS[name]
    for path in (*data.glob("*.toml"), *data.glob("events/*.toml")):
        path.unlink()
    write_files(data, dataset_files(event_toml("2022-05-04")) | {name: text.encode()})
    assert cli("validate", folder=data).code == 0
    for old_id, problem in ((earlier, "uses it"), ("gone", "is a former id of")):
        changed = text
        ids = [later] if old_id == earlier else [later, earlier]
        for one in ids:
            mark = f'id = "{one}"'
            end = ", " if name == "dataset.toml" else "\n"
            changed = changed.replace(mark, f'{mark}{end}former_ids = ["{old_id}"]', 1)
        (data / name).write_text(changed, encoding="utf-8")
        result = cli("validate", folder=data)
        assert (result.code, result.out.count("CBI209"), problem in result.out) == (1, 1, True), result.out
