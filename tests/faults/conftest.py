"""What the tests of faults share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.datasets import event, files
from tests.faults.injector import Injector, why_not
from tests.faults.jobs import MAY, REVIEW
from tests.repositories import put


@pytest.fixture(scope="session")
def injector() -> Iterator[Injector]:
    """The program, ready to be harmed."""
    reason = why_not()
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
    put(folder, files(REVIEW, MAY, event("2021-05-04")))
    return folder
