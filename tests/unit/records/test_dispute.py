"""Claims as typed values of the record that a dispute is about."""

from __future__ import annotations

import pytest

from cbi_cli.dataset.load import load_file
from cbi_cli.dataset.references import find_references
from cbi_cli.records.dispute import Dispute

DISPUTE = """
[[dispute]]
id = "when"
record = "{record}"
about = "talks"
field = "what"
chosen = "a"
why = "b"
claims = [
  {{ value = "first", source = "book" }},
  {{ value = "second", source = "book#p1", values = {{ {values} }} }},
]
"""


def read_claims(record: str, values: str) -> tuple[list[tuple[str, str, str, str]], Dispute | None]:
    """The errors of a dispute (code, path below the claim, message, hint), and the dispute if it has none."""
    part = load_file("disputes.toml", DISPUTE.format(record=record, values=values).encode())
    errors = []
    for error in part.errors:
        assert error.path[:4] == ("dispute", 0, "claims", 1)
        errors.append((error.code, ".".join(map(str, error.path[4:])), error.message, error.hint))
    if not part.disputes:
        return errors, None
    return errors, part.disputes[0].record


def test_a_claim_about_an_event_has_fields_of_the_event() -> None:
    errors, dispute = read_claims("event", 'start = 2022-10-29, level = "deputy", host = "us", guests = ["mx"]')
    assert errors == []
    assert dispute is not None
    plain, typed = dispute.claims
    assert plain.values is None
    assert typed.values is not None
    assert typed.values.model_dump(exclude_unset=True) == {
        "start": "2022-10-29",
        "level": "deputy",
        "host": "us",
        "guests": ("mx",),
    }
    found = {(reference.path, reference.kinds, reference.id) for reference in find_references(dispute)}
    assert {
        (("claims", 1, "values", "host"), ("party",), "us"),
        (("claims", 1, "values", "guests", 0), ("party",), "mx"),
    } <= found


def test_a_claim_about_a_row_has_its_light_and_since_when_it_is_halted() -> None:
    errors, dispute = read_claims("indicator", 'status = "red", halted_since = 2009')
    assert errors == []
    assert dispute is not None
    values = dispute.claims[1].values
    assert values is not None
    assert (values.status, values.halted_since) == ("red", 2009)


NO_SUCH_VALUE = "a claim about this kind of record ({}) has no such value"


@pytest.mark.parametrize(
    ("record", "values", "code", "key", "text"),
    [
        ("event", "strat = 2022-10-29", "CBI101", "strat", "unknown key `strat`"),
        ("event", "start = 3", "CBI103", "start", "`3` is not a date"),
        ("event", 'level = "minister"', "CBI104", "level", "`minister` is not a known value"),
        ("event", 'status = "red"', "CBI106", "status", "`red` is none of these: held, planned, postponed, cancelled"),
        ("event", "halted_since = 2019", "CBI106", "halted_since", NO_SUCH_VALUE.format("event")),
        ("event", "end = 2022-10-29", "CBI106", "end", "it has an `end`, but no `start`"),
        ("event", "start = 2022-10-29, end = 2022-10-28", "CBI106", "end", "it ends before it starts"),
        ("indicator", 'halted_since = "2019"', "CBI103", "halted_since", "is not a whole number"),
        ("indicator", "start = 2022-10-29", "CBI106", "start", NO_SUCH_VALUE.format("indicator")),
        ("indicator", 'status = "held"', "CBI106", "status", "`held` is none of these: green, yellow, red, unknown"),
        ("institution", 'status = "held"', "CBI106", "status", NO_SUCH_VALUE.format("institution")),
    ],
)
def test_a_wrong_key_or_value_is_one_error_at_its_place(
    record: str, values: str, code: str, key: str, text: str
) -> None:
    errors, dispute = read_claims(record, values)
    assert dispute is None
    ((found_code, place, message, _),) = errors
    assert (found_code, place) == (code, f"values.{key}")
    assert text in message


def test_a_misspelled_key_gets_a_suggestion() -> None:
    ((_, _, _, hint),), _ = read_claims("event", "strat = 2022-10-29")
    assert hint == "did you mean `start`?"
