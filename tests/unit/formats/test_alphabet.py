from __future__ import annotations

import pytest

from cbi_cli.formats.alphabet import _ASCII_SPELLINGS, fit_to_encoding, register_error_handler


@pytest.mark.parametrize(
    ("text", "encoding", "spelled"),
    [
        ("●○–·?≈≠→“x”…", "ascii", '*o-.?~!=->"x"...'),
        ("●○–·?≈≠→“x”", "cp1252", "*o–·?~!=->“x”"),
        ("Reunión de São Paulo, Łódź, Đà Nẵng, Straße", "ascii", "Reunion de Sao Paulo, Lodz, Da Nang, Strasse"),
        ("Reunio\u0301n", "ascii", "Reunion"),
        ("¿Qué? ¡Sí!", "ascii", "Que? Si!"),
        ("Qué", "latin-1", "Qué"),
        ("a\u00a0b\u2009c\u202fd\u3000e", "ascii", "a b c d e"),
        ("½ ⅓ ¾ 5′ 6″ ‹a› ‚b‘ co‐op ―", "ascii", "1/2 1/3 3/4 5' 6\" 'a' 'b' co-op --"),
        ("Ħamrun, Ŋ, ŧ, Raʼanana, №, Ⅳ, ﬁ", "ascii", "Hamrun, N, t, Ra'anana, No, IV, fi"),
        ("第三", "ascii", "<U+7B2C><U+4E09>"),
        ("：：", "ascii", "<U+FF1A><U+FF1A>"),
        ("anything ●", None, "anything ●"),
        ("anything ●", "no-such-encoding", "anything ●"),
    ],
)
def test_a_text_is_spelled_in_the_signs_of_an_encoding(text: str, encoding: str | None, spelled: str) -> None:
    assert fit_to_encoding(text, encoding) == spelled


def test_the_signs_of_ours_are_ascii_and_begin_no_command() -> None:
    for spelled in _ASCII_SPELLINGS.values():
        assert spelled.isascii()
        assert not set(spelled) & set(":#?")


@pytest.mark.parametrize("text", ["a●b", "é", "¿", "\u0301x", "第", "\udcff"])
def test_what_reaches_a_stream_all_the_same_loses_nothing(text: str) -> None:
    raw = text.encode("ascii", register_error_handler())
    assert raw
    assert b"?" not in raw
