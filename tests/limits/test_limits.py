"""Each limit that docs/reliability.md states: what lies at it is read, what lies beyond is a finding with a place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbi_cli.core.findings import Finding, max_findings_for
from cbi_cli.formats.findings.registry import FINDING_FORMATS_BY_NAME
from cbi_cli.records.file_kinds import FILE_KINDS
from tests.conftest import ROOT, Cli
from tests.datasets import HEAD, SOURCES, TALKS_ROW, dataset_files, event_toml
from tests.repositories import make_repository, write_files
from tests.rules.datasets import run_checks

MIB = 1024 * 1024


def errors(texts: dict[str, bytes]) -> list[Finding]:
    return [one for one in run_checks(texts) if one.severity == "error"]


def with_topics(text: str) -> dict[str, bytes]:
    return dataset_files(event_toml("2022-05-04")) | {"topics.toml": text.encode()}


@pytest.mark.parametrize("size", [64 * MIB + 1, 10**11])
def test_a_file_of_more_than_64_mib_is_refused_whatever_its_size(size: int, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    with (tmp_path / "topics.toml").open("wb") as file:
        file.truncate(size)
    result = cli("validate", folder=tmp_path)
    assert result.code == 1
    assert "topics.toml:1:1: error CBI001 invalid-syntax\n    the file is larger than 64 MiB\n" in result.out


def test_so_is_one_in_a_revision(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04")) | {"topics.toml": b"#" * (64 * MIB + 1)})
    result = cli("validate", "--at", "HEAD", folder=tmp_path)
    assert result.code == 1
    assert "topics.toml:1:1: error CBI001 invalid-syntax\n    the file is larger than 64 MiB\n" in result.out


def test_a_line_may_have_a_million_characters() -> None:
    line = "# " + "ñ" * 999_998
    assert errors(with_topics(f"{line}\n{line}\n\n{line}")) == []
    (found,) = errors(with_topics(f"{line}\n\n{line}n\n{line}"))
    assert (found.code, found.file, *found.region[:2]) == ("CBI001", "topics.toml", 3, 1)
    assert found.message == "the line is too long: more than 1,000,000 characters"
    assert found.hint.startswith("split it")


@pytest.mark.parametrize(
    "form", ["x = {open}1{close}", "x = [\n  {open}1{close},\n]", "{headers}x = {open}1{close}"], ids=["1", "2", "3"]
)
def test_no_way_of_writing_leads_deeper_than_64(form: str) -> None:
    text = form.format(open="[" * 64, close="]" * 64, headers="[a]\n[a.a]\n")
    assert [one.code for one in errors(with_topics(text)) if one.code != "CBI101"] == ["CBI001"]


def test_headers_one_below_the_other_lead_no_deeper_either() -> None:
    stairs = "".join(f"[{'.'.join('a' * depth)}]\n" for depth in range(1, 90))
    found = [one for one in errors(with_topics(stairs)) if one.code == "CBI001"]
    assert {one.message for one in found} == {"lists or tables are nested too deeply here"}


@pytest.mark.parametrize(("count", "codes"), [(200, []), (201, ["CBI106"])])
def test_a_scorecard_has_200_rows_at_the_most(count: int, codes: list[str]) -> None:
    rows = "".join(
        TALKS_ROW.replace("talks-row", f"row-{number}").replace('"Talks"', f'"Talks {number}"')
        for number in range(count)
    )
    found = errors(dataset_files(event_toml("2022-05-04"), indicators=rows))
    assert [one.code for one in found] == codes
    assert [(one.file, one.region.line, one.field, one.hint) for one in found] == [
        ("indicators.toml", 2, "", "at most 200") for _ in codes
    ]


def test_a_file_holds_a_million_records_at_the_most_and_fewer_institutions() -> None:
    most = {kind.kind: kind.max_records for kind in FILE_KINDS}
    assert (most.pop("indicator"), most.pop("institution")) == (200, 10_000)
    assert set(most.values()) == {1_000_000}


TEXTS = [("title", 4000), ("title_es", 4000), ("place", 4000), ("note", 20_000), ("note_es", 20_000)]


@pytest.mark.parametrize(("field", "most"), TEXTS)
@pytest.mark.parametrize("more", [0, 1])
def test_a_text_has_a_stated_length(field: str, most: int, more: int) -> None:
    found = errors(dataset_files(event_toml("2022-05-04", f'{field} = "{"ñ" * (most + more)}"')))
    assert [(one.code, one.field, one.message, one.hint) for one in found] == [
        ("CBI106", field, f"`{field}`: the text is too long", f"at most {most}") for _ in range(more)
    ]


def test_no_text_of_any_record_is_without_a_length() -> None:
    """What is no text in the stated forms is a word of a fixed list, a date or a number."""
    schemas = [json.loads(path.read_text()) for path in (ROOT / "datasets/us-mexico/schemas").iterdir()]
    texts = [one for schema in schemas for one in _texts(schema)]
    assert len(texts) > 60
    assert [one for one in texts if "maxLength" not in one] == []


def _texts(schema: object) -> list[dict[str, object]]:
    """What a schema says of each value that is any text."""
    if isinstance(schema, list):
        return [found for one in schema for found in _texts(one)]
    if not isinstance(schema, dict):
        return []
    inner = [found for key, one in schema.items() if key != "examples" for found in _texts(one)]
    bounded = {"enum", "const", "format", "pattern"} & schema.keys()
    return [*inner, schema] if schema.get("type") == "string" and not bounded else inner


@pytest.mark.parametrize("more", [0, 1])
def test_a_list_has_a_thousand_items_at_the_most(more: int) -> None:
    names = ", ".join(f'"talks-{number}"' for number in range(1000 + more))
    found = errors(dataset_files(event_toml("2022-05-04", f"institutions = [{names}]")))
    # That none of them is known is found, too.
    listed = [(one.code, one.field, one.hint) for one in found if one.code == "CBI106"]
    assert listed == [("CBI106", "institutions", "at most 1000")] * more


@pytest.mark.parametrize("version", ["1.0." + "9" * 10, "1.0." + "9" * 5000, "1.0.٢"])
def test_a_version_is_three_numbers_of_up_to_nine_digits(version: str, tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04")))
    write_files(
        tmp_path, dataset_files(event_toml("2022-05-04")) | {"dataset.toml": HEAD.replace("1.0.0", version).encode()}
    )
    for words in (["validate", "--base", "HEAD"], ["release", "--dry-run"], ["diff"]):
        result = cli(*words, folder=tmp_path)
        assert result.code in (0, 1, 2), words
        assert "internal error" not in result.err
        assert len(result.out + result.err) < 20_000
    assert "a version has three numbers of up to nine digits" in cli("validate", folder=tmp_path).out


def test_of_a_file_with_more_findings_than_it_may_have_some_are_told_and_that_there_are_more() -> None:
    text = "\n".join(["# \u200b\u200b\u200b"] * 1000)
    most = 100 + len(text) // 10
    found = errors(with_topics(text))
    assert len(found) == most + 1 == max_findings_for(len(text)) + 1
    assert [one.message for one in found if one.code == "CBI001"] == [
        f"{3000 - most:,} more findings here; at most {most:,} are listed for a file of this size"
    ]
    assert {one.code for one in found[1:]} == {"CBI407"}


def test_findings_across_files_are_bounded_too() -> None:
    names = ", ".join(f'"n{number}"' for number in range(1000))
    events = [event_toml("2022-05-04", f"institutions = [{names}]", f"topics = [{names}]", f"guests = [{names}]")]
    texts = dataset_files(*events)
    found = [one for one in errors(texts) if one.file == "events/2022.toml" and one.code == "CBI202"]
    length = len(texts["events/2022.toml"])
    assert len(found) == 100 + length // 10 < 3000


@pytest.mark.parametrize(("length", "most"), [(0, 100), (9, 100), (10, 101), (999_000, 100_000), (10**8, 100_000)])
def test_how_many_findings_a_file_may_have(length: int, most: int) -> None:
    assert max_findings_for(length) == most


def test_ids_count_as_known_although_their_records_are_not_looked_at() -> None:
    bad = "".join(f'[[source]]\nid = "s{number}"\n' for number in range(2000))
    cites = event_toml("2022-05-04", 'sources = ["s1999"]')
    codes = [one.code for one in errors(dataset_files(cites, source=SOURCES + bad)) if one.file == "events/2022.toml"]
    assert codes == []


def test_a_record_with_ten_thousand_faults_has_each_told_and_one_with_more_a_single_one() -> None:
    for count, told in ((10_000, 10_000), (10_001, 1)):
        keys = "".join(f"unheard-of-{number} = 1\n" for number in range(count))
        found = errors(dataset_files(event_toml("2022-05-04", keys)))
        assert len([one for one in found if one.file == "events/2022.toml"]) == told
    assert found[0].message == "this record has 10,001 errors; only the first 10,000 are listed"
    assert found[0].region.line == 1


@pytest.mark.parametrize("form", FINDING_FORMATS_BY_NAME)
def test_a_format_lists_no_more_than_its_readers_take(form: str) -> None:
    grouping = ("text", "table", "github", "markdown")
    limit = {"sarif": 25_000, **dict.fromkeys(grouping)}.get(form, 100_000)
    assert FINDING_FORMATS_BY_NAME[form].max_findings == limit
