"""The plan and the prose of an annual report: what is read, what is refused with its place, what a reference means."""

from __future__ import annotations

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.report_files import SECTIONS, is_report_file
from cbi_cli.reports.annual_report import ReportQuery
from cbi_cli.reports.prose import read_prose
from cbi_cli.reports.references import References, ReferenceValue
from cbi_cli.reports.report_parts import check_report, make_annual_report, read_parts
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard
from cbi_cli.reports.topics import TopicsQuery, compute_topics
from tests.datasets import EDITION, build_snapshot, event_toml


@pytest.fixture(scope="module")
def talks() -> Snapshot:
    """Talks held in 2017 and 2018, none in the four covered years after; a red row, published as red."""
    return build_snapshot(event_toml("2017-05-04"), event_toml("2018-06-07"), edition_2022=EDITION)


@pytest.fixture(scope="module")
def references(talks: Snapshot) -> References:
    return make_references(talks)


def make_references(snapshot: Snapshot) -> References:
    card = compute_scorecard(snapshot, ScorecardQuery(2022))
    return References(snapshot, card, compute_topics(snapshot, TopicsQuery(2022, card.day)).graphs)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("editions/2022/report.toml", True),
        ("editions/2022/introduction.en.md", True),
        ("editions/2022/highlight-nals.pt-br.md", True),
        ("editions/2022/introducton.en.md", False),
        ("editions/2022/introduction.md", False),
        ("editions/2022/highlight-.en.md", False),
        ("editions/22/introduction.en.md", False),
        ("editions/2022/more/introduction.en.md", False),
        ("events/2022/introduction.en.md", False),
        ("introduction.en.md", False),
    ],
)
def test_the_files_of_a_report_have_fixed_names(name: str, expected: bool) -> None:
    assert is_report_file(name) is expected


def test_without_a_plan_each_row_that_follows_an_institution_is_highlighted(us_mexico: Snapshot) -> None:
    plan = read_parts(us_mexico, 2022, {}, "en").plan
    assert plan.sections == SECTIONS
    # The graph of the edition is about the Interparliamentary Meetings.
    assert plan.spotlight == "interparliamentary-meetings"
    assert plan.highlights == ("hled", "nals", "usmca-chapter-26", "border-management", "hlsd", "border-governors")


def test_a_plan_says_what_a_report_has(us_mexico: Snapshot) -> None:
    raw = b'sections = ["sources", "scorecard"]\nhighlights = ["DEAN"]\nspotlight = "Three Amigos"\n'
    plan = read_parts(us_mexico, 2022, {"report.toml": raw}, "en").plan
    assert plan == (("sources", "scorecard"), ("hled",), "nals")


@pytest.mark.parametrize(
    ("raw", "problem", "hint"),
    [
        (b'\nsections = ["scorcard"]', "2: there is no section `scorcard`", "did you mean `scorecard`?"),
        (b'sections = ["sources", "sources"]', "1: the section `sources` is listed twice", "remove one of them"),
        (b"sections = 3", "1: this must be a list of texts", 'write it as ["nals", "hled"]'),
        (b"\n\nhighlight = []", "3: unknown key `highlight`", "did you mean `highlights`?"),
        (b'highlights = ["talk"]', "1: no series is called `talk`", "did you mean `talks-row` (Talks)"),
        (b"sections = [", "1: ", ""),
    ],
)
def test_a_faulty_plan_is_refused_with_its_place(talks: Snapshot, raw: bytes, problem: str, hint: str) -> None:
    with pytest.raises(CbiError) as refused:
        read_parts(talks, 2022, {"report.toml": raw}, "en")
    assert refused.value.message.startswith(f"editions/2022/report.toml:{problem}")
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year", ReferenceValue("year", 2022)),
        ("totals.red", ReferenceValue("number", 1)),
        ("totals.green", ReferenceValue("number", 0)),
        ("totals.all", ReferenceValue("number", 1)),
        ("agreeing", ReferenceValue("number", 1)),
        ("light:talks-row", ReferenceValue("light", light="red")),
        ("light: Big Talks", ReferenceValue("light", light="red")),
        ("since:talks-row", ReferenceValue("year", 2018)),
        ("missed:talks-row", ReferenceValue("year", 2019)),
        ("count:year=2018", ReferenceValue("number", 1)),
        ("count:year=2018, kind=visit", ReferenceValue("number", 0)),
        ("count:institution=talks,level=cabinet", ReferenceValue("number", 2)),
        ("count:party=aa,month=5", ReferenceValue("number", 1)),
    ],
)
def test_a_reference_means_a_value_of_the_data(references: References, text: str, expected: ReferenceValue) -> None:
    assert references.resolve(text) == expected


@pytest.mark.parametrize(("text", "start"), [("first:talks-row", "2017-05-04"), ("last:talks-row", "2018-06-07")])
def test_a_reference_to_a_date_has_its_event(references: References, text: str, start: str) -> None:
    value = references.resolve(text)
    assert value.event is not None
    assert (value.kind, value.event.start, value.sources) == ("dates", start, ("book",))


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("totals.gren", "`gren` is not a light", "did you mean `green`?"),
        ("lihgt:talks-row", "`lihgt:talks-row` is not a reference to the data", "did you mean `light:…`?"),
        ("light:", "`light:` is not a reference to the data", "did you mean `light:…`?"),
        ("light:talkz", "no series is called `talkz`", "did you mean"),
        ("event:2018-06-08-meeting", "no event is called `2018-06-08-meeting`", "2018-06-07-meeting"),
        ("count:yaer=2018", "`yaer` is not a filter", "did you mean `year`?"),
        ("count:year=last", "`last` is not a number", "write it as year=2022"),
        ("count:kind=metting", "`metting` is no kind of events", "did you mean `meeting`?"),
        ("share:drugs", "no topic is called `drugs`", ""),
    ],
)
def test_a_reference_that_means_nothing_is_refused(references: References, text: str, problem: str, hint: str) -> None:
    with pytest.raises(CbiError) as refused:
        references.resolve(text)
    assert refused.value.message == problem
    assert hint in refused.value.hint


def test_since_is_refused_of_a_series_that_is_not_halted() -> None:
    snapshot = build_snapshot(event_toml("2021-05-04"), event_toml("2022-06-07"), edition_2022=EDITION)
    with pytest.raises(CbiError, match="`talks-row` is not halted on the day of the report: active"):
        make_references(snapshot).resolve("since:talks-row")


def test_prose_is_read_with_the_lines_of_its_parts() -> None:
    text = "# Title\n\nOne *two*\n{{light:hlsd}} [three](https://example.org/)\n\n"
    text += "- a\n- **b** `c`\n\n1. d\n\n> e <b>f</b>\n"
    blocks = read_prose("x.md", text.encode()).blocks
    assert [(block.kind, block.level) for block in blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("bullets", 0),
        ("numbers", 0),
        ("quotation", 0),
    ]
    assert blocks[1].lines == (
        (
            ("text", "One ", 3, ""),
            ("emphasis", "two", 3, ""),
            ("text", " ", 3, ""),
            ("reference", "light:hlsd", 4, ""),
            ("text", " ", 4, ""),
            ("link", "three", 4, "https://example.org/"),
        ),
    )
    assert [piece.kind for piece in blocks[2].lines[1]] == ["strong", "text", "code"]
    # HTML is text.
    assert "".join(piece.text for piece in blocks[4].lines[0]) == "e <b>f</b>"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n\n![picture](a.png)", "x.md:3: the prose of a report cannot have this (image)"),
        ("a\n\n```\ncode\n```", "x.md:3: the prose of a report cannot have this (fence)"),
        ("### Deep", "x.md:1: the prose of a report cannot have this (heading)"),
        ("- a\n  - b", "x.md:2: the prose of a report cannot have this (bullet_list)"),
        ("a\nb {{light:hlsd", "x.md:2: a reference is not complete"),
        ("a }} b", "x.md:1: a reference is not complete"),
        ("caf\xe9", "x.md: the text is not UTF-8"),
    ],
)
def test_what_prose_does_not_know_is_refused_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(CbiError) as refused:
        read_prose("x.md", text.encode("latin-1"))
    assert refused.value.message == problem
    assert refused.value.hint


def test_the_first_reference_that_means_nothing_is_named_with_its_place(talks: Snapshot) -> None:
    files = {"introduction.en.md": b"Well\n{{totals.gren}} and {{light:nobody}}"}
    with pytest.raises(CbiError) as refused:
        make_annual_report(talks, ReportQuery(2022), files, "en")
    place = "editions/2022/introduction.en.md:2: `gren` is not a light"
    assert refused.value.message == f"{place} (1 more reference means nothing)"
    assert refused.value.hint == "did you mean `green`?"


def remarks(snapshot: Snapshot, text: str, name: str = "introduction.en.md") -> list[tuple[int, int, str, str]]:
    """What is said of one file of prose: line, column, verdict and hint."""
    found = check_report(snapshot, ReportQuery(2022), {name: text.encode()})
    return [(one.line, one.column, one.verdict, one.hint) for one in found]


@pytest.mark.parametrize(
    ("text", "verdict", "reference"),
    [
        ("The Talks met on June 7, 2018.", "equals", "{{date:2018-06-07-meeting}}"),
        ("The Talks met on 7 June 2018.", "equals", "{{date:2018-06-07-meeting}}"),
        ("The Talks met on 2018-06-07.", "equals", "{{date:2018-06-07-meeting}}"),
        ("Big Talks se reunió el 7 de junio de 2018.", "equals", "{{date:2018-06-07-meeting}}"),
        ("The Talks met in June 2018.", "equals", "{{date:2018-06-07-meeting}}"),
        ("The Talks met on June 8, 2018.", "contradicts", "{{date:2018-06-07-meeting}}"),
        ("The Talks met in July 2018.", "contradicts", "{{date:2018-06-07-meeting}}"),
        ("The Talks are halted since 2018.", "equals", "{{since:talks-row}}"),
        ("The Talks are halted since 2019.", "contradicts", "{{since:talks-row}}"),
        ("Big Talks: detenidas desde 2019.", "contradicts", "{{since:talks-row}}"),
        ("Of the rows, one is red.", "equals", "{{totals.red}}"),
        ("Of the rows, 2 are red.", "contradicts", "{{totals.red}}"),
        ("Dos filas en rojo.", "contradicts", "{{totals.red}}"),
        ("None of the 3 rows agrees.", "contradicts", "{{totals.all}}"),
        ("The light of the Talks is red.", "equals", "{{light:talks-row}}"),
        ("The light of the Talks is green.", "contradicts", "{{light:talks-row}}"),
        ("La luz de Big Talks es verde.", "contradicts", "{{light:talks-row}}"),
    ],
)
def test_a_typed_value_is_compared_with_the_data(talks: Snapshot, text: str, verdict: str, reference: str) -> None:
    (found,) = remarks(talks, f"First.\n\nSecond {text}")
    assert (found[0], found[2], found[3]) == (3, verdict, f"write {reference}")


@pytest.mark.parametrize(
    "text",
    ["Nobody met on June 8, 2018.", "Something else lasts since 2018.", "The light of the weather is green."],
)
def test_what_nothing_explains_is_not_compared(talks: Snapshot, text: str) -> None:
    assert [found[2] for found in remarks(talks, text)] == ["not-compared"]


@pytest.mark.parametrize(
    "text",
    [
        "{{totals.red}} is red, the Talks met on {{last:talks-row}}.",
        "The Talks are about green energy, with 7 guests.",
        "In 2018 the Talks met, `since 2019` is code, [x](https://example.org/2018-06-08).",
    ],
)
def test_what_was_not_typed_by_hand_is_no_remark(talks: Snapshot, text: str) -> None:
    assert remarks(talks, text) == []


def test_a_file_about_a_series_needs_no_name_in_a_sentence(talks: Snapshot) -> None:
    ((line, column, verdict, _),) = remarks(talks, "It met.\nIt met on June 8, 2018.", "highlight-talks-row.en.md")
    assert (line, column, verdict) == (2, 11, "contradicts")


def test_all_faults_of_the_prose_are_listed(talks: Snapshot) -> None:
    assert remarks(talks, "{{totals.gren}}\n{{since:nobody}}") == [
        (1, 1, "error", "did you mean `green`?"),
        (2, 1, "error", "`cbi gaps` lists them"),
    ]
    assert [found[2] for found in remarks(talks, "x", "highlight-nobody.en.md")] == ["error"]
    assert [found[2] for found in remarks(talks, "![a](b)")] == ["error"]


def test_the_prose_of_the_shipped_edition_has_nothing_typed_by_hand(us_mexico: Snapshot) -> None:
    from tests.conftest import US_MEXICO

    folder = US_MEXICO / "editions" / "2022"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(files) == 11
    assert check_report(us_mexico, ReportQuery(2022), files) == ()
