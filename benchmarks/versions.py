"""Find the versions of the tools that are measured."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

_PACKAGES = ("cbi-cli", "pydantic", "rich", "typer", "rapidfuzz", "jinja2")
_EXTRA_PACKAGES = ("pyarrow", "typst", "xlsxwriter")
_PEER_PACKAGES = (
    "beancount",
    "beanquery",
    "check-jsonschema",
    "duckdb",
    "frictionless",
    "jrnl",
    "sqlite-utils",
    "taplo",
)
_SQLITE = "import sqlite3; print(sqlite3.sqlite_version)"


def find_versions(plain: Path, extras: Path, peers: Path) -> dict[str, str]:
    """Return name and version of Python, SQLite, the project, what it depends on, and the installed peers."""
    versions = {"Python": _read_output(str(plain / "python"), "--version").removeprefix("Python ")}
    versions["SQLite"] = _read_output(str(plain / "python"), "-c", _SQLITE)
    versions |= _package_versions(plain, _PACKAGES) | _package_versions(extras, _EXTRA_PACKAGES)
    versions |= _package_versions(peers, _PEER_PACKAGES)
    hledger = _read_output("hledger", "--version")
    return versions | ({"hledger": hledger.split(",")[0].removeprefix("hledger ")} if hledger else {})


def _package_versions(programs: Path, shown: tuple[str, ...]) -> dict[str, str]:
    arguments = ("-m", "pip", "--disable-pip-version-check", "list", "--format", "json")
    installed = {
        package["name"].lower(): package["version"]
        for package in json.loads(_read_output(str(programs / "python"), *arguments) or "[]")
    }
    return {name: installed[name] for name in shown if name in installed}


def _read_output(*argv: str) -> str:
    """Return the output of a program; empty if it does not exist."""
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
