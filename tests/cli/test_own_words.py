"""A dataset in French and English with words of its own: it validates, reports, grows and releases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.vocabulary import OwnWord, find_word, vocabulary_label, word_labels, words_of
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.json_schema import build_json_schema
from cbi_cli.records.terms import Terms, read_terms, terms_from_meta, terms_to_json
from tests.cli.test_languages import FILES
from tests.conftest import Cli
from tests.repositories import write_files

WORDS = """
[vocabulary]
kind = [{ id = "portage", label = "Portage", label_fr = "Un portage", when = "Boats carried.", when_fr = "Porté." }]
level = [{ id = "tribal", label = "Tribal", label_fr = "Autochtone", when = "Nations led.", when_fr = "Une nation." }]
office = [{ id = "chief", label = "Chief", label_fr = "Chef", when = "A chief led it.", when_fr = "Un chef." }]
"""
ROW = """
[[indicator]]
id = "portages"
label = "Portages"
label_fr = "Les portages"
sources = ["book"]
rule = { kinds = ["portage"], levels = ["tribal", "cabinet"], offices = ["chief"] }
coverage = [{ from = 2020, to = 2022, source = "book" }]
"""
EVENT = """
[[event]]
id = "2021-07-01-portage"
start = 2021-07-01
title = "Portage at the falls"
title_fr = "Portage aux chutes"
kind = "portage"
level = "tribal"
office = "chief"
parties = ["ca", "us"]
sources = ["book"]
"""
PORTAGE = OwnWord("kind", "portage", (("", "Portage"), ("fr", "Un portage")), (("", "Boats were carried."),))


def dataset(words: str = WORDS, event: str = EVENT) -> dict[str, bytes]:
    files = dict(FILES)
    files["dataset.toml"] += words
    files["indicators.toml"] += ROW
    files["events/2021.toml"] += event
    return {name: text.encode() for name, text in files.items()}


def find(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """The code, the message and the hint of each finding."""
    _, findings = validate_files(files, date(2026, 11, 30))
    return [(finding.code, finding.message, finding.hint) for finding in findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset())
    return tmp_path


def test_own_words_come_after_those_of_the_program() -> None:
    assert words_of("kind", [PORTAGE])[-2:] == ("anniversary", "portage")
    assert words_of("level", [PORTAGE]) == words_of("level")
    assert [find_word("kind", text, [PORTAGE]) for text in ("portage", "UN PORTAGE", "visita", "x")] == [
        *("portage", "portage", "visit"),
        None,
    ]
    assert [vocabulary_label("kind", "portage", lang, [PORTAGE]) for lang in ("fr", "en")] == ["Un portage", "Portage"]
    assert word_labels("kind", "portage", [PORTAGE]) == ("Portage", "Un portage")


def test_the_terms_of_a_dataset_are_the_same_from_the_snapshot() -> None:
    terms = Terms(("fr", "en"), (PORTAGE,))
    assert terms_from_meta({"terms": terms_to_json(terms)}) == terms
    word = {"id": "portage", "label": "Portage", "label_fr": "Un portage", "when": "Boats were carried."}
    table = {"languages": ["fr", "en"], "vocabulary": {"kind": [word, word, {"id": "visit"}, 1], "mode": [word]}}
    assert read_terms(table) == terms


def test_a_dataset_with_words_of_its_own_has_no_findings() -> None:
    assert find(dataset()) == []


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            dataset(event=EVENT.replace('kind = "portage"', 'kind = "portge"')),
            ("CBI104", "`kind`: `portge` is not a known value", "did you mean `portage`?"),
        ),
        (
            dataset(words=WORDS.replace('office = [{ id = "chief"', 'office = [{ id = "trade"')),
            ("CBI106", "`vocabulary.office`: `trade` is a word of the vocabulary already", ""),
        ),
        (
            dataset(words=WORDS.replace("kind =", "mode =")),
            ("CBI101", "unknown key `mode`", "one of: kind, level, office"),
        ),
        (
            dataset(words=WORDS.replace(', when_fr = "Porté."', "")),
            (
                "CBI405",
                "`when_fr` is missing, but the languages of the dataset are fr and en",
                'add `when_fr = "..."`',
            ),
        ),
        (
            dataset(words=""),
            ("CBI104", "`rule.kinds[0]`: `portage` is not a known value", ""),
        ),
    ],
    ids=["misspelled", "repeated", "fixed", "untranslated", "removed"],
)
def test_a_wrong_word_is_found(files: dict[str, bytes], found: tuple[str, str, str]) -> None:
    findings = find(files)
    matching = [finding for finding in findings if finding[:2] == found[:2]]
    assert matching, findings
    if found[2]:
        assert matching[0] == found


REPORTS = {
    "scorecard 2021": ["Les portages", "Portage aux chutes"],
    "timeline --year 2021": ["Portage aux chutes"],
    "timeline --year all": ["Un portage 1"],
    "explain 2021 portages": ["kind: Un portage", "level: Autochtone or cabinet", "Un portage: Porté.", "Chef"],
    "explain 2022 portages": ["Un portage"],
    "timeline --year all --kind portage --level Autochtone": ["Portage aux chutes"],
    "show 2021-07-01-portage": ["portage"],
    "list events": ["portage, tribal"],
}


@pytest.mark.parametrize("call", REPORTS)
def test_reports_have_the_labels_of_own_words(call: str, folder: Path, cli: Cli) -> None:
    for _ in ("built", "from the cache"):
        shown = cli(*call.split(), "--lang", "fr", folder=folder)
        assert shown.code == 0, shown.err
        assert [text for text in REPORTS[call] if text not in shown.out] == []


def test_a_misspelled_filter_gets_the_own_word(folder: Path, cli: Cli) -> None:
    refused = cli("timeline", "--year", "all", "--kind", "portge", folder=folder)
    assert (refused.code, refused.err) == (
        2,
        "cbi: error: --kind: `portge` is not known\n  help: did you mean `portage`?\n",
    )


def test_a_change_of_the_words_reads_every_file_again(folder: Path, cli: Cli) -> None:
    assert cli("validate", "--strict", folder=folder).code == 0
    head = folder / "dataset.toml"
    text = head.read_text()
    head.write_text(text.replace('id = "portage"', 'id = "carry"'))
    found = json.loads(cli("validate", "--format", "json", folder=folder).out)["findings"]
    assert {(one["file"], one["code"]) for one in found} == {
        ("events/2021.toml", "CBI104"),
        ("indicators.toml", "CBI104"),
    }
    head.write_text(text)
    assert cli("validate", "--strict", folder=folder).code == 0


def test_formatting_keeps_the_words(folder: Path, cli: Cli) -> None:
    assert cli("fmt", folder=folder).code == 0
    assert cli("fmt", "--check", folder=folder).code == 0
    assert cli("validate", "--strict", folder=folder).code == 0


def test_the_schemas_of_a_dataset_have_its_words_and_languages(folder: Path, cli: Cli) -> None:
    terms = read_terms({"languages": ["fr", "en"], "vocabulary": {"kind": [{"id": "portage"}]}})
    made = build_json_schema(FILE_KINDS_BY_NAME["event"], terms)["$defs"]["Event"]["properties"]
    assert made["kind"]["enum"][-1] == "portage"
    names = list(made)
    assert names[names.index("title") :][:3] == ["title", "title_es", "title_fr"]
    assert made["title_fr"]["title"] == "Title (fr)"
    printed = json.loads(cli("schema", "event", folder=folder).out)["$defs"]["Event"]["properties"]
    assert "portage" in printed["kind"]["enum"]
    assert "title_fr" in printed


ADDED = (
    *("add-event", "--no-input", "--start", "2022-06-01", "--title", "A carry", "--kind", "portage"),
    *("--level", "tribal", "--office", "chief", "--party", "ca", "--party", "us", "--source", "book"),
)


def test_an_event_is_added_in_every_language_with_an_own_word(folder: Path, cli: Cli) -> None:
    refused = cli(*ADDED, folder=folder)
    assert (refused.code, "--set title_fr" in refused.err) == (2, True), refused.err
    other = cli(*ADDED, "--set", "title_de=Ein Fest", folder=folder)
    assert other.code == 2
    assert other.err.startswith("cbi: error: an event of this dataset has no field `title_de`\n")
    assert cli(*ADDED, "--set", "level=x", folder=folder).err.startswith(
        "cbi: error: --set: `level=x` is not a title or a note in another language\n"
    )
    added = cli(*ADDED, "--set", "title_fr=Un portage", folder=folder)
    assert added.code == 0, added.err
    assert 'title = "A carry"\ntitle_fr = "Un portage"\nkind = "portage"\n' in (folder / "events/2022.toml").read_text()
    assert cli("validate", "--strict", folder=folder).code == 0


def test_a_record_is_edited_in_any_language(folder: Path, cli: Cli) -> None:
    edited = cli("edit", "ijc", "--set", "name_fr=La Commission mixte", "--yes", folder=folder)
    assert edited.code == 0, edited.err
    text = (folder / "institutions.toml").read_text()
    assert 'name = "Joint Commission"\nname_fr = "La Commission mixte"\n' in text


def test_a_table_is_imported_in_every_language_with_own_words(folder: Path, cli: Cli) -> None:
    (folder.parent / "table.csv").write_text("Date,Title,Titre,Kind\n2022-08-01,A carry,Un portage,Un Portage\n")
    (folder.parent / "table.mapping.toml").write_text(
        'confirmed = true\n[columns]\nstart = "Date"\ntitle = "Title"\ntitle_fr = "Titre"\nkind = "Kind"\n'
        '[constants]\nlevel = "tribal"\nparties = ["ca", "us"]\nsources = "book"\n'
    )
    done = cli("import", str(folder.parent / "table.csv"), "--yes", folder=folder)
    assert done.code == 0, done.err + done.out
    assert 'title_fr = "Un portage"\nkind = "portage"\n' in (folder / "events/2022.toml").read_text()
    assert cli("validate", "--strict", folder=folder).code == 0


def test_a_new_dataset_in_french_and_english_validates(tmp_path: Path, cli: Cli) -> None:
    call = (
        *("init", "new", "--parties", "ca,us", "--language", "fr,en", "--title", "en=Both", "--title", "fr=Les deux"),
        "--no-input",
    )
    made = cli(*call, folder=tmp_path)
    assert made.code == 0, made.err
    assert "title_fr" in (tmp_path / "new" / "schemas" / "event.schema.json").read_text()
    assert cli("validate", "new", folder=tmp_path).code == 0


def test_a_row_with_own_words_is_added_in_every_language(folder: Path, cli: Cli) -> None:
    call = (
        *("add", "indicator", "--no-input", "--id", "carries", "--label", "Boats on land"),
        *("--rule", "kinds=portage;levels=tribal", "--source", "book"),
    )
    refused = cli(*call, folder=folder)
    assert (refused.code, "label_fr" in refused.err) == (2, True), refused.err
    added = cli(*call, "--set", "label_fr=Bateaux à terre", folder=folder)
    assert added.code == 0, added.err
    text = (folder / "indicators.toml").read_text()
    assert 'label = "Boats on land"\nlabel_fr = "Bateaux à terre"\n' in text
    assert 'kinds = ["portage"]' in text
    assert cli("validate", folder=folder).code == 0
