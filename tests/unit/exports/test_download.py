"""A download is whole, describes itself, is the same twice, and replaces nothing but a download."""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import cmarkgfm
import cmarkgfm.cmark
import pytest

from cbi_cli.cli.commands.export import export, format_size
from cbi_cli.core.docs import get_docstring
from cbi_cli.core.errors import CbiError
from cbi_cli.exports import download
from cbi_cli.exports.registry import EXPORTS, ExportChoice, ExportName
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Rows
from cbi_cli.index.parquet_tables import write_export
from tests.datasets import HEAD, build_snapshot, event_toml
from tests.hostile.texts import ACCEPTED_TEXTS

EVENTS = (event_toml("2021-05-04"), event_toml("2022-07-12"))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_formats_are_those_that_the_command_takes() -> None:
    assert list(EXPORTS) == list(get_args(ExportName))
    words = get_docstring(export)
    assert [name for name in (*EXPORTS, "all") if name not in words] == []


@pytest.mark.parametrize("choice", [*EXPORTS, "all"])
def test_a_download_has_a_readme_and_right_checksums_and_is_the_same_twice(
    choice: ExportChoice, tmp_path: Path
) -> None:
    written = download.write_download(build_snapshot(*EVENTS), tmp_path / "a", choice)
    found = contents(tmp_path / "a")
    assert {"README.md", "SHA256SUMS", "manifest.json"} < found.keys()
    sums = dict(line.split("  ")[::-1] for line in found["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == found.keys() - {"SHA256SUMS"}
    assert all(hashlib.sha256(found[path]).hexdigest() == digest for path, digest in sums.items())
    assert {file.path: file.size for file in written.files} == {path: len(data) for path, data in found.items()}
    assert written.events == 2
    download.write_download(build_snapshot(*EVENTS), tmp_path / "b", choice)
    assert contents(tmp_path / "b") == found


def test_the_readme_says_what_a_reader_must_know(tmp_path: Path) -> None:
    download.write_download(build_snapshot(*EVENTS), tmp_path / "a", "csv")
    readme = (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    for part in (
        "# Interactions between A and B\n",
        "| Version | `1.0.0` |",
        "| Covers until | `2022-12-31` |",
        "| License | [CC0-1.0](https://spdx.org/licenses/CC0-1.0.html) |",
        "“Not known” is not “none”",
        "Interactions between A and B (ab, version 1.0.0) \\[Data set\\]",
        "```bibtex\n@misc{",
        "sha256sum --check SHA256SUMS",
        "| [`event`](#event) | 2 | One dated interaction",
        "| `edition_number` | integer | Its number in the institution's own numbering |",
        "| `institution` | text | The institutions that it belongs to → `institution` |",
    ):
        assert part in readme


@pytest.mark.parametrize(
    "name", ["script", "attribute end", "markdown link", "markdown emphasis", "closing tags", "mentions"]
)
def test_a_hostile_title_is_text_in_the_readme(name: str, tmp_path: Path) -> None:
    title = json.dumps(ACCEPTED_TEXTS[name], ensure_ascii=False)
    head = HEAD.replace('"Interactions between A and B"', title)
    download.write_download(build_snapshot(*EVENTS, dataset=head), tmp_path / "a", "csv")
    readme = (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    page = cmarkgfm.github_flavored_markdown_to_html(readme, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    heading = html.unescape(page.partition("<h1>")[2].partition("</h1>")[0])
    assert heading.replace("<!-- -->", "") == ACCEPTED_TEXTS[name]
    assert not re.search(r"<(script|img|svg)", page)
    assert "evil.example" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', page))


def test_all_has_the_same_folders_as_each_format_alone(tmp_path: Path) -> None:
    written = download.write_download(build_snapshot(*EVENTS), tmp_path / "all", "all")
    assert list(written.formats) == list(EXPORTS)
    for export_ in EXPORTS.values():
        if export_.write_top is None:
            download.write_download(build_snapshot(*EVENTS), tmp_path / "one", export_.name)
            assert contents(tmp_path / "all" / export_.name) == contents(tmp_path / "one")
    assert (tmp_path / "all" / "datapackage.json").is_file()


def test_all_makes_the_rows_of_the_tables_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = DatasetTables.batches
    calls: list[DatasetTables] = []

    def count(tables: DatasetTables) -> Iterator[Rows]:
        calls.append(tables)
        return batches(tables)

    monkeypatch.setattr(DatasetTables, "batches", count)
    written = download.write_download(build_snapshot(*EVENTS), tmp_path / "all", "all")
    assert [written.formats[name]["event"] for name in ("csv", "sqlite", "parquet", "xlsx")] == [len(EVENTS)] * 4
    assert len(calls) == 1


def test_a_format_whose_package_is_missing_is_left_out_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, extra: str = "big") -> None:
        raise CbiError(f"{name} is not installed")

    monkeypatch.setattr(download, "import_optional", missing)
    written = download.write_download(build_snapshot(*EVENTS), tmp_path / "all", "all")
    assert written.left_out == (download.LeftOut("parquet", "big"), download.LeftOut("xlsx", "xlsx"))
    assert not (tmp_path / "all" / "xlsx").exists()
    assert (tmp_path / "all" / "csv" / "event.csv").is_file()
    with pytest.raises(CbiError, match="xlsxwriter is not installed"):
        download.write_download(build_snapshot(*EVENTS), tmp_path / "xlsx", "xlsx")


@pytest.mark.parametrize("choice", ["csv", "all"])
def test_only_a_download_is_replaced(choice: ExportChoice, tmp_path: Path) -> None:
    snapshot = build_snapshot(*EVENTS)
    folder = tmp_path / "a"
    download.write_download(snapshot, folder, "sqlite")
    download.write_download(snapshot, folder, choice)
    assert "ab.sqlite" not in {path.name for path in folder.iterdir()}
    (folder / "csv").mkdir(exist_ok=True)
    (folder / "csv" / "mine.csv").write_text("mine")
    before = contents(folder)
    with pytest.raises(CbiError, match="contains more than an export"):
        download.write_download(snapshot, folder, choice)
    assert contents(folder) == before


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"schema": "cbi/download/1"}', '{"schema": "cbi/download/1", "files": [1]}', "[" * 9999],
)
def test_a_manifest_that_is_not_ours_protects_the_folder(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "manifest.json").write_text(manifest)
    with pytest.raises(CbiError, match="contains more than an export"):
        download.write_download(build_snapshot(*EVENTS), tmp_path / "a", "csv")
    assert contents(tmp_path / "a") == {"manifest.json": manifest.encode()}


def test_an_export_of_an_earlier_version_is_replaced(tmp_path: Path) -> None:
    snapshot = build_snapshot(*EVENTS)
    (tmp_path / "a").mkdir()
    write_export(snapshot, tmp_path / "a", {})
    download.write_download(snapshot, tmp_path / "a", "csv")
    assert (tmp_path / "a" / "event.csv").is_file()
    assert not (tmp_path / "a" / "views.sql").exists()


def test_a_damaged_snapshot_is_read_again_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = build_snapshot(*EVENTS)
    again = build_snapshot(*EVENTS)
    snapshot._rebuild = lambda: again.connection
    calls: list[list[str]] = []

    def write(dataset: object, folder: Path) -> dict[str, int]:
        calls.append([path.name for path in folder.iterdir()])
        (folder / "half").mkdir()
        (folder / "half.txt").write_text("half")
        if len(calls) == 1:
            raise sqlite3.DatabaseError("malformed")
        return {"event": 2}

    monkeypatch.setitem(EXPORTS, "csv", EXPORTS["csv"]._replace(write=write, has_tables=False))
    download.write_download(snapshot, tmp_path / "a", "csv")
    assert calls == [[], []]
    assert json.loads((tmp_path / "a" / "manifest.json").read_text())["formats"] == {"csv": {"event": 2}}


@pytest.mark.parametrize(("size", "shown"), [(0, "0.0 KiB"), (1536, "1.5 KiB"), (3 * 1024 * 1024, "3.0 MiB")])
def test_sizes(size: int, shown: str) -> None:
    assert format_size(size) == shown
