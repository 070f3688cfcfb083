"""The program: ``cbi`` and ``python -m cbi_cli``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code: 0 fine, 1 the data has errors, 2 could not run, 130 interrupted."""
    if sys.argv[1:] == ["--version"]:
        from cbi_cli import __version__

        print(f"cbi {__version__}")
        return
    from cbi_cli.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
