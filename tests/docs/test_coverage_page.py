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
        "| 2018 | none held | `book#p1`, by numbering: No number is missing |",
        "| 2019 | not known |  |",
        "| 2020–2021 | held | 2 events: `book` |",
    ]
    assert lines[start + 10] == "| 2022 | none held | `book`, searched |"
    assert lines[-1] == "None."


def test_limits_are_told_once_and_many_sources_counted(tmp_path: Path) -> None:
    limited = 'coverage = [{ from = 2015, to = 2022, source = "book", note = "In the north." }]'
    rows = TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]', limited)
    many = [f"s{number}" for number in range(1, 9)]
    cited = ", ".join(f'"{source}"' for source in many)
    files = dataset_files(event_toml("2018-05-04", f"sources = [{cited}]"), indicators=rows)
    for source in many:
        files["sources.toml"] += f'[[source]]\nid = "{source}"\ntitle = "{source.upper()}"\n'.encode()
    write_files(tmp_path, files)
    page = coverage_page(tmp_path)
    assert "| 2015–2017 | none held | `book`, searched: In the north |" in page
    assert "| 2018 | held | 1 event: `s1`, `s2`, `s3`, `s4`, `s5`, `s6` and 2 more |" in page
    assert "| 2019–2022 | none held | `book`, searched, as for 2015–2017 |" in page


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
