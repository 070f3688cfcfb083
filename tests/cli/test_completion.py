"""What the shell offers when a word is completed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("cbi gaps n", ["nals", "north-capital-forum"]),
        ("cbi show 2022-10-13", ["2022-10-13-high-level-security-dialogue"]),
        ("cbi explain 2022 hl", ["hled", "hlsd"]),
        ("cbi timeline --kind v", ["visit"]),
        ("cbi timeline --source cbi-b", ["cbi-brief-january-2022", "cbi-brief-june-2022", "cbi-brief-october-2022"]),
        ("cbi gaps --dataset us", ["us-mexico"]),
        ("cbi scorecard --format m", ["markdown"]),
        ("cbi reco", ["reconcile"]),
        ("cbi gaps zzz", []),
    ],
)
def test_a_word_is_completed(line: str, offers: list[str]) -> None:
    words = line.split()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "_CBI_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    call = [sys.executable, "-m", "cbi_cli"]
    done = subprocess.run(call, capture_output=True, text=True, env=env, cwd=ROOT, check=False)
    assert sorted(done.stdout.split()) == sorted(offers)
    assert done.stderr == ""
