"""What the tests of faults share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.datasets import dataset_files, event_toml
from tests.faults.injector import Injector, unavailable_reason
from tests.faults.jobs import MAY, REVIEW
from tests.repositories import write_files


@pytest.fixture(scope="session")
def injector() -> Iterator[Injector]:
    """The program, ready to be harmed."""
    reason = unavailable_reason()
    if reason:
        pytest.skip(reason)
    with Injector() as made:
        yield made


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that every user can reach."""
    with tempfile.TemporaryDirectory(prefix="cbi-") as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small dataset."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_files(folder, dataset_files(REVIEW, MAY, event_toml("2021-05-04")))
    return folder
