"""Findings: their place, their record, their line, their order."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from cbi_cli.core.findings import Finding, TextRange
from cbi_cli.dataset.load import load_file
from cbi_cli.rules import runner
from cbi_cli.toml.syntax_node import SyntaxNode
from cbi_cli.toml.syntax_tree import _Reader
from tests.datasets import HEAD, dataset_files, event_toml
from tests.rules.datasets import base_files, run_checks


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    """The base with a stretch of one file replaced."""
    raw = base_files()[name]
    assert raw.count(old.encode()) == 1
    return base_files() | {name: raw.replace(old.encode(), new.encode())}


def test_a_finding_has_all_that_is_to_be_shown() -> None:
    (found,) = run_checks(changed("events/2022.toml", 'kind = "agreement"', 'kind = "agrement" # ?'))
    assert found == Finding(
        code="CBI104",
        name="unknown-value",
        severity="error",
        message="`kind`: `agrement` is not a known value",
        file="events/2022.toml",
        region=TextRange(35, 8, 35, 18),
        record="2022-10-border-agreement",
        field="kind",
        hint="did you mean `agreement`?",
        source='kind = "agrement" # ?',
    )


def test_the_field_of_a_value_inside_is_dotted() -> None:
    (found,) = run_checks(changed("events/2022.toml", 'party = "mx"', 'party = "ca"'))
    assert (found.record, found.field) == ("2022-07-12-presidents-meeting", "participants.0.party")


def test_the_record_of_a_single_file_is_the_file_as_a_whole() -> None:
    (edition,) = run_checks(changed("editions/2022.toml", "end = 2023-01-10", "end = 2022-01-10"))
    assert (edition.record, edition.field) == ("2022", "row.1.occurrences.0.end")
    (head,) = run_checks(changed("dataset.toml", '"us", "mx"', '"us", "ca"'))
    assert (head.record, head.field) == ("small", "between.1")


def test_a_missing_key_points_at_the_header_of_its_table() -> None:
    (found,) = run_checks(changed("topics.toml", 'label = "Border"\n', ""))
    assert (found.region, found.source, found.field) == (TextRange(6, 1, 6, 10), "[[topic]]", "label")


def test_a_file_that_is_not_there_has_the_very_beginning() -> None:
    given = base_files()
    del given["sources.toml"]
    (found,) = run_checks(given)
    assert (found.file, found.region, found.source) == ("sources.toml", TextRange(1, 1, 1, 1), "")


def test_the_line_is_the_users_own_without_its_end_and_cut() -> None:
    given = changed("topics.toml", 'label = "Border"', f'label = "Border" # {"x" * 600}\nlable = "Border"')
    crlf = given | {"topics.toml": given["topics.toml"].replace(b"\n", b"\r\n")}
    (found,) = run_checks(crlf)
    assert found.source == 'lable = "Border"'
    wrong = given["topics.toml"].replace(b'label = "Border"', b"label = 1").replace(b'lable = "Border"\n', b"")
    (cut,) = run_checks(given | {"topics.toml": wrong})
    assert cut.source == f"label = 1 # {'x' * 488}"


def test_the_last_line_may_have_no_end() -> None:
    given = base_files()
    given["topics.toml"] += b'\n[[topic]]\nid = "last"\nlabel = 1'
    found = run_checks(given)
    assert found[-1].source == "label = 1"


def test_the_findings_of_a_line_share_its_text() -> None:
    """Else a long line with many faults would be held once for each."""
    lines = ['id = "2022-05-01-talks"', "institutions = [1, 2] # two", "parties = 1"]
    text = event_toml("2022-05-01", *lines)
    one, other, party = runner.check_part(load_file("events/2022.toml", text.encode()))
    assert (one.field, other.field, party.field) == ("institutions.0", "institutions.1", "parties")
    assert one.source is other.source
    assert (one.source, party.source) == (lines[1], lines[2])


def test_of_many_findings_in_a_file_only_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def three(length: int) -> int:
        sizes.append(length)
        return 3

    monkeypatch.setattr(runner, "max_findings_for", three)
    for number, told in ((3, []), (4, ["CBI001"]), (5, ["CBI001"])):
        text = "".join(f'[[topic]]\nid = "t{n}"\nlabel = {n}\n' for n in range(number))
        found = run_checks(dataset_files(event_toml("2022-05-01"), topic=text))
        assert [one.code for one in found] == [*told, "CBI103", "CBI103", "CBI103"]
        assert len(text) in sizes
    assert (found[0].message, found[0].hint, found[0].file, found[0].region) == (
        "2 more findings here; at most 3 are listed for a file of this size",
        "correct these first, and check again",
        "topics.toml",
        TextRange(1, 1, 1, 1),
    )


def test_a_file_that_is_not_there_has_no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def nine(length: int) -> int:
        sizes.append(length)
        return 9

    monkeypatch.setattr(runner, "max_findings_for", nine)
    given = dataset_files(event_toml("2022-05-01"))
    del given["sources.toml"]
    assert [one.code for one in run_checks(given)] == ["CBI003"]
    assert sizes == [0]


def test_the_text_of_a_record_is_gone_through_once_however_many_findings_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of these records has one finding of each of two checks."""
    read: list[SyntaxNode] = []
    real = _Reader.read_pairs

    def counted(self: _Reader, table: SyntaxNode, end: int) -> None:
        read.append(table)
        real(self, table, end)

    monkeypatch.setattr(_Reader, "read_pairs", counted)
    events = [
        event_toml("2022-05-01", f'id = "talk-{n}"', f'title = "{n}"', "end = 2022-04-30", "institutions = []")
        for n in range(300)
    ]
    found = run_checks(dataset_files(*events))
    assert Counter(one.code for one in found) == {"CBI203": 300, "CBI301": 300}
    assert len(read) == 300


def test_findings_come_by_file_line_column_and_code() -> None:
    given = changed("events/2022.toml", 'host = "us"', 'host = "ca"')
    given["topics.toml"] = given["topics.toml"].replace(b'label_es = "Frontera"', b'label_es = "Fronte\xccr\xccra"')
    given["events/2022.toml"] = given["events/2022.toml"].replace(b'id = "2022-07-12-p', b'id = "2022-13-07-p')
    found = run_checks(given)
    assert [(one.file, one.region.line, one.code) for one in found] == [
        ("events/2022.toml", 3, "CBI203"),
        ("events/2022.toml", 10, "CBI202"),
        ("events/2022.toml", 10, "CBI409"),
        ("topics.toml", 9, "CBI002"),
    ]


def test_the_same_thing_at_the_same_place_is_found_once() -> None:
    """Two pauses that both hold the meeting say the same of it."""
    pauses = 'pauses = [{ from = 2019, source = "book" }, { from = 2019, source = "book", note = "Again." }]'
    talks = (
        f'[[institution]]\nid = "talks"\nname = "T"\ntype = "dialogue"\nparties = ["aa"]\nsources = ["book"]\n{pauses}'
    )
    found = run_checks(dataset_files(event_toml("2020-05-01"), institutions=talks))
    assert [one.code for one in found] == ["CBI303"]


def test_the_future_begins_after_the_given_day() -> None:
    from cbi_cli.api import validate_files

    given = dataset_files(event_toml("2022-05-02"))
    given["dataset.toml"] = HEAD.replace("2022-12-31", "2021-12-31").encode()
    assert validate_files(given, date(2022, 5, 2))[1] == ()
    assert [one.code for one in validate_files(given, date(2022, 5, 1))[1]] == ["CBI304"]
