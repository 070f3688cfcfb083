"""What all tests share: the shipped dataset, the command line in this process, and golden files."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings
from tools import catalogs

from cbi_cli.cli import console, lines
from cbi_cli.cli.main import run
from cbi_cli.core.settings import Settings, read_settings
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.workspace.locate import DatasetLocation
from tests.repositories import make_repository

ROOT = Path(__file__).parent.parent
US_MEXICO = ROOT / "datasets" / "us-mexico"
TODAY = date(2026, 11, 24)


class CliResult(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str


Cli = Callable[..., CliResult]


@pytest.fixture(autouse=True)
def _fixed_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same world for every test: no cache but a new one, no color, a fixed day, nothing of the user's."""
    for name in [name for name in os.environ if name.startswith(("CBI_", "GIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CBI_TODAY", TODAY.isoformat())
    monkeypatch.setenv("CBI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    # The language of a call stays with the process, which for tests is one process.
    monkeypatch.setattr(console, "_lang", "en")
    monkeypatch.setattr(lines, "_is_plain", True)


@pytest.fixture(scope="session")
def us_mexico() -> Snapshot:
    """The shipped dataset, built in memory."""
    return session_in_memory(DatasetLocation(US_MEXICO, "folder")).snapshot


def session_in_memory(place: DatasetLocation) -> Session:
    """A session without a cache."""
    return Session(Settings(TODAY), place)


def session_at(
    place: DatasetLocation, today: date = TODAY, on_progress: Callable[[float], None] | None = None
) -> Session:
    """A session with the cache of the test."""
    return Session(read_settings()._replace(today=today), place, on_progress)


@pytest.fixture(scope="session")
def variables_of_a_hook(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What git sets for a hook, here for another repository than any that a test looks at."""
    folder = tmp_path_factory.mktemp("another-repository")
    make_repository(folder, {"dataset.toml": b"another = 1\n"})
    names = {"GIT_DIR": ".git", "GIT_COMMON_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}
    return {
        **{name: str(folder / path) for name, path in names.items()},
        "GIT_WORK_TREE": str(folder),
        "GIT_OBJECT_DIRECTORY": str(folder / ".git" / "objects"),
        "GIT_PREFIX": "data/",
        "GIT_CONFIG_PARAMETERS": "'core.bare'='true'",
        "GIT_EXTERNAL_DIFF": "false",
    }


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variables_of_a_hook: dict[str, str]
) -> Cli:
    """Run ``cbi`` with words, in a folder (default: the project's), in a world as dirty as that of a hook."""

    def call(*words: str, folder: Path = ROOT) -> CliResult:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        with pytest.MonkeyPatch.context() as dirty:
            for name, value in variables_of_a_hook.items():
                dirty.setenv(name, value)
            code = run(words)
        captured = capsys.readouterr()
        return CliResult(code, captured.out, captured.err)

    return call


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with a golden file; ``CBI_UPDATE_GOLDEN=1`` in the shell writes the files anew."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / "files" / name
        if UPDATE_GOLDEN:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no golden file {name}; CBI_UPDATE_GOLDEN=1 writes it, then read it"
        assert text == path.read_bytes().decode("utf-8")

    return compare


UPDATE_GOLDEN = bool(os.environ.get("CBI_UPDATE_GOLDEN"))
catalogs.compile_outdated()  # an installation for editing has compiled those of the day that it was made
os.environ.pop("COVERAGE_PROCESS_START", None)  # this process is measured, if any; those it starts are not
os.environ.pop("PYTHONUNBUFFERED", None)  # what is written waits in a buffer, as it does for users
# A shell lets what it starts in the background ignore interrupts, and that would be passed on.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, so that a failure is a change's own; CBI_FUZZ=1 tries new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
if not os.environ.get("CBI_FUZZ"):
    settings.load_profile("steady")
