"""The program: ``cbi`` and ``python -m cbi_cli``."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code: 0 fine, 1 the data has errors, 2 could not run, 130 interrupted."""
    try:
        from cbi_cli.cli.process import begin, finish

        begin()
        finish(_code())
    except KeyboardInterrupt:
        # Between the parts that catch it themselves, as while modules are loaded.
        raise SystemExit(130) from None


def _code() -> int:
    import sys

    from cbi_cli.cli.run import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    main()
