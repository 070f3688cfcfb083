"""What the rendering of a publication gives."""

from __future__ import annotations

from typing import NamedTuple


class RenderedPublication(NamedTuple):
    """A publication in a format, and what a person has to know of it."""

    content: bytes
    notices: tuple[str, ...] = ()
