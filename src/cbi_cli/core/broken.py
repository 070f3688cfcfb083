"""Placeholders for values that could not be read.

No check takes them for values.
"""

from __future__ import annotations

from typing import NoReturn


class BrokenValue(Exception):
    """Raised when a value that could not be read is used.

    The check that uses it reports nothing.
    """


class BrokenAttribute(BrokenValue, AttributeError):
    """The same for an attribute, so that `hasattr` is false."""


class Broken:
    """The placeholder of an item of a list that could not be read.

    Each use of it raises `BrokenValue`. So `"us" in ("us", BROKEN)` is true, and `"mx" in ("us", BROKEN)` cannot be
    decided.
    """

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise BrokenValue

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __str__ = __format__ = __bool__ = _refuse

    def __getattr__(self, name: str) -> NoReturn:
        """Raise `BrokenAttribute` for every name."""
        raise BrokenAttribute(name)

    def __repr__(self) -> str:
        """Return a name for people who debug."""
        return "BROKEN"


BROKEN = Broken()
"""The only instance."""
