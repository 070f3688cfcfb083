"""What the search of a site finds: its index is read from its files, as the script does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.pages.search import make_pages
from cbi_cli.publish.search import FACETS, encode_numbers, shard_key
from cbi_cli.publish.site import Site, SiteOptions
from tests.datasets import build_snapshot, event_toml
from tests.unit.publish.search_reader import SearchReader, index_files, read_numbers

Reader = Callable[[str], SearchReader]


@pytest.fixture(scope="module")
def site(us_mexico: Snapshot) -> Site:
    return Site(us_mexico, SiteOptions())


@pytest.fixture(scope="module")
def reader(site: Site) -> Reader:
    files = index_files(site)

    @cache
    def read(lang: str) -> SearchReader:
        return SearchReader(files, lang)

    return read


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("HLED", "institution/hled.html"),
        ("dean", "institution/hled.html"),
        ("Diálogo Económico de Alto Nivel", "institution/hled.html"),
        ("dialogo ECONOMICO", "institution/hled.html"),
        ("high level economic dialogue", "institution/hled.html"),
        ("tres amigos", "institution/nals.html"),
        ("cbi-2022", "source/cbi-2022.html"),
        ("Nuevo México", "place/albuquerque.html"),
        ("migracion", "topic/migration.html"),
        ("2022-10-13-high-level-security-dialogue", "event/2022-10-13-high-level-security-dialogue.html"),
        ("Ciudad Acuna", "event/1960-10-24-eisenhower-lopez-mateos-ciudad-acuna.html"),
        ("ortiz rubio", "event/1929-12-26-president-elect-ortiz-rubio-visit.html"),
    ],
)
def test_a_record_is_found_by_its_names_in_every_language(lang: str, words: str, path: str, reader: Reader) -> None:
    """Accents and case do not count, ñ is n, and the order of the words is free."""
    assert path in reader(lang).paths(words)


def test_an_institution_comes_before_its_events(reader: Reader) -> None:
    """The records that others belong to come first, then the events from the newest on."""
    kinds = [path.split("/")[0] for path in reader("en").paths("hlsd")]
    assert kinds[:2] == ["series", "institution"]
    dates = [path.split("/")[1][:4] for path in reader("en").paths("hlsd", kind="event")]
    assert len(dates) > 2
    assert dates == sorted(dates, reverse=True)


def test_the_beginning_of_a_word_is_enough() -> None:
    """The word itself comes first, also before newer events."""
    snapshot = build_snapshot(
        event_toml("2021-05-01", 'title = "A pact"'),
        event_toml("2022-05-01", 'title = "The pacts"'),
        event_toml("2022-06-01", 'title = "Another thing"'),
    )
    reader = SearchReader(index_files(Site(snapshot, SiteOptions())), "en")
    assert reader.paths("pact") == ["event/2021-05-01-meeting.html", "event/2022-05-01-meeting.html"]
    assert reader.paths("pacts") == ["event/2022-05-01-meeting.html"]
    assert reader.paths("acts") == []
    assert reader.paths("pact meeting thing") == []


def test_a_name_comes_before_a_mention(reader: Reader) -> None:
    """What is called so comes first, whatever its date, then what only tells of it."""
    found = reader("en").paths("dialogo economico", kind="institution")
    assert found[0] == "institution/hled.html"
    assert "institution/binational-commission.html" in found
    titles = [result.title for result in reader("es").search("cumbre", kind="event")]
    named = ["cumbre" in title.lower() for title in titles]
    assert named == sorted(named, reverse=True)
    assert 10 < sum(named) < len(named)


def test_the_beginning_of_a_date_finds_a_month(reader: Reader) -> None:
    """A date is one word, so October of 2022 is found without other numbers."""
    found = reader("en").paths("2022-10", kind="event")
    assert "event/2022-10-13-high-level-security-dialogue.html" in found
    assert {path.split("/")[1][:7] for path in found} <= {"2022-09", "2022-10"}


def test_facets_narrow_a_search(reader: Reader, us_mexico: Snapshot) -> None:
    """With words or without, and several together; the counts are those of the tables of the snapshot."""
    english = reader("en")
    summits = us_mexico.rows("SELECT id FROM event WHERE kind = 'summit' AND level = 'presidential'")
    found = english.paths("", kind="event-summit", level="presidential")
    assert sorted(found) == sorted(f"event/{row['id']}.html" for row in summits)
    assert len(found) > 5
    in_2016 = us_mexico.rows("SELECT id FROM event WHERE year <= 2016 AND last_year >= 2016")
    assert len(english.paths("", kind="event", year="2016")) == len(in_2016) == 11
    assert english.paths("", institution="hlsd", kind="institution") == ["institution/hlsd.html"]
    assert english.paths("hlsd", institution="hled", kind="institution") == []


def test_every_record_is_found_by_its_id(reader: Reader, us_mexico: Snapshot) -> None:
    """No kind of record is left out, and every result has a title and a label."""
    english = reader("en")
    rows = us_mexico.rows("SELECT kind, id FROM record WHERE kind NOT IN ('dataset', 'party', 'release')")
    assert len(rows) > 400
    for row in rows:
        record_id = row["id"] or "2022"
        shown = english.search(record_id)
        assert any(record_id in found.path for found in shown), record_id
        assert all(found.title and found.label for found in shown)


def test_results_are_in_the_language_of_the_page(reader: Reader) -> None:
    """A title in another language says so."""
    (english,) = reader("en").search("2022-10-13-high-level-security-dialogue")[:1]
    assert (english.dates, english.label, english.language) == ("Oct 13, 2022", "Meeting, cabinet", "")
    (spanish,) = reader("es").search("2022-10-13-high-level-security-dialogue")[:1]
    assert (spanish.dates, spanish.label, spanish.language) == ("13 oct 2022", "Reunión, gabinete", "")
    (report,) = reader("es").search("cbi-2022", kind="source")[:1]
    assert (report.language, report.label) == ("en", "Fuente")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_choice_of_the_page_finds_something(lang: str, site: Site, reader: Reader) -> None:
    """The form offers nothing that the index does not have."""
    (page,) = make_pages(site, get_translator(lang))
    groups = {"kind": "kinds", "level": "levels", "institution": "institutions", "year": "years"}
    assert tuple(groups) == FACETS
    for facet, name in groups.items():
        choices = [choice for _, options in page.content[name] for choice in options]
        assert len(choices) > 5
        for choice in choices:
            assert reader(lang).paths("", **{facet: choice.value}), choice


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("hlsd", "hl"),
        ("a", "a"),
        ("2022", "2022"),
        ("2022-10-13", "2022"),
        ("301", "30"),
        ("第三次", "u7b2c"),
        ("x第", "x_"),
    ],
)
def test_words_share_files_by_their_beginning(word: str, key: str) -> None:
    """The names of the files have only letters that every system can write."""
    assert shard_key(word) == key


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([0], "0"),
        ([0, 1, 2, 7], "0+2 4"),
        ([5, 40, 41], "5 y+1"),
        ([36, 100_000], "10 254r"),
        ([], ""),
    ],
)
def test_numbers_are_written_as_distances(numbers: list[int], text: str) -> None:
    """Those in a row take no more place than one, and are read back."""
    assert encode_numbers(numbers) == text
    assert read_numbers(text) == numbers


def test_a_query_needs_few_files(reader: Reader, site: Site) -> None:
    """Not the whole index is loaded: a query for a word needs the index, one file of words, and the results."""
    files = index_files(site)
    english = SearchReader(files, "en")
    assert english.search("hlsd")
    assert english.loaded < sum(map(len, files.values())) / 5
