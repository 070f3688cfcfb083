"""What a command has written is counted, and a site is weighed as a browser loads it."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pytest
from benchmarks.outputs import compressed_size, largest_compressed, measure_output, remove_output


def _noise(size: int, seed: int = 0) -> bytes:
    """Bytes that cannot be compressed."""
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same at every run is what is wanted


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_files_of_a_folder_are_counted_with_content_and_disk_space(tmp_path: Path) -> None:
    _write(tmp_path / "out" / "a", b"x" * (3 << 20))
    _write(tmp_path / "out" / "inner" / "b", b"y" * (1 << 20))
    _write(tmp_path / "other", b"z")
    found = measure_output(tmp_path / "out")
    assert (found.files, found.mib, found.page_kb) == (2, 4.0, None)


def test_disk_space_counts_whole_blocks_of_small_files(tmp_path: Path) -> None:
    for number in range(100):
        _write(tmp_path / "out" / str(number), b"x")
    found = measure_output(tmp_path / "out")
    block = os.stat(tmp_path / "out" / "0").st_blocks * 512
    assert found.mib == pytest.approx(100 / (1 << 20), abs=0.001)
    assert found.disk_mib >= round(100 * block / (1 << 20), 3) > found.mib


def test_a_file_is_an_output_too(tmp_path: Path) -> None:
    found = measure_output(_write(tmp_path / "report.pdf", b"x" * (1 << 19)))
    assert (found.files, found.mib) == (1, 0.5)


@pytest.mark.parametrize("made", [True, False])
def test_an_empty_output_is_an_error(made: bool, tmp_path: Path) -> None:
    if made:
        (tmp_path / "out").mkdir()
    with pytest.raises(FileNotFoundError, match="nothing was written: out"):
        measure_output(tmp_path / "out")


def test_the_heaviest_file_need_not_be_the_longest(tmp_path: Path) -> None:
    files = [_write(tmp_path / "long", b"x" * 50_000), _write(tmp_path / "short", _noise(5_000))]
    assert largest_compressed(files) == compressed_size(files[1]) > 5_000 > compressed_size(files[0])


def test_a_file_that_grows_when_it_is_compressed_is_not_skipped(tmp_path: Path) -> None:
    longer = _write(tmp_path / "longer", _noise(4_000) + b"x" * 1_000)
    first = len(gzip.compress(longer.read_bytes(), 6))
    shorter = _write(tmp_path / "shorter", _noise(first - 1))
    assert largest_compressed([longer, shorter]) == len(gzip.compress(shorter.read_bytes(), 6)) > first


def test_no_file_weighs_nothing() -> None:
    assert largest_compressed([]) == 0


def test_a_site_is_weighed_by_what_a_browser_loads(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assets = {name: _write(site / "static" / name, _noise(size)) for name, size in _ASSETS.items()}
    _write(site / "static" / "unused.js", _noise(90_000))
    style = b'<link rel="stylesheet" href="../static/style.css">'
    feed = b'<link rel="alternate" type="application/atom+xml" href="../feed/events.atom">'
    scripts = b'<link rel="stylesheet" href="../static/more.css"><script src="../static/search.js" defer></script>'
    _write(site / "en" / "big.html", style + feed + _noise(9_000))
    _write(site / "404.html", b'<link rel="stylesheet" href="https://cbi.example/static/style.css">')
    search_pages = [_write(site / lang / "search.html", style + scripts + lang.encode()) for lang in ("en", "es")]
    indexes = [_write(site / "search" / lang / "index.js", _noise(size)) for lang, size in (("en", 500), ("es", 800))]
    for name, size in (("t-ab", 300), ("t-xy", 700), ("f-year", 99_000), ("en/d-0", 200), ("es/d-0", 400)):
        _write(site / "search" / f"{name}.js", _noise(size))
    found = measure_output(site)
    all_assets = sum(map(compressed_size, assets.values()))
    assert found.page_kb == _kb(compressed_size(site / "en" / "big.html"))
    assert found.assets_kb == _kb(all_assets)
    assert found.search_kb == _kb(compressed_size(search_pages[1]) + all_assets + compressed_size(indexes[1]))
    assert found.query_kb == _kb(sum(compressed_size(site / "search" / name) for name in ("t-xy.js", "es/d-0.js")))


_ASSETS = {"style.css": 4_000, "more.css": 1_000, "search.js": 2_000}


def test_a_style_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    _write(tmp_path / "search" / "en" / "index.js", b"x")
    _write(tmp_path / "en" / "search.html", b'<link rel="stylesheet" href="../static/style.css">')
    with pytest.raises(FileNotFoundError, match=r"style\.css"):
        measure_output(tmp_path)


def _kb(size: int) -> float:
    return round(size / 1000, 2)


def test_an_output_is_removed_and_its_folder_is_there(tmp_path: Path) -> None:
    _write(tmp_path / "a" / "site" / "index.html", b"x")
    _write(tmp_path / "b" / "report.md", b"x")
    for output in (tmp_path / "a" / "site", tmp_path / "b" / "report.md", tmp_path / "c" / "site"):
        remove_output(output)
        assert (output.exists(), output.parent.is_dir()) == (False, True)
