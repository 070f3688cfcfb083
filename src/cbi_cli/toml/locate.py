"""Find the place of a record or a field of a document, for findings and for what is put in beside it."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.document import Document


class KeyRange(NamedTuple):
    """Where a key is, and where its value is; an item of a list has no key, and its value stands for it."""

    key: TextRange
    value: TextRange


def locate(document: Document, path: KeyPath) -> KeyRange:
    """Return the place of a path in a document, or of the nearest thing above it; the first line if there is none."""
    tree = document.tree
    node = tree.nearest(path)
    if node is not tree.root:
        return KeyRange(tree.region(node.key), tree.region(node.value))
    first = document.text.split("\n", 1)[0].removesuffix("\r")
    region = TextRange(1, 1, 1, 1 + len(first))
    return KeyRange(region, region)
