"""A journalist's five questions, and the way from each lamp to its sources, by links from the home page.

The answers were worked out from the files of the dataset by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.sites import PageReader, local_target

PRESIDENTS = "series/presidential-meetings.html"
SUMMIT = "event/2016-06-29-north-american-leaders-summit.html"
ROUTES = {
    "when did the presidents last meet": ("light/2022/presidential-meetings.html", PRESIDENTS),
    "who hosted the summit of 2016": ("timeline.html", "timeline/2016.html", SUMMIT),
    "what happened in October 2022": ("timeline.html", "timeline/2022.html"),
    "what is halted": ("gaps.html",),
    "cite it": ("data.html",),
}
ANSWERS = {
    "when did the presidents last meet": {
        "en": ["Last held Nov 17, 2023: Presidents Biden and López Obrador meet in San Francisco"],
        "es": ["Última 17 nov 2023: Encuentro de los presidentes Biden y López Obrador en San Francisco"],
    },
    "who hosted the summit of 2016": {"en": ["Host Canada", "Ottawa"], "es": ["Anfitrión Canadá", "Ottawa"]},
    "what happened in October 2022": {
        "en": ["Oct 13", "High-Level Security Dialogue"],
        "es": ["13 oct", "Diálogo de Alto Nivel de Seguridad"],
    },
    "what is halted": {
        "en": ["Interparliamentary Meetings halted since 2019", "Border Governors meetings halted since 2012"],
        "es": [
            "Reuniones Interparlamentarias interrumpida desde 2019",
            "Reuniones de gobernadores fronterizos interrumpida desde 2012",
        ],
    },
    "cite it": {
        "en": ["How to cite The cbi authors (2026). Institutional interactions between the United States and Mexico"],
        "es": ["Cómo citar The cbi authors (2026). Interacciones institucionales entre Estados Unidos y México"],
    },
}
ROWS = [
    "presidential-meetings",
    "foreign-affairs-meetings",
    "cabinet-meetings",
    "hled",
    "nals",
    "usmca-chapter-26",
    "border-management",
    "hlsd",
    "interparliamentary-meetings",
    "border-governors",
    "governor-visits",
]
"""The rows of the card of 2022, each with a lamp."""


def targets_of(files: Mapping[str, bytes], path: str) -> set[str]:
    """The paths to which a page links, without anchors."""
    targets = (local_target(path, link) for link in PageReader(files[path].decode()).links)
    return {target[0] for target in targets if target is not None}


def find_faults(files: Mapping[str, bytes], lang: str, question: str) -> list[str]:
    """What keeps a reader from the answer: links that are missing on the way, and texts that are not on its page."""
    assert len(ROUTES[question]) <= 3
    faults = []
    here = f"{lang}/index.html"
    for step in ROUTES[question]:
        path = f"{lang}/{step}"
        if path not in targets_of(files, here):
            faults.append(f"no link to {path}")
        here = path
    text = PageReader(files[here].decode()).text
    return faults + [f"not said: {answer}" for answer in ANSWERS[question][lang] if answer not in text]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("question", list(ROUTES))
def test_the_answer_is_within_three_links(shipped_site: dict[str, bytes], lang: str, question: str) -> None:
    """Each link of the way is on the page before, and the answer on the last one."""
    assert find_faults(shipped_site, lang, question) == []


def test_a_missing_link_and_a_wrong_answer_are_seen(shipped_site: dict[str, bytes]) -> None:
    """Planted into the page of the summit and into the list of the years."""
    summit = shipped_site[f"en/{SUMMIT}"].replace(b"Canada", b"Mexico")
    years = shipped_site["en/timeline.html"].replace(b"timeline/2016.html", b"timeline/2017.html")
    broken = shipped_site | {f"en/{SUMMIT}": summit, "en/timeline.html": years}
    question = "who hosted the summit of 2016"
    assert find_faults(broken, "en", question) == ["no link to en/timeline/2016.html", "not said: Host Canada"]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("row", ROWS)
def test_each_lamp_leads_to_rule_events_and_sources(shipped_site: dict[str, bytes], lang: str, row: str) -> None:
    """One link to the light with its rule, a second one to an event of it, a third one to a source of the event."""
    light = f"{lang}/light/2022/{row}.html"
    assert light in targets_of(shipped_site, f"{lang}/index.html")
    assert '<dl class="rule">' in shipped_site[light].decode()
    events = sorted(path for path in targets_of(shipped_site, light) if path.startswith(f"{lang}/event/"))
    assert events
    for event in events:
        sources = [path for path in targets_of(shipped_site, event) if path.startswith(f"{lang}/source/")]
        assert sources, event
        assert set(sources) <= shipped_site.keys()
