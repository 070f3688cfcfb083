"""Every field of the reports against the model that was written from the documentation, on random datasets."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

import pytest

from cbi_cli import api
from cbi_cli.api import Snapshot, TimelineQuery, validate_files
from cbi_cli.index.update import build_from_dataset
from cbi_cli.reports.common import latest_day
from tests.datasets import HEAD, SOURCES
from tests.properties.reference_model import Model
from tests.properties.report_fields import scorecard_fields, series_fields

TODAY = date(2026, 11, 24)
PAPER = '[[source]]\nid = "paper"\ntitle = "The paper"\n'
REPORTED = 2021
"""The year of the edition, which is the report of the book."""

ROUNDS = int(os.environ.get("CBI_MODEL_DATASETS", "60"))


WEAKER = (
    "{ kinds = ['meeting', 'forum'], statuses = ['held', 'planned'], reason = 'less' }",
    "{ kinds = ['work'], reason = 'work alone' }",
    "{ kinds = ['meeting', 'visit'], levels = ['president-elect'], reason = 'not yet in office' }",
)


class Draw:
    """A random dataset as TOML."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def when(self, first: int = 2012, last: int = 2024, between: float = 0.0) -> str:
        """A date, partial at times, as TOML; at times one between two."""
        if self.maybe(between):
            return self.when_between(first, last)
        day = date(first, 1, 1) + timedelta(days=self.chance.randrange((last - first + 1) * 365))
        text = day.isoformat()[: self.chance.choice((10, 10, 10, 7, 4))]
        return text if len(text) == 10 else f'"{text}"'

    def when_between(self, first: int, last: int) -> str:
        """A date that lies between two of at most four years."""
        year = self.chance.randrange(first, last)
        bounds = [self.when(year, min(last, year + self.chance.randrange(4))).strip('"') for _ in range(2)]
        bounds.sort()
        # Two dates of which one is a part of the other begin in any order.
        if bounds[1].startswith(bounds[0]):
            bounds[1] = str(last)
            bounds[0] = str(first)
        return f'"{bounds[0]}..{bounds[1]}"'

    def source(self) -> str:
        return self.chance.choice(("book", "book#p1", "paper"))

    def coverage(self) -> str:
        spans = []
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            first = self.chance.randrange(2012, 2024)
            direction = self.chance.choice(("", "", ', direction = "aa>bb"', ', direction = "bb>aa"'))
            last = min(2025, first + self.chance.randrange(8))
            spans.append(f'{{ from = {first}, to = {last}, source = "{self.source()}"{direction} }}')
        return f"coverage = [{', '.join(spans)}]"

    def institution(self, name: str) -> str:
        lines = [
            *(
                "[[institution]]",
                f'id = "{name}"',
                f'name = "The {name}"',
                'type = "dialogue"',
                'parties = ["aa", "bb"]',
            ),
            'sources = ["book"]',
        ]
        if self.maybe(0.6):
            lines.append(f"cadence_years = {self.chance.randrange(1, 4)}")
        if self.maybe(0.3):
            first = self.chance.randrange(2012, 2024)
            to = f", to = {first + self.chance.randrange(4)}" if self.maybe(0.6) else ""
            lines.append(f'pauses = [{{ from = {first}{to}, source = "{self.source()}" }}]')
        if self.maybe(0.2) and name != "heir":
            lines += [f"ended = {self.when(between=0.2)}", 'replaced_by = "heir"']
        return "\n".join([*lines, self.coverage(), ""])

    def rule(self) -> str:
        parts = [f"kinds = {self.chance.sample(['meeting', 'visit', 'review'], self.chance.randrange(1, 3))}"]
        if self.maybe(0.5):
            parts.append(f"institutions = {self.chance.sample(['talks', 'board'], self.chance.choice((1, 1, 2)))}")
        if self.maybe(0.3):
            parts.append(f"levels = {self.chance.choice([['cabinet'], ['presidential'], ['cabinet', 'envoy']])}")
        if self.maybe(0.2):
            parts.append("modes = ['in-person']")
        if self.maybe(0.2):
            parts.append("parties = ['aa', 'bb']")
        if self.maybe(0.2):
            parts.append("not_institutions = ['heir']")
        if self.maybe(0.2):
            parts.append(f"{self.chance.choice(['offices', 'not_offices'])} = ['foreign-affairs', 'vice-presidency']")
        return ", ".join(parts)

    def indicator(self, name: str) -> str:
        weaker = self.chance.sample(WEAKER, self.chance.choice((0, 1, 1, 2)))
        lines = [
            *("[[indicator]]", f'id = "{name}"', f'label = "Row {name}"', 'sources = ["book"]'),
            f"rule = {{ {self.rule()} }}",
            f"weaker = [{', '.join(weaker)}]",
            f"per_direction = {str(self.maybe(0.5)).lower()}",
            f"cadence_years = {self.chance.randrange(1, 4)}",
            self.coverage(),
        ]
        return "\n".join([*lines, ""])

    def event(self, number: int) -> str:
        start = self.when(between=0.15)
        name = f"{start.strip(chr(34)).partition('..')[0]}-n{self.chance.randrange(100):02d}-{number}"
        institutions = self.chance.sample(["talks", "board", "heir"], self.chance.choice((0, 1, 1, 2)))
        lines = [
            *(
                "[[event]]",
                f'id = "{name}"',
                f"start = {start}",
                f'title = "Number {number} of {start.strip(chr(34))}"',
            ),
            f'kind = "{self.chance.choice(["meeting", "visit", "review", "forum", "work"])}"',
            f'level = "{self.chance.choice(["cabinet", "cabinet", "presidential", "president-elect", "deputy"])}"',
            f"institutions = {institutions}",
            f"parties = {self.chance.choice([['aa', 'bb'], ['aa', 'bb', 'cc']])}",
            f"sources = {self.chance.choice([['book'], ['book#p1'], ['paper'], ['paper', 'book']])}",
            f'status = "{self.chance.choice(["held", "held", "held", "planned", "cancelled"])}"',
        ]
        if self.maybe(0.3) and len(start) == 10:
            last = date.fromisoformat(start) + timedelta(days=self.chance.randrange(1, 120))
            lines.append(f"end = {last}")
        if self.maybe(0.5):
            host, guest = self.chance.choice((("aa", "bb"), ("bb", "aa")))
            lines += [f'host = "{host}"', f'guests = ["{guest}"]']
        mode = self.chance.choice(["in-person", "in-person", "virtual", "unknown", ""])
        # An event without a mode has one that is not known.
        if mode:
            lines.append(f'mode = "{mode}"')
        office = self.chance.choice(["", "foreign-affairs", "vice-presidency", "economy"])
        if office:
            lines.append(f'office = "{office}"')
        return "\n".join([*lines, ""])

    def edition(self, year: int, rows: list[str], events: list[tuple[str, str]]) -> str:
        lines = [
            f"year = {year}",
            'title = "Report"',
            f"published = {self.when(year + 1, year + 1)}",
            'source = "book"',
        ]
        for name in rows:
            light = self.chance.choice(["green", "red", "unknown"])
            lines += ["[[row]]", f'indicator = "{name}"', f'label = "Row {name}"', f'status = "{light}"']
            if light == "green":
                lines.append(f"occurrences = [{{ start = {self.when(year, year)}, text = 'x' }}]")
            elif self.maybe(0.4):
                lines.append(f"since = {self.chance.randrange(2012, year + 1)}")
        for name, event in events:
            lines += [
                "[[admission]]",
                f'indicator = "{name}"',
                f'event = "{event}"',
                'reason = "so"',
                'source = "book"',
            ]
        return "\n".join([*lines, ""])

    def dispute(self, number: int, kind: str, about: str) -> str:
        """Values that two sources claim for an event or a row."""
        claims = [f'{{ value = "x", source = "{one}", values = {{ {self.claim(kind)} }} }}' for one in self.sources()]
        lines = ["[[dispute]]", f'id = "d{number}"', f'record = "{kind}"', f'about = "{about}"', 'field = "it"']
        return "\n".join([*lines, f"claims = [{', '.join(claims)}]", 'chosen = "y"', 'why = "so"', ""])

    def sources(self) -> list[str]:
        return self.chance.sample(["book", "book#p1", "paper"], 2)

    def claim(self, kind: str) -> str:
        if kind == "indicator":
            return self.chance.choice(('status = "red"', f"halted_since = {self.chance.randrange(2015, 2022)}"))
        changes = [
            'level = "cabinet"',
            'level = "deputy"',
            'mode = "in-person"',
            'status = "planned"',
            'kind = "meeting"',
        ]
        return self.chance.choice([*changes, f"start = {self.when(2019, 2022)}", f"start = {self.when(2021, 2021)}"])

    def files(self) -> dict[str, bytes]:
        events = [self.event(number) for number in range(self.chance.randrange(2, 16))]
        covers = self.chance.choice(("2022-12-31", "2021-06-30", "2023-03-31"))
        rows = ["alpha", "beta"]
        texts = {
            "dataset.toml": HEAD.replace("2022-12-31", covers),
            "sources.toml": SOURCES + PAPER,
            "institutions.toml": "".join(self.institution(name) for name in ("talks", "board", "heir")),
            "indicators.toml": "".join(self.indicator(name) for name in rows),
        }
        for text in events:
            name = f"events/{text.partition('start = ')[2].strip(chr(34))[:4]}.toml"
            texts[name] = texts.get(name, "") + text
        ids = [text.partition('id = "')[2].partition('"')[0] for text in events]
        pairs = {(self.chance.choice(rows), self.chance.choice(ids)) for _ in range(self.chance.randrange(3))}
        texts[f"editions/{REPORTED}.toml"] = self.edition(REPORTED, rows, sorted(pairs))
        disputed = [("indicator", name) for name in rows if self.maybe(0.2)]
        disputed += [("event", name) for name in ids if self.maybe(0.3)]
        texts["disputes.toml"] = "".join(self.dispute(number, *one) for number, one in enumerate(disputed))
        return {name: text.encode() for name, text in texts.items()}

    def day(self) -> date:
        ends = [date(year, 12, 31) for year in range(2013, 2026)]
        return self.chance.choice([*ends, first_of(self.when(2013, 2025)), first_of(self.when(2013, 2025))])


def first_of(text: str) -> date:
    """The first day of a date as TOML."""
    bare = text.strip('"')
    return date.fromisoformat(bare + "-01-01"[len(bare) - 4 :])


def compare(seed: int) -> int:
    """Compare all reports of one random dataset; the number of fields compared, 0 if the dataset has errors."""
    draw = Draw(seed)
    files = draw.files()
    dataset, findings = validate_files(files, TODAY)
    # Rules about what may be held when (a pause, a life, an admission) are not what is tested here.
    if any(one.severity == "error" and one.code not in ALLOWED for one in findings):
        return 0
    store, model = build_from_dataset(dataset), Model(files)
    assert latest_day(store) == model.latest(), seed
    fields = 0
    for day in (None, model.latest(), draw.day(), draw.day()):
        found = series_fields(store, day)
        assert list(found) == [one["id"] for one in model.all_series()], seed
        for own in model.all_series():
            expected = model.series(own, day or model.day_of(None))
            assert found[own["id"]] == expected, (seed, day, own["id"])
            fields += len(expected) + len(expected["marks"]) + 5 * len(expected["gaps"])
        for year in (2015, 2021, draw.chance.randrange(2012, 2026)):
            strict = draw.maybe(0.3)
            cards = scorecard_fields(store, year, day, strict)
            for indicator in model.indicators:
                row = model.row(indicator, year, day or model.day_of(year), strict)
                assert cards[indicator["id"]] == row, (seed, day, year, strict, indicator["id"])
                fields += len(row)
        fields += compare_reading(store, model, day, draw.maybe(0.3))
        fields += compare_timeline(store, model, draw, day)
    return fields


def compare_reading(store: Snapshot, model: Model, day: date | None, strict: bool) -> int:
    """Compare the scorecard of the edition's year as the edition tells it."""
    reading = model.reading(REPORTED)
    cards = scorecard_fields(store, REPORTED, day, strict, evidence="edition")
    meant = day or model.day_of(REPORTED)
    rows = {one["id"]: reading.row(one, REPORTED, meant, strict) for one in reading.indicators}
    assert cards == rows, (day, strict)
    return sum(map(len, rows.values()))


def compare_timeline(store: Snapshot, model: Model, draw: Draw, day: date | None) -> int:
    """Compare the timelines of some years and months."""
    for years, months in (((), ()), ((2021,), ()), ((2015, 2021), (1, 12)), ((), (draw.chance.randrange(1, 13),))):
        for statuses in (("held",), ("planned", "cancelled")):
            found = api.timeline(store, TimelineQuery(year=years, month=months, status=statuses), day).events
            meant = day or max(model.day_of(year) for year in years or (None,))
            assert [one.event.id for one in found] == model.timeline(years, months, statuses, meant), (years, months)
            if not years and not months:
                by_id = {one["id"]: one for one in model.events}
                for one in found:
                    listed = sorted(f"{year:04d}-{month:02d}" if month else f"{year:04d}" for year, month in one.listed)
                    assert listed == model.touched(by_id[one.event.id])
    return 8


ALLOWED = {
    "CBI302",
    "CBI303",
    "CBI304",
    "CBI305",
    "CBI401",
    "CBI402",
    "CBI405",
    "CBI406",
    "CBI407",
    "CBI408",
    "CBI409",
    "CBI501",
}


@pytest.mark.parametrize("part", range(6))
def test_reports_are_those_of_the_documentation(part: int) -> None:
    """``CBI_MODEL_DATASETS`` makes it as many datasets as wanted."""
    each = ROUNDS // 6
    fields = [compare(seed) for seed in range(part * each, (part + 1) * each)]
    compared = [number for number in fields if number]
    assert len(compared) >= each // 3, "too many of the random datasets have errors"
    assert sum(compared) > 100 * len(compared)
