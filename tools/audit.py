"""Look up known vulnerabilities: `python -m tools.audit`.

The installed packages are looked up. Exits with 1 if one is found. If no index can be reached, it says that nothing was
looked up and exits with 0, so that work without a network can continue.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple


class Package(NamedTuple):
    """An installed package, and the ids of its known vulnerabilities.

    `looked_up` says whether it was looked up.
    """

    name: str
    looked_up: bool
    vulnerabilities: tuple[str, ...]


def parse_packages(document: Any) -> list[Package]:
    """Return the packages of pip-audit's document.

    There are none if there is no document.
    """
    if not isinstance(document, dict):
        return []
    return [_parse_package(entry) for entry in document.get("dependencies", [])]


def _parse_package(entry: Any) -> Package:
    version = entry.get("version", "")
    name = f"{entry['name']} {version}".strip()
    vulnerabilities = tuple(str(vulnerability["id"]) for vulnerability in entry.get("vulns", []))
    return Package(name, "skip_reason" not in entry, vulnerabilities)


def summarize(packages: list[Package]) -> tuple[int, list[str]]:
    """Return the exit code and the lines to print."""
    lines: list[str] = []
    skipped: list[str] = []
    vulnerable = 0
    for package in packages:
        if not package.looked_up:
            skipped.append(f"audit: {package.name}: not in the index, so not looked up")
        elif package.vulnerabilities:
            vulnerable += 1
            ids = ", ".join(package.vulnerabilities)
            lines.append(f"audit: {package.name}: {ids}")
    looked_up = len(packages) - len(skipped)
    if not looked_up:
        return 0, ["audit: no index could be reached, so nothing was looked up"]
    summary = f"audit: {looked_up} packages looked up, {vulnerable} with known vulnerabilities"
    return min(vulnerable, 1), [*lines, *skipped, summary]


def run_pip_audit() -> Any:
    """Run pip-audit and return its document; None if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "audit.json")
        options = ["--format", "json", "--output", str(path), "--progress-spinner", "off"]
        subprocess.run([sys.executable, "-m", "pip_audit", *options], check=False)
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None


def main() -> int:
    """Look up all packages, print what is known, and return the exit code."""
    packages = parse_packages(run_pip_audit())
    code, lines = summarize(packages)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
