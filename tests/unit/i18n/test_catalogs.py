"""Every text in the code has a translation, and every translation a text; what a call fills in is in both."""

from __future__ import annotations

import os
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from tools import catalogs
from tools.catalogs import plural_forms

from cbi_cli.cli.help_texts import find_help_texts
from tests.unit.i18n.texts import find_all_texts, find_texts, placeholders

TEXTS = find_all_texts()
LANGUAGES = [path.stem for path in catalogs.catalog_paths()]


def messages(lang: str) -> list[Message]:
    with (catalogs.FOLDER / f"{lang}.po").open("rb") as file:
        return [message for message in read_po(file, locale=lang) if message.id]


def test_there_is_spanish() -> None:
    assert LANGUAGES == ["es"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalog_has_each_text_and_no_other(lang: str) -> None:
    used = {(text.context, (text.message, text.plural) if text.plural else (text.message,)) for text in TEXTS}
    used |= {("", (text,)) for _, text in find_help_texts()}
    assert used == {(message.context or "", plural_forms(message.id)) for message in messages(lang)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_text_of_a_report_is_translated(lang: str) -> None:
    of_reports, _ = catalogs.find_untranslated(catalogs.FOLDER / f"{lang}.po")
    assert of_reports == []
    assert [message.id for message in messages(lang) if message.fuzzy] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_fills_in_the_same_values(lang: str) -> None:
    for message in messages(lang):
        # One of a kind may be in words: `1 event.`
        if not all(plural_forms(message.string)):
            continue  # it is shown in English
        wanted = placeholders(plural_forms(message.id)[-1])
        *first, last = [placeholders(form) for form in plural_forms(message.string)]
        assert last == wanted, message.id
        assert all(found | {"n"} == wanted | {"n"} for found in first), message.id


def test_a_call_gives_the_values_that_its_text_names() -> None:
    for text in TEXTS:
        if text.plural:
            assert placeholders(text.message) | {"n"} == placeholders(text.plural) | {"n"} == text.values, text.place
        else:
            assert placeholders(text.message) == text.values, text.place


def test_no_text_has_two_plurals() -> None:
    plurals: dict[str, set[str]] = {}
    for text in TEXTS:
        plurals.setdefault(f"{text.context}\x04{text.message}", set()).add(text.plural)
    assert {message: found for message, found in plurals.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalog_holds_the_translations(lang: str, tmp_path: Path) -> None:
    with (catalogs.FOLDER / f"{lang}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in messages(lang):
        first, *more = plural_forms(message.id)
        if not all(plural_forms(message.string)):
            continue
        if more:
            found: tuple[str, ...] = tuple(compiled.ngettext(first, more[0], n) for n in (1, 2))
        elif message.context:
            found = (compiled.pgettext(message.context, first),)
        else:
            found = (compiled.gettext(first),)
        assert found == plural_forms(message.string)


def test_the_catalogs_are_as_the_tool_writes_them() -> None:
    template = catalogs.extract_texts()
    stale = [
        path.name for path in catalogs.catalog_paths() if path.read_bytes() != catalogs.update_catalog(path, template)
    ]
    assert stale == [], "update them with: python -m tools.catalogs"


CODE = """
def title(tr: Translator) -> str:
    return tr.gettext("Scorecard {year}", year=tr.ngettext("{n} year", "{n} years", 2))

def refuse(word: str) -> None:
    raise CbiError(message("`{word}` is empty", word=word), plural_message("{n} word", "{n} words", 2))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two texts in its code and a catalog that has one of them and one that is gone."""
    module = tmp_path / "src" / "module.py"
    module.parent.mkdir()
    module.write_text(CODE, encoding="utf-8")
    head = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    kept = '\nmsgid "Scorecard {year}"\nmsgstr "Tablero {year}"\n'
    gone = '\nmsgid "None of the rows has ever had a light"\nmsgstr "Ninguna fila"\n'
    (tmp_path / "es.po").write_text(head + kept + gone, encoding="utf-8")
    for name, value in {"ROOT": tmp_path, "SOURCE": tmp_path / "src", "FOLDER": tmp_path}.items():
        monkeypatch.setattr(catalogs, name, value)
    return tmp_path


def test_the_tool_adds_new_texts_and_drops_unused_ones(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main([]) == 1
    assert capsys.readouterr().out == (
        "wrote es.po\nes.po: to be translated: {n} years\n"
        "es.po: shown in English: `{word}` is empty\nes.po: shown in English: {n} words\n"
    )
    assert [(message.id, message.string) for message in messages_in(project)] == [
        (("{n} word", "{n} words"), ("", "")),
        (("{n} year", "{n} years"), ("", "")),
        ("Scorecard {year}", "Tablero {year}"),
        ("`{word}` is empty", ""),
    ]


def messages_in(project: Path) -> list[Message]:
    with (project / "es.po").open("rb") as file:
        return sorted((message for message in read_po(file, locale="es") if message.id), key=lambda one: str(one.id))


def test_a_second_run_finds_nothing_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogs.main([])
    path = project / "es.po"
    text = path.read_text(encoding="utf-8")
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{n} año"').replace('msgstr[1] ""', 'msgstr[1] "{n} años"')
    path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    listed = "es.po: shown in English: `{word}` is empty\n"
    assert (catalogs.main([]), catalogs.main(["--check"]), capsys.readouterr().out) == (0, 0, 2 * listed)
    first = (project / "es.mo").read_bytes()
    catalogs.compile_catalog(path)
    assert (project / "es.mo").read_bytes() == first


def test_a_check_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (project / "es.po").read_bytes()
    assert catalogs.main(["--check"]) == 1
    assert capsys.readouterr().out == ("not current: es.po; update it with: python -m tools.catalogs\n")
    assert sorted(path.name for path in project.iterdir()) == ["es.po", "src"]
    assert (project / "es.po").read_bytes() == before


def test_a_catalog_is_compiled_again_only_after_a_change(project: Path) -> None:
    catalogs.compile_outdated()
    compiled = project / "es.mo"
    compiled.write_bytes(b"as it was")
    catalogs.compile_outdated()
    assert compiled.read_bytes() == b"as it was"
    later = compiled.stat().st_mtime_ns + 1
    os.utime(project / "es.po", ns=(later, later))
    catalogs.compile_outdated()
    assert compiled.read_bytes() != b"as it was"


def test_other_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main(["--what"]) == 2
    assert capsys.readouterr().err == "usage: python -m tools.catalogs [--check]\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ('tr.gettext(f"{year} is over")', "not written out"),
        ("tr.gettext(text)", "not written out"),
        ('tr.ngettext("one", text, 1)', "not written out"),
        ('tr.gettext("{year} is over", **values)', "have to be named"),
    ],
)
def test_a_text_that_no_catalog_could_have_is_seen(code: str, message: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(code, encoding="utf-8")
    with pytest.raises(AssertionError, match=message):
        list(find_texts(module))
