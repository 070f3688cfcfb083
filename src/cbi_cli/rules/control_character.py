"""A text holds a character that cannot be seen.

Control characters, direction marks and zero-width characters come from copying. They can hide words, break a terminal,
or make two equal texts differ.

To mend it, type the text anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.base import texts

CHECK = Check("CBI407", "control-character", "error")


_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every text with such a character."""
    for file, path, text in texts(dataset):
        found = _HIDDEN.search(text)
        if found:
            message = f"the text holds the character U+{ord(found[0]):04X}, which cannot be seen"
            yield Fault(CHECK.code, file, path, message, "type the text anew without it")
