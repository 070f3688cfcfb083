"""Small datasets, written in the test that needs them."""

from __future__ import annotations

from datetime import date

from cbi_cli.api import validate_files
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset

HEAD = """
schema = 3
id = "ab"
title = "Interactions between A and B"
version = "1.0.0"
license = "CC0-1.0"
languages = ["en"]
covers_until = 2022-12-31
between = ["aa", "bb"]
party = [{ id = "aa", name = "A" }, { id = "bb", name = "B" }, { id = "cc", name = "C" }]
"""
SOURCES = """
[[source]]
id = "book"
title = "The book"
locators = [{ id = "p1", title = "Page 1" }]
"""
TALKS = """
[[institution]]
id = "talks"
name = "The Talks"
aliases = ["Big Talks"]
type = "dialogue"
parties = ["aa", "bb"]
sources = ["book"]
"""
TALKS_ROW = """
[[indicator]]
id = "talks-row"
label = "Talks"
sources = ["book"]
rule = { kinds = ["meeting"], institutions = ["talks"] }
coverage = [{ from = 2015, to = 2022, source = "book" }]
weaker = [{ kinds = ["review"], institutions = ["talks"], reason = "only a review" }]
"""

EDITION = """
year = 2022
title = "The report"
published = 2023-03-01
source = "book"

[[row]]
indicator = "talks-row"
label = "Talks"
status = "red"
text = "None"
"""


def event_toml(start: str, *more: str, kind: str = "meeting", name: str = "") -> str:
    """One event of the talks; ``more`` are further lines of TOML."""
    when = start if len(start) == 10 and ".." not in start else f'"{start}"'
    named = {line.partition(" ")[0] for line in more}
    lines = {
        "id": f'id = "{start.partition("..")[0]}-{name or kind}"',
        "start": f"start = {when}",
        "title": f'title = "Event {start} {name}"',
        "kind": f'kind = "{kind}"',
        "level": 'level = "cabinet"',
        "institutions": 'institutions = ["talks"]',
        "parties": 'parties = ["aa", "bb"]',
        "sources": 'sources = ["book"]',
    }
    return "\n".join(["[[event]]", *(line for key, line in lines.items() if key not in named), *more, ""])


def dataset_files(
    *events: str, indicators: str = TALKS_ROW, institutions: str = TALKS, **more: str
) -> dict[str, bytes]:
    """The files of a dataset; events go to the file of their year. ``more`` adds ``edition_2022=...`` and the like."""
    texts = {
        "dataset.toml": HEAD,
        "sources.toml": SOURCES,
        "institutions.toml": institutions,
        "indicators.toml": indicators,
    }
    for text in events:
        year = text.partition("start = ")[2].strip('"')[:4]
        name = f"events/{year}.toml"
        texts[name] = texts.get(name, "") + text + "\n"
    for name, text in more.items():
        folder, _, year = name.partition("_")
        path = f"{folder}s/{year}.toml" if year else f"{folder}s.toml"
        texts[f"{folder}.toml" if folder in ("dataset", "withdrawn") else path] = text
    return {name: text.encode() for name, text in texts.items()}


def build_snapshot(*events: str, **more: str) -> Snapshot:
    """A store of a small dataset, which must have no errors."""
    dataset, findings = validate_files(dataset_files(*events, **more), date(2026, 11, 24))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert not errors, errors
    return build_from_dataset(dataset)
