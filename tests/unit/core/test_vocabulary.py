"""The words of the vocabularies: each has a label and a meaning in both languages."""

from __future__ import annotations

import pytest

from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS, find_word
from cbi_cli.core.vocabulary_meanings import VOCABULARY_MEANINGS, word_meaning

WORDS = [(name, word) for name, words in VOCABULARIES.items() for word in words]


def test_the_words_of_a_vocabulary_are_those_that_have_a_label_and_a_meaning() -> None:
    words = {name: list(found) for name, found in VOCABULARIES.items()}
    assert {name: list(found) for name, found in VOCABULARY_LABELS.items()} == words
    assert {name: sorted(found) for name, found in VOCABULARY_MEANINGS.items()} == {
        name: sorted(found) for name, found in words.items()
    }


@pytest.mark.parametrize(("vocabulary", "word"), WORDS)
def test_a_meaning_is_one_sentence_in_each_language(vocabulary: str, word: str) -> None:
    english, spanish = (word_meaning(vocabulary, word, lang) for lang in ("en", "es"))
    assert english != spanish
    for sentence in (english, spanish):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0


def test_no_two_words_of_a_vocabulary_mean_the_same() -> None:
    for meanings in VOCABULARY_MEANINGS.values():
        for lang in (0, 1):
            assert len({sentences[lang] for sentences in meanings.values()}) == len(meanings)


@pytest.mark.parametrize(
    ("vocabulary", "text", "word"),
    [
        ("level", "Presidencia electa", "president-elect"),
        ("mode", "not known", "unknown"),
        ("mode", "no se sabe", "unknown"),
        ("kind", "trabajos", "work"),
        ("office", "Gobernaci\u00f3n", "interior"),
        ("office", "primer ministro", "prime-minister"),
        ("office", "Vice presidency", "vice-presidency"),
        ("office", "agriculture", "agriculture"),
    ],
)
def test_new_words_are_found_by_their_labels(vocabulary: str, text: str, word: str) -> None:
    assert find_word(vocabulary, text) == word
