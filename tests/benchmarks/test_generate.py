"""Generated datasets are the same at every run, clean, and as long as real ones."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tomllib
import tracemalloc
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from benchmarks.events import EventCitations, EventStart, EventWriter, generate_starts
from benchmarks.generate import generate
from benchmarks.vocabulary import CITIES, DETAILS, GROUPS, THINGS

from tests.conftest import ROOT, Cli

LISTS = (THINGS, GROUPS, DETAILS, CITIES)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.toml")}


def _events(folder: Path) -> list[dict[str, object]]:
    files = sorted((folder / "events").glob("*.toml"))
    return [event for file in files for event in tomllib.loads(file.read_text(encoding="utf-8"))["event"]]


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("thousand")
    generate(1000, folder)
    return folder


def test_the_same_comes_out_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        call = [sys.executable, "-m", "benchmarks.generate", "60", str(tmp_path / seed)]
        subprocess.run(call, cwd=ROOT, env=env, check=True)
    first = _files(tmp_path / "1")
    assert first == _files(tmp_path / "2")
    assert sum(name.startswith("events/") for name in first) == 12


def test_a_call_without_a_number_says_how_it_is_called() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.generate", "many"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("python -m benchmarks.generate N FOLDER")


def test_too_few_events_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="60"):
        generate(59, tmp_path)


@pytest.mark.parametrize("count", [60, 1000])
def test_nothing_is_found_and_nothing_to_format(count: int, tmp_path: Path, cli: Cli) -> None:
    generate(count, tmp_path)
    checked = cli("validate", str(tmp_path))
    assert (checked.code, checked.out.strip().rpartition(": ")[2]) == (0, "no errors")
    assert cli("fmt", "--check", str(tmp_path)).code == 0


def test_nobody_takes_part_twice_and_a_crowded_year_numbers_its_events(tmp_path: Path) -> None:
    generate(6060, tmp_path)
    events = _events(tmp_path)
    for event in events:
        people: Any = event.get("participants", [])
        assert len({person["name"] for person in people}) == len(people)
    assert len({event["edition_number"] for event in events}) >= 5000


def test_there_is_an_event_for_each_asked_and_a_file_for_each_year(thousand: Path) -> None:
    names = sorted(path.stem for path in (thousand / "events").iterdir())
    assert names == [str(year) for year in range(1963, 2023)]
    assert len(_events(thousand)) == 1000


def test_ids_are_unique_and_begin_with_the_start(thousand: Path) -> None:
    events = _events(thousand)
    assert len({event["id"] for event in events}) == 1000
    assert all(str(event["id"]).startswith(f"{event['start']}-") for event in events)


def test_events_have_the_length_and_the_variety_of_real_ones(thousand: Path) -> None:
    events = _events(thousand)
    size = sum(path.stat().st_size for path in (thousand / "events").iterdir())
    assert 580 < size / 1000 < 720
    assert 30 < sum(isinstance(event["start"], str) for event in events) < 80
    assert {event["status"] for event in events if "status" in event} == {"planned", "postponed", "cancelled"}
    for key, least in (("participants", 700), ("note", 300), ("host", 300), ("institutions", 700), ("end", 50)):
        assert least < sum(key in event for event in events) < 1000


def test_no_two_events_share_an_institution_across_the_turn_of_a_year(thousand: Path) -> None:
    old: set[str] = set()
    for year in range(1963, 2023):
        events = tomllib.loads((thousand / "events" / f"{year}.toml").read_text(encoding="utf-8"))["event"]
        whole = [event for event in events if event["start"] == f"{year}"]
        early = [
            event for event in events if str(event["start"]) in (f"{year}-01", *(f"{year}-01-0{d}" for d in (1, 2, 3)))
        ]
        late = [
            event
            for event in events
            if str(event["start"]) in (f"{year}-12", *(f"{year}-12-{d}" for d in (29, 30, 31)))
        ]
        assert all(event["institutions"] for event in (*whole, *early, *late))
        assert old.isdisjoint(name for event in (*whole, *early) for name in event["institutions"])
        old = {name for event in (*whole, *late) for name in event["institutions"]}


def test_each_place_of_an_event_is_in_the_country_of_its_host(thousand: Path) -> None:
    places = tomllib.loads((thousand / "places.toml").read_text(encoding="utf-8"))["place"]
    countries = {one["id"]: one["country"] for one in places}
    assert len(countries) == len(CITIES)
    placed = [event for event in _events(thousand) if "place" in event]
    assert len(placed) > 500
    assert all(event.get("host", countries[event["place"]]) == countries[event["place"]] for event in placed)


def test_most_events_say_how_they_were_held(thousand: Path) -> None:
    found = Counter(event.get("mode", "unknown") for event in _events(thousand))
    assert set(found) == {"in-person", "virtual", "document", "unknown"}
    assert found["in-person"] > 500


def test_sources_grow_with_the_events(thousand: Path) -> None:
    sources = tomllib.loads((thousand / "sources.toml").read_text(encoding="utf-8"))["source"]
    assert len(sources) == 120 + 1000 // 100


def test_the_card_has_lights_of_more_than_one_color(thousand: Path, cli: Cli) -> None:
    shown = cli("scorecard", "2022", "--dataset", str(thousand), "--format", "csv").out
    assert len(shown.splitlines()) > 11
    assert {color for color in ("green", "yellow", "red") if color in shown} > {"green"}


def test_only_a_small_part_is_in_memory_at_a_time(tmp_path: Path) -> None:
    tracemalloc.start()
    generate(6000, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    written = sum(path.stat().st_size for path in (tmp_path / "events").iterdir())
    assert peak < written / 2


def test_words_do_not_come_back_among_the_fifty_neighbors_that_are_compared() -> None:
    assert all(len(words) > 50 and len({word for word, _ in words}) == len(words) for words in LISTS)
    assert all(math.gcd(len(one), len(other)) == 1 for one, other in combinations(LISTS, 2))


def test_starts_stand_in_the_order_of_a_file_and_lie_in_their_year() -> None:
    found = generate_starts(Random(7), 2021, 500)  # noqa: S311
    assert len(found) == 500
    assert [(one.first, one.last) for one in found] == sorted((one.first, one.last) for one in found)
    assert {(one.first.year, one.last.year) for one in found} == {(2021, 2021)}


def test_a_document_has_two_parties_and_no_place() -> None:
    writer = EventWriter(Random(3))  # noqa: S311
    day = date(2020, 5, 4)
    blocks = [writer.block(EventStart(day, day, "2020-05-04"), ["ibwc"], EventCitations("a", None)) for _ in range(300)]
    documents = [tomllib.loads(block)["event"][0] for block in blocks if 'mode = "document"' in block]
    assert len(documents) > 30
    assert all(len(one["parties"]) >= 2 and "place" not in one for one in documents)
