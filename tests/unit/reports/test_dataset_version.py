"""The records of one version, and those that are lost in a text that cannot be read."""

from __future__ import annotations

from cbi_cli.dataset.load import load_dataset
from cbi_cli.reports.dataset_version import RecordKey, UnreadableRecord, records_by_key
from cbi_cli.reports.record_diff import FieldChange
from tests.datasets import HEAD, dataset_files, event_toml
from tests.unit.reports.test_diff import compare, told

MAY, JUNE = event_toml("2022-05-04"), event_toml("2022-06-01")
BROKEN_MAY = MAY.replace('kind = "meeting"', 'kind "meeting"')
LOST = ("event", "2022-05-04-meeting", "events/2022.toml")


def test_records_that_share_an_id_are_counted_from_0() -> None:
    keys = list(records_by_key(load_dataset(dataset_files(MAY, MAY, JUNE, MAY))))
    assert [key for key in keys if key.kind == "event"] == [
        RecordKey("event", "2022-05-04-meeting", 0),
        RecordKey("event", "2022-05-04-meeting", 1),
        RecordKey("event", "2022-06-01-meeting", 0),
        RecordKey("event", "2022-05-04-meeting", 2),
    ]


def test_a_record_is_lost_on_the_side_whose_text_is_broken() -> None:
    whole, broken = dataset_files(MAY, JUNE), dataset_files(BROKEN_MAY, JUNE)
    assert compare(whole, broken).unread == (UnreadableRecord(*LOST, "head"),)
    assert compare(broken, whole).unread == (UnreadableRecord(*LOST, "base"),)


def test_records_are_lost_on_both_sides() -> None:
    book = dataset_files(MAY)["sources.toml"].replace(b'id = "book"', b'id "book"')
    before = {**dataset_files(BROKEN_MAY, JUNE)}
    after = {**dataset_files(MAY, JUNE), "sources.toml": book}
    assert compare(before, after).unread == (
        UnreadableRecord(*LOST, "base"),
        UnreadableRecord("source", "book", "sources.toml", "head"),
    )


def test_values_that_were_always_written_are_no_change_of_a_record_with_an_error() -> None:
    written = event_toml("2022-05-04", 'status = "held"')
    found = compare(dataset_files(written), dataset_files(written.replace('"cabinet"', "7")))
    (change,) = found.changes
    assert change.fields == (FieldChange("level", "cabinet", 7),)


def test_parties_are_not_lost_with_their_dataset() -> None:
    broken = {**dataset_files(), "dataset.toml": HEAD.replace("party = [", "party [").encode()}
    assert compare(dataset_files(), broken).unread == (UnreadableRecord("dataset", "ab", "dataset.toml", "head"),)


def test_a_record_without_an_id_is_shown_beside_a_lost_one() -> None:
    nameless = JUNE.replace('id = "2022-06-01-meeting"\n', "")
    found = compare(dataset_files(MAY), dataset_files(BROKEN_MAY, nameless))
    assert found.unread == (UnreadableRecord(*LOST, "head"),)
    assert told(found) == [("event", "", "added")]
