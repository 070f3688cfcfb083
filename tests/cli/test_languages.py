"""A dataset in French and English, and one without English: every command has its texts in each language."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.languages import plain_language, twin_languages
from cbi_cli.records.event import Event
from cbi_cli.records.localized import localized_model, order_keys, promised_twins, twins_of
from cbi_cli.records.terms import Terms
from tests.conftest import Cli
from tests.repositories import write_files

HEAD = """
schema = 3
id = "ca-us"
title = "Canada and the United States"
title_fr = "Le Canada et les États-Unis"
version = "0.1.0"
license = "CC0-1.0"
languages = ["fr", "en"]
covers_until = 2022-12-31
between = ["ca", "us"]
party = [{ id = "ca", name = "Canada", name_fr = "Canada" }, { id = "us", name = "U.S.", name_fr = "États-Unis" }]
"""
FILES = {
    "dataset.toml": HEAD,
    "sources.toml": """
[[source]]
id = "book"
title = "Le livre"
language = "fr-ca"
locators = [{ id = "p1", title = "Page 1", title_fr = "Première page" }]
""",
    "institutions.toml": """
[[institution]]
id = "ijc"
name = "Joint Commission"
name_fr = "Commission mixte"
type = "organization"
parties = ["ca", "us"]
lead_agencies = ["us: State"]
lead_agencies_fr = ["us: État"]
sources = ["book"]
""",
    "indicators.toml": """
[[indicator]]
id = "ijc-row"
label = "Commission of both"
label_fr = "La Commission"
why = "It is old"
why_fr = "Elle est ancienne"
sources = ["book"]
rule = { kinds = ["meeting"], institutions = ["ijc"] }
coverage = [{ from = 2020, to = 2022, source = "book", note = "All meetings", note_fr = "Toutes les réunions" }]
weaker = [{ kinds = ["review"], institutions = ["ijc"], reason = "only a review", reason_fr = "un simple bilan" }]
""",
    "places.toml": """
[[place]]
id = "quebec"
name = "Quebec City"
name_fr = "Québec"
state = "Quebec"
state_fr = "Qc"
country = "ca"
""",
    "topics.toml": '[[topic]]\nid = "water"\nlabel = "Water"\nlabel_fr = "Eau"\n',
    "disputes.toml": """
[[dispute]]
id = "when"
record = "event"
about = "2022-05-04-meeting"
field = "start"
claims = [{ value = "May 4", value_fr = "Le 4 mai", source = "book" }]
chosen = "May 4"
chosen_fr = "Le 4 mai"
why = "One source"
why_fr = "Une seule source"
""",
    "events/2021.toml": """
[[event]]
id = "2021-03-01-review"
start = 2021-03-01
title = "Review"
title_fr = "Bilan à mi-parcours"
kind = "review"
level = "cabinet"
institutions = ["ijc"]
parties = ["ca", "us"]
sources = ["book"]
""",
    "events/2022.toml": """
[[event]]
id = "2022-05-04-meeting"
start = 2022-05-04
title = "Meeting of the Commission"
title_fr = "Réunion de la Commission"
kind = "meeting"
level = "cabinet"
institutions = ["ijc"]
parties = ["ca", "us"]
place = "quebec"
topics = ["water"]
attendance = [{ party = "ca", count = 3, what = "governors", what_fr = "gouverneurs" }]
sources = ["book"]
note = "A note"
note_fr = "Une remarque"
""",
}


def dataset(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The files, with one text of each put in place of another."""
    files = dict(FILES)
    for name, (old, new) in changes.items():
        path = f"{name.replace('_', '/')}.toml"
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    return {name: text.encode() for name, text in files.items()}


def find(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """The code, the message and the hint of each finding."""
    _, findings = validate_files(files, date(2026, 11, 30))
    return [(finding.code, finding.message, finding.hint) for finding in findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset())
    return tmp_path


def test_a_dataset_in_french_and_english_has_no_findings() -> None:
    assert find(dataset()) == []


@pytest.mark.parametrize(
    ("languages", "plain", "twins"),
    [
        (["en"], "en", ()),
        (["es"], "es", ()),
        (["es", "en"], "en", ("es",)),
        (["fr", "en"], "en", ("fr",)),
        (["fr", "pt-br", "es"], "fr", ("pt-br", "es")),
    ],
)
def test_the_plain_key_is_english_or_else_the_first_language(
    languages: list[str], plain: str, twins: tuple[str, ...]
) -> None:
    assert plain_language(languages) == plain
    assert twin_languages(languages) == twins


def test_a_model_has_the_twins_of_the_languages_beside_their_field() -> None:
    terms = Terms(("pt-br", "en", "fr"))
    model = localized_model(Event, terms)
    assert twins_of(model, "title") == ("title_es", "title_pt_br", "title_fr")
    assert twins_of(Event, "title") == ("title_es",)
    assert twins_of(model, "kind") == ()
    assert promised_twins("title", terms.languages) == ("title_pt_br", "title_fr")
    assert localized_model(Event, Terms(("en", "es"))) is Event
    given = ("zeta", "note_fr", "note", "title_fr", "title_es", "title", "id", "title_de")
    assert order_keys(Event, given) == (
        *("id", "title", "title_es", "title_de", "title_fr"),
        *("note", "note_fr", "zeta"),
    )


MISSING = "is missing, but the languages of the dataset are fr and en"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"events_2022": ('title_fr = "Réunion de la Commission"\n', "")},
            [("CBI405", f"`title_fr` {MISSING}", 'add `title_fr = "..."`')],
        ),
        (
            {"institutions": ('lead_agencies_fr = ["us: État"]\n', "")},
            [("CBI405", f"`lead_agencies_fr` {MISSING}", 'add `lead_agencies_fr = ["..."]`')],
        ),
        (
            {"events_2022": (', what_fr = "gouverneurs"', "")},
            [("CBI405", f"`what_fr` {MISSING}", 'add `what_fr = "..."`')],
        ),
        (
            {"topics": ('label_fr = "Eau"', 'label_fr = "Eau"\nlabel_de = "Wasser"')},
            [
                (
                    "CBI101",
                    "unknown key `label_de`",
                    "`languages` in dataset.toml does not list `de`, or the text in it has the key without an ending",
                )
            ],
        ),
        (
            {"topics": ("label_fr", "lable_fr")},
            [("CBI101", "unknown key `lable_fr`", "did you mean `label_fr`?")],
        ),
        (
            {"topics": ("label_fr", "label_rf")},
            [("CBI101", "unknown key `label_rf`", "did you mean `label_fr`?")],
        ),
        (
            {"dataset": ('["fr", "en"]', '["FR", "en"]')},
            [
                (
                    "CBI106",
                    "`languages[0]`: `FR` has the wrong format",
                    "a language is a code in lower case, e.g. en, fr or pt-br",
                )
            ],
        ),
    ],
)
def test_each_text_is_there_in_each_language_and_in_no_other(
    changes: dict[str, tuple[str, str]], found: list[tuple[str, str, str]]
) -> None:
    assert find(dataset(**changes)) == found


def test_without_english_the_plain_key_is_the_first_language() -> None:
    changes = {"dataset": ('["fr", "en"]', '["fr", "de"]')}
    found = find(dataset(**changes))
    assert ("CBI405", "`title_de` is missing, but the languages of the dataset are fr and de") in [
        finding[:2] for finding in found
    ]
    assert ("CBI101", "unknown key `title_fr`") in [finding[:2] for finding in found]


REPORTS = {
    "scorecard 2022": ["La Commission", "May 4 – Réunion de la Commission", "Le Canada et les États-Unis"],
    "scorecard 2021": ["un simple bilan"],
    "timeline --year 2022": ["Réunion de la Commission", "Québec, Qc"],
    "history ijc": ["La Commission", "Toutes les réunions"],
    "gaps": ["La Commission", "Le Canada et les États-Unis"],
    "explain 2021 ijc-row": ["un simple bilan", "Elle est ancienne"],
    "topics 2022": ["Eau"],
    "list events": ["Bilan à mi-parcours"],
    "list places": ["Québec, Qc"],
    "list institutions": ["Commission mixte"],
    "show ijc": ["Réunion de la Commission"],
    "show 2022-05-04-meeting": ["Québec, Qc", "Une seule source", "Le 4 mai"],
    "info": ["Le Canada et les États-Unis"],
    "compare .": ["ca-us"],
}


@pytest.mark.parametrize("call", REPORTS)
def test_reports_have_the_texts_of_the_dataset_in_french(call: str, folder: Path, cli: Cli) -> None:
    for _ in ("built", "from the cache"):
        shown = cli(*call.split(), "--lang", "fr", folder=folder)
        assert shown.code == 0, shown.err
        assert [text for text in REPORTS[call] if text not in shown.out] == []


def test_a_document_has_its_texts_in_french_and_its_keys_in_english(folder: Path, cli: Cli) -> None:
    card = json.loads(cli("scorecard", "2022", "--format", "json", "--lang", "fr", folder=folder).out)
    (row,) = card["rows"]
    assert (row["label"], row["status"]) == ("La Commission", "green")
    assert row["occurrences"][0]["title"] == "Réunion de la Commission"
    english = json.loads(cli("scorecard", "2022", "--format", "json", folder=folder).out)
    assert english["rows"][0]["label"] == "Commission of both"


@pytest.mark.parametrize("name", ["Commission mixte", "commission MIXTE", "Joint Commission"])
def test_a_record_is_found_by_its_name_in_any_language(name: str, folder: Path, cli: Cli) -> None:
    assert "ijc" in cli("show", name, folder=folder).out
    assert "2022-05-04" in cli("show", "réunion de la commission", folder=folder).out


@pytest.mark.parametrize("text", ["reunion", "remarque", "quebec"])
def test_a_search_finds_texts_in_any_language(text: str, folder: Path, cli: Cli) -> None:
    found = json.loads(cli("timeline", "--year", "all", "--text", text, "--format", "json", folder=folder).out)
    assert [event["id"] for event in found["events"]] == ["2022-05-04-meeting"]


@pytest.mark.parametrize("lang", ["de", "fr_CA"])
def test_another_language_is_refused(lang: str, folder: Path, cli: Cli) -> None:
    refused = cli("gaps", "--lang", lang, folder=folder)
    assert (refused.code, refused.out) == (2, "")
    code = lang.lower().replace("_", "-")
    assert refused.err == (
        f"cbi: error: the dataset has no texts in the language `{code}`\n"
        "  help: `--lang` and CBI_LANG take one of: en, es, fr\n"
    )


def test_what_is_no_language_is_refused(folder: Path, cli: Cli) -> None:
    refused = cli("gaps", "--lang", "French!", folder=folder)
    assert refused.code == 2
    assert refused.err == (
        "cbi: error: --lang: `French!` is not a language\n"
        "  help: a language is a code in lower case, e.g. en, fr or pt-br\n"
    )


def test_a_change_of_the_languages_reads_every_file_again(folder: Path, cli: Cli) -> None:
    assert cli("validate", folder=folder).code == 0
    head = folder / "dataset.toml"
    head.write_text(HEAD.replace('["fr", "en"]', '["fr", "en", "de"]'))
    before = cli("validate", "--format", "json", folder=folder).out
    assert before.count('"CBI405"') == cli("validate", "--no-cache", "--format", "json", folder=folder).out.count(
        '"CBI405"'
    )
    assert "`title_de` is missing" in before
    head.write_text(HEAD)
    assert cli("validate", folder=folder).code == 0


def test_formatting_keeps_a_text_beside_the_same_in_other_languages(folder: Path, cli: Cli) -> None:
    path = folder / "events" / "2021.toml"
    text = path.read_text()
    line = 'title_fr = "Bilan à mi-parcours"\n'
    path.write_text(text.replace(line, "") + line)
    assert cli("fmt", folder=folder).code == 0
    assert path.read_text() == text.lstrip("\n")
    assert cli("fmt", "--check", folder=folder).code == 0
