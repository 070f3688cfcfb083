"""The order of records in their files changes no report: ties are broken by id."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.api import Snapshot, TimelineQuery, validate_files
from cbi_cli.index.update import build_from_dataset
from tests.conftest import US_MEXICO
from tests.properties import oracle

DAY = date(2023, 3, 31)
SHIPPED = {path.relative_to(US_MEXICO).as_posix(): path.read_bytes() for path in US_MEXICO.rglob("*.toml")}
ORDERED = {"indicator", "party", "row", "admission", "graph", "recommendation"}
"""Arrays with an order of their own: the rows of the scorecard, the printed rows of an edition, the parties."""


def shuffled(files: Mapping[str, bytes], seed: int) -> dict[str, bytes]:
    """The same files with the records of each in another order."""
    chance = random.Random(seed)  # noqa: S311 - a test
    found = {}
    for name, raw in files.items():
        found[name] = raw
        if name.endswith(".toml"):
            # Indicators keep their order, which is that of the scorecard.
            data: dict[str, Any] = tomllib.loads(raw.decode())
            for key, records in data.items():
                if isinstance(records, list) and key not in ORDERED and all(isinstance(one, dict) for one in records):
                    chance.shuffle(records)
            found[name] = tomli_w.dumps(data).encode()
    return found


def opened(files: Mapping[str, bytes]) -> Snapshot:
    dataset, _ = validate_files(dict(files), date(2026, 11, 24))
    return build_from_dataset(dataset)


def reports(store: Snapshot, years: tuple[int, ...]) -> dict[str, object]:
    """Every report of a dataset, as its frozen result."""
    found: dict[str, object] = {"gaps": api.gaps(store, DAY), "info": api.info(store)}
    indicators = [row["id"] for row in store.rows("SELECT id FROM indicator ORDER BY sort_key")]
    for row in store.rows("SELECT id FROM series ORDER BY sort_key"):
        found[f"history {row['id']}"] = api.history(store, row["id"], DAY)
    for year in years:
        found[f"scorecard {year}"] = api.scorecard(store, year, DAY)
        found[f"scorecard {year} strict"] = api.scorecard(store, year, DAY, strict_year=True)
        found[f"topics {year}"] = api.topics(store, year, DAY)
        for name in indicators:
            found[f"explain {year} {name}"] = api.explain(store, year, name, DAY)
    found["timeline"] = api.timeline(store, TimelineQuery(status="any"), DAY)
    for kind in ("event", "institution", "indicator", "source", "topic", "edition", "dispute"):
        found[f"list {kind}"] = api.list_records(store, kind)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_no_report_of_the_shipped_dataset_depends_on_the_order_of_records(seed: int) -> None:
    first, second = opened(SHIPPED), opened(shuffled(SHIPPED, seed))
    before, after = reports(first, (2021, 2022)), reports(second, (2021, 2022))
    before["reconcile"], after["reconcile"] = api.reconcile(first, 2022), api.reconcile(second, 2022)
    for store, found in ((first, before), (second, after)):
        found["reading"] = api.reconcile(store, 2022, evidence="edition")
    for name in ("cbi-2022", "hlsd", "security", "nals"):
        for store, found in ((first, before), (second, after)):
            found[f"show {name}"] = [one._replace(position=None) for one in api.show(store, name).records]
    assert [name for name, one in before.items() if one != after[name]] == []


@settings(max_examples=30, deadline=None)
@given(oracle.EVENTS, st.randoms(use_true_random=False))
def test_events_of_one_day_come_by_id_however_their_file_has_them(
    drawn: list[oracle.DrawnEvent], chance: random.Random
) -> None:
    """Many events on few days, so that most rows have a tie."""
    tied = [one._replace(start=f"{one.year}-{1 + one.number % 2:02d}-15", admitted=False) for one in drawn]
    other = list(tied)
    chance.shuffle(other)
    before, after = (reports(oracle.make_snapshot(events), (2021, 2022, 2023)) for events in (tied, other))
    assert [name for name, one in before.items() if one != after[name]] == []


@pytest.mark.parametrize("swapped", [False, True])
def test_the_shown_one_of_two_events_of_a_day_is_the_last_by_id(swapped: bool) -> None:
    files = dict(SHIPPED)
    data = tomllib.loads(files["events/2022.toml"].decode())
    model = next(one for one in data["event"] if one["id"] == "2022-10-13-high-level-security-dialogue")
    twin = {**model, "id": "2022-10-13-another-session", "title": "Another session", "title_es": "Otra sesión"}
    twin.pop("edition_number", None)
    at = data["event"].index(model) + (not swapped)
    data["event"].insert(at, twin)
    files["events/2022.toml"] = tomli_w.dumps(data).encode()
    row = next(row for row in api.scorecard(opened(files), 2022).rows if row.indicator == "hlsd")
    assert [one.event.id for one in row.occurrences] == ["2022-10-13-high-level-security-dialogue"]
    assert row.counted == 2
