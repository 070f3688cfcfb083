"""The work folder of the benchmark: environments, datasets and the peers' formats of them, reused if they exist."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.generate import BUILT_IN, generate
from benchmarks.peer_formats import write_formats
from benchmarks.results import SHIPPED

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
DATASET_SOURCES = ("vocabulary.py", "events.py", "generate.py")
FORMAT_SOURCES = (*DATASET_SOURCES, "peer_formats.py")
"""The code that makes datasets and their copies in other formats; both are made again if it changes."""
_MADE_SUFFIXES = {".pyc", ".mo"}


def make_environment(folder: Path, *packages: str) -> Path:
    """Return the programs of an environment with these packages.

    It is created if it does not exist, and compiled as by pip.
    """
    programs = folder / "bin"
    if not programs.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    _run_pip(programs, "install", "--quiet", "--quiet", *packages)
    return programs


def make_project_environment(folder: Path, *extras: str) -> Path:
    """Return the programs of an environment with the project of the checkout, not editable, and with these extras."""
    wanted = f"{CHECKOUT}[{','.join(extras)}]" if extras else str(CHECKOUT)
    programs = make_environment(folder, wanted)
    _run_pip(programs, "install", "--quiet", "--quiet", "--force-reinstall", "--no-deps", str(CHECKOUT))
    return programs


def _run_pip(programs: Path, *arguments: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", *arguments], check=True, env=kept
    )


def make_dataset(work: Path, count: int) -> Path:
    """Return the dataset of a size; `SHIPPED` is a copy of the built-in one, outside of its repository."""
    folder = work / "data" / ("shipped" if count == SHIPPED else str(count))
    if count == SHIPPED:
        _make_once(folder, hash_files([BUILT_IN]), lambda: shutil.copytree(BUILT_IN, folder, dirs_exist_ok=True))
    else:
        _make_once(folder, _hash_sources(*DATASET_SOURCES), lambda: generate(count, folder))
    return folder


def make_peer_formats(work: Path, count: int) -> Path:
    """Return the folder with the peers' formats of the dataset of a size."""
    folder = work / "forms" / str(count)
    _make_once(folder, _hash_sources(*FORMAT_SOURCES), lambda: write_formats(make_dataset(work, count), folder))
    return folder


def make_copy(work: Path, count: int) -> Path:
    """Return a copy of the dataset of a size, in which files may be changed."""
    folder = work / "copies" / str(count)
    origin = make_dataset(work, count)
    _make_once(folder, _hash_sources(*DATASET_SOURCES), lambda: shutil.copytree(origin, folder, dirs_exist_ok=True))
    return folder


def remove_snapshots(work: Path) -> None:
    """Remove all snapshots: one of another version of the project may not be usable."""
    for cache in (work / "cache", work / "cache-extras", work / "cold", *(work / "copies").glob("*.cache")):
        shutil.rmtree(cache, ignore_errors=True)


def hash_program() -> str:
    """Return what identifies the program that is measured, and what it is measured with and on."""
    measuring = (*FORMAT_SOURCES, "cases.py", "measure.py", "outputs.py", "peers.py", "processes.py", "publishing.py")
    return hash_files([CHECKOUT / "src", BUILT_IN, *(HERE / name for name in measuring)])[:12]


def _hash_sources(*names: str) -> str:
    """Return what identifies the code with these names together with the built-in dataset, from which it takes."""
    return hash_files([BUILT_IN, *(HERE / name for name in names)])


def hash_files(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of the names and the content of files, and of all files in folders.

    Files that Python or the build have made are left out.
    """
    total = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(inner for inner in path.rglob("*") if inner.is_file())
        for file in files:
            if file.suffix not in _MADE_SUFFIXES:
                name = file.relative_to(path.parent).as_posix()
                total.update(f"{name}\0{file.stat().st_size}\0".encode())
                total.update(file.read_bytes())
    return total.hexdigest()


def _make_once(folder: Path, key: str, make: Callable[[], object]) -> None:
    """Fill a folder unless the same code has filled it; then wait, so that no file counts as just changed."""
    mark = folder.with_suffix(".key")
    if mark.exists() and mark.read_text(encoding="utf-8") == key:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make()
    time.sleep(3)
    mark.write_text(key, encoding="utf-8")
