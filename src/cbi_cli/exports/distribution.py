"""A file in which a dataset can be had, and addresses that metadata of a dataset contain."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPDX_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"]+")


class Distribution(NamedTuple):
    """A file of an export.

    `address` is its full address, or its path from the metadata. `size` is in bytes, None if it is not known.
    """

    title: str
    address: str
    media_type: str
    size: int | None = None
    sha256: str = ""


def license_address(name: str) -> str:
    """Return the address of a license by its SPDX name, empty for a text that is no such name."""
    if not _SPDX_NAME.fullmatch(name):
        return ""
    return f"https://spdx.org/licenses/{name}.html"


def doi_address(doi: str) -> str:
    """Return the address of a DOI, with or without it in front already; empty for another text."""
    name = doi.removeprefix("https://doi.org/")
    if not _DOI.fullmatch(name):
        return ""
    return f"https://doi.org/{name}"
