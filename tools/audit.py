"""Look up known vulnerabilities of the installed packages: ``python -m tools.audit``.

Ends with 1 where one is found. Where no index can be reached nothing can be known: that is said, and ends with 0, so
that work without a network goes on. It never says that all is well when it has looked nothing up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple


class Package(NamedTuple):
    """An installed package: whether it was looked up, and the ids of what is known against it."""

    name: str
    looked_up: bool
    found: tuple[str, ...]


def parse_packages(document: Any) -> list[Package]:
    """The packages of pip-audit's document; none where there is no document."""
    entries = document.get("dependencies", []) if isinstance(document, dict) else []
    return [_parse_package(entry) for entry in entries]


def _parse_package(entry: Any) -> Package:
    found = tuple(str(one["id"]) for one in entry.get("vulns", []))
    return Package(f"{entry['name']} {entry.get('version', '')}".strip(), "skip_reason" not in entry, found)


def summarize(found: list[Package]) -> tuple[int, list[str]]:
    """The exit code, and what is said."""
    looked_up = [one for one in found if one.looked_up]
    if not looked_up:
        return 0, ["audit: no index could be reached, so nothing was looked up"]
    bad = [one for one in looked_up if one.found]
    lines = [f"audit: {one.name}: {', '.join(one.found)}" for one in bad]
    lines += [f"audit: {one.name}: not in the index, so not looked up" for one in found if not one.looked_up]
    return int(bool(bad)), [*lines, f"audit: {len(looked_up)} packages looked up, {len(bad)} with known faults"]


def run_pip_audit() -> Any:
    """What pip-audit writes; None where it could not do its work."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "audit.json")
        options = ["--format", "json", "--output", str(path), "--progress-spinner", "off"]
        subprocess.run([sys.executable, "-m", "pip_audit", *options], check=False)
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None


def main() -> int:
    """Look everything up, say what is known, and give the exit code."""
    code, lines = summarize(parse_packages(run_pip_audit()))
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
