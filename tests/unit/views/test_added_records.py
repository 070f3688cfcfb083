"""The cards of added records: names in place of ids, and nothing that was not given."""

from __future__ import annotations

from datetime import date

import pytest
from tests.datasets import HEAD, SOURCES, TALKS, dataset_files, event_toml
from tests.hostile.forms import READERS

from cbi_cli import api
from cbi_cli.core.language_codes import Lang
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.diff import DiffView
from cbi_cli.workspace.revisions import DatasetRevision

SPANISH_HEAD = (
    HEAD.replace('languages = ["en"]', 'languages = ["en", "es"]\ntitle_es = "Entre A y B"')
    .replace('name = "A"', 'name = "A", name_es = "La A"')
    .replace('name = "B"', 'name = "B", name_es = "La B"')
)
PLACES = """
[[place]]
id = "town"
name = "Town"
name_es = "Pueblo"
state = "North"
state_es = "Norte"
country = "bb"
"""
NEWS = """
[[source]]
id = "news"
title = "The news"
publisher = "A paper"
published = 2022-05-05
url = "https://example.org/news"
"""
FULL = event_toml(
    "2022-05-04",
    "end = 2022-05-06",
    'title_es = "El evento"',
    'office = "foreign-affairs"',
    'host = "bb"',
    'guests = ["aa"]',
    'place = "town"',
    'participants = [{ name = "Ana One", office = "foreign-affairs", party = "aa" }, { name = "Beto Two" }]',
    'mode = "in-person"',
    'status = "postponed"',
    'sources = ["book#p1", "news"]',
    'note = "Held late"',
    'note_es = "Fue tarde"',
)


def shown(before: dict[str, bytes], after: dict[str, bytes], lang: Lang = "en", form: str = "table") -> str:
    result = api.diff(before, after, date(2026, 11, 24))
    states = DatasetRevision("folder", "old", "", before), DatasetRevision("folder", "new", "", after)
    return render(DiffView(result, *states, get_translator(lang)), form)


def files(*events: str, **more: str) -> dict[str, bytes]:
    made = dataset_files(*events)
    made.update({f"{name}.toml": text.encode() for name, text in more.items()})
    return made


@pytest.mark.parametrize(
    ("lang", "card"),
    [
        (
            "en",
            """- added 2022-05-04-meeting: Event 2022-05-04  (in events/2022.toml)
  May 4–6, 2022; meeting, cabinet, foreign affairs; postponed; in person
  Institution: The Talks
  Host: B (A → B)
  Place: Town, North, B
  Participants: Ana One (foreign affairs, A); Beto Two
  Source: The book: Page 1
  Source: The news, A paper, May 5, 2022 <https://example.org/news>
  Note: Held late
""",
        ),
        (
            "es",
            """- agregado 2022-05-04-meeting: El evento (en events/2022.toml)
  4–6 may 2022; reunión, gabinete, relaciones exteriores; pospuesto; presencial
  Institución: The Talks
  Anfitrión: La B (La A → La B)
  Lugar: Pueblo, Norte, La B
  Participantes: Ana One (relaciones exteriores, La A); Beto Two
  Fuente: The book: Page 1
  Fuente: The news, A paper, 5 may 2022 <https://example.org/news>
  Nota: Fue tarde
""",
        ),
    ],
)
def test_an_event_says_all_that_a_reviewer_asks(lang: Lang, card: str) -> None:
    old = files(dataset=SPANISH_HEAD, places=PLACES, sources=SOURCES + NEWS)
    new = files(FULL, dataset=SPANISH_HEAD, places=PLACES, sources=SOURCES + NEWS)
    assert card in shown(old, new, lang)


def test_each_guest_of_a_host_is_named() -> None:
    visit = event_toml("2022-05-04", 'host = "aa"', 'guests = ["bb", "cc"]', 'parties = ["aa", "bb", "cc"]')
    assert "\n  Host: A (B, C → A)\n" in shown(files(), files(visit))


def test_what_is_not_given_has_no_line() -> None:
    bare = event_toml("2022-05", "institutions = []", 'place = "Somewhere"', 'host = "bb"')
    assert shown(files(), files(bare)).endswith(
        "- added 2022-05-meeting: Event 2022-05  (in events/2022.toml)\n"
        "  May 2022; meeting, cabinet\n"
        "  Host: B\n"
        "  Place: Somewhere\n"
        "  Source: The book\n"
    )


def test_many_participants_and_a_long_note_are_cut_and_say_so() -> None:
    people = ", ".join(f'{{ name = "P{number}" }}' for number in range(13))
    long = event_toml("2022-05-04", f"participants = [{people}]", f'note = "{"n" * 301}"')
    card = shown(files(), files(long))
    assert "  Participants: P0; P1; P2; P3; P4; P5; P6; P7; P8; P9; 3 more\n" in card
    assert f"  Note: {'n' * 300}…\n" in card


def test_other_added_records_have_short_cards() -> None:
    forum = TALKS.replace('"talks"', '"forum"').replace("The Talks", "The Forum").replace("Big Talks", "Big Forum")
    forum += 'cadence_years = 2\nestablished = "2019-02"\n'
    card = shown(files(), files(institutions=TALKS + forum, sources=SOURCES + NEWS, places=PLACES))
    assert (
        "- added forum: The Forum (in institutions.toml)\n"
        "  dialogue; A, B; Feb 2019; every 2 years\n"
        "  Source: The book\n"
    ) in card
    assert ("- added news: The news (in sources.toml)\n  A paper, May 5, 2022 <https://example.org/news>\n") in card
    assert "- added town: Town (in places.toml)\n  state: North; country: bb\n" in card


HOSTILE = "</details><script>x</script> @someone #1 https://e.example www.e.example [a](http://b.example) ::error::x"


def test_no_text_of_a_card_becomes_markup_a_mention_or_a_link() -> None:
    event = event_toml(
        "2022-05-04",
        f'title = "{HOSTILE}"',
        f'place = "{HOSTILE}"',
        f'participants = [{{ name = "{HOSTILE}" }}]',
        f'note = "{HOSTILE}\\n<!-- cbi -->"',
    )
    forum = TALKS.replace("The Talks", HOSTILE)
    before = files(institutions=forum, sources=SOURCES.replace("The book", HOSTILE))
    after = before | {"events/2022.toml": event.encode()}
    text = shown(before, after, form="markdown")
    texts = READERS["markdown"](text)
    # Six texts: four of the event, the names of its institution and of its source.
    assert sum(part.count(HOSTILE) for part in texts) == 6
    assert "@someone" not in text
    assert "#1" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
