"""`cbi add KIND`: records of every kind by flags and by prompts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.api import open_dataset, validate
from cbi_cli.changes.record_ids import NAMING_FIELDS
from cbi_cli.cli.commands import add_record
from cbi_cli.cli.record_fields import REFERENCES, load_record_fields, record_fields
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.introspection import annotation_parts, fields
from tests.cli.conftest import Talk
from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import write_files

IN_TWO_LANGUAGES = HEAD.replace('["en"]', '["en", "es"]').replace('name = "A"', 'name = "A", name_es = "Á"')

CALLS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "source": (
        [
            "--title",
            "A; page",
            "--published",
            "oct 2022",
            "--accessed",
            "3 nov 2022",
            "--url",
            "https://example.org/a",
            "--locator",
            "p1; Page 1",
            "--locator",
            r"title=A\; B; id=p2",
            "--note",
            "Read.",
        ],
        {
            "id": "a-page",
            "title": "A; page",
            "published": "2022-10",
            "accessed": "2022-11-03",
            "url": "https://example.org/a",
            "locators": [{"id": "p1", "title": "Page 1"}, {"id": "p2", "title": "A; B"}],
            "note": "Read.",
        },
    ),
    "institution": (
        [
            "--name",
            "The Council",
            "--abbreviation",
            "COUN",
            "--alias",
            "One, two",
            "--alias",
            "Three",
            "--type",
            "program",
            "--party",
            "A, bb",
            "--established",
            "jul 2020..may 2021",
            "--cadence-years",
            "2",
            "--source",
            "book#p1",
            "--pause",
            "2021; source=book",
            "--coverage",
            "2015; 2016; book; aa>bb; note=Only so.",
        ],
        {
            "id": "coun",
            "name": "The Council",
            "abbreviation": "COUN",
            "aliases": ["One, two", "Three"],
            "type": "program",
            "parties": ["aa", "bb"],
            "established": "2020-07..2021-05",
            "cadence_years": 2,
            "pauses": [{"from": 2021, "source": "book"}],
            "coverage": [{"from": 2015, "to": 2016, "source": "book", "direction": "aa>bb", "note": "Only so."}],
            "sources": ["book#p1"],
        },
    ),
    "indicator": (
        [
            "--label",
            "Visits",
            "--rule",
            "kinds=visit, Summit; levels=cabinet; parties=aa, bb",
            "--per-direction",
            "yes",
            "--weaker",
            "kinds=plan; reason=Only a plan",
            "--cadence-years",
            "1",
            "--source",
            "book",
        ],
        {
            "id": "visits",
            "label": "Visits",
            "rule": {"kinds": ["visit", "summit"], "levels": ["cabinet"], "parties": ["aa", "bb"]},
            "weaker": [{"kinds": ["plan"], "reason": "Only a plan"}],
            "per_direction": True,
            "sources": ["book"],
        },
    ),
    "topic": (["--label", "Water", "--id", "h2o"], {"id": "h2o", "label": "Water"}),
    "place": (
        ["--name", "Springfield", "--state", "Ohio", "--country", "A", "--alias", "The Field"],
        {"id": "springfield", "name": "Springfield", "state": "Ohio", "country": "aa", "aliases": ["The Field"]},
    ),
    "dispute": (
        [
            "--record",
            "event",
            "--about",
            "2022-05-04-meeting",
            "--field",
            "start",
            "--chosen",
            "4 May",
            "--why",
            "Dated.",
            "--claim",
            "4 May; source=book",
            "--claim",
            "value=5 May; source=book#p1; values.start=2022-05-05",
        ],
        {
            "id": "2022-05-04-meeting-start",
            "record": "event",
            "about": "2022-05-04-meeting",
            "field": "start",
            "claims": [
                {"value": "4 May", "source": "book"},
                {"value": "5 May", "source": "book#p1", "values": {"start": "2022-05-05"}},
            ],
            "chosen": "4 May",
            "why": "Dated.",
        },
    ),
}
"""A call of each kind, and the record that it writes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    return tmp_path


def read_record(folder: Path, kind: str, record_id: str) -> dict[str, Any]:
    """A record of a file, with dates as text."""
    path = folder / FILE_KINDS_BY_NAME[kind].path
    (found,) = [one for one in tomllib.loads(path.read_text(encoding="utf-8"))[kind] if one["id"] == record_id]
    plain: dict[str, Any] = _plain(found)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", CALLS)
def test_a_record_is_written_by_flags(kind: str, folder: Path, cli: Cli) -> None:
    words, expected = CALLS[kind]
    before = contents(folder)
    tried = cli("add", kind, "--no-input", "--dry-run", *words, folder=folder)
    assert (tried.code, contents(folder)) == (0, before), tried.err
    result = cli("add", kind, "--no-input", *words, folder=folder)
    assert result.code == 0, result.err
    assert result.out == tried.out
    assert tomllib.loads(result.out)[kind]
    assert read_record(folder, kind, expected["id"]) == expected
    file = FILE_KINDS_BY_NAME[kind].path
    assert f"cbi: wrote {expected['id']} to {file} of " in result.err
    unchanged = {name: text for name, text in contents(folder).items() if name != file}
    assert unchanged == {name: text for name, text in before.items() if name != file}
    assert contents(folder)[file].replace(result.out.encode(), b"").split() == before.get(file, b"").split()
    with open_dataset(folder) as dataset:
        assert not [one for one in validate(dataset).findings if one.severity == "error"]


def questions(told: str) -> list[str]:
    """The questions without their answers, each up to its first comma or bracket."""
    return re.findall(r"^([A-Z][^\n:,(]*?)(?:[,(][^\n:]*)?: ", told, re.MULTILINE)


def test_a_record_is_written_by_prompts(folder: Path, talk: Talk) -> None:
    result = talk(folder, ["Spring Hill", "", "aa", "", "The Hill", "", "", "y"], command="add place")
    assert result.code == 0, result.err
    assert read_record(folder, "place", "spring-hill") == {
        "id": "spring-hill",
        "name": "Spring Hill",
        "country": "aa",
        "aliases": ["The Hill"],
    }
    assert result.err.startswith("At each question, `?` explains it")
    assert result.err.count("At each question") == 1
    assert "\nId [spring-hill]: \n" in result.err
    assert tomllib.loads(result.out)["place"][0]["name"] == "Spring Hill"


def test_an_institution_has_the_parties_of_the_dataset_as_default_and_needs_a_source(folder: Path, talk: Talk) -> None:
    # From when it was established to the years that were researched, nothing is known.
    unknown = [""] * 8
    answers = ["Bridges Group", "", "", "", "dialogue", "", *unknown, "", "book", "", "w"]
    result = talk(folder, answers, command="add institution")
    assert result.code == 0, result.err
    record = read_record(folder, "institution", "bridges-group")
    assert (record["parties"], record["sources"]) == (["aa", "bb"], ["book"])
    assert "The parties to it [aa, bb]: " in result.err
    assert "how binding" not in result.err
    # What does not apply is not in the summary either.
    assert re.search(r"empty: .*\bended\b", result.err)
    assert not re.search(r"empty: .*\b(level|succession)\b", result.err)


def test_a_level_is_asked_for_an_agreement_only(folder: Path, talk: Talk) -> None:
    result = talk(folder, ["The Pact", "", "", "", "agreement", ""], command="add institution")
    assert questions(result.err)[-1].startswith("For an agreement")
    result = talk(folder, ["n", "The Pact", "", "", "", "dialogue", ""], command="add institution")
    assert questions(result.err)[-1].startswith("The parties to it [aa")


def test_a_field_is_changed_at_the_end_and_a_draft_is_kept(folder: Path, talk: Talk) -> None:
    before = contents(folder)
    named = ["Spring Hill", "", "aa", "", "", ""]
    result = talk(folder, [*named, "3", "bb", "?", "s"], command="add place")
    assert (result.code, contents(folder)) == (0, before)
    assert "   3  country  aa (A)\n" in result.err
    assert "   3  country  bb (B)\n" in result.err
    assert "`cbi add place --resume` continues here" in result.err
    assert "`cbi add place --resume` continues with it" in result.err
    result = talk(folder, ["state", "Ohio", "w"], "--resume", command="add place")
    assert result.code == 0, result.err
    written = read_record(folder, "place", "spring-hill")
    assert written == {"id": "spring-hill", "name": "Spring Hill", "state": "Ohio", "country": "bb"}


def test_dropping_a_record_forgets_it(folder: Path, talk: Talk, cli: Cli) -> None:
    before = contents(folder)
    result = talk(folder, ["Water", "", "", "d", "y"], command="add topic")
    assert (result.code, result.out, contents(folder)) == (0, "", before)
    again = cli("add", "topic", "--resume", folder=folder)
    assert (again.code, "no saved draft" in again.err) == (2, True)
    assert "`cbi add topic` starts one" in again.err


def test_back_goes_over_all_questions(folder: Path, talk: Talk) -> None:
    answers = ["Spring Hil", "", "aa", "", "<", "<", "<", "<", "Spring Hill", "Ohio", "", "spring", "", "", "w"]
    result = talk(folder, answers, command="add place")
    assert result.code == 0, result.err
    written = read_record(folder, "place", "spring")
    assert written == {"id": "spring", "name": "Spring Hill", "state": "Ohio", "country": "aa"}


def test_a_failed_check_asks_again_for_its_field(folder: Path, talk: Talk) -> None:
    answers = ["event", "talks", "start", "", "x; source=book", "y; source=book", "", "x", "why", ""]
    result = talk(folder, [*answers, "2022-05-04-meeting", "w"], command="add dispute")
    assert "  about was: talks\n" in result.err
    assert result.code == 0, result.err
    (written,) = tomllib.loads((folder / "disputes.toml").read_text(encoding="utf-8"))["dispute"]
    assert written["about"] == "2022-05-04-meeting"


def test_what_may_be_there_is_offered_before_more_is_asked(folder: Path, talk: Talk) -> None:
    before = contents(folder)
    result = talk(folder, ["big  TALKS", "", "n"], command="add institution")
    assert (result.code, result.out) == (0, "")
    assert "the name is that of `talks` (The Talks)" in result.err
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["topic", "--label", "Water", "--id", "x y"], "--id: "),
        (["institution", "--name", "big talks", "--type", "program", "--party", "aa"], "the name is that of `talks`"),
        (["institution", "--name", "The Talkz", "--type", "program", "--party", "aa"], "similar to that of `talks`"),
        (["institution", "--name", "New", "--id", "talks", "--type", "program", "--party", "aa"], "already `talks`"),
        (["source", "--title", "The Book"], "the name is that of `book`"),
    ],
)
def test_what_may_be_there_is_refused_without_prompts(words: list[str], problem: str, folder: Path, cli: Cli) -> None:
    before = contents(folder)
    result = cli("add", *words, "--no-input", folder=folder)
    assert (result.code, result.out, contents(folder)) == (2, "", before)
    assert problem in result.err


def test_a_different_record_is_named(folder: Path, cli: Cli) -> None:
    words = ["add", "institution", "--name", "The Talkz", "--type", "program", "--party", "aa, bb", "--source", "book"]
    refused = cli(*words, "--no-input", folder=folder)
    assert "if this is a different one, add --distinct-from talks" in refused.err
    assert cli(*words, "--no-input", "--distinct-from", "talks", folder=folder).code == 0
    assert "distinct_from" not in read_record(folder, "institution", "the-talkz")


def test_two_ways_to_write_an_address_are_one(folder: Path, cli: Cli) -> None:
    words = ["add", "source", "--no-input", "--title"]
    assert cli(*words, "First", "--url", "https://example.org/a", folder=folder).code == 0
    result = cli(*words, "Second", "--url", "http://EXAMPLE.org/a/#part", folder=folder)
    assert result.code == 2
    assert "the address is that of `first` (First)" in result.err


def test_all_invalid_options_are_named_at_once(folder: Path, cli: Cli) -> None:
    result = cli(
        *("add", "source", "--no-input", "--title", "New", "--published", "soon", "--url", "example.org"),
        *("--locator", "p1", "--set", "language=English"),
        folder=folder,
    )
    assert (result.code, result.out) == (2, "")
    assert "4 options have invalid values" in result.err
    for option in ("--published", "--url", "--locator", "--language"):
        assert option in result.err


def test_a_failed_check_is_shown_and_nothing_is_written(folder: Path, cli: Cli) -> None:
    before = contents(folder)
    words = ["--record", "event", "--about", "talks", "--field", "start", "--claim", "x; source=book"]
    result = cli("add", "dispute", "--no-input", *words, "--chosen", "x", "--why", "y", folder=folder)
    assert (result.code, contents(folder)) == (1, before)
    assert "unknown-reference" in result.err
    assert result.err.endswith("cbi: nothing was written\n")


def test_texts_are_needed_in_the_languages_of_the_dataset(tmp_path: Path, cli: Cli) -> None:
    files = dataset_files(event_toml("2022-05-04"))
    files["dataset.toml"] = files["dataset.toml"].replace(b'languages = ["en"]', b'languages = ["en", "es"]')
    write_files(tmp_path, files)
    with open_dataset(tmp_path) as dataset:
        names = {field.name: field for field in load_record_fields(dataset.session.unverified_snapshot, "topic")}
    assert (names["label_es"].needed, names["label_es"].depends_on) == (True, "label")
    assert (names["note_es"].needed, names["note_es"].depends_on) == (True, "note")


def test_texts_can_be_in_any_language_of_the_dataset(tmp_path: Path, cli: Cli) -> None:
    head = HEAD.replace('["en"]', '["en", "fr"]').replace("version =", 'title_fr = "A et B"\nversion =')
    for name in ("A", "B", "C"):
        head = head.replace(f'name = "{name}"', f'name = "{name}", name_fr = "{name}"')
    files = {"dataset.toml": head, "sources.toml": "", "institutions.toml": "", "indicators.toml": ""}
    write_files(tmp_path, {name: text.encode() for name, text in files.items()})
    missing = cli("add", "topic", "--no-input", "--label", "Water", folder=tmp_path)
    assert "missing: --set label_fr=" in missing.err
    given = cli("add", "topic", "--no-input", "--label", "Water", "--set", "label_fr=Eau", folder=tmp_path)
    assert given.code == 0, given.err
    assert read_record(tmp_path, "topic", "water") == {"id": "water", "label": "Water", "label_fr": "Eau"}
    part = ["--locator", "p1; Page 1; Page un"]
    assert cli("add", "source", "--no-input", "--title", "Other", *part, folder=tmp_path).code == 0
    expected = [{"id": "p1", "title": "Page 1", "title_fr": "Page un"}]
    assert read_record(tmp_path, "source", "other")["locators"] == expected


HOSTILE = ["\x1b[2J", "[red]x[/red]", '"""', "\\", "::error::x", "\u202ea", "{0}", "=1+1", "a\nb"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_kept_and_shown_harmless(text: str, folder: Path, cli: Cli) -> None:
    result = cli("add", "source", "--no-input", "--title", f"Title {text} end", "--id", "odd", folder=folder)
    assert "\x1b" not in result.out + result.err
    assert "\u202e" not in result.out + result.err
    assert not [line for line in (result.out + result.err).splitlines() if line.startswith("::")]
    if result.code == 0:
        assert read_record(folder, "source", "odd")["title"] == f"Title {text} end"
    else:
        assert result.code == 1
        assert result.err.endswith("cbi: nothing was written\n")


@pytest.mark.parametrize("kind", CALLS)
def test_every_field_of_a_model_has_an_option(kind: str) -> None:
    """Fields are found in the model, so a new one has an option by itself; here it is seen that none is lost."""
    model = FILE_KINDS_BY_NAME[kind].model
    made = {field.name: field for field in record_fields(kind)}
    assert set(made) == set(fields(model)) - {"id"}
    options = [parameter.names[0] for parameter in COMMAND_OPTIONS[kind]()]
    assert len(options) == len(set(options))
    assert {field.option for field in made.values()} | {"--id"} <= set(options)
    assert set(NAMING_FIELDS[kind]) <= set(made)


COMMAND_OPTIONS: dict[str, Callable[[], Any]] = {
    "source": add_record.AddSourceOptions.parameters,
    "institution": add_record.AddInstitutionOptions.parameters,
    "indicator": add_record.AddIndicatorOptions.parameters,
    "topic": add_record.AddTopicOptions.parameters,
    "place": add_record.AddPlaceOptions.parameters,
    "dispute": add_record.AddDisputeOptions.parameters,
}


@pytest.mark.parametrize("kind", CALLS)
def test_every_field_with_an_id_says_of_which_kind(kind: str) -> None:
    def check(model: Any) -> None:
        for field in fields(model).values():
            if field.nested_model is not None:
                check(field.nested_model)
                continue
            details = [
                *field.metadata,
                *(getattr(part, "__metadata__", ()) for part in annotation_parts(field.annotation)),
            ]
            if "a-z0-9]+(-[a-z0-9]+)*$" in repr(details) and field.key not in (
                "id",
                "former_ids",
                "about",
                "direction",
            ):
                assert field.key in REFERENCES, (model, field.key)

    check(FILE_KINDS_BY_NAME[kind].model)
