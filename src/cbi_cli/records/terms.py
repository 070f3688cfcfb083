"""What a dataset itself says of the form of its records: its languages, and words of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.language_codes import is_language
from cbi_cli.core.vocabulary import OWN_VOCABULARIES, VOCABULARIES, OwnWord


class Terms(NamedTuple):
    """The languages of a dataset, in the order of `dataset.toml`; none if they are not known.

    `words` are those that it adds to the vocabularies.
    """

    languages: tuple[str, ...] = ()
    words: tuple[OwnWord, ...] = ()


NO_TERMS = Terms()
"""Those of a dataset that says nothing of itself, or of which it is not known."""


def read_terms(table: Mapping[str, Any]) -> Terms:
    """Return what the table of `dataset.toml` says, valid or not."""
    languages = table.get("languages")
    # If one could not be read, it is not known which texts must be translated.
    if not isinstance(languages, list) or not all(is_language(language) for language in languages):
        languages = []
    vocabulary = table.get("vocabulary")
    words = _read_words(vocabulary)
    return Terms(tuple(languages), tuple(words))


def _read_words(tables: Any) -> Iterator[OwnWord]:
    """Yield the words in the table `vocabulary` that can be used, each once."""
    if not isinstance(tables, dict):
        return
    for vocabulary in OWN_VOCABULARIES:
        words = tables.get(vocabulary)
        if not isinstance(words, list):
            continue
        known = set(VOCABULARIES[vocabulary])
        for word in words:
            if not isinstance(word, dict):
                continue
            word_id = word.get("id")
            if not isinstance(word_id, str) or word_id in known:
                continue
            known.add(word_id)
            labels = _texts(word, "label")
            meanings = _texts(word, "when")
            yield OwnWord(vocabulary, word_id, labels, meanings)


def _texts(table: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    """Return the texts of a key by language; that of the plain key has an empty code."""
    texts: list[tuple[str, str]] = []
    prefix = f"{key}_"
    for name, text in table.items():
        if not isinstance(text, str):
            continue
        code = ""
        if name != key:
            ending = name.removeprefix(prefix)
            code = ending.replace("_", "-")
            if ending == name or not is_language(code):
                continue
        texts.append((code, text))
    return tuple(texts)


def terms_to_json(terms: Terms) -> str:
    """Return the terms as the meta data of a snapshot have them."""
    return json.dumps([terms.languages, terms.words], ensure_ascii=False)


def terms_from_meta(meta: Mapping[str, str]) -> Terms:
    """Return the terms in the meta data of a snapshot."""
    if "terms" not in meta:
        return NO_TERMS
    languages, words = json.loads(meta["terms"])
    own: list[OwnWord] = []
    for vocabulary, word_id, labels, meanings in words:
        word = OwnWord(vocabulary, word_id, _pairs(labels), _pairs(meanings))
        own.append(word)
    return Terms(tuple(languages), tuple(own))


def _pairs(texts: list[list[str]]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for language, text in texts:
        pairs.append((language, text))
    return tuple(pairs)
