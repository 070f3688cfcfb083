"""Interrupt slow commands with Ctrl-C at many moments, counted in calls of functions.

`python -m reliability.environment_faults` prints what it counted and puts it into `results.json`; `--moments 500`
takes more of them. The tests in `tests/around` do a part of the same.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.process.test_interrupts import SAID, interrupted

from reliability.results import record_figures

_CALLS = (
    ("cold", ("scorecard", "2022", "--format", "svg")),
    ("cold", ("validate", "--format", "sarif")),
    ("warm", ("validate", "--format", "text")),
    ("warm", ("timeline", "--year", "all", "--format", "html")),
    ("warm", ("reconcile", "2022", "--color", "always")),
    ("warm", ("explain", "2022", "nals")),
)


def main() -> int:
    """Interrupt each command at each moment; 1 if one exited in another way than it should."""
    moments = int(sys.argv[sys.argv.index("--moments") + 1]) if "--moments" in sys.argv else 100
    tried, wrong = 0, list[str]()
    for mode, argv in _CALLS:
        with tempfile.TemporaryDirectory() as folder:
            results = interrupted(moments, mode, Path(folder), *argv, "--dataset", "us-mexico")
        tried += len(results)
        wrong += [
            f"{' '.join(argv)}, {mode}, call {at}: {code} {said[-200:]!r}"
            for at, code, said in results
            if code != 130 or said not in SAID
        ]
    print("\n".join([*wrong, f"interrupts: {tried:,}", f"failures: {len(wrong):,}"]))
    record_figures("around", "interrupts", {"interrupts": tried, "failures": len(wrong)})
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
