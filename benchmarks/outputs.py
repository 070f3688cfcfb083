"""Weigh what a command has written: files, bytes, and what a browser has to load of a site."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

KB = 1_000
MIB = 1 << 20
_BLOCK = 512
_GZIP_LEVEL = 6
"""The level that most web servers use."""
_LINKED = re.compile(rb"""<(?:link\b[^>]*?\bhref|script\b[^>]*?\bsrc)=["']([^"'#?]+\.(?:css|js))["']""")
_SEARCH_PAGE = "search.html"


@dataclass(frozen=True)
class OutputFigures:
    """What was written: number of files, MiB of their content, MiB of disk space; for a site also its weights.

    Weights are in KB of 1,000 bytes, compressed by gzip. `page_kb` is the largest page, `assets_kb` the most styles and
    scripts of one page. `search_kb` is the largest search page with all that it loads before anything is typed, and
    `query_kb` what one word then loads at most: the largest file of words and the largest file of results.
    """

    files: int
    mib: float
    disk_mib: float
    page_kb: float | None = None
    assets_kb: float | None = None
    search_kb: float | None = None
    query_kb: float | None = None


def measure_output(output: Path) -> OutputFigures:
    """Return the figures of a file or folder. A folder with a search is a site.

    Raises FileNotFoundError if nothing was written.
    """
    files = [output] if output.is_file() else sorted(path for path in output.rglob("*") if path.is_file())
    if not files:
        raise FileNotFoundError(f"nothing was written: {output.name}")
    stats = [path.stat() for path in files]
    content = round(sum(stat.st_size for stat in stats) / MIB, 3)
    # Folders take space on the disk, too.
    folders = [path for path in (output, *output.rglob("*")) if path.is_dir()]
    blocks = sum(stat.st_blocks for stat in stats) + sum(path.stat().st_blocks for path in folders)
    disk = round(blocks * _BLOCK / MIB, 3)
    if not (output / "search").is_dir():
        return OutputFigures(len(files), content, disk)
    weights = {name: round(size / KB, 2) for name, size in _site_weights(output, files).items()}
    return OutputFigures(len(files), content, disk, **weights)


def remove_output(output: Path) -> None:
    """Remove a file or folder, if it is there, and make the folder that it is in."""
    if output.is_dir():
        shutil.rmtree(output)
    output.unlink(missing_ok=True)
    output.parent.mkdir(parents=True, exist_ok=True)


def compressed_size(path: Path) -> int:
    """Return the size of a file as a web server sends it, in bytes."""
    return len(gzip.compress(path.read_bytes(), _GZIP_LEVEL, mtime=0))


def largest_compressed(files: Iterable[Path]) -> int:
    """Return the compressed size of the file for which it is largest, in bytes; 0 if there is no file.

    Compression never adds more than a thousandth and a few bytes, so files that are smaller than the largest one found
    are not read.
    """
    by_size = sorted(((path.stat().st_size, path) for path in files), reverse=True)
    largest = 0
    for size, path in by_size:
        if size * 1.001 + 64 < largest:
            break
        largest = max(largest, compressed_size(path))
    return largest


def _site_weights(site: Path, files: list[Path]) -> dict[str, int]:
    """Return the weights of a site in bytes, by the fields of `OutputFigures`.

    Raises FileNotFoundError if a page names a style or a script that is not in the site.
    """
    pages = [path for path in files if path.suffix == ".html"]
    search_pages = [path for path in pages if path.name == _SEARCH_PAGE]
    search = site / "search"
    return {
        "page_kb": largest_compressed(pages),
        "assets_kb": max(_weigh_assets(assets) for assets in {frozenset(_find_assets(page, site)) for page in pages}),
        "search_kb": max(_weigh_search_page(page, site) for page in search_pages),
        "query_kb": largest_compressed(search.glob("t-*.js")) + largest_compressed(search.glob("*/d-*.js")),
    }


def _weigh_search_page(page: Path, site: Path) -> int:
    """Return the weight of a search page with its styles, scripts and the index of its language, in bytes."""
    index = site / "search" / page.parent.name / "index.js"
    return compressed_size(page) + _weigh_assets(_find_assets(page, site)) + compressed_size(index)


def _find_assets(page: Path, site: Path) -> Iterator[Path]:
    """Yield the styles and scripts that a page names; a whole address, as `404.html` has, begins at the site."""
    for match in _LINKED.finditer(page.read_bytes()):
        address = urlsplit(match[1].decode())
        if address.netloc:
            yield (site / address.path.lstrip("/")).resolve()
        else:
            yield (page.parent / address.path).resolve()


def _weigh_assets(assets: Iterable[Path]) -> int:
    return sum(compressed_size(path) for path in set(assets))
