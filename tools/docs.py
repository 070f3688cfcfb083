"""Write the generated pages of the documentation, or with ``--check`` say which are not current.

Run it as ``python -m tools.docs``. Output shown in ``console`` blocks of hand-written pages is renewed too.
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
    """The pages written by hand, by path."""
    pages = ["README.md", *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md")))]
    return [page for page in pages if page not in PAGES]


def current_content(name: str) -> str:
    """What a page should hold now."""
    if name in PAGES:
        return PAGES[name]()
    text = (ROOT / name).read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        return refresh_output(text, Path(folder))


def is_same(name: str, there: str, wanted: str) -> bool:
    """Whether a page holds what it should; of a picture the text alone counts, not its drawing."""
    if name.endswith(".svg"):
        return _TAGS.sub("", there).split() == _TAGS.sub("", wanted).split()
    return there == wanted


def stale_pages() -> dict[str, str]:
    """The pages that are not current, with what they should hold."""
    wanted = {name: current_content(name) for name in (*PAGES, *hand_written_pages())}
    return {name: text for name, text in wanted.items() if not is_same(name, _read_if_exists(ROOT / name), text)}


def _read_if_exists(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(words: list[str]) -> int:
    """Write or check all pages; 1 where a page is not current, 2 for other words than ``--check``."""
    if words not in ([], ["--check"]):
        print(f"usage: {REPAIR_COMMAND} [--check]", file=sys.stderr)
        return 2
    catalogs.compile_outdated()
    stale = stale_pages()
    if words:
        return _report(list(stale))
    for name, text in stale.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {name}")
    return 0


def _report(stale: list[str]) -> int:
    for name in stale:
        print(f"not current: {name}")
    print(f"mend with: {REPAIR_COMMAND}" if stale else "the documentation is current")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
