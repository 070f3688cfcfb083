"""Dates, lists, numbers and texts in the language of a reader."""

from __future__ import annotations

import json
from datetime import date
from gettext import GNUTranslations
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import Count, message, message_from_json, message_to_json, plural_message
from cbi_cli.i18n import translator
from cbi_cli.i18n.translator import Translator, get_translator


@pytest.mark.parametrize(
    ("start", "end", "lang", "year", "expected"),
    [
        ("2022-10-13", None, "en", None, "Oct 13, 2022"),
        ("2022-10-13", None, "en", 2022, "Oct 13"),
        ("2022-10-13", None, "es", None, "13 oct 2022"),
        ("2022-06-07", "2022-06-10", "en", 2022, "Jun 7–10"),
        ("2022-06-07", "2022-06-10", "es", None, "7–10 jun 2022"),
        ("2022-06-30", "2022-07-02", "en", None, "Jun 30 – Jul 2, 2022"),
        ("2022-12-30", "2023-01-02", "en", 2022, "Dec 30, 2022 – Jan 2, 2023"),
        ("2022-09", None, "en", 2022, "Sep"),
        ("2022-09", None, "es", None, "sep 2022"),
        ("2022", None, "en", 2022, "2022"),
        ("2022-01-09", "2022-01-09", "en", None, "Jan 9, 2022"),
        ("2020-07..2021-05", None, "en", 2021, "between Jul 2020 and May 2021"),
        ("2020-07..2021-05", None, "es", None, "entre jul 2020 y may 2021"),
        ("2020-03-09..2020-07", None, "en", None, "between Mar 9 and Jul 2020"),
        ("2020-03-09..2020-07", None, "en", 2020, "between Mar 9 and Jul"),
        ("2020..2021", None, "en", None, "between 2020 and 2021"),
        ("2020-11-05", "2020-12..2021-02", "en", 2020, "Nov 5, 2020 – between Dec 2020 and Feb 2021"),
    ],
)
def test_dates_are_written_as_people_do(
    start: str, end: str | None, lang: Lang, year: int | None, expected: str
) -> None:
    assert get_translator(lang).dates(start, end, year) == expected


def test_a_day_of_the_calendar_is_written_as_its_text() -> None:
    assert get_translator("en").date(date(2022, 3, 1)) == get_translator("en").date("2022-03-01") == "Mar 1, 2022"
    assert get_translator("es").date(date(44, 3, 15)) == "15 mar 0044"


def test_lists_are_phrases() -> None:
    assert get_translator("en").join_with_or(("a", "b", "c")) == "a, b or c"
    assert get_translator("es").join_with_or(["a", "b"]) == "a o b"
    assert get_translator("en").join_with_and(["a", "b"]) == "a and b"
    assert get_translator("es").join_with_and(("a", "b", "c")) == "a, b y c"
    assert get_translator("en").join_with_and(("a",)) == get_translator("es").join_with_or(("a",)) == "a"
    assert get_translator("en").join_with_or(()) == get_translator("en").join_with_and(()) == ""


def test_months_have_names() -> None:
    assert [get_translator("en").month(10), get_translator("es").month(1)] == ["October", "enero"]


class Catalog:
    """Stands for a compiled catalog; its plural of three forms is that of no language here."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def pgettext(self, context: str, message: str) -> str:
        return f"[{context}: {message}]"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return ["none", singular, plural][min(n, 2)]


def test_values_are_filled_in_after_the_translation() -> None:
    tr = Translator("es", Catalog())  # type: ignore[arg-type]
    assert tr.gettext("in {year}", year=2022) == "[in 2022]"
    assert tr.pgettext("light", "none of {n}", n=3) == "[light: none of 3]"
    assert [tr.ngettext("{n} row", "{n} rows of {all}", n, all=9) for n in (0, 1, 5)] == [
        "none",
        "1 row",
        "5 rows of 9",
    ]


def test_english_is_in_place() -> None:
    tr = get_translator("en")
    assert tr.gettext("in {year}", year=2022) == "in 2022"
    assert tr.pgettext("light", "none") == "none"
    assert [tr.ngettext("{n} row", "{n} rows", n) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_text_fills_in_what_a_value_says(lang: Lang) -> None:
    """A title from a dataset may have braces."""
    tr = get_translator(lang)
    assert tr.gettext("{month} {year}", month="{year}", year="{0}") == "{year} {0}"
    assert tr.gettext("no {value}") == "no {value}"


@pytest.mark.parametrize("content", [None, b"", b"what is not a catalog"])
def test_a_catalog_that_cannot_be_read_is_one_error(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "catalogs").mkdir()
    if content is not None:
        (tmp_path / "catalogs" / "es.mo").write_bytes(content)
    monkeypatch.setattr(translator, "__file__", str(tmp_path / "translator.py"))
    with pytest.raises(CbiError, match="the texts of the language `es` cannot be read") as caught:
        get_translator.__wrapped__("es")
    assert "tools.catalogs" in caught.value.hint


class _Catalog(GNUTranslations):
    """A catalog in place of a file."""

    def __init__(self, texts: dict[str, str], plurals: dict[str, tuple[str, str]]) -> None:
        super().__init__()
        self.texts = texts
        self.plurals = plurals

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.plurals.get(msgid1, (msgid1, msgid2))[n != 1]


def test_a_message_is_translated_with_the_messages_in_it() -> None:
    spanish = Translator(
        "es",
        _Catalog(
            {"{option}: {problem}": "{option}: {problem}", "`{word}` is empty": "`{word}` está vacío"},
            {"{n} file": ("{n} archivo", "{n} archivos")},
        ),
    )
    inner = message("`{word}` is empty", word="x")
    text = message("{option}: {problem}", option="--year", problem=inner)
    assert spanish.translate(text) == "--year: `x` está vacío"
    assert spanish.translate(plural_message("{n} file", "{n} files", 1)) == "1 archivo"
    assert spanish.translate(plural_message("{n} file", "{n} files", 3)) == "3 archivos"


def test_what_has_no_translation_is_shown_in_english() -> None:
    spanish = Translator("es", _Catalog({}, {}))
    assert spanish.translate(message("{n} is odd", n=3)) == "3 is odd"
    assert spanish.translate("`x` is empty") == "`x` is empty"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_numbers_of_things_have_commas_between_thousands(lang: Lang) -> None:
    """Both languages write so, that of Mexico too; a year is no number of things."""
    tr = get_translator(lang)
    shown = [tr.ngettext("1 event.", "{n} events.", n).partition(" ")[0] for n in (0, 1, 999, 1000, 12239, 1234567)]
    assert shown == ["0", "1", "999", "1,000", "12,239", "1,234,567"]
    text = plural_message("{n} event at {path}", "{n} events at {path}", 12239, path=2022)
    assert tr.translate(text) == "12,239 events at 2022"
    assert (str(text), message_from_json(message_to_json(text))) == (text, text)
    assert tr.gettext("{month} {year}", month="Oct", year=2022).split()[-1] == "2022"


def test_a_count_is_a_plain_number_for_programs() -> None:
    assert (json.dumps([Count(12239)]), f"{Count(12239)}", f"{Count(12239):,}") == ("[12239]", "12,239", "12,239")
    assert f"{Count(7):>4}" == "   7"
