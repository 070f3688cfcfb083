"""The small datasets of these tests: one without findings, and a folder of changes to it for each case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from cbi_cli.api import validate_files
from cbi_cli.core.findings import Finding
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
ABSENT = ".absent"
LINK = ".link"


def base_files() -> dict[str, bytes]:
    """The files of the dataset without findings."""
    return _read_folder(HERE / "base")


def overlay_files(folder: Path) -> dict[str, bytes]:
    """The base with the files of a folder put over it.

    ``x.toml.absent`` takes ``x.toml`` away, and ``x.toml.link`` makes ``x.toml`` a link to what it holds.
    """
    changes = _read_folder(folder)
    changes.pop("expected.txt", None)
    absent = {name.removesuffix(ABSENT) for name in changes if name.endswith(ABSENT)}
    files = base_files() | {name: raw for name, raw in changes.items() if not name.endswith(ABSENT)}
    return resolve_links({name: raw for name, raw in files.items() if name not in absent})


def resolve_links(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files as they are read from a folder, if there are links among them."""
    if not any(name.endswith(LINK) for name in files):
        return files
    with TemporaryDirectory() as folder:
        for name, raw in files.items():
            path = Path(folder, "data", name.removesuffix(LINK))
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(LINK):
                path.symlink_to(raw.decode().strip())
            else:
                path.write_bytes(raw)
        return read_files(DatasetLocation(Path(folder, "data"), "folder"))


def run_checks(files: dict[str, bytes]) -> tuple[Finding, ...]:
    """Everything that the checks find."""
    return validate_files(files, TODAY)[1]


def format_findings(found: tuple[Finding, ...]) -> str:
    """Findings in the form of ``expected.txt``: place, code and message, and below these the hint."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.file}:{one.region.line}:{one.region.column} {one.code} {one.message}\n")
        lines += [f"    {one.hint}\n"] if one.hint else []
    return "".join(lines)


def _read_folder(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
