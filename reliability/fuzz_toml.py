"""Search for bytes that break the reader of TOML files: `python -m reliability.fuzz_toml --seconds 120`.

atheris changes files of the shipped dataset and of the tests, and keeps what reaches new code. Each input is held
against `check_input`. One that breaks it is kept in the folder `--kept`, and the exit code is 1. Figures go to
`results.json`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from reliability.results import ROOT, record_figures

MAX_BYTES = 4096
DEPTH_LIMIT = 64
"""Tables and lists inside each other that are read."""

MAX_SECONDS = 1.0
"""Seconds for one input: some two hundred times what the slowest one of that length takes."""

TOKENS = (
    "[[event]]\n",
    "[[",
    "]]",
    '"""',
    "'''",
    " = ",
    "\r\n",
    "\n",
    "\\u0007",
    "2022-02-30",
    "{ ",
    " }",
    "1_0",
    "+inf",
    "\\U",
)


class BrokenInputError(AssertionError):
    """An input that was read wrongly."""


def check_input(raw: bytes) -> None:
    """Read the bytes as a file of events, and compare with `tomllib`; raises BrokenInputError if they differ.

    Data that `tomllib` reads are the same and have no error; what it refuses has one. Every error and every value has a
    place inside the text. Any other exception is a failure too.
    """
    from cbi_cli.toml.document import parse
    from cbi_cli.toml.locate import locate

    begun = time.process_time()
    document = parse("events/2022.toml", raw)
    expected = parse_with_tomllib(raw)
    if expected is None and not document.errors:
        raise BrokenInputError("tomllib refuses it, and there is no error")
    if expected is not None and (document.errors or repr(document.data) != repr(expected)):
        raise BrokenInputError("tomllib reads it, and there is an error or other data")
    lines = document.text.split("\n")
    for fault in document.errors:
        check_region(lines, fault.region or locate(document, fault.path).value)
    for path, _ in iter_paths(document.data):
        spot = locate(document, path)
        check_region(lines, spot.key)
        check_region(lines, spot.value)
    if time.process_time() - begun > MAX_SECONDS:
        raise BrokenInputError("it takes too long")


def parse_with_tomllib(raw: bytes) -> dict[str, Any] | None:
    """Return the data that `tomllib` reads; None if it refuses the bytes, or if they are beyond the stated limits."""
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return data if all(is_within_limits(path, value) for path, value in iter_paths(data)) else None


def is_within_limits(path: tuple[str | int, ...], value: Any) -> bool:
    """Tell whether numbers fit in TOML's 64 bits, and no table or list is nested too deeply."""
    if isinstance(value, dict | list):
        return len(path) < DEPTH_LIMIT
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def iter_paths(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value with its path, without recursion."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        items: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, dict):
            items = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
        for key, inner in items:
            yield (*path, key), inner
            waiting.append(((*path, key), inner))


def check_region(lines: list[str], region: tuple[int, int, int, int]) -> None:
    """Raise BrokenInputError for a place that is not in the text."""
    line, column, end_line, end_column = region
    if not (1 <= line <= end_line <= len(lines) and (line, column) <= (end_line, end_column)):
        raise BrokenInputError(f"{region} is no place of a text of {len(lines)} lines")
    # What is missing at the end of a line is marked by the one place behind its last character.
    if not (1 <= column <= len(lines[line - 1]) + 1 and 1 <= end_column <= len(lines[end_line - 1]) + 2):
        raise BrokenInputError(f"{region} lies beyond the end of its line")


def read_seeds() -> Iterator[bytes]:
    """Return files to start with, short enough to be changed in many ways."""
    for path in sorted([*(ROOT / "datasets").rglob("*.toml"), *(ROOT / "tests" / "rules").rglob("*.toml")]):
        yield path.read_bytes()[:MAX_BYTES]


def main(argv: list[str] | None = None) -> int:
    """Search for some time, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.fuzz_toml", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--kept", type=Path, default=Path("fuzz-kept"), help="where an input that breaks it is put")
    parser.add_argument("--inside", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside is not None:
        return _fuzz(options.inside)
    options.kept.mkdir(exist_ok=True, parents=True)
    with tempfile.TemporaryDirectory(prefix="cbi-fuzz-") as folder:
        said, code = _run_search(Path(folder), options.seconds, options.kept)
    figures = _parse_figures(said, options.seconds)
    print(f"{figures['inputs']} inputs in {options.seconds} s, {figures['branches']} branches: exit code {code}")
    record_figures("fuzz", "toml", {**figures, "failures": int(code != 0)})
    return int(code != 0 or not figures["inputs"])


def _dictionary_entry(token: str) -> str:
    """Return a token as dictionaries of libFuzzer have it."""
    escaped = "".join(f"\\x{byte:02x}" for byte in token.encode())
    return f'"{escaped}"'


def _run_search(folder: Path, seconds: int, kept: Path) -> tuple[str, int]:
    """Run the search in a process of its own, since it ends its process; return its output and exit code."""
    for number, raw in enumerate(read_seeds()):
        (folder / f"seed-{number:03}").write_bytes(raw)
    dictionary = folder / "words.dict"
    dictionary.write_text("\n".join(_dictionary_entry(token) for token in TOKENS))
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_BYTES}",
        f"-dict={dictionary}",
        f"-artifact_prefix={kept.resolve()}/",
    ]
    call = [sys.executable, "-m", "reliability.fuzz_toml", "--inside", *options, "-timeout=20", str(folder)]
    result = subprocess.run(call, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False, errors="replace")
    if result.returncode:
        print(result.stderr[-4000:], file=sys.stderr)
    return result.stderr, result.returncode


def _parse_figures(said: str, seconds: int) -> dict[str, int]:
    """Return the figures in the output of libFuzzer: inputs tried, branches reached, inputs that reached new ones."""
    runs = [int(one) for one in re.findall(r"^#(\d+)\t|^Done (\d+) runs", said, re.MULTILINE) for one in one if one]
    reached = [int(one) for one in re.findall(r"\bcov: (\d+)", said)]
    return {"inputs": max(runs, default=0), "branches": max(reached, default=0), "seconds": seconds}


def _fuzz(argv: list[str]) -> int:
    """Search; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["cbi_cli.toml", "tomllib"]):
        import cbi_cli.toml.locate
        import cbi_cli.toml.recovery  # noqa: F401 - loaded here, so that it is watched
    atheris.Setup([sys.argv[0], *argv], check_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
