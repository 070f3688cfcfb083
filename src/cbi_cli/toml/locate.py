"""Find the place of a record or a field of a document.

It is for findings and for texts inserted next to it.
"""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.document import Document


class KeyRange(NamedTuple):
    """The places of a key and of its value.

    An item of a list has no key, so both are those of its value.
    """

    key: TextRange
    value: TextRange


def locate(document: Document, path: KeyPath) -> KeyRange:
    """Return the place of a path in a document.

    If the path does not exist, it is the place of the nearest parent; the first line if there is none.
    """
    tree = document.tree
    node = tree.nearest(path)
    if node is tree.root:
        first_line = document.text.split("\n", 1)[0].removesuffix("\r")
        region = TextRange(1, 1, 1, 1 + len(first_line))
        return KeyRange(region, region)
    key = tree.region(node.key)
    value = tree.region(node.value)
    return KeyRange(key, value)
