"""A text has no visible characters.

Finds texts that contain only spaces, line breaks and invisible characters, such as a title `"  "` or a name
`"\\u200B"`.

Such a text counts as a title, but reports show nothing in its place.

To fix it, write the text. If the key is optional, delete it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbi_cli.core.characters import BLANK, find_unusual_characters, is_blank
from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.text_scan import iter_strings

RULE = Rule("CBI107", "blank-text", "error")
_MAYBE_BLANK = tuple(re.compile(pattern) for pattern in (r'"\s+"', r"'\s+'", r"\\[bfeuUxtnr\s]"))
"""Quotes around spaces, or an escape, which can be anything. Most files have neither.

A search for one character that every match begins with is much faster than a search for one of several.
"""
_INVISIBLE = re.compile(rf"(?!\s){BLANK}")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield the texts that are blank but not empty."""
    for document in dataset.documents.values():
        if not _can_be_blank(document.clean):
            continue
        for path, text in iter_strings(document.data):
            # Whether a text may be empty depends on its field, which the models know.
            if text and is_blank(text):
                description = message("the text of `{key}` is blank", key=_last_key(path))
                yield RawFinding(
                    RULE.code, document.name, path, description, message("write a text, or delete the key")
                )


def _can_be_blank(text: str) -> bool:
    """Tell whether the values of a file must be checked one by one."""
    for pattern in _MAYBE_BLANK:
        if pattern.search(text):
            return True
    return any(_INVISIBLE.match(character) for character in find_unusual_characters(text))


def _last_key(path: KeyPath) -> str:
    """Return the key of a value, or of the list that it is in."""
    return next(part for part in reversed(path) if isinstance(part, str))
