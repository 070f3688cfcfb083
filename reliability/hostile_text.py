"""Put random hostile texts into every text field of a dataset, and run every report and format.

`python -m reliability.hostile_text` prints what it counted and puts it into `results.json`; `--rounds 50` takes more
rounds, `--seed 7` other texts. The tests in `tests/hostile` do the same with a fixed table.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.calls import report_calls
from tests.hostile.datasets import files_with
from tests.hostile.forms import READERS
from tests.hostile.texts import ACCEPTED_TEXTS, REJECTED_TEXTS, find_dangers
from tests.repositories import write_files

from cbi_cli.cli.main import run
from cbi_cli.core.folding import fold
from reliability.results import record_figures

_TEXT_COUNT = 40
_MAX_PARTS = 6


def main() -> int:
    """Run the rounds; 1 if an output was not only text."""
    rounds, seed = _int_option("--rounds", 10), _int_option("--seed", 1)
    chance = random.Random(seed)  # noqa: S311 - the same texts in each run are wanted
    outputs, failures = 0, list[str]()
    for number in range(rounds):
        for argv, fault in _run_round(chance):
            outputs += 1
            if fault:
                failures.append(f"round {number}: {' '.join(argv)}: {fault}")
    figures = {"texts": rounds * 2 * _TEXT_COUNT, "outputs": outputs, "failures": len(failures), "seed": seed}
    print("\n".join([*failures, *(f"{name}: {value:,}" for name, value in figures.items())]))
    record_figures("text", "reports", figures)
    return 1 if failures else 0


def _int_option(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _run_round(chance: random.Random) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each call of one round, with what was wrong with its output, or nothing."""
    with tempfile.TemporaryDirectory() as kept:
        root = Path(kept)
        os.environ.update(CBI_CACHE_DIR=str(root / ".cache"), CBI_TODAY="2026-11-24")
        good, any_text = list(ACCEPTED_TEXTS.values()), [*ACCEPTED_TEXTS.values(), *REJECTED_TEXTS.values()]
        write_files(root / "good", files_with(_draw_distinct_texts(chance, good)))
        write_files(root / "any", files_with([_mix_texts(chance, any_text) for _ in range(_TEXT_COUNT)]))
        for argv in report_calls():
            yield argv, _find_fault((*argv, "--dataset", str(root / "good")))
        for output_format in READERS:
            argv = ("diff", str(root / "good"), str(root / "any"), "--format", output_format)
            yield argv, _find_fault(argv)


def _draw_distinct_texts(chance: random.Random, texts: list[str]) -> list[str]:
    """Return mixed texts that can be names of different records, which the checks want to be distinct."""
    drawn: dict[str, str] = {}
    while len(drawn) < _TEXT_COUNT:
        text = _mix_texts(chance, texts)
        drawn.setdefault(fold(text), text)
    return list(drawn.values())


def _mix_texts(chance: random.Random, texts: list[str]) -> str:
    """Return some of the texts one after the other, no longer than the checks allow."""
    parts = [chance.choice(texts)[:300] for _ in range(chance.randint(1, _MAX_PARTS))]
    # Side by side, two texts may make one accented letter, which the checks want composed.
    return unicodedata.normalize("NFC", chance.choice(["", " ", "\n"]).join(parts))


def _find_fault(argv: tuple[str, ...]) -> str:
    out, err = io.StringIO(newline=""), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(argv)
    shown, messages = out.getvalue(), err.getvalue()
    if code != 0:
        return f"ended with {code}: {messages[:300]}"
    # Messages name the dataset, which has a hostile title too.
    dangers = find_dangers(shown, colored="always" in argv) or find_dangers(messages, colored=False)
    if dangers:
        return f"holds {dangers}"
    output_format = argv[argv.index("--format") + 1] if "--format" in argv else "table"
    try:
        READERS[output_format](shown)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""


if __name__ == "__main__":
    sys.exit(main())
