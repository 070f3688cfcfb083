"""docs/coverage.md says of each year what is known, and by what evidence."""

from __future__ import annotations

from pathlib import Path

from tools.coverage_page import coverage_page

from tests.datasets import TALKS_ROW, dataset_files, event_toml
from tests.repositories import write_files

INDICATORS = TALKS_ROW.replace(
    'coverage = [{ from = 2015, to = 2022, source = "book" }]',
    'coverage = [{ from = 2018, to = 2018, basis = "numbering", source = "book#p1", note = "No number is missing." },'
    ' { from = 2022, to = 2022, source = "book" }]',
)


def test_each_year_has_a_state_and_its_evidence(tmp_path: Path) -> None:
    held = [event_toml("2017-05-04"), event_toml("2020-05-04"), event_toml("2021-05-04", 'sources = ["book#p1"]')]
    write_files(tmp_path, dataset_files(*held, indicators=INDICATORS))
    lines = coverage_page(tmp_path).splitlines()
    start = lines.index("## Talks")
    assert lines[start + 2 : start + 10] == [
        "2017–2022: 3 held, 2 none held, 1 not known.",
        "",
        "| years | state | evidence |",
        "| --- | --- | --- |",
        "| 2017 | held | 1 event: `book` |",
        "| 2018 | none held | `book#p1`, by numbering, No number is missing |",
        "| 2019 | not known |  |",
        "| 2020–2021 | held | 2 events: `book` |",
    ]
    assert lines[start + 10] == "| 2022 | none held | `book`, searched |"
    assert lines[-1] == "None."


def test_events_that_rest_on_the_report_alone_are_listed(tmp_path: Path) -> None:
    files = dataset_files(
        event_toml("2020-05-04", 'sources = ["cbi-2022#text"]'),
        event_toml("2021-05-04", 'sources = ["cbi-2022", "book"]'),
        event_toml("2022-05-04", 'sources = ["cbi-2022"]', 'status = "planned"'),
    )
    locators = 'locators = [{ id = "text", title = "Text" }]'
    files["sources.toml"] += f'[[source]]\nid = "cbi-2022"\ntitle = "The report"\n{locators}\n'.encode()
    write_files(tmp_path, files)
    assert coverage_page(tmp_path).splitlines()[-2:] == [
        "- `2020-05-04-meeting`: Event 2020-05-04 ",
        "- `2022-05-04-meeting`: Event 2022-05-04 ",
    ]
