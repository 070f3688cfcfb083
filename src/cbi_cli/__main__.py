"""Run the program: `cbi` and `python -m cbi_cli`."""

from __future__ import annotations

import gc
import os
import sys

from cbi_cli import __version__

GC_THRESHOLD = 100_000
"""Objects from which on garbage is looked for: most calls end before there is any, and each search costs."""


def main() -> None:
    """Run the command line and exit with its code.

    The code is 0 if all is well, 1 if the data has errors, 2 if the command could not run, and 130 if it was
    interrupted.
    """
    gc.set_threshold(GC_THRESHOLD)
    try:
        if sys.argv[1:2] == ["--version"]:
            sys.exit(_print_version())
        _refuse_archive()
        from cbi_cli.cli.main import run
        from cbi_cli.cli.process_setup import exit_process, set_up_process

        set_up_process()
        exit_process(run(sys.argv[1:]))
    except KeyboardInterrupt:
        # Between the parts that catch it themselves, as while modules are loaded.
        raise SystemExit(130) from None


def _print_version() -> int:
    """Print the version, and return the exit code.

    Loads nothing, and needs no stream to be whole.
    """
    try:
        os.write(1, f"cbi {__version__}\n".encode("ascii"))
    except BrokenPipeError:
        return 0
    except OSError as error:
        try:
            os.write(2, f"cbi: error: cannot write to stdout: {error.strerror}\n".encode())
        except OSError:
            # The message cannot be written either; the exit code is left.
            return 2
        return 2
    return 0


def _refuse_archive() -> None:
    """Exit with 2 if the program is in a zip archive.

    Its libraries in C, and the built-in dataset, need real files.
    """
    if os.path.isdir(os.path.dirname(__file__)):
        return
    print("cbi: error: cbi cannot run from inside a zip archive", file=sys.stderr)
    print(
        "  help: install it with pip, pipx or uv, or use a bundler that unpacks, such as shiv or pex", file=sys.stderr
    )
    raise SystemExit(2)


if __name__ == "__main__":
    main()
