"""Records that an event names and the dataset lacks are made with it, by prompts and by options."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Talk
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

ADDRESS = "https://example.org/news/1?a=1,2"
OLD = '[[source]]\nid = "book"\ntitle = "The book"\n[[source]]\nid = "old"\ntitle = "Old news"\nurl = "https://example.org/old"\n'
START = ["4 may 2022", "forum", "", "private", "A forum", "", ""]
"""The answers up to the sources."""
SOURCE = ["News of the forum", "The Paper", "5 may 2022", "", "", ""]
"""Title, publisher, day, author, language and id of a source."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_files(tmp_path, {**dataset_files(event_toml("2021-05-04")), "sources.toml": OLD.encode()})
    return tmp_path


def read(data: Path, name: str) -> list[dict[str, Any]]:
    """The records of a file."""
    (records,) = tomllib.loads((data / name).read_text(encoding="utf-8")).values()
    found: list[dict[str, Any]] = records
    return found


def test_an_address_becomes_a_source_of_the_same_change(data: Path, talk: Talk) -> None:
    result = talk(data, [*START, ADDRESS, *SOURCE, "w"])
    assert result.code == 0
    assert "Id [news-forum]: " in result.err or "Id [news-of-the-forum]: " in result.err
    (new,) = [source for source in read(data, "sources.toml") if source["id"] not in ("book", "old")]
    assert {key: str(value) for key, value in new.items() if key != "id"} == {
        "title": "News of the forum",
        "publisher": "The Paper",
        "published": "2022-05-05",
        "url": ADDRESS,
    }
    assert read(data, "events/2022.toml")[0]["sources"] == [new["id"]]
    # The preview has it, and so has stdout.
    assert result.err.count("https://example.org/news/1?a=1,2") >= 2
    assert result.out.startswith(f'[[source]]\nid = "{new["id"]}"\n')


def test_a_known_address_is_found_and_offered(data: Path, talk: Talk) -> None:
    result = talk(data, [*START, "http://EXAMPLE.org/old/", "y", "w"])
    assert result.code == 0
    assert "Old news" in result.err
    assert len(read(data, "sources.toml")) == 2
    assert read(data, "events/2022.toml")[0]["sources"] == ["old"]


def test_what_is_no_address_is_asked_for_again(data: Path, talk: Talk) -> None:
    result = talk(data, [*START, "ftp://example.org/x", "book", "w"])
    assert result.code == 0
    assert "does not begin with http:// or https://" in result.err
    assert len(read(data, "sources.toml")) == 2


def test_an_institution_and_a_place_with_their_source(data: Path, talk: Talk) -> None:
    answers = ["4 may 2022", "forum", "Bridges Group", "n", "", "", "dialogue", "", "book", ""]
    answers += ["private", "A forum", "aa", "", "Harbor", "n", "", "", "aa", "", "book", "w"]
    result = talk(data, answers)
    assert result.code == 0
    (new,) = [one for one in read(data, "institutions.toml") if one["name"] == "Bridges Group"]
    assert (new["type"], new["parties"], new["sources"]) == ("dialogue", ["aa", "bb"], ["book"])
    assert read(data, "places.toml") == [{"id": "harbor", "name": "Harbor", "country": "aa"}]
    event = read(data, "events/2022.toml")[0]
    assert (event["institutions"], event["place"]) == ([new["id"]], "harbor")
    assert "new in institutions.toml:" in result.err


def test_an_institution_needs_a_source_and_its_id_is_made_of_its_name(data: Path, talk: Talk) -> None:
    answers = ["4 may 2022", "forum", "Bridges Group", "n", "", "", "dialogue", "", "", "book", ""]
    result = talk(data, [*answers, "private", "A forum", "", "", "book", "w"])
    assert result.code == 0
    assert "a value is required" in result.err
    (new,) = [one for one in read(data, "institutions.toml") if one["name"] == "Bridges Group"]
    assert (new["id"], new["sources"]) == ("bridges-group", ["book"])


def test_going_back_makes_nothing_and_returns_to_the_event(data: Path, talk: Talk) -> None:
    result = talk(data, [*START, ADDRESS, "News", "<", "<", "book", "w"])
    assert result.code == 0
    assert len(read(data, "sources.toml")) == 2
    assert read(data, "events/2022.toml")[0]["sources"] == ["book"]


def test_a_record_that_is_not_named_any_more_is_not_written(data: Path, talk: Talk) -> None:
    result = talk(data, [*START, ADDRESS, *SOURCE, "sources", "book", "w"])
    assert result.code == 0
    assert len(read(data, "sources.toml")) == 2


def test_a_new_record_is_in_the_draft_of_the_event(data: Path, talk: Talk, cli: Cli) -> None:
    result = talk(data, [*START, ADDRESS, *SOURCE, "s"])
    assert (result.code, len(read(data, "sources.toml"))) == (0, 2)
    resumed = talk(data, ["w"], "--resume")
    assert resumed.code == 0
    assert len(read(data, "sources.toml")) == 3
    assert read(data, "sources.toml")[-1]["url"] == ADDRESS or read(data, "sources.toml")[1]["url"] == ADDRESS


def test_an_interrupt_inside_a_new_record_keeps_what_was_typed_for_it(data: Path, talk: Talk) -> None:
    assert talk(data, [*START, ADDRESS, "News of the forum"]).code == 130
    result = talk(data, [ADDRESS, "", "", "", "", "", "", "w"], "--resume")
    assert result.code == 0
    assert "[News of the forum]: " in result.err


def test_a_source_is_made_by_an_option(data: Path, cli: Cli) -> None:
    given = ["--kind", "forum", "--level", "private", "--title", "A forum", "--start", "2022-05-04", "--no-input"]
    result = cli("add-event", *given, "--new-source", f"{ADDRESS}; News; The Paper; 5 may 2022", folder=data)
    assert result.code == 0
    (new,) = [source for source in read(data, "sources.toml") if source.get("url") == ADDRESS]
    assert (new["title"], new["publisher"], str(new["published"])) == ("News", "The Paper", "2022-05-05")
    assert read(data, "events/2022.toml")[0]["sources"] == [new["id"]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("https://example.org/old; Other", "--source old"),
        ("https://example.org/new", "has no title"),
        ("https://example.org/new; T; P; someday", "published: `someday` is not a date"),
        ("here; T", "does not begin with http:// or https://"),
    ],
)
def test_an_option_that_makes_no_source_says_why(text: str, problem: str, data: Path, cli: Cli) -> None:
    given = ["--kind", "forum", "--level", "private", "--title", "A forum", "--start", "2022-05-04", "--no-input"]
    result = cli("add-event", *given, "--new-source", text, folder=data)
    assert result.code == 2
    assert problem in result.err
    assert not (data / "events" / "2022.toml").exists()


def test_a_source_whose_name_gives_no_id_needs_one(data: Path, cli: Cli) -> None:
    given = ["--kind", "forum", "--level", "private", "--title", "A forum", "--start", "2022-05-04", "--no-input"]
    refused = cli("add-event", *given, "--new-source", f"{ADDRESS}; 日本", folder=data)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "cbi: error: no id can be made of the name\n  help: give one with `id=...`\n"
    assert cli("add-event", *given, "--new-source", f"{ADDRESS}; 日本; id=japan", folder=data).code == 0
    assert read(data, "events/2022.toml")[0]["sources"] == ["japan"]


def test_a_source_of_an_option_is_in_the_draft_too(data: Path, talk: Talk) -> None:
    saved = talk(
        data, ["4 may 2022", "forum", "", "private", "A forum", "", "", "s"], "--new-source", f"{ADDRESS}; News"
    )
    assert (saved.code, len(read(data, "sources.toml"))) == (0, 2)
    resumed = talk(data, ["w"], "--resume")
    assert resumed.code == 0
    assert read(data, "events/2022.toml")[0]["sources"] == ["news"]
    assert {source["id"] for source in read(data, "sources.toml")} == {"book", "old", "news"}


def test_a_source_of_an_option_comes_with_those_of_a_draft(data: Path, talk: Talk) -> None:
    talk(data, [*START, "book", "s"])
    result = talk(data, ["w"], "--resume", "--new-source", f"{ADDRESS}; News")
    assert result.code == 0
    assert read(data, "events/2022.toml")[0]["sources"] == ["book", "news"]
