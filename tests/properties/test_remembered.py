"""What a snapshot remembers is what reading everything anew would find, whatever happens to the files in between."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading.pipeline import build_from_files, load_parts
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files
from tests.conftest import TODAY, session_at
from tests.datasets import EDITION, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml

Edit = Callable[[Path], None]

FORUM = TALKS.replace('"talks"', '"forum"').replace("The Talks", "The Forum").replace("Big Talks", "Small Talks")
CADENCE = FORUM + "cadence_years = 1\n"
TWINS = event_toml("2021-12-31", 'title = "The grand meeting of ministers on water"', name="one")
TWIN = event_toml("2022-01-01", 'title = "Grand meeting of the ministers on water"', name="two")
CITES_X = 'sources = ["x"]'
TEXTS = {
    "events/2021.toml": [
        "",
        event_toml("2021-05-04"),
        TWINS,
        event_toml("2021-05-04") * 2,
        event_toml("2021-07-01", 'sources = ["x"]'),
    ],
    "events/2022.toml": [
        "",
        TWIN,
        event_toml("2022-05-04") + TWIN,
        event_toml("2021-05-04"),
        event_toml("2022", name="whole"),
    ],
    "events/2027.toml": [event_toml("2027-01-01"), event_toml("2027-01-01", 'status = "planned"')],
    "institutions.toml": [TALKS, TALKS + FORUM, TALKS + CADENCE, TALKS + 'ended = "2021"\n', "broken = ["],
    "indicators.toml": [TALKS_ROW, TALKS_ROW.replace("meeting", "visit"), TALKS_ROW.replace('"talks-row"', '"forum"')],
    "sources.toml": [SOURCES, SOURCES + '[[source]]\nid = "x"\ntitle = "X"\n'],
    "editions/2022.toml": [EDITION, EDITION + '[[admission]]\nindicator = "talks-row"\nevent = "2021-05-04-meeting"\n'],
    "other.toml": ["a = 1\n"],
}


def put(name: str, text: str) -> Edit:
    """A file with another text, or none where that is empty."""

    def edit(root: Path) -> None:
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text) if text else path.unlink(missing_ok=True)

    return edit


def put_secretly(name: str, text: str) -> Edit:
    """The same, with the old time of change set back."""

    def edit(root: Path) -> None:
        path = root / name
        if path.exists():
            before = path.stat()
            path.write_text(text)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return edit


def touch(name: str, seconds: int) -> Edit:
    """A file as it is, with a time in the past or in the future."""

    def edit(root: Path) -> None:
        path = root / name
        if path.exists():
            os.utime(path, (1_700_000_000 + seconds, 1_700_000_000 + seconds))

    return edit


def rename(name: str, other: str) -> Edit:
    """A file under the name of another one."""

    def edit(root: Path) -> None:
        if (root / name).exists():
            (root / other).parent.mkdir(exist_ok=True)
            os.replace(root / name, root / other)

    return edit


def in_english_and_spanish(root: Path) -> None:
    """The dataset promises another language, which every file is checked for."""
    path = root / "dataset.toml"
    path.write_text(path.read_text().replace('languages = ["en"]', 'languages = ["en", "es"]'))


NAMES = st.sampled_from(sorted(TEXTS))
PUTS = NAMES.flatmap(lambda name: st.sampled_from(TEXTS[name]).map(lambda text: (name, text)))
EDITS = st.one_of(
    PUTS.map(lambda pair: put(*pair)),
    PUTS.map(lambda pair: put_secretly(*pair)),
    st.tuples(NAMES, st.integers(-(10**8), 10**8)).map(lambda pair: touch(*pair)),
    st.tuples(NAMES, NAMES).map(lambda pair: rename(*pair)),
    st.just(in_english_and_spanish),
)


def answers(store: Snapshot) -> list[object]:
    """Everything that can be asked of a store; of one with errors its findings."""
    found: list[object] = [store.findings()]
    if any(one.severity == "error" for one in store.findings()):
        return found
    found += [api.scorecard(store, year) for year in (2021, 2022)]
    found += [api.gaps(store), api.topics(store, None), api.info(store), api.timeline(store, api.TimelineQuery())]
    return found + [api.list_records(store, kind) for kind in ("event", "institution", "indicator", "source")]


ACROSS_FILES = [
    (put("events/2021.toml", TWINS), 0),
    (put("events/2022.toml", TWIN), 0),
    (put("events/2021.toml", event_toml("2021-05-04")), 0),
    (put("indicators.toml", TALKS_ROW.replace("meeting", "visit")), 0),
    (put("institutions.toml", TALKS + 'ended = "2021"\n'), 0),
]


STEPS = st.lists(st.tuples(EDITS, st.sampled_from([0, 0, -(10**10), 10**10])), max_size=8)


def check_edits(edits: list[tuple[Edit, int]], **sizes: int) -> None:
    """After each edit a snapshot answers as one made anew; ``sizes`` are those from which on work is done otherwise."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        root, place = Path(folder) / "data", DatasetLocation(Path(folder) / "data", "folder")
        patched.setenv("CBI_CACHE_DIR", str(Path(folder) / "cache"))
        for name, size in sizes.items():
            patched.setattr(f"cbi_cli.loading.workers.{name}", size)
        for name, raw in dataset_files(event_toml("2021-05-04"), event_toml("2022-05-04")).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(raw)
        for edit, step in edits:
            set_clock(patched, step)
            session_at(place).unverified_snapshot.close()
            edit(root)
            remembered = answers(session_at(place).unverified_snapshot)
            files = read_files(place)
            assert remembered == answers(build_from_files(files, load_parts(files), TODAY))


@settings(max_examples=150)
@example(ACROSS_FILES)
@given(STEPS)
def test_a_snapshot_brought_up_to_date_answers_as_one_made_anew(edits: list[tuple[Edit, int]]) -> None:
    check_edits(edits)


def test_so_does_one_that_several_processes_read() -> None:
    check_edits(ACROSS_FILES, PARALLEL_MIN_BYTES=1)


def set_clock(patched: pytest.MonkeyPatch, step: int) -> None:
    """A clock that is wrong by so many nanoseconds from now on."""
    import time

    for module in ("loading.pipeline", "index.staleness"):
        patched.setattr(f"cbi_cli.{module}.now_ns", lambda: time.time_ns() + step)


def test_programs_that_start_at_once_all_answer_right(tmp_path: Path) -> None:
    for name, raw in dataset_files(event_toml("2021-05-04"), event_toml("2022-05-04")).items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(raw)
    env = {**os.environ, "CBI_CACHE_DIR": str(tmp_path / "cache")}
    for year in (2019, 2020):
        (tmp_path / "data" / f"events/{year}.toml").write_text(event_toml(f"{year}-05-04"))
        words = [sys.executable, "-m", "cbi_cli", "timeline", "--year", "all", "--format", "csv"]
        started = [
            subprocess.Popen(words, cwd=tmp_path / "data", env=env, stdout=subprocess.PIPE, text=True) for _ in range(6)
        ]
        said = {process.communicate()[0] for process in started}
        assert len(said) == 1
        assert said.pop().count("-05-04-meeting") == year - 2016
    assert {path.suffix for path in (tmp_path / "cache").iterdir()} == {".sqlite", ".seal"}
