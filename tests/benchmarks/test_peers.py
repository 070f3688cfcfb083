"""The peers have the same content, their versions are pinned, and one that is not there is told."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from benchmarks.cases import IMPORTED_ROWS, cached_cases, changing_cases, cold_case, write_table
from benchmarks.generate import generate
from benchmarks.peer_formats import JRNL_VERSION, first_day, write_formats
from benchmarks.peers import PEERS, peer_cases
from benchmarks.workdir import HERE, remove_snapshots

from tests.conftest import Cli


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A dataset of 60 events and the folder with all its forms."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("forms")
    generate(60, data)
    write_formats(data, folder)
    return data, folder


@pytest.mark.parametrize(("start", "day"), [("2022", "2022-01-01"), ("2022-10", "2022-10-01"), ("2022-10-13",) * 2])
def test_a_partial_date_becomes_its_first_day(start: str, day: str) -> None:
    assert first_day({"start": start}) == day


def test_every_event_stands_in_every_form(written: tuple[Path, Path]) -> None:
    _, folder = written
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    journal = (folder / "body.journal").read_text(encoding="utf-8")
    beans = (folder / "body.beancount").read_text(encoding="utf-8")
    assert len(ids) == 60
    assert re.findall(r"\bid:([a-z0-9-]+)", journal) == ids
    assert re.findall(r'^  id: "(.+)"$', beans, re.MULTILINE) == ids
    assert len(re.findall(r"(?m)^\[\d{4}-", (folder / "journal.txt").read_text(encoding="utf-8"))) == 60


def test_every_transaction_balances(written: tuple[Path, Path]) -> None:
    beans = (written[1] / "body.beancount").read_text(encoding="utf-8")
    for block in beans.strip().split("\n\n"):
        assert sum(int(amount) for amount in re.findall(r"(-?\d+) EVENT", block)) == 0


def test_the_table_has_the_fields_of_its_schema(written: tuple[Path, Path]) -> None:
    fields = json.loads((written[1] / "schema.json").read_text(encoding="utf-8"))["fields"]
    head = (written[1] / "events.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert head.strip().split(",") == [field["name"] for field in fields]


def test_a_peer_that_is_not_there_is_told(
    written: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *args, **options: None)
    cases, missing = peer_cases(tmp_path, *written, {})
    assert cases == []
    assert [(peer.tool, why) for peer, why in missing] == [(peer.tool, "not installed") for peer in PEERS]


def test_words_of_a_call_that_stand_for_files_are_filled_in(
    written: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: f"/bin/{name}")
    cases = {(case.key, case.tool): case for case in peer_cases(Path("/bin"), *written, {})[0]}
    assert len(cases) == len(PEERS)
    assert sum(word.endswith(".toml") for word in cases["validate", "check-jsonschema"].argv) == 12
    assert f"file://{written[1]}/event.schema.json" in cases["validate", "taplo"].argv


def test_the_added_entry_is_taken_out_again(written: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: f"/bin/{name}")
    (add,) = [case for case in peer_cases(Path("/bin"), *written, {})[0] if case.key == "add"]
    assert add.before is not None
    journal = written[1] / "journal.txt"
    text = journal.read_text(encoding="utf-8")
    add.before()
    journal.write_text("more", encoding="utf-8")
    add.before()
    assert journal.read_text(encoding="utf-8") == text


def test_every_peer_is_pinned_but_the_one_from_the_system() -> None:
    pinned = dict(re.findall(r"(?m)^([a-z-]+)==([\d.]+)$", (HERE / "requirements.txt").read_text(encoding="utf-8")))
    packages = {"bean-check": "beancount", "bean-query": "beanquery"}
    tools = {packages.get(peer.tool, peer.tool) for peer in PEERS}
    assert tools - set(pinned) == {"hledger"}
    assert pinned["jrnl"] == JRNL_VERSION


def test_one_file_changes_before_each_run_and_comes_back_when_an_event_was_added(
    written: tuple[Path, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(written[0], copy)
    changed, added, imported = changing_cases(Path("/bin"), written[0], copy, {})
    before = {path.name: path.read_bytes() for path in (copy / "events").iterdir()}
    texts = []
    for _ in range(4):
        assert changed.before is not None
        changed.before()
        now = {path.name: path.read_bytes() for path in (copy / "events").iterdir()}
        (name,) = [name for name, data in now.items() if data != before[name]]
        texts.append(now[name])
    assert len(set(texts)) == 4
    assert name != "2022.toml"
    assert ("add-event" in added.argv, added.folder) == (True, copy)
    assert ("import" in imported.argv, imported.folder) == (True, copy)


def test_every_row_of_the_table_that_is_imported_is_a_new_event(
    written: tuple[Path, Path], tmp_path: Path, cli: Cli
) -> None:
    result = cli("import", str(write_table(tmp_path / "t.csv")), "--dry-run", folder=written[0])
    assert (result.code, result.out.count("+[[event]]")) == (0, IMPORTED_ROWS)


def test_nothing_is_remembered_before_a_cold_run(written: tuple[Path, Path], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    case = cold_case(Path("/bin"), written[0], {"CBI_CACHE_DIR": "elsewhere"}, cache)
    cache.mkdir()
    (cache / "old.sqlite").touch()
    assert case.before is not None
    case.before()
    assert (list(cache.iterdir()), case.env["CBI_CACHE_DIR"]) == ([], str(cache))


def test_no_run_begins_with_the_snapshots_of_another(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "60" / "dataset.toml"
    folders = [tmp_path / "cache", tmp_path / "cache-extras", tmp_path / "copies" / "60.cache"]
    snapshots = [folder / "a.sqlite" for folder in folders]
    for file in (kept, *snapshots):
        file.parent.mkdir(parents=True)
        file.touch()
    remove_snapshots(tmp_path)
    assert [file.exists() for file in (kept, *snapshots)] == [True, False, False, False]


def test_the_card_is_asked_for_with_and_without_a_terminal() -> None:
    cases = {case.key: case for case in cached_cases(Path("/bin"), Path("/data"), {})}
    piped, shown = cases["scorecard"], cases["scorecard-terminal"]
    assert piped.argv == shown.argv == ("/bin/cbi", "scorecard", "2022")
    assert (piped.terminal, shown.terminal) == (False, True)
