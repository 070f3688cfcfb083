"""Spanish as a Mexican editor would leave it: agreement in number, contracted articles, no word of the wrong gender."""

from __future__ import annotations

import re

import pytest

from cbi_cli.render.words import _WORDS, word
from tests.conftest import ROOT

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


COUNTED = [key for key, (_, es) in _WORDS.items() if re.search(r"\{(n|agree)\}", es) and not key.endswith("-one")]


def filled(key: str, n: int) -> str:
    """A sentence with its number; other values are names and days."""
    text = _WORDS[key][1]
    values = dict.fromkeys(re.findall(r"\{(\w+)\}", text), "X")
    return word(key, "es", **{**values, "n": n, **({"agree": n, "all": 11} if "agree" in values else {})})


@pytest.mark.parametrize("n", [0, 1, 2, 11])
@pytest.mark.parametrize(
    "key", [key for key, (_, es) in _WORDS.items() if not key.endswith("-one") and ("{n}" in es or "{agree}" in es)]
)
def test_a_count_agrees(key: str, n: int) -> None:
    if key in ("light-changes", "series-changes") and n != 1:
        n = 1
    if key in ("light-change", "series-change") and n == 1:
        n = 2
    assert faults(filled(key, n)) == []


@pytest.mark.parametrize(
    ("key", "n", "shown"),
    [
        ("counts", 0, "0 contadas"),
        ("counts", 1, "1 contada"),
        ("counts", 2, "2 contadas"),
        ("agreement", 1, "1 de 11 filas coincide con el tablero publicado."),
        ("agreement", 0, "0 de 11 filas coinciden con el tablero publicado."),
        (
            "topics-note",
            1,
            "De 1 evento; un evento puede tener varios temas, por lo que las proporciones suman más de 100.",
        ),
    ],
)
def test_counts_in_words(key: str, n: int, shown: str) -> None:
    assert filled(key, n) == shown


def test_sides_of_a_change_need_no_article() -> None:
    """The side can be `el punto…`, `la carpeta…` or `los archivos…`: after a preposition they would contract."""
    for key in ("merge-base", "work-tree", "folder", "revision"):
        side = filled(key, 2)
        assert faults(word("from-to", "es", base=side, head=side)) == []
