from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.findings import KeyPath
from cbi_cli.dataset.load import load_dataset, load_file, merge_parts, split_by_file
from tests.datasets import EDITION, HEAD, dataset_files, event_toml

GOOD = event_toml("2022-05-04")


@pytest.mark.parametrize(
    ("was", "now", "code", "path", "hint"),
    [
        ('kind = "meeting"', 'kind = "meetting"', "CBI104", ("kind",), "did you mean `meeting`?"),
        ("level =", "levle =", "CBI101", ("levle",), "did you mean `level`?"),
        ('title = "Event 2022-05-04 "', "title = 5", "CBI103", ("title",), 'write text in quotes, e.g. "text"'),
        ("start = 2022-05-04", 'start = "2022-05-44"', "CBI105", ("start",), "write a day that the calendar has"),
        ("start = 2022-05-04", 'start = "May 4"', "CBI103", ("start",), ""),
        ('parties = ["aa", "bb"]', "parties = []", "CBI106", ("parties",), "at least 1"),
        ('sources = ["book"]', 'sources = ["book#"]', "CBI106", ("sources", 0), ""),
        ('id = "2022-05-04-meeting"', 'id = "Bad Id"', "CBI106", ("id",), "an id is lower-case"),
    ],
)
def test_each_fault_of_shape_has_its_code_place_and_hint(
    was: str, now: str, code: str, path: KeyPath, hint: str
) -> None:
    assert was in GOOD
    dataset = load_dataset(dataset_files(GOOD.replace(was, now)))
    found = {(fault.code, fault.path[2:]): fault for fault in dataset.errors}
    assert (code, path) in found
    assert found[code, path].hint.startswith(hint)
    assert not dataset.events


def test_a_missing_key_is_named_at_its_record() -> None:
    dataset = load_dataset(dataset_files(GOOD.replace('kind = "meeting"\n', "")))
    assert [(fault.code, fault.path) for fault in dataset.errors] == [("CBI102", ("event", 0, "kind"))]


def test_all_faults_of_a_record_show_at_once_and_others_stay() -> None:
    bad = GOOD.replace('"meeting"', '"x"').replace('"cabinet"', '"y"')
    dataset = load_dataset(dataset_files(bad, event_toml("2022-06-01")))
    assert sorted(fault.path[2:] for fault in dataset.errors) == [("kind",), ("level",)]
    assert [entry.id for entry in dataset.events] == ["2022-06-01-meeting"]
    assert "2022-05-04-meeting" in dataset.ids("event")


def test_files_that_miss_and_files_that_nobody_reads_are_told() -> None:
    given = dataset_files(GOOD)
    given["event/2022.toml"] = given.pop("sources.toml")
    codes = {(fault.code, fault.file) for fault in validate_files(given, date(2026, 11, 24))[1]}
    assert codes == {("CBI003", "sources.toml"), ("CBI004", "event")}


def test_single_brackets_in_place_of_double_ones_are_explained() -> None:
    dataset = load_dataset(dataset_files(GOOD.replace("[[event]]", "[event]")))
    (fault,) = dataset.errors
    assert (fault.code, fault.path) == ("CBI103", ("event",))
    assert "[[event]]" in fault.hint


def faults(name: str, text: str) -> list[tuple[str, KeyPath, bool, str, str]]:
    found = load_file(name, text.encode()).errors
    assert {one.file for one in found} <= {name}
    return [(one.code, one.path, one.at_key, one.message, one.hint) for one in found]


TOPIC = '[[topic]]\nid = "t{0}"\nlabel = "T{0}"\n'


def test_a_key_that_is_no_table_of_the_file_is_marked_and_the_rest_is_read() -> None:
    text = '[[tpic]]\nid = "a"\n' + TOPIC.format(1)
    assert faults("topics.toml", text) == [
        ("CBI101", ("tpic",), True, "unknown key `tpic`", "did you mean `topic`?"),
    ]
    part = load_file("topics.toml", text.encode())
    assert [one.id for one in part.topics] == ["t1"]
    assert [(one.kind, one.id, one.file, one.path) for one in part.declared_ids] == [
        ("topic", "t1", "topics.toml", ("topic", 0))
    ]
    assert faults("topics.toml", "a = 1")[0][3:] == ("unknown key `a`", "one of: topic")


@pytest.mark.parametrize("value", ["1", "[1]", "{ id = 1 }"])
def test_records_stand_in_a_list_of_tables(value: str) -> None:
    message, hint = "`topic` is not a list of tables", "begin each record with [[topic]], in double brackets"
    assert faults("topics.toml", f"topic = {value}") == [("CBI103", ("topic",), True, message, hint)]


@pytest.mark.parametrize("more", [0, 1])
def test_a_file_has_no_more_records_than_its_kind_may_have(more: int) -> None:
    row = '[[indicator]]\nid = "r{0}"\nlabel = "R"\nrule = {{ kinds = ["meeting"] }}\n'
    text = "".join(row.format(number) for number in range(200 + more))
    message = "201 records are too many for one file"
    assert faults("indicators.toml", text) == [("CBI106", ("indicator",), True, message, "at most 200")] * more
    assert len(load_file("indicators.toml", text.encode()).indicators) == 200 * (1 - more)


@pytest.mark.parametrize("text", ["", 'year = 2022\n[[row]]\nx = "\n'])
def test_a_file_that_is_one_record_lacks_keys_where_it_can_be_read(text: str) -> None:
    missing = {path[0] for code, path, *_ in faults("editions/2022.toml", text) if code == "CBI102"}
    assert missing >= {"title", "published", "source"}


def test_an_item_that_is_no_table_does_not_hide_the_tables_beside_it() -> None:
    text = 'topic = [{ id = "a", label = "A" }, 2, { id = "b", label = "B" }]'
    assert faults("topics.toml", text) == [
        ("CBI103", ("topic", 1), False, "this item of `topic` is not a table", "delete it")
    ]
    assert [one.id for one in load_file("topics.toml", text.encode()).topics] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('year = 2022\ntitle x\n[[row]]\nlabel = "a"\n', {"indicator", "status"}),
        ('year = 2022\ntitle = "x"\n[[row]]\nlabel a\n', {"published", "source"}),
        ('year = 2022\ntitle = "x"\n[[row]]\n[[row.occurrences]]\nlabel a\n', {"published", "source", "status"}),
    ],
)
def test_what_a_broken_table_had_is_not_missing(text: str, missing: set[str]) -> None:
    found = faults("editions/2022.toml", text)
    assert {str(path[-1]) for code, path, *_ in found if code == "CBI102"} >= missing
    assert {str(path[-1]) for code, path, *_ in found if code == "CBI102"} <= missing | {"label", "indicator"}
    assert [code for code, *_ in found if code == "CBI001"] == ["CBI001"]


def test_a_list_with_a_broken_table_has_not_too_few_items() -> None:
    party = '[[party]]\nid = "aa"\nname = "A"\n[[party]]\nid bb\n'
    text = HEAD.partition("party = ")[0] + party
    assert [code for code, *_ in faults("dataset.toml", text)] == ["CBI001"]


BAD = event_toml("2022-05-04", "end = 2022-05-32", "kind = meetin", 'level = "x"', 'mode = "in-person')


def test_values_that_cannot_be_read_hide_no_other_fault_of_their_record() -> None:
    part = load_file("events/2022.toml", BAD.encode())
    assert sorted((one.code, *one.path[2:]) for one in part.errors) == [
        ("CBI001", "kind"),
        ("CBI001", "mode"),
        ("CBI104", "level"),
        ("CBI105", "end"),
    ]
    assert [one.id for one in part.declared_ids] == ["2022-05-04-meeting"]
    (entry,) = part.partial
    assert set(entry.broken) == {("kind",), ("mode",), ("level",), ("end",)}
    assert vars(entry.record)["sources"] == ("book",)


def test_a_value_that_cannot_be_read_is_not_judged_by_its_text() -> None:
    text = HEAD.replace('"ab"', "a b").replace("2022-12-31", "2022-12-32").replace('["en"]', "[en]")
    part = load_file("dataset.toml", text.encode())
    assert sorted((one.code, *one.path) for one in part.errors) == [
        ("CBI001", "id"),
        ("CBI001", "languages", 0),
        ("CBI105", "covers_until"),
    ]


def test_a_file_that_cannot_be_read_at_all_lacks_no_keys() -> None:
    assert {code for code, *_ in faults("editions/2022.toml", "\x00")} == {"CBI001"}


def test_faults_that_are_too_many_to_be_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.dataset.load.max_findings_for", lambda length: 2)
    bad = "".join(f'[[topic]]\nid = "t{number}"\nlabel = {number}\n' for number in range(5))
    part = load_file("topics.toml", (bad + TOPIC.format(5)).encode())
    assert [one.path for one in part.errors] == [("topic", number, "label") for number in range(3)]
    assert [one.id for one in part.declared_ids] == [f"t{number}" for number in range(6)]
    assert part.unlisted == {"topics.toml": 2}
    assert [one.id for one in part.topics] == ["t5"]


def test_ids_of_parties_are_those_of_the_dataset_where_they_stand() -> None:
    head = HEAD.replace('{ id = "aa", name = "A" }', '{ name = "A" }, 1, { id = "aa", name = "A" }')
    part = load_file("dataset.toml", head.encode())
    assert [(one.kind, one.id, one.file, one.path) for one in part.declared_ids] == [
        ("dataset", "ab", "dataset.toml", ()),
        ("party", "aa", "dataset.toml", ("party", 2)),
        ("party", "bb", "dataset.toml", ("party", 3)),
        ("party", "cc", "dataset.toml", ("party", 4)),
    ]
    other = load_file("topics.toml", TOPIC.format(1).encode() + b'party = [{ id = "dd" }]\n')
    assert [one.kind for one in other.declared_ids] == ["topic"]
    no_list = load_file("dataset.toml", (HEAD.partition("party =")[0] + "party = 1\n").encode())
    assert [one.kind for one in no_list.declared_ids] == ["dataset"]


def test_files_loaded_one_by_one_are_the_whole_and_back_again() -> None:
    given = dataset_files(GOOD, event_toml("2021-05-04", 'kind = "metting"'), edition_2022=EDITION)
    given["dataset.toml"] = HEAD.replace('["en"]', '["en", "es"]').encode()
    whole = load_dataset(given)
    assert whole.languages == ("en", "es")
    assert whole.info is not None
    assert whole.info.id == "ab"
    assert [one.id for one in whole.events] == ["2022-05-04-meeting"]
    assert [one.id for one in whole.editions] == ["2022"]
    parts = [load_file(name, given[name], whole.terms) for name in sorted(given)]
    assert split_by_file(whole) == parts
    assert merge_parts(parts) == whole
    assert split_by_file(load_dataset({"topics.toml": b""})) == [load_file("topics.toml", b"")]
