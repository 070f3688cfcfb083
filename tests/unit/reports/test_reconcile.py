"""Disputes by the row that they touch, and rows as they were printed."""

from __future__ import annotations

from cbi_cli import api
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.reconcile import Claim, Dispute
from tests.datasets import EDITION, TALKS, build_snapshot, event_toml

OTHER = TALKS.replace('"talks"', '"forum"').replace("The Talks", "The Forum").replace("Big Talks", "Big Forum")


def dispute(name: str, record: str, about: str, *more: str) -> str:
    """A dispute about a record; ``more`` are further lines of TOML."""
    lines = (
        *("[[dispute]]", f'id = "{name}"', f'record = "{record}"', f'about = "{about}"', 'field = "start"'),
        *('chosen = "May 4"', 'why = "It is older."', *more),
    )
    claims = '[[dispute.claims]]\nvalue = "May 4"\nvalue_es = "4 de mayo"\nsource = "book#p1"\n'
    return "\n".join([*lines, claims])


def test_disputes_stand_by_the_row_whose_indicator_institution_or_event_they_concern() -> None:
    about = {
        "row": ("indicator", "talks-row"),
        "talks": ("institution", "talks"),
        "may": ("event", "2022-05-04-meeting"),
        "next": ("event", "2023-05-04-meeting"),
        "later": ("event", "2024-05-04-meeting"),
        "forum": ("institution", "forum"),
        "book": ("source", "book"),
    }
    made = build_snapshot(
        *(event_toml(f"{year}-05-04") for year in (2022, 2023, 2024)),
        institutions=TALKS + OTHER,
        edition_2022=EDITION,
        dispute="".join(dispute(name, *subject) for name, subject in about.items()),
    )
    found = api.reconcile(made, 2022)
    by_row = {row: [one.id for one in disputes] for row, disputes in found.by_row.items()}
    assert by_row == {"talks-row": ["may", "next", "row", "talks"]}
    assert [one.id for one in found.others] == ["book", "forum", "later"]
    assert (found.edition["title"], found.card.year) == ("The report", 2022)


def test_a_dispute_comes_in_both_languages() -> None:
    spanish = ('chosen_es = "4 de mayo"', 'why_es = "Es más viejo."', 'note = "Old."', 'note_es = "Viejo."')
    made = build_snapshot(
        event_toml("2022-05-04"), edition_2022=EDITION, dispute=dispute("may", "source", "book", *spanish)
    )
    assert api.reconcile(made, 2022).others == (
        Dispute(
            *("may", "source", "book", "start"),
            (Claim(LocalizedText("May 4", "4 de mayo"), "book#p1", ""),),
            LocalizedText("May 4", "4 de mayo"),
            LocalizedText("It is older.", "Es más viejo."),
            LocalizedText("Old.", "Viejo."),
        ),
    )


def test_the_words_of_a_row_printed_by_dates_alone_are_those_of_its_dates() -> None:
    dates = 'occurrences = [{ start = 2022-05-04, text = "May 4" }, { start = 2022-05-09, text = "May 9" }]'
    printed = EDITION.replace('text = "None"', dates).replace('"red"', '"green"')
    (row,) = api.scorecard(build_snapshot(event_toml("2022-05-04"), edition_2022=printed), 2022).rows
    assert row.published is not None
    assert row.published.text == "May 4; May 9"
