"""A dataset is loaded when it is first asked for, and refused only by those who make reports of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.settings import Settings
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.toml.document import parse
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY, session_at, session_in_memory
from tests.datasets import EDITION, HEAD, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.repositories import make_repository, write_files


@pytest.fixture
def place(tmp_path: Path) -> DatasetLocation:
    write_files(tmp_path / "data", dataset_files(event_toml("2022-05-04")))
    return DatasetLocation(tmp_path / "data", "folder")


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    session = session_in_memory(DatasetLocation(tmp_path / "nothing", "folder"))
    with pytest.raises(CbiError, match="cannot read"):
        session.snapshot  # noqa: B018 - the reading is what is tried


def test_findings_are_had_of_a_dataset_with_errors_and_reports_are_not(place: DatasetLocation) -> None:
    path = place.root / "events" / "2022.toml"
    path.write_text(path.read_text().replace('kind = "meeting"', 'kind = "metting"'))
    session = session_in_memory(place)
    assert [one.code for one in session.findings] == ["CBI104"]
    assert session.unverified_snapshot.findings() == session.findings
    with pytest.raises(InvalidDatasetError) as caught:
        session.snapshot  # noqa: B018
    assert caught.value.findings == session.findings


def test_a_session_is_of_one_time_and_is_reopened_for_another(place: DatasetLocation) -> None:
    session = session_at(place)
    assert session.snapshot is session.snapshot
    (place.root / "events" / "2023.toml").write_text(event_toml("2023-05-04"))
    assert len(session.snapshot.records("event")) == 1
    assert len(session.reopen().snapshot.records("event")) == 2


def test_a_preview_writes_nothing(place: DatasetLocation) -> None:
    session = session_at(place)
    before = (place.root / "events" / "2022.toml").read_bytes()
    text = event_toml("2022-05-04") + event_toml("2022-06-04", 'kind = "metting"')
    with_error = session.preview(parse("events/2022.toml", text.encode()))
    assert [one.code for one in with_error.findings()] == ["CBI104"]
    with_error.close()
    assert session.reopen().findings == ()
    assert (place.root / "events" / "2022.toml").read_bytes() == before


def test_without_a_cache_no_file_is_written(
    place: DatasetLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CBI_CACHE_DIR", str(tmp_path / "cache"))
    assert session_in_memory(place).findings == ()
    assert not (tmp_path / "cache").exists()
    assert session_at(place).findings == ()
    assert len(list((tmp_path / "cache").glob("*.sqlite"))) == 1


def test_a_language_that_the_dataset_lacks_is_refused(place: DatasetLocation) -> None:
    in_french = Session(Settings(TODAY, lang="fr"), place)
    with pytest.raises(CbiError, match="the dataset has no texts in the language `fr`") as caught:
        in_french.unverified_snapshot  # noqa: B018
    assert caught.value.hint == "`--lang` and CBI_LANG take one of: en, es"
    path = place.root / "dataset.toml"
    path.write_text(path.read_text().replace('languages = ["en"]', 'languages = ["en", "fr"]'))
    assert in_french.reopen().unverified_snapshot.meta["id"] == "ab"


def test_a_revision_is_read_with_what_is_left_over_in_it(tmp_path: Path) -> None:
    root = tmp_path / "data"
    root.mkdir()
    make_repository(root, {**dataset_files(event_toml("2022-05-04")), "events/2022.toml.bak": b"x"})
    (root / "events" / "2022.toml.bak").unlink()
    (root / "events" / "2022.toml").write_text(event_toml("2022-06-04"))
    session = session_in_memory(DatasetLocation(root, "folder", "HEAD"))
    assert [(one.code, one.file) for one in session.findings] == [("CBI004", "events/2022.toml.bak")]
    assert [one["id"] for one in session.unverified_snapshot.records("event")] == ["2022-05-04-meeting"]


def test_a_snapshot_is_remembered_only_if_no_file_was_read_for_it(place: DatasetLocation) -> None:
    assert not session_at(place).snapshot.remembered
    assert session_at(place).snapshot.remembered
    (place.root / "events" / "2023.toml").write_text(event_toml("2023-05-04"))
    assert not session_at(place).snapshot.remembered
    assert session_at(place).snapshot.remembered


SPANISH_HEAD = HEAD.replace('languages = ["en"]', 'languages = ["en", "es"]')
REVIEWS = TALKS_ROW.replace('kinds = ["meeting"]', 'kinds = ["visit"]')
WITHDRAWN = """
[[withdrawn]]
kind = "event"
id = "2022-05-03-talks"
title = "Talks"
date = 2023-01-01
reason = "It never took place."
"""
DISPUTE = """
[[dispute]]
id = "day"
record = "event"
about = "2022-05-04-meeting"
field = "start"
chosen = "4 May"
why = "The book is older."
claims = [{ source = "book", value = "4 May" }, { source = "book#p1", value = "5 May" }]
"""
RELEASE = '[[release]]\nversion = "1.0.0"\ndate = 2026-01-01\n'
PLACE = '[[place]]\nid = "town"\nname = "Town"\ncountry = "aa"\n'
REPLACED = {
    "dataset.toml": SPANISH_HEAD,
    "institutions.toml": TALKS.replace("The Talks", "The Meetings"),
    "indicators.toml": REVIEWS,
    "sources.toml": SOURCES + '[[source]]\nid = "paper"\ntitle = "A paper"\n',
    "topics.toml": '[[topic]]\nid = "water"\nlabel = "Water"\n',
    "places.toml": PLACE,
    "disputes.toml": DISPUTE,
    "withdrawn.toml": WITHDRAWN,
    "releases.toml": RELEASE,
    "editions/2022.toml": EDITION.replace('"red"', '"green"'),
    "events/2023.toml": event_toml("2023-05-04", "institutions = []"),
    "events/2022.toml": None,
}


def rows_of(snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    """What reports and checks read of a snapshot, without the numbers of files."""
    sql = {
        "records": "SELECT kind, id, json FROM record ORDER BY kind, id",
        "matches": "SELECT indicator, strength, year, known_by_day FROM match ORDER BY 1, 2, 3, 4",
        "coverage": "SELECT * FROM coverage ORDER BY 1, 2, 3, 4",
        "editions": "SELECT * FROM edition",
        "years": "SELECT series, year FROM series_year ORDER BY 1, 2",
    }
    found = {name: [tuple(row) for row in snapshot.rows(query)] for name, query in sql.items()}
    found["findings"] = sorted((one.code, one.record, one.message) for one in snapshot.findings())
    return found


@pytest.mark.parametrize("name", [*REPLACED, "all at once"])
def test_a_preview_is_what_the_changed_files_give(tmp_path: Path, name: str) -> None:
    files = dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04", kind="visit"), edition_2022=EDITION)
    write_files(tmp_path / "data", files)
    session = session_at(DatasetLocation(tmp_path / "data", "folder"))
    changed = REPLACED if name == "all at once" else {name: REPLACED[name]}
    documents = [parse(file, text.encode()) for file, text in changed.items() if text is not None]
    removed = [file for file, text in changed.items() if text is None]
    preview = session.preview(*documents, removed=removed)
    found = rows_of(preview)
    preview.close()

    after = {**files, **{file: (text or "").encode() for file, text in changed.items()}}
    for file in removed:
        del after[file]
    write_files(tmp_path / "data", after)
    (tmp_path / "other").mkdir()
    write_files(tmp_path / "other", after)
    assert found == rows_of(session_in_memory(DatasetLocation(tmp_path / "other", "folder")).unverified_snapshot)
    assert found == rows_of(session.reopen().unverified_snapshot)
