"""Records that follow a renamed one, beside records and values that cannot be read."""

from __future__ import annotations

from string import ascii_lowercase

from cbi_cli.reports.record_diff import FieldChange
from tests.datasets import HEAD, SOURCES, dataset_files, event_toml
from tests.unit.reports.test_diff import RENAMED, TRADE, changed, compare, told

COMMERCE = TRADE.replace('id = "trade"', 'id = "commerce"\nformer_ids = ["trade"]')


def test_a_record_without_an_id_is_compared_beside_a_renamed_one() -> None:
    nameless = event_toml("2022-05-04").replace('id = "2022-05-04-meeting"\n', "")
    before = dataset_files(nameless, topic=TRADE)
    found = compare(before, dataset_files(nameless.replace('"cabinet"', '"deputy"'), topic=COMMERCE))
    assert told(found) == [("topic", "commerce", "renamed"), ("event", "", "changed")]
    assert found.changes[1].fields == (FieldChange("level", "cabinet", "deputy"),)


def test_a_part_of_a_renamed_source_is_the_same_part() -> None:
    cited = event_toml("2022-05-04", 'sources = ["book#p1"]')
    tome = SOURCES.replace('id = "book"', 'id = "tome"\nformer_ids = ["book"]')
    before = dataset_files(cited)
    after = {name: raw.replace(b'"book', b'"tome') for name, raw in before.items()}
    found = compare(before, {**after, "sources.toml": tome.encode()})
    assert (told(found), found.head.errors) == ([("source", "tome", "renamed")], 0)
    after["sources.toml"] = tome.replace('"p1"', '"p2"').encode()
    after["events/2022.toml"] = after["events/2022.toml"].replace(b"#p1", b"#p2")
    assert ("2022-05-04-meeting", "sources", ["book#p1"], ["tome#p2"]) in changed(compare(before, after))


def test_a_renamed_party_beside_values_that_are_no_parties() -> None:
    junk = HEAD.replace("party = [", "party = [7, { id = [1] }, ")
    renamed = junk.replace('"bb"', '"bx"').replace('id = "bx"', 'id = "bx", former_ids = ["bb"]')
    before = dataset_files(event_toml("2022-05-04"), dataset=junk)
    after = {name: raw.replace(b'"bb"', b'"bx"') for name, raw in before.items()}
    found = compare(before, {**after, "dataset.toml": renamed.encode()})
    assert told(found) == [("dataset", "ab", "changed")]
    # A list in which not all are tables is shown as a whole.
    assert [(one.field, len(one.before), len(one.after)) for one in found.changes[0].fields] == [("party", 5, 5)]


def test_former_ids_that_do_not_hold_all_earlier_ones_are_a_change() -> None:
    before = dataset_files(event_toml("2022-05-04", 'former_ids = ["2022-05-01-a"]'))
    for former_ids in (["2022-05-04-meeting", "2022-05-02-b"], ["2022-05-04-meeting"] * 2 + ["2022-05-01-a"]):
        after = RENAMED.replace('["2022-05-04-meeting"]', str(former_ids).replace("'", '"'))
        found = changed(compare(before, dataset_files(after)))
        assert ("2022-05-05-talks", "former_ids", ["2022-05-01-a"], former_ids) in found


def test_a_record_behind_too_many_errors_is_compared_beside_a_renamed_one() -> None:
    """The errors of its file are no longer listed, and nothing of it is read."""
    unknown = [f"{first}{second}=1" for first in ascii_lowercase for second in ascii_lowercase]
    crowd, last = event_toml("2022-05-04", *unknown), event_toml("2022-06-01", "level = 7", 'topics = ["trade"]')
    found = compare(dataset_files(crowd, last, topic=TRADE), dataset_files(crowd, last + "a=1\n", topic=COMMERCE))
    assert told(found) == [("topic", "commerce", "renamed"), ("event", "2022-06-01-meeting", "changed")]
    assert found.changes[1].fields == (FieldChange("a", None, 1),)
