"""The options and arguments of commands, declared once: Typer is told of them, and plain calls are read without it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

Offers = list[tuple[str, str]]
"""What can complete a word, each with a few words about it."""


HEADINGS = ("Arguments", "Filters", "Event fields", "Options", "Dataset options", "Output options")
"""The headings of a command's help, in order."""


class Declared(NamedTuple):
    """What the command line says of one parameter: an option has names, an argument none.

    ``complete`` offers what the beginning of a word can become; ``callback`` gets the value and gives the one to use;
    ``group`` is the heading under which help lists an option.
    """

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    envvar: str | None = None
    complete: Callable[[str], Offers] | None = None
    callback: Callable[[Any], Any] | None = None
    group: str = "Options"


class Parameter(NamedTuple):
    """A parameter of a command: its type, and its default, which is `...` where one has to be given."""

    name: str
    kind: Any
    default: Any
    declared: Declared

    @property
    def choices(self) -> tuple[str, ...]:
        """The only words that it can be; none where it can be anything."""
        return next((get_args(one) for one in self._kinds if get_args(one) and get_origin(one) is not list), ())

    @property
    def shown(self) -> str:
        """The name that a person types: of an option its first name, of an argument its metavar."""
        return next(iter(self.declared.names), "") or (self.declared.metavar or self.name.upper()).strip("[].")

    @property
    def is_flag(self) -> bool:
        """Whether it is given by its name alone."""
        return self.kind is bool

    @property
    def is_path(self) -> bool:
        """Whether it names a file or a folder."""
        return Path in self._kinds

    @property
    def is_list(self) -> bool:
        """Whether it can be given several times."""
        return any(get_origin(one) is list for one in self._kinds)

    def offers(self, begun: str) -> Offers:
        """What can complete a word that is begun."""
        if self.declared.complete:
            return self.declared.complete(begun)
        return [(word, "") for word in self.choices if word.startswith(begun)]

    @property
    def _kinds(self) -> tuple[Any, ...]:
        """The type, or those that it may be one of."""
        is_union = type(None) in get_args(self.kind)
        return get_args(self.kind) if is_union else (self.kind,)


def option(*names: str, help: str, **more: Any) -> Declared:  # noqa: A002 - as in every library for this
    """An option with its names, as ``--format`` and ``-f``."""
    return Declared(names, help, **more)


def argument(*, help: str, **more: Any) -> Declared:  # noqa: A002
    """A word that is known by its place."""
    return Declared((), help, **more)


def parameters(command: Callable[..., Any]) -> list[Parameter]:
    """What a call of a command can give, in order: its own parameters, then those that it shares with others."""
    functions = (getattr(command, "__wrapped__", command), *getattr(command, "shared", ()))
    return [one for function in functions for one in own_parameters(function)]


@cache
def own_parameters(function: Any) -> tuple[Parameter, ...]:
    """Return the declared ones among the parameters of a function, or of the function that it wraps."""
    function = getattr(function, "__wrapped__", function)
    code, hints = function.__code__, get_type_hints(function, include_extras=True)
    names = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    known = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    return tuple(
        Parameter(name, hints[name].__origin__, known.get(name, ...), hints[name].__metadata__[0])
        for name in names
        if get_origin(hints[name]) is Annotated
    )
