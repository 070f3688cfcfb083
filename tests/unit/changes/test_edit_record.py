"""A record is edited, moved, renamed and removed; the bytes expected are written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.changes.edit_record import ChangedField, plan_edit
from cbi_cli.changes.edit_text import plan_edit_text, record_text
from cbi_cli.changes.record_place import find_target
from cbi_cli.changes.remove_record import StillReferredToError, plan_remove
from cbi_cli.changes.rename_record import plan_rename
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.exports.calendar import event_calendar
from cbi_cli.exports.feeds import event_feed
from cbi_cli.exports.publication import Publication
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.lookup import RecordKey, find_record
from cbi_cli.loading import Session
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import session_at
from tests.datasets import EDITION, HEAD, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.repositories import write_files

COMMENTED = """# Events of 2022.

# the first one
[[event]]  # header
id = '2022-03-01-review'
start = 2022-03-01 # a Tuesday
title = "Review"
kind = "review"
level = "cabinet"
institutions = [
  "talks",  # theirs
]
parties = ["aa", "bb"]
# in the old capital
host = "aa"
sources = ["book", "book#p1"]
# the end of the first

# not yet sorted

[[event]]
id = "2022-05-04-meeting"
start = 2022-05-04
title = "Meeting"
kind = "meeting"
level = "cabinet"
institutions = ["talks"]
parties = ["aa", "bb"]
sources = ["book"]
distinct_from = ["2022-03-01-review"]
"""
OLD = event_toml("2021-05-04", 'title = "Talks"')
REVIEW = RecordKey("event", "2022-03-01-review")
MEETING = RecordKey("event", "2022-05-04-meeting")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_files(folder, {**dataset_files(OLD), "events/2022.toml": COMMENTED.encode()})
    return folder


def session(root: Path) -> Session:
    return session_at(DatasetLocation(root, "folder"))


def edited(root: Path, key: RecordKey, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The files that an edit gives; each is written."""
    change = plan_edit(session(root), key, values)
    assert change.new_errors == ()
    change.apply()
    return {file.path: None if file.after is None else file.after.decode() for file in change.files}


@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        ({"title": "A review"}, 'title = "Review"', 'title = "A review"'),
        ({"end": PartialDate(2022, 3, 2)}, "# a Tuesday\n", "# a Tuesday\nend = 2022-03-02\n"),
        ({"end": "2022-03-02"}, "# a Tuesday\n", "# a Tuesday\nend = 2022-03-02\n"),
        ({"host": None}, 'host = "aa"\n', ""),
        ({"host": ""}, 'host = "aa"\n', ""),
        ({"institutions": ()}, 'institutions = [\n  "talks",  # theirs\n]\n', "# theirs\n"),
        ({"sources": ("book",)}, '["book", "book#p1"]', '["book"]'),
        ({"start": PartialDate(2022, 3)}, "2022-03-01 # a", '"2022-03" # a'),
        ({"mode": "virtual"}, 'host = "aa"\n', 'host = "aa"\nmode = "virtual"\n'),
        ({"note": "One\n# two"}, '"book#p1"]\n', '"book#p1"]\nnote = "One\\n# two"\n'),
        (
            {"participants": ({"name": "Ñ", "party": "aa"},)},
            'host = "aa"\n',
            'host = "aa"\nparticipants = [{ name = "Ñ", party = "aa" }]\n',
        ),
        ({"guests": ["bb"], "host": "aa"}, 'host = "aa"\n', 'host = "aa"\nguests = ["bb"]\n'),
    ],
)
@pytest.mark.parametrize("form", ["plain", "Windows"])
def test_only_the_lines_of_the_field_change(root: Path, values: dict[str, Any], old: str, new: str, form: str) -> None:
    def written(text: str) -> str:
        return "\ufeff" + text.replace("\n", "\r\n") if form == "Windows" else text

    (root / "events" / "2022.toml").write_bytes(written(COMMENTED).encode())
    assert edited(root, REVIEW, values) == {"events/2022.toml": written(COMMENTED.replace(old, new, 1))}


def test_a_comment_of_an_item_stays_with_it(root: Path) -> None:
    write_files(
        root,
        {
            **dataset_files(
                event_toml("2021-05-04"), institutions=TALKS + TALKS.replace("talks", "more").replace("Talks", "More")
            ),
            "events/2022.toml": COMMENTED.encode(),
        },
    )
    (text,) = edited(root, REVIEW, {"institutions": ("more", "talks")}).values()
    assert text == COMMENTED.replace('  "talks",  # theirs\n', '  "more",\n  "talks",  # theirs\n')


def test_what_does_not_change_is_not_written(root: Path) -> None:
    change = plan_edit(session(root), REVIEW, {"title": "Review", "host": "aa", "note": ""})
    assert (change.files, change.details.fields) == ((), ())


def test_an_event_moves_to_the_file_of_its_year_with_its_comments(root: Path) -> None:
    before = (root / "events" / "2021.toml").read_text()
    files = edited(root, REVIEW, {"start": PartialDate(2021, 6, 1)})
    block = COMMENTED[COMMENTED.index("# the first one") : COMMENTED.index("\n# not yet")]
    assert files == {
        "events/2021.toml": before + block.replace("2022-03-01 #", "2021-06-01 #"),
        "events/2022.toml": COMMENTED.replace(block + "\n", ""),
    }
    assert session(root).findings == ()


def test_an_event_moves_in_its_file_to_its_place(root: Path) -> None:
    (text,) = edited(root, REVIEW, {"start": PartialDate(2022, 7, 1)}).values()
    block = COMMENTED[COMMENTED.index("# the first one") : COMMENTED.index("\n# not yet")]
    assert text == COMMENTED.replace(block + "\n", "") + "\n" + block.replace("2022-03-01 #", "2022-07-01 #")


def test_an_event_that_stays_in_order_stays_where_it_is(root: Path) -> None:
    """Nothing but its start is written anew, not even the blank lines around it."""
    wide = COMMENTED.replace("\n[[event]]\nid = ", "\n\n\n[[event]]\nid = ")
    (root / "events" / "2022.toml").write_text(wide)
    files = edited(root, MEETING, {"start": PartialDate(2022, 5, 5)})
    assert files == {"events/2022.toml": wide.replace("start = 2022-05-04", "start = 2022-05-05")}


def test_a_field_at_the_end_of_a_file_without_a_line_end(root: Path) -> None:
    (root / "events" / "2022.toml").write_text(COMMENTED.removesuffix("\n"))
    (text,) = edited(root, MEETING, {"former_ids": ("2022-05-04-talks",)}).values()
    assert text == COMMENTED + 'former_ids = ["2022-05-04-talks"]'


def test_a_record_whose_id_is_there_twice_is_not_edited(root: Path) -> None:
    with (root / "events" / "2022.toml").open("a") as file:
        file.write("\n" + COMMENTED[COMMENTED.index('[[event]]\nid = "2022-05-04') :])
    with pytest.raises(CbiError) as caught:
        plan_edit(session(root), MEETING, {"title": "x"})
    assert str(caught.value.message) == "events/2022.toml has no single record with the id `2022-05-04-meeting`"
    assert caught.value.hint == "`cbi validate` shows what is wrong"


def test_the_text_of_a_record_takes_the_place_of_the_old_one(root: Path) -> None:
    old = record_text(session(root), MEETING)
    assert old == COMMENTED[COMMENTED.index('[[event]]\nid = "2022-05-04') :]
    change = plan_edit_text(session(root), MEETING, old.replace('"Meeting"', '"A meeting"  # the first'))
    (file,) = change.files
    assert file.after == COMMENTED.replace('"Meeting"', '"A meeting"  # the first').encode()
    assert change.details.fields == (ChangedField("title", "Meeting", "A meeting"),)


def test_an_event_with_a_file_of_its_own_takes_it_along(root: Path) -> None:
    one = event_toml("2022-06-01", 'title = "Talks in June"')
    (root / "dataset.toml").write_text(HEAD + '[layout]\nevents = "event"\n')
    (root / "events" / "2022").mkdir()
    path = root / "events" / "2022" / "2022-06-01-meeting.toml"
    path.write_text("#:schema ../../schemas/event.schema.json\n\n" + one)
    files = edited(root, RecordKey("event", "2022-06-01-meeting"), {"start": PartialDate(2023, 6, 1)})
    new = path.read_text if path.exists() else None
    assert new is None
    assert files == {
        "events/2023/2022-06-01-meeting.toml": "#:schema ../../schemas/event.schema.json\n\n"
        + one.replace("start = 2022", "start = 2023"),
        "events/2022/2022-06-01-meeting.toml": None,
    }


def test_the_last_event_of_a_year_takes_the_file_along(root: Path) -> None:
    files = edited(root, RecordKey("event", "2021-05-04-meeting"), {"start": PartialDate(2022, 1, 1)})
    assert files["events/2021.toml"] is None
    assert not (root / "events" / "2021.toml").exists()


def test_tables_with_headers(root: Path) -> None:
    pause = "# a pause\n[[institution.pauses]]\nfrom = 2017  # since\nto = 2019\nsource = 'book'\n"
    (root / "institutions.toml").write_text(f"{TALKS}\n{pause}\n# after\n")
    talks = RecordKey("institution", "talks")
    (text,) = edited(root, talks, {"pauses": None}).values()
    assert text == TALKS + "\n# a pause\n# since\n\n# after\n"
    (text,) = edited(root, talks, {"pauses": ({"from": 2017, "to": 2019, "source": "book"},)}).values()
    assert 'pauses = [{ from = 2017, to = 2019, source = "book" }]\n' in str(text)


def test_a_change_has_its_effect_and_its_errors(root: Path) -> None:
    change = plan_edit(session(root), MEETING, {"status": "cancelled"})
    (card,) = [card for card in change.impact.all_cards if card.year == 2022]  # type: ignore[union-attr]
    assert [(row.before.light, row.after.light) for row in card.rows] == [("green", "yellow")]  # type: ignore[union-attr]
    assert [one.code for one in plan_edit(session(root), MEETING, {"place": None, "topics": ["x"]}).new_errors] == [
        "CBI202"
    ]


def test_an_edit_can_correct_an_error(root: Path) -> None:
    path = root / "events" / "2022.toml"
    path.write_text(COMMENTED.replace('"meeting"', '"metting"'))
    edited(root, MEETING, {"kind": "meeting"})
    assert path.read_text() == COMMENTED


@pytest.mark.parametrize(
    ("values", "problem"),
    [({"town": "X"}, "no field `town`"), ({"id": "x"}, "known by"), ({"title": "\udcff"}, "not Unicode")],
)
def test_what_cannot_be_set(root: Path, values: dict[str, Any], problem: str) -> None:
    with pytest.raises(CbiError, match=problem):
        plan_edit(session(root), REVIEW, values)


OTHER_ROW = TALKS_ROW.replace('"talks-row"', '"talks"')
ABOUT = """
[[dispute]]
id = "day"
record = "institution"
about = "talks"
field = "name"
chosen = "The Talks"
why = "The book is older."
claims = [{ source = "book#p1", value = "Talks" }, { source = "book", value = "The Talks" }]
"""


EXTRA = '\n[[source]]\nid = "paper"\ntitle = "A paper"\n'


def renamed(root: Path, key: RecordKey, new_id: str) -> list[str]:
    change = plan_rename(session(root), key, new_id)
    assert change.new_findings == ()
    assert not change.impact.all_cards or not any(card.rows for card in change.impact.all_cards)  # type: ignore[union-attr]
    change.apply()
    return [file.path for file in change.files]


def test_all_references_follow_a_rename(root: Path) -> None:
    accepted = HEAD + '\n[[accepted]]\ncode = "CBI305"\nrecord = "talks"\nreason = "x"\n'
    files = {
        **dataset_files(OLD, dispute=ABOUT, edition_2022=EDITION, dataset=accepted),
        "events/2022.toml": COMMENTED.encode(),
    }
    write_files(root, files)
    assert sorted(renamed(root, RecordKey("institution", "talks"), "dialogue")) == [
        "dataset.toml",
        "disputes.toml",
        "events/2021.toml",
        "events/2022.toml",
        "indicators.toml",
        "institutions.toml",
    ]
    for name, raw in files.items():
        expected = raw.decode().replace('"talks"', '"dialogue"')
        if name == "institutions.toml":
            expected = expected.replace('"dialogue"\n', '"dialogue"\nformer_ids = ["talks"]\n', 1)
        assert (root / name).read_text() == expected, name


def test_citations_keep_their_parts_and_quotes(root: Path) -> None:
    renamed(root, RecordKey("source", "book"), "volume")
    text = (root / "events" / "2022.toml").read_text()
    assert text == COMMENTED.replace('"book', '"volume')
    renamed(root, REVIEW, "2022-03-01-look")
    now = text.replace("'2022-03-01-review'", "'2022-03-01-look'").replace('["2022-03-01-r', '["2022-03-01-l')
    now = now.replace("-leview", "-look").replace('p1"]\n', 'p1"]\nformer_ids = ["2022-03-01-review"]\n')
    assert (root / "events" / "2022.toml").read_text() == now


def test_a_direction_follows_its_party(root: Path) -> None:
    row = TALKS_ROW.replace('source = "book" }]', 'source = "book", direction = "aa>bb" }]', 1)
    write_files(root, dataset_files(OLD, indicators=row))
    renamed(root, RecordKey("party", "bb"), "bee")
    assert (root / "indicators.toml").read_text() == row.replace("aa>bb", "aa>bee")
    assert 'between = ["aa", "bee"]' in (root / "dataset.toml").read_text()
    assert '{ id = "bee", former_ids = ["bb"], name = "B" }' in (root / "dataset.toml").read_text()


def test_a_file_of_its_own_is_named_after_the_new_id(root: Path) -> None:
    (root / "events" / "2022").mkdir()
    path = root / "events" / "2022" / "2022-06-01-meeting.toml"
    path.write_text(event_toml("2022-06-01", 'title = "Talks in June"'))
    assert renamed(root, RecordKey("event", "2022-06-01-meeting"), "2022-06-01-talks") == [
        "events/2022/2022-06-01-talks.toml",
        "events/2022/2022-06-01-meeting.toml",
    ]
    assert not path.exists()
    assert session(root).findings == ()


WITHDRAWN = '[[withdrawn]]\nkind = "source"\nid = "gone"\ntitle = "G"\ndate = 2022-01-01\nreason = "r"\n'


@pytest.mark.parametrize(
    ("new_id", "problem"),
    [
        ("Book", "cannot be the id"),
        ("a--b", "cannot be the id"),
        ("x" * 121, "cannot be the id"),
        ("paper", "another source has it"),
        ("gone", "withdrawn"),
        ("sheet", "former id of `paper`"),
        ("book", "another source has it"),
    ],
)
def test_an_id_that_is_refused(root: Path, new_id: str, problem: str) -> None:
    more = '\n[[source]]\nid = "paper"\nformer_ids = ["sheet"]\ntitle = "A paper"\n'
    (root / "sources.toml").write_text(SOURCES + more)
    (root / "withdrawn.toml").write_text(WITHDRAWN)
    with pytest.raises(CbiError, match=problem):
        plan_rename(session(root), RecordKey("source", "book"), new_id)


def test_a_record_gets_its_own_former_id_back(root: Path) -> None:
    before = (root / "sources.toml").read_text()
    renamed(root, RecordKey("source", "book"), "volume")
    renamed(root, RecordKey("source", "volume"), "book")
    now = before.replace('"book"\n', '"book"\nformer_ids = ["book", "volume"]\n', 1)
    assert (root / "sources.toml").read_text() == now
    assert (root / "events" / "2022.toml").read_text() == COMMENTED


@pytest.mark.parametrize(
    ("names", "former"),
    [
        ("b", ["a"]),
        ("bc", ["a", "b"]),
        ("ba", ["a", "b"]),
        ("bab", ["a"]),
        ("bac", ["a", "b"]),
        ("baba", ["a", "b"]),
        ("bcb", ["a", "c"]),
        ("bca", ["a", "b", "c"]),
        ("bcac", ["a", "b"]),
    ],
)
def test_the_first_id_stays_the_first_whatever_a_record_is_called(root: Path, names: str, former: list[str]) -> None:
    """Calendars and feeds know an event by it, and every id that it had answers."""
    (root / "events" / "2022.toml").write_text(event_toml("2022-01-01", 'id = "2022-01-01-a"'))
    place = Publication(date(2023, 1, 1))
    english = get_translator("en")
    before = [entry.id for entry in event_feed(session(root).snapshot, place, english).entries]
    assert "tag:ab.invalid,2026:ab/event/2022-01-01-a" in before
    current = "2022-01-01-a"
    for name in names:
        renamed(root, RecordKey("event", current), f"2022-01-01-{name}")
        current = f"2022-01-01-{name}"
    made = session(root)
    assert made.findings == ()
    record = made.snapshot.record("event", current)
    assert record is not None
    assert record["former_ids"] == [f"2022-01-01-{name}" for name in former]
    assert [entry.id for entry in event_feed(made.snapshot, place, english).entries] == before
    calendar = "".join(event_calendar(made.snapshot, place, english))
    assert "UID:2022-01-01-a@" in calendar
    answers = {find_record(made.snapshot, ["event"], f"2022-01-01-{one}").matches for one in {"a", *names}}
    assert answers == {(RecordKey("event", current),)}


def test_a_record_with_its_first_id_twice_is_withdrawn_once(root: Path) -> None:
    (root / "sources.toml").write_text(SOURCES + EXTRA)
    renamed(root, RecordKey("source", "paper"), "sheet")
    renamed(root, RecordKey("source", "sheet"), "paper")
    change = plan_remove(session(root), RecordKey("source", "paper"), {"reason": "x"})
    assert change.new_findings == ()
    change.apply()
    withdrawn = tomllib.loads((root / "withdrawn.toml").read_text())["withdrawn"]
    assert [one["id"] for one in withdrawn] == ["paper", "sheet"]


def test_a_removed_record_is_withdrawn_with_its_former_ids(root: Path) -> None:
    former = COMMENTED.replace(
        'id = "2022-05-04-meeting"\n', 'id = "2022-05-04-meeting"\nformer_ids = ["2022-05-05-talks"]\n'
    )
    (root / "events" / "2022.toml").write_text(former)
    change = plan_remove(session(root), MEETING, {"reason": "It was a call."}, "2021-05-04-meeting")
    assert change.new_findings == ()
    change.apply()
    assert (root / "events" / "2022.toml").read_text() == COMMENTED[: COMMENTED.index('\n[[event]]\nid = "2022-05')]
    entry = (
        '[[withdrawn]]\nkind = "event"\nid = "{}"\ntitle = "Meeting"\ndate = 2026-11-24\n'
        'reason = "It was a call."\nreplaced_by = "2021-05-04-meeting"\n'
    )
    expected = "\n".join([entry.format(one) for one in ("2022-05-04-meeting", "2022-05-05-talks")])
    assert (root / "withdrawn.toml").read_text() == expected
    (card,) = [card for card in change.impact.all_cards if card.year == 2022]  # type: ignore[union-attr]
    assert [row.after.light for row in card.rows] == ["yellow"]  # type: ignore[union-attr]


def test_what_is_referred_to_is_not_removed(root: Path) -> None:
    with pytest.raises(StillReferredToError) as caught:
        plan_remove(session(root), REVIEW, {"reason": "x"})
    line = COMMENTED[: COMMENTED.index("distinct_from")].count("\n") + 1
    assert [(one.kind, one.id, one.field, one.file, one.line) for one in caught.value.references] == [
        ("event", "2022-05-04-meeting", "distinct_from[0]", "events/2022.toml", line)
    ]


def test_a_file_goes_with_its_last_event(root: Path) -> None:
    change = plan_remove(session(root), RecordKey("event", "2021-05-04-meeting"), {"reason": "x"})
    change.apply()
    assert not (root / "events" / "2021.toml").exists()


def test_a_record_is_found_as_every_command_finds_it(root: Path) -> None:
    write_files(root, dataset_files(OLD, indicators=OTHER_ROW))
    snapshot = session(root).unverified_snapshot
    assert find_target(snapshot, "the book") == RecordKey("source", "book")
    with pytest.raises(CbiError, match="can mean 2 records") as caught:
        find_target(snapshot, "talks")
    assert caught.value.hint == "choose one by its kind: --kind institution, --kind indicator"
    assert find_target(snapshot, "talks", "indicator") == RecordKey("indicator", "talks")
    with pytest.raises(CbiError, match="no record is called"):
        find_target(snapshot, "tolks")
