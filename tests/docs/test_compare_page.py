"""The page about comparisons: its sample, the recipe, and the mappings, as a reader would use them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools.console_blocks import matches

from tests.conftest import ROOT, Cli

PAGE = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
VISITS = """
<visits>
    <visit>
        <id>1</id>
        <start-date>2022-07-12</start-date>
        <end-date>2022-07-12</end-date>
        <visitor>President Andrés Manuel López Obrador</visitor>
        <from id="mexico">Mexico</from>
        <description>Working <em>Visit</em>,
            in two lines.</description>
    </visit>
    <visit>
        <id>2</id>
        <start-date>1994-11-22</start-date>
        <end-date>1994-11-23</end-date>
        <visitor>President- elect Ernesto Zedillo Ponce de Leon</visitor>
        <from id="mexico">Mexico</from>
        <description/>
    </visit>
    <visit>
        <id>3</id>
        <start-date>2000-01-23</start-date>
        <end-date>2000-01-23</end-date>
        <visitor>Prime Minister Jean Chretien</visitor>
        <from id="canada">Canada</from>
        <description>Private visit.</description>
    </visit>
</visits>
"""
TRIPS = """
<trips>
    <trip role="secretary" who="x">
        <id>5</id>
        <name>Cyrus Roberts Vance</name>
        <start-date>1978-05-03</start-date>
        <end-date>1978-05-05</end-date>
        <country id="mexico">Mexico</country>
        <locale>Mexico, D.F., Puerto Vallarta</locale>
        <remarks>Official visit, with a comma.</remarks>
    </trip>
    <trip role="president" who="y">
        <id>4</id>
        <name>Ronald Reagan</name>
        <start-date>1981-01-05</start-date>
        <end-date>1981-01-05</end-date>
        <country id="mexico">Mexico</country>
        <locale/>
        <remarks>Met. [Visit made as President-elect.]</remarks>
    </trip>
</trips>
"""


def block(form: str) -> str:
    """The only block of the page in a form."""
    (found,) = re.findall(rf"^```{form}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


def table(folder: Path, xml: str, country: str, party: str) -> str:
    """The table that the recipe makes of a file."""
    folder.mkdir()
    (folder / "records.xml").write_text(xml, encoding="utf-8")
    command = [sys.executable, str(ROOT / "recipes" / "historyatstate.py"), str(folder), country, party]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env={"PYTHONUTF8": "1"})
    return result.stdout


def test_the_sample_becomes_the_table(tmp_path: Path) -> None:
    assert table(tmp_path / "trips", block("xml"), "mexico", "us") == block("csv")


def test_the_comparison_is_as_shown(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "presidents.csv").write_text(block("csv"), encoding="utf-8")
    mapping = ROOT / "docs" / "mappings" / "historyatstate-travels.toml"
    result = cli("compare", str(tmp_path / "presidents.csv"), "--mapping", str(mapping))
    assert (result.code, result.err) == (0, "")
    shown = ["...", *block("text").splitlines()]
    collapsed = "\n".join(re.sub(r"  +", "  ", line) for line in result.out.splitlines())
    assert matches(shown, collapsed), result.out


def test_visits(tmp_path: Path, cli: Cli) -> None:
    text = table(tmp_path / "visits", VISITS, "mexico", "mx")
    assert text.splitlines()[1:] == [
        '2,1994-11-22,1994-11-23,"Ernesto Zedillo Ponce de Leon, , mx",president-elect,,,Visit without description',
        '1,2022-07-12,2022-07-12,"Andrés Manuel López Obrador, presidency, mx",presidential,,,'
        '"Working Visit, in two lines."',
    ]
    (tmp_path / "visits.csv").write_text(text, encoding="utf-8")
    mapping = ROOT / "docs" / "mappings" / "historyatstate-visits.toml"
    result = cli(
        "compare", str(tmp_path / "visits.csv"), "--mapping", str(mapping), "--year", "2022", "--format", "csv"
    )
    assert (result.code, result.err) == (0, "")
    (row,) = [line for line in result.out.splitlines() if line.startswith("agrees")]
    assert "2022-07-12" in row
    assert "(record 1)" in row


def test_trips(tmp_path: Path) -> None:
    assert table(tmp_path / "trips", TRIPS, "mexico", "us").splitlines()[1:] == [
        '5,1978-05-03,1978-05-05,"Cyrus Roberts Vance, foreign-affairs, us",cabinet,foreign-affairs,'
        '"Mexico City, Puerto Vallarta","Official visit, with a comma."',
        '4,1981-01-05,1981-01-05,"Ronald Reagan, , us",president-elect,,,Met. [Visit made as President-elect.]',
    ]


def test_a_country_without_rows(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        table(tmp_path / "trips", TRIPS, "canada", "us")
    assert caught.value.returncode == 1
    assert "has no row of `canada`" in caught.value.stderr
