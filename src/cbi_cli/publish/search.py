"""The search index of the site, in small files that `static/search.js` loads as they are needed.

Each file is a script with one call, `cbiShard(NAME, VALUE)`: a page that was opened from a disk may load scripts, but
no other files. The entries (`search_entries`) have numbers, from the best one on.

    search/t-<key>.js         words that begin alike: the word, the numbers of the entries that have it in their name,
                              and after a `|` those that have it elsewhere
    search/f-<facet>.js       the same for the values of a facet, such as the years
    search/<lang>/d-<n>.js    what is shown of `SHARD_SIZE` entries: path, title, label, dates, language of the title
    search/<lang>/index.js    how many entries there are, the keys of words, the labels, letters that are folded
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from cbi_cli.core.folding import TYPED_EQUIVALENTS
from cbi_cli.core.languages import plain_language
from cbi_cli.core.sanitize import escape_hidden_characters, one_line
from cbi_cli.core.vocabulary import OwnWords
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.publish.search_entries import SearchEntry, iter_entries, split_words
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.views.common import word_label
from cbi_cli.views.records import one_kind_name

SHARD_SIZE = 100
"""How many results share a file."""

FACETS = ("kind", "level", "institution", "year")
"""What narrows a search, by the names of the fields of the form."""

_SCRIPT_LETTERS = {"ß": "ss", "ς": "σ"}
"""What JavaScript leaves alone when it makes letters small."""

_NUMBER = "L"
"""The type of the numbers of entries in an array."""

_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield the files of the index."""
    index = SearchIndex()
    writers = [_ResultWriter(site, get_translator(lang)) for lang in site.languages]
    for number, entry in enumerate(iter_entries(site.snapshot)):
        index.add(number, entry)
        for writer in writers:
            yield from writer.add(entry)
    yield from index.files()
    for writer in writers:
        yield from writer.finish(index.keys())


class SearchIndex:
    """The numbers of the entries in which each word occurs, and to which each value of a facet applies."""

    def __init__(self) -> None:
        # Arrays take a fraction of the memory of lists.
        self._named: dict[str, array[int]] = {}
        self._others: dict[str, array[int]] = {}
        self._facets: dict[str, dict[str, array[int]]] = {}
        for facet in FACETS:
            self._facets[facet] = {}

    def add(self, number: int, entry: SearchEntry) -> None:
        """Add an entry, of which the number is higher than those before."""
        named = split_words(entry.name)
        for word in named:
            self._named.setdefault(word, array(_NUMBER)).append(number)
        for word in split_words(entry.text) - named:
            self._others.setdefault(word, array(_NUMBER)).append(number)
        for facet, values in facet_values(entry).items():
            numbers_by_value = self._facets[facet]
            for value in values:
                numbers_by_value.setdefault(value, array(_NUMBER)).append(number)

    def keys(self) -> list[str]:
        """Return the keys of the files with words."""
        return sorted({shard_key(word) for word in self._all_words()})

    def files(self) -> Iterator[SiteFile]:
        """Yield the files with words and those with facets."""
        shards: dict[str, dict[str, str]] = {}
        for word in sorted(self._all_words()):
            key = shard_key(word)
            shard = shards.setdefault(key, {})
            shard[word] = self._encode_word(word)
        for key, words in shards.items():
            yield _shard_file(f"t-{key}", words)
        for facet, numbers_by_value in self._facets.items():
            encoded: dict[str, str] = {}
            for value in sorted(numbers_by_value):
                encoded[value] = encode_numbers(numbers_by_value[value])
            yield _shard_file(f"f-{facet}", encoded)

    def _all_words(self) -> set[str]:
        return self._named.keys() | self._others.keys()

    def _encode_word(self, word: str) -> str:
        named = encode_numbers(self._named.get(word, ()))
        others = encode_numbers(self._others.get(word, ()))
        if not others:
            return named
        return f"{named}|{others}"


class _ResultWriter:
    """What is shown of the results in one language."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._plain = plain_language(site.dataset["languages"])
        self._own_words = site.snapshot.own_words()
        self._labels: dict[str, int] = {}
        self._results: list[list[Any]] = []
        self._count = 0

    def add(self, entry: SearchEntry) -> Iterator[SiteFile]:
        """Add an entry; yield a file when it is full."""
        self._results.append(self._result(entry))
        self._count += 1
        if len(self._results) == SHARD_SIZE:
            yield self._take_file()

    def finish(self, keys: Sequence[str]) -> Iterator[SiteFile]:
        """Yield the last file with results, and the one that the script loads first."""
        if self._results:
            yield self._take_file()
        index = {
            "count": self._count,
            "size": SHARD_SIZE,
            "keys": list(keys),
            "labels": list(self._labels),
            "letters": TYPED_EQUIVALENTS | _SCRIPT_LETTERS,
        }
        yield _shard_file(f"{self._tr.lang}/index", index)

    def _take_file(self) -> SiteFile:
        number = (self._count - 1) // SHARD_SIZE
        results = self._results
        self._results = []
        return _shard_file(f"{self._tr.lang}/d-{number}", results)

    def _result(self, entry: SearchEntry) -> list[Any]:
        addresses = self._site.addresses
        if entry.kind == "withdrawn":
            path = addresses.former(entry.former_kind, entry.id)
        else:
            path = addresses.record(entry.kind, entry.id)
        title = one_line(entry.title.text(self._tr.data_lang))
        label = entry_label(entry, self._tr, self._own_words)
        number = self._labels.setdefault(label, len(self._labels))
        dates = self._tr.dates(entry.start, entry.end) if entry.start else ""
        result: list[Any] = [path, title, number, dates]
        language = self._title_language(entry)
        if language != self._tr.lang:
            result.append(language)
        return result

    def _title_language(self, entry: SearchEntry) -> str:
        if entry.title_language:
            return entry.title_language
        if entry.title.text(self._tr.data_lang) == entry.title.en:
            return self._plain
        return self._tr.data_lang


def facet_values(entry: SearchEntry) -> dict[str, list[str]]:
    """Return the values of each facet that apply to an entry."""
    kinds = [entry.kind]
    levels: list[str] = []
    if entry.event_kind:
        kinds.append(event_kind_value(entry.event_kind))
        levels.append(entry.level)
    years = [str(year) for year in entry.years]
    return {"kind": kinds, "level": levels, "institution": list(entry.institutions), "year": years}


def event_kind_value(kind: str) -> str:
    """Return the value of the facet `kind` for a kind of events, which may have the name of a kind of records."""
    return f"event-{kind}"


def entry_label(entry: SearchEntry, tr: Translator, own: OwnWords) -> str:
    """Say in a few words what kind of record an entry is."""
    if entry.kind != "event":
        return one_kind_name(entry.kind, tr)
    kind = word_label(tr, own, "kind", entry.event_kind)
    level = word_label(tr, own, "level", entry.level)
    return capitalize(f"{kind}, {level}")


def capitalize(label: str) -> str:
    """Return a label with a capital letter at its beginning."""
    return label[:1].upper() + label[1:]


def shard_key(word: str) -> str:
    """Return the key of the file that has a word: its first two letters, or the year with which it begins.

    Other characters than a to z and digits cannot be in every file name; a word that begins with one has its number.
    """
    if word[:4].isdigit() and word[:4].isascii() and len(word) > 3:
        return word[:4]
    if not word[0].isascii():
        return f"u{ord(word[0]):x}"
    second = word[1:2]
    if not second.isascii():
        second = "_"
    return word[0] + second


def encode_numbers(numbers: Sequence[int]) -> str:
    """Write ascending numbers in base 36, each as the distance to what would be the next one.

    A number that others follow without a distance has their count after a plus sign: `0+2 4` are 0, 1, 2 and 7.
    """
    parts: list[str] = []
    expected = 0
    position = 0
    while position < len(numbers):
        first = numbers[position]
        length = 1
        while position + length < len(numbers) and numbers[position + length] == first + length:
            length += 1
        text = to_base_36(first - expected)
        if length > 1:
            text = f"{text}+{to_base_36(length - 1)}"
        parts.append(text)
        expected = first + length
        position += length
    return " ".join(parts)


def to_base_36(number: int) -> str:
    """Write a number in base 36, as JavaScript reads it."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _BASE_36[digit] + digits
    return _BASE_36[number] + digits


def _shard_file(name: str, value: object) -> SiteFile:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # The file is a script: nothing in it may look like markup, wherever it is pasted.
    harmless = escape_hidden_characters(text).replace("<", "\\u003c")
    call = f'cbiShard("{name}",{harmless});\n'
    return SiteFile(f"search/{name}.js", call.encode())
