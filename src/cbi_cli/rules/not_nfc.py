"""A text is not in the composed Unicode form (NFC).

An accented letter can be one character or a letter with an accent after it. They look the same and are not equal, so
that searches miss one of them.

To mend it, write the accented letters as single characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.base import texts

CHECK = Check("CBI408", "not-nfc", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every text in another form."""
    for file, path, text in texts(dataset):
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            message = "the text has letters with accents written apart (not NFC)"
            yield Fault(CHECK.code, file, path, message, f"write it as {unicodedata.normalize('NFC', text)[:60]!r}")
