from __future__ import annotations

import pytest

from cbi_cli.core.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("López  Obrador", "lopez obrador"),
        ("Lo\u0301pez", "lopez"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        (" \tNALS\n", "nals"),
        ("Ñ", "n"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_case_accents_and_unicode_form_do_not_count(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Łódź", "lodz"),
        ("Ørsted Æra", "orsted aera"),
        ("Leaders’ Summit", "leaders' summit"),
        ("“Sí” — no", '"si" - no'),
        ("Ａｐｒｉｌ", "april"),
        ("I\u0307", "i"),
        ("한글", "한글"),
    ],
)
def test_letters_and_signs_that_keyboards_differ_in_do_not_count(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(fold(typed)) == folded


@pytest.mark.parametrize("word", ["Łódź", "Straße", "İstanbul", "ŉ", "a\u00a0b", "naïve", "Ǆ", "¨x", "½", "µ"])
def test_a_letter_folds_the_same_beside_another_script(word: str) -> None:
    # A text with a letter of another script is folded as a whole, one without it letter by letter.
    assert fold(f"{word} 漢") == f"{fold(word)} 漢".strip()
