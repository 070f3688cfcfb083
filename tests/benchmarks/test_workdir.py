"""The work folder of the benchmark is filled again if the code that fills it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import workdir


def test_the_code_that_makes_a_dataset_is_found() -> None:
    folder = Path(workdir.__file__).parent
    assert [name for name in workdir.FORMAT_SOURCES if not (folder / name).is_file()] == []


def test_a_dataset_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    dataset = workdir.make_dataset(tmp_path, 60)
    written = (dataset / "sources.toml").stat().st_mtime_ns
    assert workdir.make_dataset(tmp_path, 60) == dataset
    assert (dataset / "sources.toml").stat().st_mtime_ns == written
