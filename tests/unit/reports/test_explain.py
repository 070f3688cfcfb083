"""The explanation of a light: a reason for red and unknown, and only near misses that are near."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cbi_cli.api import explain
from cbi_cli.core.errors import CbiError
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.explain import UnmetCondition, measure_distance
from cbi_cli.views.explain import MAX_NEAREST_SHOWN, ExplainView
from cbi_cli.views.page import TextList
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, event_toml

END = date(2022, 12, 31)
UNCOVERED = TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]\n', "")


def sections(made: Snapshot, year: int = 2022, day: date = END, strict: bool = False) -> dict[str, list[str]]:
    """The lines of each section of the page, by its heading."""
    page = ExplainView(explain(made, year, "talks-row", day, strict), made.meta, get_translator("en")).page()
    return {block.title: [cell.text for cell in block.lines] for block in page.blocks if isinstance(block, TextList)}


def document(made: Snapshot, year: int = 2022, day: date = END) -> dict[str, Any]:
    return ExplainView(explain(made, year, "talks-row", day), made.meta, get_translator("en")).document()


def test_a_red_row_says_who_looked_when_it_was_last_held_and_what_was_missed() -> None:
    made = build_snapshot(event_toml("2019-05-04"))
    found = sections(made)
    assert found["Why"] == [
        "None in 2022; last held May 4, 2019; halted since 2019 (first missed 2020)",
        "Last held: May 4, 2019 – Event 2019-05-04  [2019-05-04-meeting]",
        "searched: 2015–2022 [book]",
    ]
    assert "What counts" not in found
    assert found[""] == ["As of Dec 31, 2022."]
    told = document(made)
    assert (told["status"], told["halted_since"], told["first_missed"]) == ("red", 2019, 2020)
    assert told["last_held"]["id"] == "2019-05-04-meeting"
    assert told["looked"] == [
        {
            "paused": False,
            "from_year": 2015,
            "to_year": 2022,
            "direction": None,
            "basis": "searched",
            "source": "book",
            "note": "",
            "includes_year": True,
        }
    ]


def test_a_row_that_nobody_looked_at_says_so() -> None:
    assert sections(build_snapshot(indicators=UNCOVERED))["Why"] == [
        "Not known: 2022 was not searched; no meeting known",
        "no coverage is recorded: no year of this row was searched",
    ]
    assert sections(build_snapshot(), 2014)["Why"] == [
        "Not known: 2014 was not searched; no meeting known",
        "searched: 2015–2022 [book]",
    ]


def test_a_year_that_is_not_over_says_so() -> None:
    assert sections(build_snapshot(), day=date(2022, 6, 30))["Why"][0].startswith(
        "Not known yet: 2022 is not over on Jun 30, 2022"
    )


def test_only_what_includes_the_year_is_a_reason_and_a_pause_names_its_source() -> None:
    paused = TALKS.replace(
        'type = "dialogue"', 'type = "dialogue"\npauses = [{ from = 2018, source = "book#p1", note = "Off." }]'
    )
    made = build_snapshot(indicators=TALKS_ROW.replace("to = 2022", "to = 2017"), institutions=paused)
    assert sections(made)["Why"][1:] == ["declared pause: 2018– [book#p1]: Off."]
    assert sections(made, 2016)["Why"][1:] == ["searched: 2015–2017 [book]"]
    # Without such a reason, all that was searched is told.
    assert sections(made, 2014)["Why"][1:] == ["searched: 2015–2017 [book]", "declared pause: 2018– [book#p1]: Off."]
    # A program gets all, first what includes the year.
    assert [span["includes_year"] for span in document(made, 2016)["looked"]] == [True, False]
    assert [span["from_year"] for span in document(made)["looked"]] == [2018, 2015]


def test_nothing_is_said_three_times_of_an_empty_row() -> None:
    page = ExplainView(
        explain(build_snapshot(), 2022, "talks-row", END), {"id": "ab", "version": "1.0.0"}, get_translator("en")
    ).page()
    texts = [cell.text for block in page.blocks if isinstance(block, TextList) for cell in block.lines]
    assert "Nothing." not in texts
    assert texts.count("No event of 2022 counts, meets a weaker rule, or misses only one condition.") == 1


def test_the_nearest_come_first_and_the_rest_is_counted() -> None:
    near = [event_toml(f"2022-03-{day:02d}", kind="forum") for day in range(1, 9)]
    made = build_snapshot(
        event_toml("2022-02-01", 'status = "postponed"'), event_toml("2022-01-01", kind="meeting", name="m"), *near
    )
    found = sections(made)
    assert found["What counts"] == ["Jan 1 – Event 2022-01-01 m [2022-01-01-m]"]
    shown = [text.splitlines() for text in found["What almost counts, and why not"]]
    assert len(shown) == MAX_NEAREST_SHOWN == 5
    assert shown[0][1] == "  status: postponed; the rule asks for held"
    assert [lines[0][:6].strip() for lines in shown[1:]] == ["Mar 8", "Mar 7", "Mar 6", "Mar 5"]
    assert found[""][0] == "As of Dec 31, 2022."
    page = ExplainView(explain(made, 2022, "talks-row", END), made.meta, get_translator("en")).page()
    texts = [cell.text for block in page.blocks if isinstance(block, TextList) for cell in block.lines]
    assert "4 more miss one condition; `--format json` lists them." in texts
    assert sum(one["match"] == "near" for one in document(made)["events"]) == 9


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (0, ""),
        (1, "A 1 más le falta una condición; `--format json` lo muestra.\n\n"),
        (2, "A 2 más les falta una condición; `--format json` los muestra.\n\n"),
    ],
)
def test_the_near_misses_in_spanish(more: int, told: str) -> None:
    made = build_snapshot(
        *(event_toml(f"2022-03-0{day}", kind="forum") for day in range(1, MAX_NEAREST_SHOWN + 1 + more))
    )
    shown = render(ExplainView(explain(made, 2022, "talks-row", END), made.meta, get_translator("es")), "markdown")
    assert shown.startswith("# Talks, 2022: rojo\n")
    head, _, rest = shown.partition("\n\n## Lo que casi cuenta y por qué no\n\n- ")
    assert head.endswith("- tipo: revisión\n- institución: talks\n- estatus: realizado")
    listed, _, after = rest.partition("\n\n")
    assert listed.count("\n- ") == MAX_NEAREST_SHOWN - 1
    meeting = "- reunión: Personas de las partes se reunieron, en persona o por video."
    assert after == f"{told}## Qué significan las palabras de la regla\n\n{meeting}\n\nAl 31 dic 2022.\n"


def test_a_row_without_a_weaker_rule_has_none_on_its_page() -> None:
    row = TALKS_ROW.replace('weaker = [{ kinds = ["review"], institutions = ["talks"], reason = "only a review" }]', "")
    assert [head for head in sections(build_snapshot(indicators=row)) if "Weaker" in head] == []


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (("statuses", ["planned"], ["held"]), ("modes", ["virtual"], ["in-person"])),
        (("modes", ["virtual"], ["in-person"]), ("levels", ["deputy"], ["cabinet"])),
        (("levels", ["envoy"], ["cabinet"]), ("levels", ["agency"], ["cabinet"])),
        (("levels", ["agency"], ["presidential", "deputy"]), ("levels", ["municipal"], ["cabinet"])),
        (("levels", ["agency"], ["municipal"]), ("levels", ["presidential"], ["municipal"])),
        (("levels", ["academic"], ["presidential"]), ("kinds", ["forum"], ["meeting"])),
        (("kinds", ["forum"], ["meeting"]), ("parties", ["aa", "bb", "cc"], ["aa", "bb"])),
        (("parties", ["aa", "bb", "cc"], ["aa", "bb"]), ("parties", ["cc"], ["aa", "bb"])),
        (("not_institutions", ["talks"], ["talks"]), ("institutions", ["panel"], ["talks"])),
    ],
)
def test_what_is_nearer(nearer: tuple[str, list[str], list[str]], farther: tuple[str, list[str], list[str]]) -> None:
    first, second = (
        measure_distance(UnmetCondition(name, tuple(has), tuple(asked))) for name, has, asked in (nearer, farther)
    )
    assert first < second


@pytest.mark.parametrize(
    ("name", "has", "asked", "steps"),
    [
        ("statuses", ["planned"], ["held"], 0),
        ("levels", [], ["cabinet"], 0),
        ("levels", ["cabinet"], [], 0),
        ("levels", ["cabinet"], ["presidential", "municipal"], 2),
        ("parties", ["aa", "cc"], ["aa", "bb"], 2),
    ],
)
def test_only_levels_and_parties_have_steps_between_them(
    name: str, has: list[str], asked: list[str], steps: int
) -> None:
    assert measure_distance(UnmetCondition(name, tuple(has), tuple(asked)))[1] == steps


def test_a_series_that_is_no_row_cannot_be_explained() -> None:
    rows = TALKS_ROW + TALKS_ROW.replace("talks-row", "other-row").replace('"Talks"', '"Others"')
    panel = TALKS.replace('"talks"', '"panel"').replace('"Big Talks"', '"Big Panel"').replace("Talks", "Panel")
    with pytest.raises(CbiError) as caught:
        explain(build_snapshot(indicators=rows, institutions=f"{TALKS}{panel}cadence_years = 1\n"), 2022, "The Panel")
    assert caught.value.message == "the series `panel` is not a row of the scorecard"
    assert caught.value.hint == "the rows are: talks-row, other-row"


@pytest.mark.parametrize(
    ("year", "included"), [(2014, False), (2015, True), (2016, True), (2021, True), (2022, True), (2023, False)]
)
def test_a_span_of_coverage_includes_its_first_and_its_last_year(year: int, included: bool) -> None:
    (span,) = explain(build_snapshot(), 2022, "talks-row").coverage
    assert span.includes(year) is included


def test_what_meets_the_rule_only_later_does_not_count() -> None:
    found = sections(build_snapshot(event_toml("2022-05-04")), day=date(2022, 5, 3))
    assert "What counts" not in found
    assert found["What matches a rule but is excluded"] == [
        "May 4 – Event 2022-05-04  [2022-05-04-meeting]\n  not known to have begun by May 3, 2022"
    ]
