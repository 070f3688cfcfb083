"""Whether the data of two datasets differ, whatever form they are written in."""

from __future__ import annotations

from datetime import date, time

from cbi_cli.dataset.comparison import canonical_json, changed_files
from cbi_cli.dataset.load import load_dataset
from tests.datasets import HEAD, dataset_files, event_toml


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return changed_files(load_dataset(before), load_dataset(after))


DATA = dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04"))


def test_keys_have_no_order_and_lists_have_one() -> None:
    assert canonical_json({"b": (1, date(2022, 5, 4)), "a": {"y": time(8, 30), "x": "ñ"}}) == canonical_json(
        {"a": {"x": "ñ", "y": "08:30:00"}, "b": [1, "2022-05-04"]}
    )
    assert canonical_json([1, 2]) != canonical_json([2, 1])


def test_the_same_data_in_other_files_are_the_same() -> None:
    moved = {**DATA, "events/more.toml": DATA["events/2021.toml"]}
    del moved["events/2021.toml"]
    assert changed(DATA, moved) == changed(DATA, {**DATA, "events/none.toml": b"# nothing\n"}) == []


def test_files_are_named_in_which_a_record_is_another() -> None:
    twice = {**DATA, "events/2021.toml": DATA["events/2021.toml"] * 2, "events/none.toml": b"# nothing\n"}
    assert changed(DATA, twice) == changed(twice, DATA) == ["events/2021.toml"]
    moved = {**DATA, "events/more.toml": DATA["events/2021.toml"], "events/2022.toml": b""}
    del moved["events/2021.toml"]
    assert changed(DATA, moved) == ["events/2021.toml", "events/2022.toml", "events/more.toml"]


def test_the_version_of_the_dataset_is_left_out_and_nothing_else_is() -> None:
    versions = [{"dataset.toml": HEAD.replace("1.0.0", version).encode()} for version in ("1.0.0", "1.0.1")]
    assert changed(*versions) == []
    licensed = {"dataset.toml": HEAD.replace("CC0-1.0", "CC-BY-4.0").encode()}
    assert changed(versions[0], licensed) == ["dataset.toml"]
    wrong = {"topics.toml": b'version = "1"\n'}, {"topics.toml": b'version = "2"\n'}
    assert changed(*wrong) == ["topics.toml"]


def test_a_row_belongs_to_its_edition() -> None:
    rows = b"year = 2022\n[[row]]\nn = 1\n", b"year = 2021\n[[row]]\nn = 2\n"
    other = b"year = 2022\n[[row]]\nn = 2\n", b"year = 2021\n[[row]]\nn = 1\n"
    before = {"editions/2022.toml": rows[0], "editions/2021.toml": rows[1]}
    after = {"editions/2022.toml": other[0], "editions/2021.toml": other[1]}
    assert changed(before, after) == ["editions/2021.toml", "editions/2022.toml"]


def test_the_kind_of_a_record_counts() -> None:
    assert changed({"topics.toml": b"[[topic]]\na = 1\n"}, {"topics.toml": b"[[source]]\na = 1\n"}) == ["topics.toml"]


def test_what_cannot_be_read_counts_as_it_stands() -> None:
    broken = {"topics.toml": b"[[topic]]\nid = "}
    assert changed(broken, broken) == []
    assert changed(broken, {"topics.toml": b"[[topic]]\nid =  "}) == ["topics.toml"]
