"""`cbi site` builds a site, twice alike, and shows it on this computer."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TODAY, Cli
from tests.datasets import EDITION, dataset_files, event_toml


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "ab"
    events = [event_toml("2021-05-01"), event_toml("2022-06", name="review", kind="review")]
    for name, content in dataset_files(*events, edition_2022=EDITION).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def run_cbi(*words: str, **variables: str) -> subprocess.Popen[str]:
    """A call in a process of its own, in the world of the test with other variables."""
    environ = {**os.environ, "CBI_TODAY": TODAY.isoformat(), **variables}
    command = [sys.executable, "-m", "cbi_cli", *words]
    return subprocess.Popen(command, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_two_builds_are_equal(dataset: Path, tmp_path: Path) -> None:
    """In other folders, time zones and locales, and with another order of hashes."""
    other = tmp_path / "other place" / "é"
    other.mkdir(parents=True)
    words = ("site", "--dataset", str(dataset), "--base-url", "https://example.org/ab")
    here = {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    there = {"TZ": "America/Mexico_City", "LC_ALL": "C", "PYTHONHASHSEED": "2", "CBI_TODAY": "2031-01-01"}
    for folder, world in ((tmp_path / "one", here), (other / "two", there)):
        with run_cbi(*words, "--output", str(folder), **world) as process:
            process.communicate()
            assert process.returncode == 0
    first = contents(tmp_path / "one")
    assert first == contents(other / "two")
    assert "en/search.html" in first
    assert "sitemap.xml" in first


def test_what_needs_an_address_is_said_once(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    without = cli("site", "--dataset", str(dataset), "--output", str(tmp_path / "site"))
    assert without.code == 0
    assert without.err.count("--base-url") == 1
    full = cli(
        "site", "--dataset", str(dataset), "--output", str(tmp_path / "site"), "--base-url", "https://example.org"
    )
    assert "--base-url" not in full.err
    assert (tmp_path / "site" / "sitemap.xml").is_file()


def test_a_site_is_shown_until_it_is_interrupted(dataset: Path) -> None:
    """Without a folder no file is kept, and Ctrl-C ends it without a word."""
    with run_cbi("site", "--serve", "--port", "0", "--dataset", str(dataset)) as process:
        assert process.stderr is not None
        text = ""
        while "Ctrl-C" not in text:
            line = process.stderr.readline()
            assert line, text
            text += line
        (folder,) = re.findall(r"removed in (.*)", text)
        (port,) = re.findall(r"http://127\.0\.0\.1:([0-9]+)/", text)
        assert Path(folder, "en", "index.html").is_file()
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
        connection.request("GET", "/en/search.html")
        response = connection.getresponse()
        content = response.read()
        connection.close()
        assert (response.status, b"static/search.js" in content) == (200, True)
        assert "default-src 'none'" in (response.getheader("Content-Security-Policy") or "")
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=20)
        assert (process.returncode, rest) == (130, "")
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--port", "8001"), "--port needs --serve"),
        (("--serve", "--port", "x"), "`x` is not a port"),
        (("--serve", "--port", "99999"), "99999 is not a port"),
        (("--base-url", "example.org"), "is not an address"),
    ],
)
def test_a_wrong_call_builds_nothing(
    cli: Cli, dataset: Path, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    result = cli("site", *words, "--dataset", str(dataset), "--output", str(tmp_path / "site"))
    assert result.code == 2
    assert problem in result.err
    assert not (tmp_path / "site").exists()
