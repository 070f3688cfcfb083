"""docs/comments.md shows what the action writes; test_generated.py compares the two."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.hostile.forms import github_links

PAGE = (ROOT / "docs" / "comments.md").read_text(encoding="utf-8")
COMMENTS = dict(re.findall(r"^## (.+)\n\n.+\n\n```markdown\n((?s:.+?))^```$", PAGE, re.MULTILINE))
HEADLINES = {
    "A good event": "1 light changes in 2023, 1 series changes",
    "A light of a published edition turns": "1 light changes in 2022, 1 series changes",
    "Bad data": "1 error; lights are not known",
    "A renamed record": "No light changes",
    "8,000 events": "No light changes",
}


def test_there_are_five_and_each_has_the_headline_that_its_change_calls_for() -> None:
    found = {title: comment.partition("\n")[0] for title, comment in COMMENTS.items()}
    assert found == {title: f"## cbi: {headline}" for title, headline in HEADLINES.items()}


@pytest.mark.parametrize("title", HEADLINES)
def test_github_makes_no_links_of_a_comment_but_those_to_sources(title: str) -> None:
    expected = {"https://example.org/ministers"} if title == "A good event" else set()
    assert github_links(COMMENTS[title]) == expected


def test_what_the_reviewer_looks_for_is_in_each() -> None:
    card = COMMENTS["A good event"].partition("- added ")[2]
    for fact in ("May 4, 2023", "cabinet", "High-Level Dialogue", "Country A → Country B", "River City", "Ana Alba"):
        assert fact in card
    assert "](<https://example.org/ministers>)" in card
    assert "Published lights that change" in COMMENTS["A light of a published edition turns"]
    assert "CBI301" in COMMENTS["Bad data"]
    renamed = "- renamed 2021-05-dialogue-first, formerly 2021-05-04-dialogue"
    assert renamed in COMMENTS["A renamed record"]
    left_out = r"^- 7,[0-9]{3} more events are left out: `cbi diff [0-9a-f]{10}\.\.\.HEAD` shows them$"
    assert re.search(left_out, COMMENTS["8,000 events"], re.MULTILINE)
