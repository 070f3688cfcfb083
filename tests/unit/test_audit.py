"""The audit fails on what is known, and never says that all is well when it has looked nothing up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tools import audit

GOOD = {"name": "one", "version": "1.0", "vulns": []}
BAD = {"name": "two", "version": "2.0", "vulns": [{"id": "X-1", "fix_versions": []}, {"id": "X-2", "fix_versions": []}]}
UNKNOWN = {"name": "three", "skip_reason": "not there"}


@pytest.mark.parametrize(
    ("document", "code", "lines"),
    [
        ({"dependencies": [GOOD]}, 0, ["audit: 1 packages looked up, 0 with known vulnerabilities"]),
        (
            {"dependencies": [GOOD, BAD, UNKNOWN]},
            1,
            [
                "audit: two 2.0: X-1, X-2",
                "audit: three: not in the index, so not looked up",
                "audit: 2 packages looked up, 1 with known vulnerabilities",
            ],
        ),
        ({"dependencies": [UNKNOWN]}, 0, ["audit: no index could be reached, so nothing was looked up"]),
        ({"dependencies": []}, 0, ["audit: no index could be reached, so nothing was looked up"]),
        (None, 0, ["audit: no index could be reached, so nothing was looked up"]),
    ],
)
def test_what_is_said_and_the_exit_code(document: Any, code: int, lines: list[str]) -> None:
    assert audit.summarize(audit.parse_packages(document)) == (code, lines)


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("raise SystemExit(1)", 0, "nothing was looked up"),
        ("open(sys.argv[sys.argv.index('--output') + 1], 'w').write('no json')", 0, "nothing was looked up"),
        (
            "open(sys.argv[sys.argv.index('--output') + 1], 'w').write("
            '\'{"dependencies": [{"name": "two", "version": "2", "vulns": [{"id": "X-1"}]}]}\'); raise SystemExit(1)',
            1,
            "two 2: X-1",
        ),
    ],
)
def test_what_the_program_behind_it_gives(
    program: str,
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pip_audit.py").write_text(f"import sys\n{program}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert audit.main() == code
    assert said in capfd.readouterr().out
