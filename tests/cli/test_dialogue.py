"""What `add-event` asks, with which defaults, and what can be changed at the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cbi_cli.api import open_dataset
from cbi_cli.cli.draft import draft_path
from cbi_cli.cli.like_events import LikeEvents
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.settings import read_settings
from tests.cli.conftest import Talk
from tests.conftest import Cli
from tests.datasets import HEAD, TALKS, dataset_files, event_toml
from tests.repositories import write_files

PLACES = (
    '[[place]]\nid = "town"\nname = "Town"\ncountry = "aa"\n[[place]]\nid = "port"\nname = "Port"\ncountry = "bb"\n'
)
PEOPLE = (
    'participants = [{ name = "Ada", office = "trade", party = "aa" }, '
    '{ name = "Bo", office = "economy", party = "bb" }]'
)
IN_TOWN = ('host = "aa"', 'guests = ["bb"]', 'place = "town"')
IN_PORT = ('host = "bb"', 'guests = ["aa"]', 'place = "port"')
SECOND = event_toml(
    "2021-05-04", *IN_PORT, 'office = "trade"', "edition_number = 2", PEOPLE, 'topics = ["water"]', name="second"
)
FIRST = event_toml("2020-05-04", *IN_TOWN, name="first")
PLAIN = ["4 may 2022", "visit", "", "presidential", "A visit", "aa", "", "town"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    topics = '[[topic]]\nid = "water"\nlabel = "Water"\n'
    write_files(tmp_path, dataset_files(FIRST, SECOND, place=PLACES, topic=topics))
    return tmp_path


def questions(told: str) -> list[str]:
    """The questions without their answers, each by its first word and its default."""
    found = re.findall(r"^(?!What)([A-Z]\w+)[^\n]*?(?: \[([^\]\n]*)\][^\n:]*)?: ", told, re.MULTILINE)
    return [f"{name} [{default}]" if default else name for name, default in found]


def test_the_last_like_event_gives_the_defaults_and_each_is_asked_for(data: Path, talk: Talk) -> None:
    answers = ["4-6 may 2022", "meeting", "talks", "", "", "Third", "", "", "", "", "Cy", "", "", "book", "w"]
    result = talk(data, answers)
    assert result.code == 0
    assert questions(result.err.partition("Sources")[0]) == [
        "Date",
        "Kind",
        "Institutions",
        "Level [cabinet]",
        "Office [trade]",
        "Title",
        # They took turns, so it is the other one's.
        "Host [aa]",
        "Parties [bb]",
        # Where the same host received the others before.
        "Place [town]",
        "Its [3]",
        "Participant [; trade; aa]",
        "Participant [; economy; bb]",
        "Topics [water]",
    ]
    assert "Ada" not in result.err
    assert result.out == (
        '[[event]]\nid = "2022-05-04-third"\nstart = 2022-05-04\nend = 2022-05-06\ntitle = "Third"\nkind = "meeting"\n'
        'level = "cabinet"\noffice = "trade"\ninstitutions = ["talks"]\nedition_number = 3\nparties = ["aa", "bb"]\n'
        'host = "aa"\nguests = ["bb"]\nplace = "town"\n'
        'participants = [{ name = "Cy", office = "trade", party = "aa" }]\ntopics = ["water"]\nsources = ["book"]\n'
    )
    assert "end = 2022-05-06" in (data / "events" / "2022.toml").read_text()


def test_a_default_is_refused_by_a_dash_and_changed_by_another_answer(data: Path, talk: Talk) -> None:
    answers = ["4 may 2022", "meeting", "talks", "deputy", "-", "Third", "bb", "", "", "-", "Cy;", "", "-", "book", "w"]
    result = talk(data, answers)
    assert result.code == 0
    assert result.out == (
        '[[event]]\nid = "2022-05-04-third"\nstart = 2022-05-04\ntitle = "Third"\nkind = "meeting"\nlevel = "deputy"\n'
        'institutions = ["talks"]\nparties = ["aa", "bb"]\nhost = "bb"\nguests = ["aa"]\nplace = "port"\n'
        'participants = [{ name = "Cy" }]\nsources = ["book"]\n'
    )


def test_an_earlier_event_takes_no_defaults_from_a_later_one(data: Path, talk: Talk) -> None:
    result = talk(data, ["3 may 2020", "meeting", "talks"])
    assert questions(result.err) == ["Date", "Kind", "Institutions"]
    assert "Level:" not in result.err
    assert talk(data, ["n", "5 may 2020", "meeting", "talks", ""]).err.count("Level [cabinet]: ") == 1


def test_one_host_twice_stays_the_host(data: Path, talk: Talk) -> None:
    path = data / "events" / "2021.toml"
    path.write_text(
        path.read_text().replace('host = "bb"', 'host = "aa"').replace('guests = ["aa"]', 'guests = ["bb"]')
    )
    result = talk(data, ["4 may 2022", "meeting", "talks", "", "", "Third", ""])
    assert questions(result.err)[-1] == "Host [aa]"


def test_a_plain_meeting_has_few_questions_and_a_document_fewer(data: Path, talk: Talk) -> None:
    meeting = talk(
        data, ["4 may 2022", "forum", "", "private", "A forum", "", "town", "book", "s"], "--id", "2022-05-04-x"
    )
    assert questions(meeting.err) == ["Date", "Kind", "Institutions", "Level", "Title", "Host", "Place", "Sources"]
    treaty = talk(data, ["n", "4 may 2022", "agreement", "", "private", "A treaty", "book", "s"])
    assert questions(treaty.err) == ["Date", "Kind", "Institutions", "Level", "Title", "Sources"]


def test_a_visit_asks_who_received_whom_and_an_event_ahead_for_its_status(data: Path, talk: Talk) -> None:
    answers = ["4 may 2027", "visit", "", "presidential", "A visit", "aa", "", "town", "", "planned", "book", "w"]
    result = talk(data, answers)
    assert result.code == 0
    names = ["Host", "Parties [bb]", "Place", "Participant", "Status [held]", "Sources"]
    assert questions(result.err)[-6:] == names
    assert 'status = "planned"' in result.out


def test_three_parties_are_asked_for_where_the_last_like_event_had_them(tmp_path: Path, talk: Talk) -> None:
    trilateral = event_toml("2021-05-04", 'parties = ["aa", "bb", "cc"]')
    write_files(tmp_path, dataset_files(trilateral, institutions=TALKS.replace('"bb"]', '"bb", "cc"]')))
    result = talk(tmp_path, ["4 may 2022", "meeting", "talks", "", "", "Third", "", "", "book", "w"])
    assert "Parties, with commas between [aa, bb, cc]: " in result.err
    assert 'parties = ["aa", "bb", "cc"]' in result.out


@pytest.mark.parametrize("chosen", ["place", "PLACE", "pl", "e place", "edit place", "10"])
def test_a_field_is_changed_at_the_end_by_number_or_name(chosen: str, data: Path, talk: Talk) -> None:
    result = talk(data, [*PLAIN, "", "book", chosen, "port", "w"])
    assert result.code == 0
    assert "Place [town]: port" in result.err
    assert 'place = "port"' in (data / "events" / "2022.toml").read_text()


def test_the_summary_has_every_field(data: Path, talk: Talk) -> None:
    told = talk(data, [*PLAIN, "", "book", "?", "s"]).err
    summary = told.partition("\n\n")[2].partition("\n\n")[0].splitlines()
    given = [line.split()[:3] for line in summary[:-1]]
    assert ["1", "start", "2022-05-04"] in given
    assert ["10", "place", "town"] in given
    assert summary[-1].startswith("  empty: 3 institutions, 5 office,")
    assert "side_event_of" in summary[-1]
    assert "w writes it" in told


def test_a_note_given_at_the_end_needs_its_translation(tmp_path: Path, talk: Talk) -> None:
    head = HEAD.replace('["en"]', '["en", "es"]').replace('title = "I', 'title_es = "I"\ntitle = "I')
    for name in "ABC":
        head = head.replace(f'name = "{name}"', f'name = "{name}", name_es = "{name}"')
    files = {"dataset.toml": head, "sources.toml": '[[source]]\nid = "book"\ntitle = "The book"\n'}
    files |= {"indicators.toml": "", "institutions.toml": ""}
    write_files(tmp_path, {name: text.encode() for name, text in files.items()})
    answers = ["4 may 2022", "forum", "", "private", "A forum", "Un foro", "", "", "book"]
    answers += ["note", "New", "", "Nuevo", "w"]
    result = talk(tmp_path, answers)
    assert result.code == 0
    assert 'note = "New"\nnote_es = "Nuevo"' in result.out


def test_what_is_typed_at_the_end_and_means_nothing_is_told(data: Path, talk: Talk) -> None:
    result = talk(data, [*PLAIN, "", "book", "x", "99", "p", "s"])
    assert [f"`{text}` is neither one of these nor a field" in result.err for text in ("x", "99", "p")] == [True] * 3


def test_back_from_the_end_and_from_a_change(data: Path, talk: Talk) -> None:
    result = talk(data, [*PLAIN, "", "book", "<", "book#p1", "title", "<", "w"])
    assert result.code == 0
    assert "Sources, with commas between [book]: " in result.err
    assert "title stays as it was" in result.err
    assert 'sources = ["book#p1"]' in result.out


@pytest.mark.parametrize(("confirmed", "is_kept"), [("y", False), ("n", True)])
def test_dropping_forgets_what_was_typed_if_that_is_confirmed(
    confirmed: str, is_kept: bool, data: Path, talk: Talk
) -> None:
    before = sorted(path.name for path in data.rglob("*.toml"))
    answers = [*PLAIN, "", "book", "d", confirmed, *(["s"] if is_kept else [])]
    result = talk(data, answers)
    draft = draft_path(data, read_settings().cache)
    assert (result.code, sorted(path.name for path in data.rglob("*.toml"))) == (0, before)
    assert draft is not None
    assert draft.exists() is is_kept


def test_spanish_has_its_own_words_at_the_end(data: Path, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "es")
    answers = ["4 de mayo de 2022", "visita", "", "presidencial", "A visit", "aa", "", "town", "", "book"]
    saved = talk(data, [*answers, "g"])
    assert (saved.code, "no se escribió nada" in saved.err) == (0, True)
    assert "e: escribirlo" in saved.err
    written = talk(data, ["e"], "--resume")
    assert written.code == 0
    assert (data / "events" / "2022.toml").exists()


def test_a_range_is_an_option_too(data: Path, cli: Cli) -> None:
    given = ["--kind", "visit", "--level", "presidential", "--source", "book", "--title", "A visit", "--no-input"]
    result = cli("add-event", "--start", "30 apr - 2 may 2022", *given, folder=data)
    assert result.code == 0
    assert "start = 2022-04-30\nend = 2022-05-02\n" in result.out
    twice = cli("add-event", "--start", "3-4 may 2022", "--end", "2022-05-05", *given, folder=data)
    assert twice.code == 2
    assert "end is given twice" in twice.err
    wrong = cli("add-event", "--start", "4-3 may 2022", *given, folder=data)
    assert "--start: `4-3 may 2022` ends before it begins" in wrong.err


def test_history_has_the_titles_and_the_people_of_like_events(data: Path) -> None:
    likes = LikeEvents(open_dataset(data).snapshot)
    values = {"start": PartialDate(2022), "kind": "meeting", "institutions": ("talks",)}
    assert likes.history("title", values) == ["Event 2020-05-04 first", "Event 2021-05-04 second"]
    assert likes.participants(values) == ["Ada; trade; aa", "Bo; economy; bb"]
    assert likes.participants({**values, "kind": "visit"}) == []


def test_a_title_in_each_language_of_the_dataset_is_asked_for(tmp_path: Path, talk: Talk) -> None:
    head = HEAD.replace('["en"]', '["en", "fr"]').replace('title = "I', 'title_fr = "I"\ntitle = "I')
    for name in "ABC":
        head = head.replace(f'name = "{name}"', f'name = "{name}", name_fr = "{name}"')
    files = {"dataset.toml": head, "sources.toml": '[[source]]\nid = "book"\ntitle = "The book"\n'}
    files |= {"indicators.toml": "", "institutions.toml": ""}
    write_files(tmp_path, {name: text.encode() for name, text in files.items()})
    answers = ["4 may 2022", "forum", "", "private", "A forum", "Un forum", "", "", "book"]
    result = talk(tmp_path, [*answers, "note", "New", "Nouveau", "w"])
    assert result.code == 0
    assert 'title_fr = "Un forum"' in result.out
    assert 'note_fr = "Nouveau"' in result.out


def test_the_mode_is_asked_for_where_a_row_of_the_scorecard_depends_on_it(tmp_path: Path, talk: Talk) -> None:
    row = '[[indicator]]\nid = "visits"\nlabel = "Visits"\nsources = ["book"]\n'
    rule = 'rule = { kinds = ["visit"], levels = ["state"], modes = ["in-person"] }\n'
    write_files(tmp_path, dataset_files(event_toml("2021-05-04"), indicators=row + rule))
    visit = talk(tmp_path, ["4 may 2022", "visit", "", "state", "A visit", "aa", "", "", "in-person", "", "book", "w"])
    assert (visit.code, "Mode, as far as a source says [unknown]: " in visit.err) == (0, True)
    assert 'mode = "in-person"' in visit.out
    # Of another level, no row asks how it was held.
    other = talk(tmp_path, ["5 may 2022", "visit", "", "municipal", "Other", "aa", "", "", "", "book", "w"])
    assert (other.code, "Mode, as far" in other.err) == (0, False)
