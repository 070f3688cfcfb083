"""A revision is read as its checkout is, whatever happened in the history."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.store import files
from tests.datasets import SOURCES
from tests.properties.histories import Broken, Step, check, drawn, files_of


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_a_revision_holds_what_its_checkout_holds(chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert check(drawn(chance), Path(folder)) >= 2


def link(name: str, target: str) -> Step:
    return Step("link", name, "", b"", target, False)


@pytest.mark.parametrize(
    ("name", "target", "read"),
    [
        ("events/2021.toml", "../sources.toml", SOURCES.encode()),
        ("events/2021.toml", "../events", None),
        ("events/2021.toml", "nowhere.toml", "cannot be read"),
        ("events/2021.toml", "2021.toml", "cannot be read"),
    ],
    ids=["to a file", "to a folder", "to nothing", "to itself"],
)
def test_a_link_is_followed_inside_of_a_commit(name: str, target: str, read: object, tmp_path: Path) -> None:
    check(("", [link(name, target)]), tmp_path)
    found = files_of(tmp_path / "repository", "main")
    assert (found if isinstance(found, str) else found.get(name)) == read


@pytest.mark.parametrize(
    ("name", "target"), [("topics.toml", "../outside.toml"), ("events/a\nb.toml", "2022.toml")], ids=["out", "name"]
)
def test_a_link_out_of_a_commit_or_with_two_lines_in_its_name_is_refused(
    name: str, target: str, tmp_path: Path
) -> None:
    (tmp_path / "outside.toml").write_bytes(b"a = 1\n")
    with pytest.raises(Broken, match="holds cannot be read, and a checkout"):
        check(("", [link(name, target)]), tmp_path)


def test_a_difference_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_read_blobs", lambda root, blobs: dict.fromkeys(blobs, b""))
    with pytest.raises(Broken, match="and a checkout"):
        check(("", []), tmp_path)
