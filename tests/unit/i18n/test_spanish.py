"""Spanish as a Mexican editor would leave it: agreement in number, contracted articles, no word of the wrong gender."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from tools import catalogs

from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS, vocabulary_label
from cbi_cli.i18n.translator import get_translator
from tests.conftest import ROOT
from tests.unit.i18n.texts import placeholders

GOLDEN = sorted((ROOT / "tests" / "golden" / "files").rglob("*.es.txt"))
WRONG = {
    "an article that is not contracted": r"\b(?:de|a) el (?!Departamento\b)[a-zñáéíóú]",
    "feminine article, masculine noun": r"\b(?:la|una|las|unas) (?:tablero|evento|estado|registro|informe)s?\b",
    "masculine article, feminine noun": r"\b(?:el|un|los|unos) (?:luz|luces|fila|serie|fuente|fecha)s?\b",
    "one of several": r"(?<![\d.,–-])\b1 (?:contadas|eventos|filas|registros|luces|días|años)\b",
    "several of one": r"\b(?:0|[2-9]|\d\d+) (?:contada|evento|fila|registro|luz|día)\b(?! (?:cambia|más))",
    "a participle of the wrong gender": r"(?:luz|fechas|«desde») (?:publicado|calculado)\b",
}


def faults(text: str) -> list[str]:
    return [
        f"{name}: {found[0]}" for name, pattern in WRONG.items() for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "text", ["La tablero", "1 contadas", "De el punto", "2 evento", "luz publicado", "el luz", "1 eventos"]
)
def test_what_was_wrong_is_seen(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_no_report_has_it(path: object) -> None:
    from pathlib import Path

    assert faults(Path(str(path)).read_text(encoding="utf-8")) == []


def messages() -> list[Message]:
    with (catalogs.FOLDER / "es.po").open("rb") as file:
        return [message for message in read_po(file, locale="es") if message.id]


PLURALS = [(message.id[0], message.id[1]) for message in messages() if not isinstance(message.id, str)]


def filled(singular: str, plural: str, n: int) -> str:
    """A sentence with its number; other values are names and days."""
    values: dict[str, object] = dict.fromkeys(placeholders(plural) - {"n"}, "X")
    if "all" in values:
        values["all"] = 11
    return get_translator("es").ngettext(singular, plural, n, **values)


def test_no_text_has_it_in_the_catalog() -> None:
    texts = [form for message in messages() for form in catalogs.plural_forms(message.string)]
    assert [fault for text in texts for fault in faults(text)] == []


@pytest.mark.parametrize("n", [0, 1, 2, 11])
@pytest.mark.parametrize(("singular", "plural"), PLURALS, ids=[plural for _, plural in PLURALS])
def test_a_count_agrees(singular: str, plural: str, n: int) -> None:
    assert faults(filled(singular, plural, n)) == []


@pytest.mark.parametrize(
    ("singular", "plural", "n", "shown"),
    [
        ("{n} counted", "{n} counted", 0, "0 contadas"),
        ("{n} counted", "{n} counted", 1, "1 contada"),
        ("{n} counted", "{n} counted", 2, "2 contadas"),
        ("{n} series changes", "{n} series change", 1, "cambia 1 serie"),
        ("{n} series changes", "{n} series change", 2, "cambian 2 series"),
        ("{n} removed", "{n} removed", 1, "1 eliminado"),
        ("{n} removed", "{n} removed", 3, "3 eliminados"),
        (
            "{n} of {all} rows agrees with the published card.",
            "{n} of {all} rows agree with the published card.",
            1,
            "1 de 11 filas coincide con el tablero publicado.",
        ),
        (
            "{n} of {all} rows agrees with the published card.",
            "{n} of {all} rows agree with the published card.",
            0,
            "0 de 11 filas coinciden con el tablero publicado.",
        ),
        (
            "Of {n} event; an event can have several topics, so shares add up to more than 100.",
            "Of {n} events; an event can have several topics, so shares add up to more than 100.",
            1,
            "De 1 evento; un evento puede tener varios temas, por lo que las proporciones suman más de 100.",
        ),
    ],
)
def test_counts_in_words(singular: str, plural: str, n: int, shown: str) -> None:
    assert filled(singular, plural, n) == shown


def test_sides_of_a_change_need_no_article() -> None:
    """The side can be `el punto…`, `la carpeta…` or `los archivos…`: after a preposition they would contract."""
    tr = get_translator("es")
    sides = [
        tr.gettext("the work tree"),
        tr.gettext("the folder {name}", name="X"),
        tr.gettext("the merge base with {name} ({commit})", name="X", commit="X"),
    ]
    for side in sides:
        assert faults(tr.gettext("From {base} to {head}", base=side, head=side)) == []


@pytest.mark.parametrize(
    ("vocabulary", "word", "lang", "shown"),
    [
        ("kind", "summit", "es", "cumbre"),
        ("office", "foreign-affairs", "es", "relaciones exteriores"),
        ("office", "foreign-affairs", "en", "foreign affairs"),
        ("mode", "in-person", "en", "in person"),
        ("kind", "no word of it", "es", "no word of it"),
    ],
)
def test_words_of_a_vocabulary_have_labels(vocabulary: str, word: str, lang: str, shown: str) -> None:
    assert vocabulary_label(vocabulary, word, lang) == shown


def test_every_word_has_a_label() -> None:
    words = {name: set(found) for name, found in VOCABULARIES.items()}
    assert words == {name: set(labels) for name, labels in VOCABULARY_LABELS.items()}
