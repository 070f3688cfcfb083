"""What is built holds all that it needs, and two builds are told apart."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import cbi_cli
from cbi_cli.index.cache import program_key
from tests.conftest import ROOT

PACKAGE = Path(cbi_cli.__file__).parent
SPARED = {".gitignore"}
"""Tracked files that the builder puts in by itself."""


def test_the_source_distribution_holds_every_tracked_file() -> None:
    """Its tests read files at the top: the action, the hooks and the attributes were missing."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    patterns = [one.removeprefix("/") for one in included]
    tops = {path.name for path in ROOT.iterdir()} - {".git", ".hypothesis"}
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        tops = {line.partition("/")[0] for line in listed.splitlines()}
    missing = {top for top in tops if not any(Path(top).match(pattern) for pattern in patterns)}
    assert missing - SPARED - {"pyproject.toml", "PKG-INFO"} == set()


def test_a_build_compiles_with_the_same_babel_as_the_tests() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    developing = settings["project"]["optional-dependencies"]["dev"]
    needed = [one for one in settings["build-system"]["requires"] if one.startswith("babel")]
    assert len(needed) == 1
    assert needed[0] in developing


def test_a_build_compiles_catalogs_while_the_package_is_not_installed() -> None:
    """`None` in `sys.modules` makes an import fail, as in the environment of a build."""
    program = "import sys; sys.modules['cbi_cli'] = sys.modules['typer'] = None; import tools.catalogs"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def installed(folder: Path, record: str) -> Path:
    """Copy the package as an installer would, with the list of its files."""
    package = folder / "cbi_cli"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    notes = folder / f"cbi_cli-{cbi_cli.__version__}.dist-info"
    notes.mkdir()
    (notes / "RECORD").write_text(record)
    return package


def test_two_builds_of_one_version_have_two_keys(tmp_path: Path) -> None:
    one = installed(tmp_path / "one", "cbi_cli/rules/text_scan.py,sha256=aaa,100\n")
    same = installed(tmp_path / "same", "cbi_cli/rules/text_scan.py,sha256=aaa,100\n")
    other = installed(tmp_path / "other", "cbi_cli/rules/text_scan.py,sha256=bbb,100\n")
    assert program_key(one) == program_key(same) != program_key(other)


@pytest.mark.parametrize("name", ["rules/text_scan.py", "index/tables.sql", "core/dates.py", "toml/tokens.py"])
def test_a_change_of_a_checkout_has_another_key(name: str, tmp_path: Path) -> None:
    package = tmp_path / "cbi_cli"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = program_key(package)
    assert program_key(package) == before
    (package / name).write_text((package / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert program_key(package) != before


def test_a_zip_archive_is_refused_in_one_sentence(tmp_path: Path) -> None:
    archive = tmp_path / "cbi.pyz"
    with zipfile.ZipFile(archive, "w") as made:
        for path in PACKAGE.rglob("*.py"):
            made.write(path, f"cbi_cli/{path.relative_to(PACKAGE).as_posix()}")
        made.writestr("__main__.py", "from cbi_cli.__main__ import main\nmain()\n")
    call = [sys.executable, "-P", str(archive), "scorecard", "2022"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cbi: error: cbi cannot run from inside a zip archive\n  help: ")
