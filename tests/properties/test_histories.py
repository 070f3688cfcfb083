"""A revision is read as its checkout is, whatever happened in the history."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.workspace.git import Repository
from tests.datasets import SOURCES
from tests.properties.histories import BrokenHistoryError, Step, check_history, draw_history, read_dataset


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_a_revision_holds_what_its_checkout_holds(chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert check_history(draw_history(chance), Path(folder)) >= 2


def link(name: str, target: str) -> Step:
    return Step("link", name, "", b"", target, False)


@pytest.mark.parametrize(
    ("name", "target", "read"),
    [
        ("events/2021.toml", "../sources.toml", SOURCES.encode()),
        ("events/2021.toml", ".././events/..//sources.toml", SOURCES.encode()),
        ("events/a\nb.toml", "../sources.toml", SOURCES.encode()),
        ("events/2021.toml", "../events", None),
        ("events/2021.toml", ".", None),
        ("topics.toml", "events/..", None),
        ("events/2021.toml", "nowhere.toml", "missing"),
        ("events/2021.toml", "../nowhere/../sources.toml", "missing"),
        ("events/2021.toml", "../sources.toml/", "missing"),
        ("events/2021.toml", "../sources.toml/..", "missing"),
        ("events/2021.toml", "2021.toml", "ring"),
        ("events/2021.toml", "/nowhere", "outside"),
    ],
)
def test_a_link_is_followed_inside_of_a_commit(name: str, target: str, read: object, tmp_path: Path) -> None:
    check_history(("", [link(name, target)]), tmp_path)
    found = read_dataset(tmp_path / "repository", "main")
    assert (found if isinstance(found, str) else found.get(name)) == read


def test_a_link_out_of_a_commit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_bytes(b"a = 1\n")
    check_history(("", [link("topics.toml", "../outside.toml")]), tmp_path)
    found = read_dataset(tmp_path / "repository", "main")
    assert isinstance(found, dict)
    assert found["topics.toml"] == "outside"


def test_links_lead_on_to_links_and_into_folders_that_are_links(tmp_path: Path) -> None:
    steps = [
        link("aside", "events/."),
        link("topics.toml", "./aside/2021.toml"),
        link("events/2021.toml", "../aside/../sources.toml"),
        Step("module", "module", "", b"", "", False),
        link("deep/x.toml", "../module"),
    ]
    check_history(("", steps), tmp_path)
    found = read_dataset(tmp_path / "repository", "main")
    assert isinstance(found, dict)
    assert (found["topics.toml"], found["events/2021.toml"], "deep/x.toml" in found) == (*[SOURCES.encode()] * 2, False)


def test_a_difference_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Repository, "read_blobs", lambda self, blobs, most: dict.fromkeys(blobs, b""))
    with pytest.raises(BrokenHistoryError, match="and a checkout"):
        check_history(("", []), tmp_path)
