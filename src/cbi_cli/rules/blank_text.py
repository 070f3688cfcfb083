"""A text has nothing in it that a reader sees.

Finds texts of spaces, line ends and invisible characters only, as a title `"  "` or a name `"\\u200B"`.

Such a text passes for a title, and every report has a hole in its place.

To correct it, write the text. Delete the key if it can be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbi_cli.core.characters import BLANK, is_blank
from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.texts import strings

CHECK = Check("CBI107", "blank-text", "error")
_PERHAPS = re.compile(r"([\"'])\s+\1|\\[bfeuUxtnr\s]")
"""Quotes around spaces, or an escape, which can stand for anything. Most files have neither."""
_INVISIBLE = re.compile(rf"(?!\s){BLANK}")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield the texts that are blank and not empty."""
    for document in dataset.documents.values():
        text = document.clean
        if not _PERHAPS.search(text) and not any(map(_INVISIBLE.match, set(text))):
            continue
        for path, value in strings(document.data):
            if value and is_blank(value):
                key = next((part for part in reversed(path) if isinstance(part, str)), "")
                message = f"the text of `{key}` is blank"
                yield Fault(CHECK.code, document.name, path, message, "write a text, or delete the key")
