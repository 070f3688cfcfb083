"""Find the place of a record or a field of a document, for findings and for what is put in beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cbi_cli.core.findings import Path, Region
from cbi_cli.document.blocks import block_of
from cbi_cli.document.parse import Document
from cbi_cli.document.places import Spot, places


def locate(document: Document, path: Path) -> Spot:
    """The place of a path in a document, or of the nearest thing above it; the first line for the document itself."""
    spot = _in_block(document, path) or _nearest(_known(document.clean) if path else {}, path)
    if spot is not None:
        return spot
    first = document.text.split("\n", 1)[0].removesuffix("\r")
    region = Region(1, 1, 1, 1 + len(first))
    return Spot(region, region)


def _nearest(known: Mapping[Path, Spot], path: Path) -> Spot | None:
    """The place of a path, or of the nearest thing above it that has one."""
    while path:
        if path in known:
            return known[path]
        path = path[:-1]
    return None


def _in_block(document: Document, path: Path) -> Spot | None:
    """The same from the text of one record alone, which is quicker than from the whole; None where that is not sure."""
    key, number, *_ = (*path, None, None)
    block = block_of(document, key, number) if isinstance(key, str) and isinstance(number, int) else None
    spot = _nearest(_known(block.text), (key, 0, *path[2:])) if block and isinstance(key, str) else None
    return Spot(*(_lower(region, block.line - 1) for region in spot)) if block and spot else None


def _lower(region: Region, lines: int) -> Region:
    """A region so many lines further down."""
    return Region(region.line + lines, region.column, region.end_line + lines, region.end_column)


@lru_cache(maxsize=8)
def _known(text: str) -> Mapping[Path, Spot]:
    """The places of a text, kept because the findings of one file come one by one."""
    return places(text)
