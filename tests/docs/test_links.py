"""Links between the pages lead somewhere."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "datasets").rglob("*.md")])
_LINK = re.compile(r"(?<!`)\[[^\]\n]+\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def _anchors(text: str) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", [path.relative_to(ROOT).as_posix() for path in PAGES])
def test_links_resolve(page: str) -> None:
    path = ROOT / page
    for link in _LINK.findall(_FENCED.sub("", path.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), f"{page}: {link}"
        if anchor:
            assert anchor in _anchors(target.read_text(encoding="utf-8")), f"{page}: {link}"


def test_every_page_can_be_reached_from_the_index() -> None:
    text = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = {link for link in _LINK.findall(text) if not link.startswith("../")}
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages - {"README.md"} == linked


def test_anchors_as_github_makes_them() -> None:
    assert _anchors('# CBI001 invalid-syntax (error)\n## "Halted since" and 2\n```\n# no\n```\n') == {
        "cbi001-invalid-syntax-error",
        "halted-since-and-2",
    }


def test_every_test_that_the_security_page_names_exists() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    paths = re.findall(r"`(tests/[\w/.]+?)(?:::\w+)?`", page)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    names = re.findall(r"::(test_\w+)`", page)
    assert names
    assert [name for name in names if f"def {name}(" not in source] == []


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("install", "install.md"),
        ("update", "install.md"),
        ("shell completion", "install.md"),
        ("lint", "validate.md"),
        ("format", "validate.md"),
        ("output formats", "output.md"),
        ("csv", "output.md"),
        ("export", "export.md"),
        ("export", "scale.md"),
        ("cache", "cache.md"),
        ("python api", "api.md"),
        ("ci", "ci.md"),
        ("exit codes", "reference/exit-codes.md"),
        ("environment variables", "reference/exit-codes.md"),
        ("pre-commit", "action.md"),
        ("completion", "editors.md"),
    ],
)
def test_a_word_that_people_search_for_is_in_the_index_and_in_a_heading_of_its_page(word: str, page: str) -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8").lower().replace("\n  ", " ")
    assert [line for line in index.splitlines() if f"]({page})" in line and re.search(rf"\b{word}\b", line)]
    text = _FENCED.sub("", (ROOT / "docs" / page).read_text(encoding="utf-8")).lower()
    assert re.search(rf"^#.*\b{word}\b", text, re.MULTILINE)
