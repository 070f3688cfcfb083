"""Texts for people that can still be translated when they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

_JSON_TYPES = frozenset({str, int})


class Count(int):
    """A number of things, which has a comma between thousands wherever it is written into a text for people.

    People write so in English and in Mexican Spanish. Years are no counts. In JSON it is a plain number.
    """

    __slots__ = ()

    def __format__(self, spec: str, /) -> str:
        """Write the number; a specification replaces the comma."""
        return format(int(self), spec or ",")

    def __str__(self) -> str:
        """Write the number with commas."""
        return f"{self}"


class Message(str):
    """An English text that knows its template and its values.

    It can be used as any other text, and is English then. What shows it to a person translates the template and fills
    in the values again. A value may be a message itself. With a `plural`, the template is for one thing, and `number`
    is how many things there are.
    """

    __slots__ = ("number", "plural", "template", "values")

    template: str
    values: Mapping[str, object]
    plural: str
    number: int

    def __new__(cls, template: str, values: Mapping[str, object], plural: str = "", number: int = 1) -> Message:
        """Fill the values into the English template."""
        # A text without values is not a template: it may contain braces.
        english = template
        if plural and number != 1:
            english = plural
        if values:
            shown = values
            if plural:
                shown = {**values, "n": Count(number)}
            english = english.format_map(shown)
        self = str.__new__(cls, english)
        self.template = template
        self.values = values
        self.plural = plural
        self.number = number
        return self

    def __str__(self) -> str:
        """Return the message itself.

        So the `str()` of an exception can be translated, too.
        """
        return self

    def __reduce__(self) -> tuple[type[Message], tuple[Any, ...]]:
        """Let other processes have the message with its parts."""
        return Message, (self.template, dict(self.values), self.plural, self.number)


def message(template: str, /, **values: object) -> Message:
    """Make a message of a template with the names of values in braces."""
    if not values:
        return _constant_message(template)
    return Message(template, values)


def plural_message(singular: str, plural: str, n: int, /, **values: object) -> Message:
    """Make a message with a number, which is filled in for `{n}`."""
    return Message(singular, {"n": n, **values}, plural, n)


def join_messages(texts: Sequence[str], separator: str) -> str:
    """Join texts into one.

    Those that are messages can still be translated.
    """
    if not any(isinstance(text, Message) for text in texts):
        return separator.join(texts)
    # A template of nothing but places is the same in every language.
    values = {f"item{number}": text for number, text in enumerate(texts)}
    places = [f"{{{name}}}" for name in values]
    return Message(separator.join(places), values)


def message_to_json(text: str) -> Any:
    """Return a text as a value of JSON.

    This is a list of its parts if it is a message, else the text itself. Values other than numbers and texts become
    texts.
    """
    if not isinstance(text, Message):
        return text
    if not text.values:
        return [text.template]
    values: dict[str, Any] = {}
    for name, value in text.values.items():
        # Most values are plain texts and numbers.
        if type(value) in _JSON_TYPES:
            values[name] = value
        elif isinstance(value, Message):
            values[name] = message_to_json(value)
        else:
            values[name] = str(value)
    if text.plural:
        return [text.template, values, text.plural, text.number]
    return [text.template, values]


def message_from_json(value: Any) -> str:
    """Return the text or message of a value of JSON.

    This is the inverse of `message_to_json`.
    """
    if isinstance(value, str):
        return value
    if len(value) == 1:
        return _constant_message(value[0])
    values: dict[str, Any] = value[1]
    for name, part in values.items():
        if type(part) is list:
            values[name] = message_from_json(part)
    return Message(*value)


@lru_cache(1024)
def _constant_message(template: str) -> Message:
    """Return a message without values; many findings have the same hint."""
    return Message(template, {})
