"""Reports in the encodings of terminals: no sign is lost, legends name their signs, columns stay aligned."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import US_MEXICO
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

ENCODINGS = ("utf-8", "ascii", "latin-1", "cp1252", "cp437")
REPORTS = {
    "scorecard": ("scorecard", "2022"),
    "gaps": ("gaps", "--as-of", "2023-03-31"),
    "due": ("due",),
    "history": ("history", "nals"),
    "timeline": ("timeline", "--month", "oct"),
    "reconcile": ("reconcile", "2022"),
    "topics": ("topics", "2022"),
    "show": ("show", "hlsd"),
    "list": ("list", "institutions"),
    "info": ("info",),
    "explain": ("explain", "2022", "nals"),
}


def run(encoding: str, *words: str) -> tuple[str, str]:
    """What a process writes whose streams have an encoding."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CBI_LANG", "PYTHONUTF8")}
    done = subprocess.run(
        [sys.executable, "-m", "cbi_cli", *words],
        capture_output=True,
        check=False,
        env=kept | {"PYTHONIOENCODING": encoding, "CBI_DATASET": str(US_MEXICO)},
    )
    return done.stdout.decode(encoding), done.stderr.decode(encoding)


def plain(text: str) -> str:
    """A text without accents, to compare letters."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("encoding", ENCODINGS[1:])
@pytest.mark.parametrize("name", REPORTS)
def test_no_sign_becomes_a_question_mark(name: str, encoding: str, lang: str) -> None:
    words = (*REPORTS[name], "--lang", lang)
    whole, _ = run("utf-8", *words)
    shown, told = run(encoding, *words)
    assert not told.replace("cbi: dataset us-mexico", "").count("?")
    assert shown.count("?") == whole.count("?")
    assert "<U+" not in shown
    assert re.sub(r"\W", "", plain(shown)).casefold().startswith(re.sub(r"\W", "", plain(whole)).casefold()[:20])
    # One line of the one is one line of the other, so no sign has broken a table.
    assert shown.count("\n") == whole.count("\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_legend_names_the_signs_of_the_strips(encoding: str) -> None:
    lines = run(encoding, *REPORTS["gaps"])[0].splitlines()
    legend = next(line for line in lines if " not held " in line)
    signs: dict[str, str] = dict(re.findall(r"(\S) ((?:[a-z]+ ?)+)(?:  |$)", legend))
    assert list(signs.values()) == ["held", "not held", "declared pause", "not due", "not known"]
    assert len(signs) == 5
    held, missed, paused, _, unknown = signs
    first_and_last = next(line for line in lines if line.strip().startswith("2004 "))
    header = next(line for line in lines if line.startswith("Series "))
    column = first_and_last.index("2004 ")
    # The first digit of a decade is above its year; the last digit of the last year is above that.
    assert [header.index(decade) - column for decade in ("2010", "2020")] == [6, 16]
    assert first_and_last.index("2023") + 3 - column == 19
    strip = next(line for line in lines if line.startswith("North American"))[column : column + 20]
    # By the dataset: held 2005-2009, 2012, 2014, 2016, 2021, 2023; a declared pause 2017-2020; none in the other years.
    told: dict[int, str] = {**dict.fromkeys([*range(2005, 2010), 2012, 2014, 2016, 2021, 2023], held)}
    told |= dict.fromkeys(range(2017, 2021), paused) | dict.fromkeys((2010, 2011, 2013, 2015, 2022), missed)
    assert strip == " " + "".join(told[year] for year in range(2005, 2024))
    # Meetings of 2006-2010 and of 2013 are dated; those between lie somewhere between two years.
    parliaments = next(line for line in lines if line.startswith("Interparl"))[column : column + 13]
    dated = {*range(2006, 2011), 2013}
    assert parliaments == "".join(held if year in dated else unknown for year in range(2004, 2017))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_bars_are_as_long_as_their_shares(encoding: str) -> None:
    shown, _ = run(encoding, "topics", "2022")
    bars = re.findall(r"  (\S{20}) (\d+) %$", shown, re.MULTILINE)
    assert len(bars) > 10
    for bar, share in bars:
        full = len(bar) - len(bar.lstrip("█="))
        assert abs(full - int(share) / 5) <= 1
        assert set(bar[full:]) in ({"·"}, {"."})


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_errors_and_help_are_spelled_too(encoding: str) -> None:
    _, told = run(encoding, "show", "reunión-№-第三-●", "--lang", "es")
    assert "cbi: error: " in told
    assert "?" not in told
    shown, _ = run(encoding, "--help")
    assert "scorecard" in shown


@pytest.mark.parametrize(
    "text", ["：：error：：x", "●●[error]x", "¿::error::x", "\u0301::error::x", "﹟﹟[error]x", "＃＃[error]x"]
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_command_comes_of_spelling(text: str, encoding: str) -> None:
    _, told = run(encoding, "show", f"\n{text}")
    for line in told.splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_new_event_is_printed_as_toml_that_says_the_same(encoding: str, tmp_path: Path) -> None:
    """What is shown before it is written is the text itself: no letter of it loses its accent."""
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    title, place = "Reunión №3 de São Paulo, Łódź – 第三 ●", "Ciudad Juárez"
    words = ("--start", "2022-06-01", "--title", title, "--place", place, "--kind", "meeting", "--level", "cabinet")
    more = ("--institution", "talks", "--party", "aa", "--source", "book", "--no-input", "--dry-run")
    shown, _ = run(encoding, "add-event", "--dataset", str(tmp_path), *words, *more)
    (found,) = tomllib.loads(shown)["event"]
    assert (found["title"], found["place"]) == (title, place)
