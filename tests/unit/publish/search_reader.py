"""Reads the files of a search index as `static/search.js` does, without a browser."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from cbi_cli.publish.search import make_files
from cbi_cli.publish.site import Site

FACETS = ("kind", "level", "institution", "year")


class Found(NamedTuple):
    """A result as the page shows it."""

    path: str
    title: str
    label: str
    dates: str
    language: str


class SearchReader:
    """A search in one language; `loaded` counts the bytes of the files that it needed."""

    def __init__(self, files: Mapping[str, bytes], lang: str) -> None:
        self._files = files
        self._lang = lang
        self._shards: dict[str, Any] = {}
        self.loaded = 0
        self.index = self._load(f"{lang}/index")

    def search(self, text: str, **values: str) -> list[Found]:
        """All results in order."""
        sets = [self._find_word(word) for word in self._split(self._fold(text))]
        sets += [self._find_value(facet, values[facet]) for facet in FACETS if values.get(facet)]
        if not sets:
            return []
        numbers = [number for number in sets[0] if all(number in one for one in sets)]
        numbers.sort(key=lambda number: (-sum(one[number] for one in sets), number))
        return [self._result(number) for number in numbers]

    def paths(self, text: str, **values: str) -> list[str]:
        """The paths of all results in order."""
        return [found.path for found in self.search(text, **values)]

    def _load(self, name: str) -> Any:
        if name not in self._shards:
            content = self._files[f"search/{name}.js"]
            self.loaded += len(content)
            text = content.decode()
            head = f'cbiShard("{name}",'
            assert text.startswith(head)
            assert text.endswith(");\n")
            self._shards[name] = json.loads(text[len(head) : -3])
        return self._shards[name]

    def _fold(self, text: str) -> str:
        letters = unicodedata.normalize("NFKD", text.lower())
        bare = "".join(one for one in letters if unicodedata.category(one)[0] != "M")
        bare = unicodedata.normalize("NFKC", bare).lower()
        return "".join(self.index["letters"].get(one, one) for one in bare)

    def _split(self, text: str) -> list[str]:
        words = re.findall(r"[0-9]{4}(?:-[0-9]{1,2}){1,2}(?![0-9])|[^\W_]+", text)
        return list(dict.fromkeys(word[:40] for word in words))

    def _find_word(self, word: str) -> dict[int, int]:
        found: dict[int, int] = {}
        wanted = _shard_key(word)
        for key in self.index["keys"]:
            if key != wanted and (len(word) < 2 or not key.startswith(word)):
                continue
            for other, numbers in self._load(f"t-{key}").items():
                if not other.startswith(word):
                    continue
                score = 2 if other == word else 1
                named, _, others = numbers.partition("|")
                for number in read_numbers(others):
                    found[number] = max(found.get(number, 0), score)
                for number in read_numbers(named):
                    found[number] = max(found.get(number, 0), score + 2)
        return found

    def _find_value(self, facet: str, value: str) -> dict[int, int]:
        return dict.fromkeys(read_numbers(self._load(f"f-{facet}").get(value)), 0)

    def _result(self, number: int) -> Found:
        shard, place = divmod(number, self.index["size"])
        path, title, label, dates, *language = self._load(f"{self._lang}/d-{shard}")[place]
        return Found(path, title, self.index["labels"][label], dates, "".join(language))


def read_numbers(text: str | None) -> list[int]:
    """The numbers of entries that a text of the index means."""
    numbers: list[int] = []
    expected = 0
    for item in (text or "").split():
        gap, _, run = item.partition("+")
        expected += int(gap, 36)
        for _ in range(int(run or "0", 36) + 1):
            numbers.append(expected)
            expected += 1
    return numbers


def _shard_key(word: str) -> str:
    if re.match("[0-9]{4}", word):
        return word[:4]
    if ord(word[0]) > 127:
        return f"u{ord(word[0]):x}"
    if ord(word[1:2] or "a") > 127:
        return f"{word[0]}_"
    return word[:2]


def index_files(site: Site) -> dict[str, bytes]:
    """The files of the index of a site."""
    return {file.path: file.content for file in make_files(site)}
