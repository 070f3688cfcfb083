"""What a dataset itself says of the form of its records: its languages, and words of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.languages import is_language
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
    return Terms(tuple(languages), tuple(_read_words(table.get("vocabulary"))))


def _read_words(tables: Any) -> Iterator[OwnWord]:
    """Yield the words in the table `vocabulary` that can be used, each once."""
    if not isinstance(tables, dict):
        return
    known: set[tuple[str, str]] = set()
    for vocabulary in OWN_VOCABULARIES:
        words = tables.get(vocabulary)
        for word in words if isinstance(words, list) else ():
            word_id = word.get("id") if isinstance(word, dict) else None
            if not isinstance(word_id, str) or word_id in VOCABULARIES[vocabulary]:
                continue
            if (vocabulary, word_id) not in known:
                known.add((vocabulary, word_id))
                yield OwnWord(vocabulary, word_id, _texts(word, "label"), _texts(word, "when"))


def _texts(table: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    """Return the texts of a key by language; that of the plain key has an empty code."""
    texts: list[tuple[str, str]] = []
    for name, text in table.items():
        code = name.removeprefix(key).removeprefix("_").replace("_", "-")
        if isinstance(text, str) and (name == key or (name.startswith(f"{key}_") and is_language(code))):
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
        own.append(OwnWord(vocabulary, word_id, _pairs(labels), _pairs(meanings)))
    return Terms(tuple(languages), tuple(own))


def _pairs(texts: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((language, text) for language, text in texts)
