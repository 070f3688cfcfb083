"""The program: ``cbi`` and ``python -m cbi_cli``."""

from __future__ import annotations

import gc
import os
import sys

_MANY = 100_000
"""Objects from which on garbage is looked for: most calls end before there is any, and each search costs."""


def main() -> None:
    """Run the command line and exit with its code: 0 fine, 1 the data has errors, 2 could not run, 130 interrupted."""
    gc.set_threshold(_MANY)
    if _told_version():
        return
    if not os.path.isdir(os.path.dirname(__file__)):
        _refuse_archive()
    try:
        from cbi_cli.cli.process import begin, finish

        begin()
        finish(_code())
    except KeyboardInterrupt:
        # Between the parts that catch it themselves, as while modules are loaded.
        raise SystemExit(130) from None


def _refuse_archive() -> None:
    """Exit with 2 if the program is in a zip archive: its libraries in C, and the built-in dataset, need real files."""
    print("cbi: error: cbi cannot run from inside a zip archive", file=sys.stderr)
    print(
        "  help: install it with pip, pipx or uv, or use a bundler that unpacks, such as shiv or pex", file=sys.stderr
    )
    raise SystemExit(2)


def _told_version() -> bool:
    """Say the version without loading anything; where that fails, it goes the way of all calls."""
    if sys.argv[1:] != ["--version"]:
        return False
    from cbi_cli import __version__

    try:
        print(f"cbi {__version__}", flush=True)
    except (OSError, ValueError, KeyboardInterrupt):
        return False
    return sys.stdout is not None


def _code() -> int:
    from cbi_cli.cli.run import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    main()
