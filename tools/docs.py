"""Write the generated pages of the documentation.

With `--check`, list those that are not current. Run it as `python -m tools.docs`. Output shown in `console` blocks of
hand-written pages is updated too.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools import catalogs
from tools.console_blocks import refresh_output
from tools.pages import PAGES
from tools.run_cbi import ROOT

REPAIR_COMMAND = "python -m tools.docs"
_TAGS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def hand_written_pages() -> list[str]:
    """Return the paths of the pages written by hand."""
    pages = ["README.md"]
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page = path.relative_to(ROOT).as_posix()
        if page not in PAGES:
            pages.append(page)
    return pages


def current_content(name: str) -> str:
    """Return what the content of a page should be."""
    if name in PAGES:
        return PAGES[name]()
    text = (ROOT / name).read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        return refresh_output(text, Path(folder))


def is_same(name: str, existing: str, expected: str) -> bool:
    """Tell whether a page has the expected content.

    Of a picture only the text counts, not how it is drawn.
    """
    if name.endswith(".svg"):
        return _TAGS.sub("", existing).split() == _TAGS.sub("", expected).split()
    return existing == expected


def stale_pages() -> dict[str, str]:
    """Return the pages that are not current, with their expected content."""
    stale: dict[str, str] = {}
    for name in (*PAGES, *hand_written_pages()):
        expected = current_content(name)
        existing = _read_if_exists(ROOT / name)
        if not is_same(name, existing, expected):
            stale[name] = expected
    return stale


def _read_if_exists(path: Path) -> str:
    if not path.is_file():
        return ""
    return path.read_text(encoding="utf-8")


def main(words: list[str]) -> int:
    """Write or check all pages.

    Return 1 if a page is not current, 2 for other arguments than `--check`.
    """
    if words not in ([], ["--check"]):
        print(f"usage: {REPAIR_COMMAND} [--check]", file=sys.stderr)
        return 2
    catalogs.compile_outdated()
    stale = stale_pages()
    if words:
        return _report(list(stale))
    for name, text in stale.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {name}")
    return 0


def _report(stale: list[str]) -> int:
    if not stale:
        print("the documentation is current")
        return 0
    for name in stale:
        print(f"not current: {name}")
    print(f"update with: {REPAIR_COMMAND}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
