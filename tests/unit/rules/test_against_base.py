"""The checks that hold a dataset against an older revision of it, and what counts as older."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.core.findings import Finding, TextRange, sort_findings
from cbi_cli.dataset.comparison import changed_files
from cbi_cli.dataset.load import load_dataset
from cbi_cli.rules.baseline import mark_known
from cbi_cli.rules.dataset_change import DatasetChange, find_broken_files
from cbi_cli.rules.missing_changelog_entry import has_line
from cbi_cli.rules.runner import check_change, check_release
from tests.datasets import HEAD, dataset_files, event_toml
from tests.rules.datasets import run_checks

MAY, JUNE = event_toml("2022-05-04"), event_toml("2022-06-04")
EDITION = """
year = 2022
title = "Report"
published = "2023-03"
source = "book"

[[row]]
indicator = "talks-row"
label = "Talks"
status = "green"
occurrences = [{ start = 2022-05-04, text = "May 4" }]
"""
PRINTED, AS_DATA = '{ start = 2022-05-04, text = "May 4" }', '{"start": "2022-05-04", "text": "May 4"}'
LOG = "# Changes\n\n## 1.0.1 (2026-11-24)\n\n- More talks.\n\n## 1.0.0\n"


def with_version(given: dict[str, bytes], version: str) -> dict[str, bytes]:
    return given | {"dataset.toml": HEAD.replace("1.0.0", version).encode()}


def against(before: dict[str, bytes], after: dict[str, bytes], changelog: str | None = LOG) -> tuple[Finding, ...]:
    broken = find_broken_files(run_checks(before))
    change = DatasetChange(load_dataset(before), load_dataset(after), broken, changelog)
    return sort_findings((*check_release(change), *check_change(change)))


def told(found: tuple[Finding, ...]) -> list[str]:
    """Place, code, message and hint of each."""
    return [f"{one.file}:{one.region.line}:{one.region.column} {one.code} {one.message} | {one.hint}" for one in found]


def test_nothing_changed_is_nothing_found() -> None:
    given = dataset_files(MAY, edition_2022=EDITION)
    assert against(given, given, None) == ()


def test_a_change_without_a_new_version_is_an_error_at_the_version() -> None:
    (found,) = against(dataset_files(MAY), dataset_files(MAY, JUNE))
    # dataset.toml begins with an empty line; the version is its fifth, and its value stands after `version = `.
    assert told((found,)) == [
        "dataset.toml:5:11 CBI601 the data changed (events/2022.toml), but the version is still 1.0.0"
        " | raise it to 1.0.1 or higher, and add a line to CHANGELOG.md"
    ]
    assert (found.severity, found.record, found.field) == ("error", "ab", "version")


def test_a_change_with_a_new_version_and_a_line_is_fine() -> None:
    for version in ("1.0.1", "1.1.0", "1.0.10", "2.0.0"):
        log = LOG.replace("1.0.1", version)
        assert against(dataset_files(MAY), with_version(dataset_files(MAY, JUNE), version), log) == ()


def test_versions_compare_as_numbers() -> None:
    before = with_version(dataset_files(MAY), "1.9.0")
    assert against(before, with_version(dataset_files(MAY, JUNE), "1.10.0"), "## 1.10.0\n") == ()
    (found,) = against(before, with_version(dataset_files(MAY, JUNE), "1.8.9"), "## 1.8.9\n")
    assert found.message == "the version is 1.8.9, but it was 1.9.0 before"


@pytest.mark.parametrize(("years", "more"), [(3, ""), (4, " and 1 more"), (6, " and 3 more")])
def test_many_changed_files_are_named_in_part(years: int, more: str) -> None:
    given = [event_toml(f"{year}-05-04") for year in range(2010, 2010 + years)]
    (found,) = against(dataset_files(), dataset_files(*given))
    assert f"(events/2010.toml, events/2011.toml, events/2012.toml{more})" in found.message


def test_the_last_number_is_the_one_to_raise() -> None:
    before, after = (with_version(given, "1.2.3") for given in (dataset_files(MAY), dataset_files(MAY, JUNE)))
    assert [one.hint for one in against(before, after)] == [
        "raise it to 1.2.4 or higher, and add a line to CHANGELOG.md"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"# A comment.\n{JUNE}\n\n\n{MAY}",
        (MAY + JUNE).replace("\n", "\r\n"),
        (MAY + JUNE).replace('level = "cabinet"\n', "").replace("[[event]]\n", '[[event]]\nlevel = "cabinet"\n'),
        (MAY + JUNE).replace("start = 2022-05-04", 'start = "2022-05-04"'),
        (MAY + JUNE).replace('["aa", "bb"]', "[\n  'aa',\n  \"\\u0062b\", # B\n]"),
    ],
    ids=["comments and order", "line ends", "keys", "date as text", "quotes and lists"],
)
def test_a_change_of_the_form_is_no_change_of_the_data(text: str) -> None:
    before = dataset_files(MAY, JUNE)
    after = before | {"events/2022.toml": text.encode()}
    assert after != before
    assert changed_files(load_dataset(before), load_dataset(after)) == []
    assert against(before, after, None) == ()


def test_a_record_moved_to_another_file_is_no_change_of_the_data() -> None:
    before = dataset_files(MAY, event_toml("2021-05-04"))
    after = before | {
        "events/2021.toml": b"",
        "events/2022.toml": before["events/2021.toml"] + before["events/2022.toml"],
    }
    assert changed_files(load_dataset(before), load_dataset(after)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [('"cabinet"', '"ministerial"'), ('["aa", "bb"]', '["bb", "aa"]'), ("2022-05-04", "2022-05-05"), ("[[event]]", "")],
)
def test_a_change_of_a_value_is_one_whether_it_is_valid_or_not(old: str, new: str) -> None:
    before = dataset_files(MAY)
    after = before | {"events/2022.toml": MAY.replace(old, new).encode()}
    assert changed_files(load_dataset(before), load_dataset(after)) == ["events/2022.toml"]


def test_the_version_alone_is_no_change_of_the_data_and_still_needs_its_line() -> None:
    before, after = dataset_files(MAY), with_version(dataset_files(MAY), "1.0.1")
    assert changed_files(load_dataset(before), load_dataset(after)) == []
    assert against(before, after) == ()
    assert told(against(before, after, "## 1.0.0\n")) == [
        "CHANGELOG.md:1:1 CBI602 no line of CHANGELOG.md begins with the version 1.0.1 | add `## 1.0.1` and the changes"
    ]
    assert told(against(before, after, None)) == [
        "CHANGELOG.md:1:1 CBI602 there is no CHANGELOG.md for the version 1.0.1 | add `## 1.0.1` and the changes"
    ]


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("## 1.0.1 (2026-11-24)", True),
        ("1.0.1", True),
        ("- **1.0.1**: more", True),
        ("## [1.0.1] - 2026-11-24", True),
        ("  * v1.0.1", True),
        ("## 1.0.1.", True),
        ("## 1.0.10", False),
        ("## 1.0.1.2", False),
        ("## 1.0.1-rc1", False),
        ("## 11.0.1", False),
        ("- mends what 1.0.1 broke", False),
        ("## 1x0x1", False),
        ("", False),
    ],
)
def test_a_line_of_the_changelog_begins_with_the_version(line: str, there: bool) -> None:
    assert has_line(f"# Changes\n\n{line}\n\ntext\n", "1.0.1") is there


def test_a_dataset_without_a_readable_head_has_no_version_to_compare() -> None:
    broken = dataset_files(MAY, JUNE) | {"dataset.toml": b"version = "}
    assert against(dataset_files(MAY), broken) == ()
    assert against(broken, dataset_files(MAY, JUNE)) == ()


def edition(old: str, new: str) -> tuple[Finding, ...]:
    """What is found where a stretch of the published edition was replaced and the version raised."""
    assert EDITION.count(old) == 1
    after = with_version(dataset_files(MAY, edition_2022=EDITION.replace(old, new)), "1.0.1")
    return against(dataset_files(MAY, edition_2022=EDITION), after)


def test_a_changed_value_of_a_published_edition_is_marked_where_it_stands() -> None:
    (found,) = edition('status = "green"', 'status = "red"')
    assert told((found,)) == [
        "editions/2022.toml:10:10 CBI603 the published edition of 2022 was changed:"
        " `row[0].status` is `red`, not `green`"
        " | restore it; if a source contradicts it, add a dispute"
    ]
    assert (found.record, found.field) == ("2022", "row.0.status")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Report"\n', "", "`title` is missing"),
        ('source = "book"\n', 'source = "book"\nnote = "x"\n', "`note` was added"),
        ("2022-05-04", "2022-05-05", "`row[0].occurrences[0].start` is `2022-05-05`, not `2022-05-04`"),
        ("[{ start", '[{ start = 2022, text = "x" }, { start', "`row[0].occurrences` has 2 entries, not 1"),
        ('"2023-03"', "2023-03-01", "`published` is `2023-03-01`, not `2023-03`"),
        ('"2023-03"', "3", "`published` is `3`, not `2023-03`"),
        ('"Report"', f'"{"x" * 60}"', f"`title` is `{'x' * 60}`, not `Report`"),
        ('"Report"', f'"{"x" * 61}"', f"`title` is `{'x' * 57}...`, not `Report`"),
        (f"[{PRINTED}]", '"May"', f"`row[0].occurrences` is `May`, not `[{AS_DATA}]`"),
        (PRINTED, "1", f"`row[0].occurrences[0]` is `1`, not `{AS_DATA}`"),
    ],
)
def test_what_was_done_to_a_published_edition_is_said(old: str, new: str, message: str) -> None:
    assert [one.message for one in edition(old, new)] == [f"the published edition of 2022 was changed: {message}"]


def test_what_is_added_is_marked_at_its_key_and_what_is_missing_at_its_table() -> None:
    (added,) = edition('source = "book"\n', 'source = "book"\nnote = "x"\n')
    assert (added.region, added.source) == (TextRange(6, 1, 6, 5), 'note = "x"')
    (missing,) = edition(', text = "May 4"', "")
    assert (missing.region, missing.source) == (TextRange(11, 16, 11, 38), "occurrences = [{ start = 2022-05-04 }]")


def test_an_edition_is_found_in_whatever_file_it_stands_now() -> None:
    before = dataset_files(MAY, edition_2022=EDITION)
    after = with_version(
        dataset_files(MAY) | {"editions/new.toml": EDITION.replace("Report", "Paper").encode()}, "1.0.1"
    )
    assert [(one.file, one.message) for one in against(before, after)] == [
        ("editions/new.toml", "the published edition of 2022 was changed: `title` is `Paper`, not `Report`")
    ]


def test_an_edition_that_may_be_mended_does_not_hide_the_next_one() -> None:
    wrong, other = EDITION.replace('"green"', '"gren"'), EDITION.replace("year = 2022", "year = 2023")
    before = dataset_files(MAY, edition_2022=wrong, edition_2023=other)
    after = with_version(dataset_files(MAY, edition_2022=EDITION), "1.0.1")
    assert [one.file for one in against(before, after)] == ["editions/2023.toml"]


def test_the_form_of_a_published_edition_may_change() -> None:
    assert edition("year = 2022\n", "# The first report.\n\nyear = 2_022\n") == ()
    assert edition("start = 2022-05-04", 'start = "2022-05-04"') == ()


LATE = event_toml("2021-05-04")
FOLLOWED = (
    EDITION
    + """
[[admission]]
indicator = "talks-row"
event = "2021-05-04-meeting"
reason = "late"
source = "book#p1"

[[graph]]
title = "Graph"
series = "talks"
from = 2020
to = 2022
source = "book"
shares = [{ topic = "trade", percent = 50 }]
"""
)
NEW_IDS = {"talks-row": "row", "2021-05-04-meeting": "2021-05-04-m", "book": "report", "talks": "dialogue"}
TOPIC = '[[topic]]\nid = "trade"\nlabel = "Trade"\n'


def renamed(text: str, ids: dict[str, str]) -> str:
    for old, new in ids.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f'"{old}#', f'"{new}#')
    return text


def after_renaming(edition_now: str) -> tuple[Finding, ...]:
    """What is found in an edition after the records that it names got new ids and keep the old ones."""
    kept = {
        name: renamed(raw.decode(), NEW_IDS).replace(f'id = "{new}"', f'id = "{new}"\nformer_ids = ["{old}"]')
        for (name, old, new) in (
            ("sources.toml", "book", "report"),
            ("institutions.toml", "talks", "dialogue"),
            ("indicators.toml", "talks-row", "row"),
            ("events/2021.toml", "2021-05-04-meeting", "2021-05-04-m"),
        )
        for raw in (dataset_files(LATE)[name],)
    }
    after = dataset_files(LATE, edition_2022=edition_now, topic=TOPIC) | {
        name: text.encode() for name, text in kept.items()
    }
    before = dataset_files(LATE, edition_2022=FOLLOWED, topic=TOPIC)
    assert run_checks(before) == ()
    found = against(before, with_version(after, "1.0.1"))
    return tuple(one for one in found if one.code == "CBI603")


def test_an_edition_may_follow_renamed_records() -> None:
    assert after_renaming(renamed(FOLLOWED, NEW_IDS)) == ()
    assert after_renaming(FOLLOWED) == ()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"dialogue"', '"row"', "graph[0].series"),
        ('"report#p1"', '"report#p2"', "admission[0].source"),
        ('"report#p1"', '"report"', "admission[0].source"),
        ('"2021-05-04-m"', '"2021-05-04-n"', "admission[0].event"),
        ('"Talks"', '"dialogue"', "row[0].label"),
        ('"late"', '"book"', "admission[0].reason"),
    ],
)
def test_an_edition_that_follows_renamed_records_is_otherwise_as_it_was(old: str, new: str, where: str) -> None:
    (found,) = after_renaming(renamed(FOLLOWED, NEW_IDS).replace(old, new, 1))
    assert f"`{where}` is `" in found.message


def test_a_removed_edition_is_found_and_a_new_one_is_fine() -> None:
    with_edition, without = dataset_files(MAY, edition_2022=EDITION), dataset_files(MAY)
    assert told(against(with_edition, with_version(without, "1.0.1"))) == [
        "editions/2022.toml:1:1 CBI603 the published edition of 2022 was removed | restore editions/2022.toml"
    ]
    assert against(without, with_version(with_edition, "1.0.1")) == ()


def test_an_edition_that_base_has_with_an_error_may_be_mended() -> None:
    wrong = EDITION.replace('"green"', '"gren"')
    before, after = dataset_files(MAY, edition_2022=wrong), dataset_files(MAY, edition_2022=EDITION)
    assert against(before, with_version(after, "1.0.1")) == ()


def test_an_edition_that_cannot_be_read_now_is_left_to_the_check_of_its_form() -> None:
    before, after = (
        dataset_files(MAY, edition_2022=EDITION),
        dataset_files(MAY, edition_2022=EDITION.replace('"Report"', '"Report')),
    )
    assert "CBI001" in {one.code for one in run_checks(after)}
    assert against(before, with_version(after, "1.0.1")) == ()


def marks(before: dict[str, bytes], after: dict[str, bytes]) -> list[tuple[str, bool]]:
    return [(one.record or one.file, one.older) for one in mark_known(run_checks(after), run_checks(before))]


def test_a_finding_that_was_there_is_older_wherever_its_line_is_now() -> None:
    old = event_toml("2022-06-04", kind="metting")
    new = event_toml("2022-07-04", kind="metting")
    assert marks(dataset_files(MAY, old), dataset_files(event_toml("2022-01-01"), MAY, old, new)) == [
        ("2022-06-04-metting", True),
        ("2022-07-04-metting", False),
    ]


def test_a_finding_with_another_value_is_new() -> None:
    assert marks(
        dataset_files(event_toml("2022-06-04", kind="metting", name="x")),
        dataset_files(event_toml("2022-06-04", kind="meting", name="x")),
    ) == [("2022-06-04-x", False)]


def test_the_same_fault_of_another_record_of_the_file_is_new() -> None:
    kindless = [one.replace('kind = "meeting"\n', "") for one in (MAY, JUNE)]
    assert marks(dataset_files(kindless[0], JUNE), dataset_files(MAY, kindless[1])) == [("2022-06-04-meeting", False)]


def test_line_numbers_in_a_message_do_not_make_a_finding_new() -> None:
    twice = [MAY, event_toml("2022-05-04", 'kind = "review"', 'title = "Another"', name="meeting")]
    before, after = dataset_files(*twice), dataset_files(event_toml("2022-01-01"), *twice)
    assert [one.message for one in run_checks(before)] != [one.message for one in run_checks(after)]
    assert [older for _, older in marks(before, after)] == [True]


def test_of_findings_that_look_alike_as_many_are_older_as_there_were() -> None:
    nameless = MAY.replace('id = "2022-05-04-meeting"\n', "")
    given = dataset_files() | {"events/2022.toml": (nameless * 2).encode()}
    assert marks(given, dataset_files() | {"events/2022.toml": (nameless * 3).encode()}) == [
        ("events/2022.toml", True),
        ("events/2022.toml", True),
        ("events/2022.toml", False),
    ]


def test_today_is_the_same_for_both_sides() -> None:
    planned = event_toml(date(2030, 1, 1).isoformat())
    assert marks(dataset_files(planned), dataset_files(planned)) == [("2030-01-01-meeting", True)]


WITHDRAWN = """
[[withdrawn]]
kind = "{kind}"
id = "{id}"
title = "What it was"
date = 2026-11-20
reason = "it was a slip"
"""


def gone(given: dict[str, bytes], kind: str, name: str) -> dict[str, bytes]:
    """The dataset with one more entry of what was withdrawn."""
    entry = WITHDRAWN.format(kind=kind, id=name)
    return given | {"withdrawn.toml": given.get("withdrawn.toml", b"") + entry.encode()}


def lasting(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """What is said of ids."""
    return [one for one in told(against(before, after)) if " CBI604 " in one or " CBI605 " in one]


LOST = "add it to `former_ids` of the renamed record, or to withdrawn.toml with the reason"


def test_an_id_that_is_gone_is_an_error() -> None:
    assert lasting(dataset_files(MAY, JUNE), dataset_files(MAY)) == [
        f"events/2022.toml:1:1 CBI604 the event `2022-06-04-meeting` no longer exists | {LOST}"
    ]


@pytest.mark.parametrize(
    ("kind", "name", "file", "was", "now"),
    [
        ("event", "2022-05-04-meeting", "events/2022.toml", "2022-05-04-meeting", "2022-05-04-talks"),
        ("institution", "talks", "institutions.toml", 'id = "talks"', 'id = "new-talks"'),
        ("indicator", "talks-row", "indicators.toml", "talks-row", "new-row"),
        ("source", "book", "sources.toml", 'id = "book"', 'id = "new-book"'),
        ("party", "cc", "dataset.toml", 'id = "cc"', 'id = "dd"'),
    ],
)
def test_a_renamed_record_answers_by_its_former_id(kind: str, name: str, file: str, was: str, now: str) -> None:
    before = dataset_files(MAY)
    renamed = before | {file: before[file].replace(was.encode(), now.encode())}
    assert renamed != before
    assert lasting(before, renamed) == [f"{file}:1:1 CBI604 the {kind} `{name}` no longer exists | {LOST}"]
    key = "}" if kind == "party" else "\n"
    text = renamed[file].decode()
    at = text.index(now.rpartition('"')[0] or now)
    end = text.index(key, at)
    glue = ", " if kind == "party" else "\n"
    known = f'{text[:end]}{glue}former_ids = ["{name}"]{text[end:]}'
    assert lasting(before, renamed | {file: known.encode()}) == []
    assert lasting(before, gone(renamed, kind, name)) == []
    # What answered by a former id or as withdrawn must go on doing so.
    assert lasting(renamed | {file: known.encode()}, renamed) == [
        f"{file}:1:1 CBI604 the {kind} `{name}` no longer exists | {LOST}"
    ]
    assert lasting(gone(renamed, kind, name), renamed) == [
        f"withdrawn.toml:1:1 CBI604 the {kind} `{name}` no longer exists | {LOST}"
    ]


def test_the_entry_of_another_kind_does_not_answer() -> None:
    assert lasting(dataset_files(MAY, JUNE), gone(dataset_files(MAY), "source", "2022-06-04-meeting")) != []


def test_what_cannot_be_read_is_not_said_to_be_gone() -> None:
    broken = dataset_files(MAY) | {"events/2022.toml": b"[[event]]\nid =\n"}
    assert lasting(dataset_files(MAY), broken) == []


def test_a_corrected_date_keeps_the_id_and_a_new_id_must_fit() -> None:
    corrected = MAY.replace("start = 2022-05-04", "start = 2022-05-05").replace("Event 2022-05-04 ", "Talks")
    assert lasting(dataset_files(MAY), dataset_files(corrected)) == []
    assert not [one for one in run_checks(dataset_files(corrected)) if one.severity == "error"]
    assert lasting(dataset_files(), dataset_files(corrected)) == [
        "events/2022.toml:2:6 CBI605 the id `2022-05-04-meeting` does not begin with the start, 2022-05-05"
        " | begin it with `2022-05-05-`, or correct the start"
    ]
    renamed = corrected.replace("2022-05-04-meeting", "2022-05-06-talks") + 'former_ids = ["2022-05-04-meeting"]\n'
    assert lasting(dataset_files(MAY), dataset_files(renamed)) == []
