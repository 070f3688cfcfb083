"""The place of a new event: what is taken, what is offered, and what is only kept after it was said."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cbi_cli.cli.completers import complete_ids
from tests.cli.conftest import Talk
from tests.conftest import Cli, CliResult
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

PLACES = """
[[place]]
id = "el-paso"
name = "El Paso"
state = "Texas"
country = "aa"

[[place]]
id = "portland-maine"
name = "Portland"
state = "Maine"
country = "aa"

[[place]]
id = "portland-oregon"
name = "Portland"
state = "Oregon"
country = "aa"
"""
GONE = '[[withdrawn]]\nkind = "place"\nid = "old-town"\ntitle = "Old Town"\ndate = 2022-01-01\nreason = "a part"\n'
NEW = ["add-event", "--start", "2022-05-04", "--title", "Talks in May", "--kind", "meeting", "--level", "cabinet"]
NEW += ["--source", "book"]

Answer = Callable[..., CliResult]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(event_toml("2021-05-04"), place=PLACES, withdrawn=GONE))
    return tmp_path


@pytest.mark.parametrize("option", ["--place", "--city"])
@pytest.mark.parametrize("text", ["el-paso", "El paso", "El Paso, Texas"])
def test_a_place_is_taken_by_its_id_or_name(data: Path, cli: Cli, option: str, text: str) -> None:
    result = cli(*NEW, "--no-input", "--dry-run", option, text, folder=data)
    assert (result.code, 'place = "el-paso"\n' in result.out) == (0, True)
    assert "kept as a text" not in result.err


@pytest.mark.parametrize(("text", "said"), [("El Pasco", "did you mean `el-paso`?"), ("Xanadu", "is not known")])
def test_a_near_match_is_offered_and_the_text_is_kept(data: Path, cli: Cli, text: str, said: str) -> None:
    result = cli(*NEW, "--no-input", "--dry-run", "--place", text, folder=data)
    assert (result.code, f'place = "{text}"\n' in result.out) == (0, True)
    assert said in result.err
    assert "it is kept as a text" in result.err


@pytest.mark.parametrize(("text", "said"), [("Portland", "portland-maine"), ("old-town", "was withdrawn")])
def test_what_can_mean_two_places_or_was_withdrawn_is_refused(data: Path, cli: Cli, text: str, said: str) -> None:
    result = cli(*NEW, "--no-input", "--dry-run", "--place", text, folder=data)
    assert (result.code, said in result.err) == (2, True)
    assert result.out == ""


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        (["El Pas"], "el-paso"),
        (["El Pasco", "1"], "el-paso"),
        (["El Pasco", "k"], "El Pasco"),
        (["Xanadu", "k"], "Xanadu"),
        (["Xanadu", "0", "el-paso"], "el-paso"),
        (["Portland", "2"], "portland-oregon"),
        (["Portland", "0", "el-paso"], "el-paso"),
    ],
)
def test_at_the_prompt_a_text_is_kept_only_if_that_is_chosen(
    data: Path, talk: Talk, answers: Sequence[str], written: str
) -> None:
    # Institutions, office and host are asked for before the place.
    result = talk(data, ["", "", "", *answers], *NEW[1:], "--dry-run")
    assert result.code == 0
    assert f'place = "{written}"\n' in result.out


def test_places_are_completed_listed_and_counted(data: Path, cli: Cli) -> None:
    assert complete_ids("place")({"CBI_DATASET": str(data)}, "port") == [
        ("portland-maine", "Portland"),
        ("portland-oregon", "Portland"),
    ]
    listed = json.loads(cli("list", "places", "--format", "json", folder=data).out)
    assert [(one["id"], one["title"]) for one in listed["records"]] == [
        ("el-paso", "El Paso, Texas"),
        ("portland-maine", "Portland, Maine"),
        ("portland-oregon", "Portland, Oregon"),
    ]
    assert json.loads(cli("info", "--format", "json", folder=data).out)["counts"]["place"] == 3


def test_a_renamed_place_is_one_record_and_a_changed_name_reaches_every_event(data: Path, cli: Cli) -> None:
    path = data / "places.toml"
    (data / "events" / "2022.toml").write_text(event_toml("2022-05-04", 'place = "el-paso"'))
    call = ("timeline", "--year", "2022", "--format", "json")
    assert json.loads(cli(*call, folder=data).out)["events"][0]["city"] == "El Paso"
    renamed = path.read_text().replace('id = "el-paso"\nname = "El Paso"', 'id = "pass"\nname = "The Pass"')
    path.write_text(renamed.replace('name = "The Pass"', 'former_ids = ["el-paso"]\nname = "The Pass"'))
    (event,) = json.loads(cli(*call, folder=data).out)["events"]
    assert (event["city"], event["place"]) == ("el-paso", None)
    checked = cli("validate", folder=data)
    assert "it is now called `pass`; use that id" in checked.err + checked.out
    (data / "events" / "2022.toml").write_text(event_toml("2022-05-04", 'place = "pass"'))
    (event,) = json.loads(cli(*call, folder=data).out)["events"]
    assert (event["city"], event["place"]) == ("The Pass", "pass")
    found = cli("timeline", "--year", "2022", "--place", "el-paso", folder=data)
    assert (found.code, "2022-05-04-meeting" in found.out, "pass" in found.err) == (0, True, True)
