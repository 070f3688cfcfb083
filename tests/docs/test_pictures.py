"""The pictures of the documentation are those that `tools.pictures` makes."""

from __future__ import annotations

import re

from tools.pictures import IMAGES, MAX_BYTES, picture_names

from tests.conftest import ROOT

_IMAGE = re.compile(r'!\[([^\]]*)\]\(([^)\s]+)\)|<img src="([^"]+)"[^>]* alt="([^"]*)"')


def shown_images() -> list[tuple[str, str]]:
    """The words and the path inside the repository of every picture that a page shows."""
    shown = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for words, address, tag_address, tag_words in _IMAGE.findall(page.read_text(encoding="utf-8")):
            path = page.parent / (address or tag_address)
            shown.append((words or tag_words, path.resolve().relative_to(ROOT).as_posix()))
    return shown


def test_pages_show_pictures_that_exist_and_say_what_is_seen() -> None:
    shown = shown_images()
    assert ("The scorecard of 2022", "docs/images/scorecard-2022.svg") in shown
    assert [path for _, path in shown if not (ROOT / path).is_file()] == []
    assert [path for words, path in shown if len(" ".join(words.split())) < 20] == []


def test_the_tool_makes_every_picture_that_is_shown() -> None:
    shown = {path.removeprefix("docs/images/") for _, path in shown_images() if path.endswith(".webp")}
    assert shown == set(picture_names())
    assert {path.name for path in IMAGES.glob("*.webp")} == shown
    assert len(shown) <= 12


def test_pictures_are_small() -> None:
    assert [path.name for path in IMAGES.glob("*.webp") if path.stat().st_size > MAX_BYTES] == []
