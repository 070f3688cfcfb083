"""The options and arguments of commands, declared as classes.

Simple calls are read here, too.

    class GapsOptions(DatedReportOptions):
        series: Annotated[list[str] | None, argument(metavar="[SERIES]...", help="Only these series.")] = None

The class of a command is read here, by `cli.completion`, and by `cli.typer_app`, which makes its help and messages and
reads the ways of writing a call that are rare. Loading Typer costs more than most calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message

HEADINGS = ("Arguments", "Filters", "Event fields", "Record fields", "Options", "Dataset options", "Output options")
"""The headings of a command's help, in order."""

Completions = list[tuple[str, str]]
"""What a word can become, each with a few words about it."""

Environment = Mapping[str, str]
"""The variables that the program knows, as `core.settings` reads them."""

Completer = Callable[[Environment, str], Completions]
"""Returns what a prefix can become, in an environment."""


class NeedsFullParser(Exception):
    """Typer has to read the call.

    It is one for help, has a word that is not a known value, or is written in a rare way.
    """


class Parameter(NamedTuple):
    """An option or an argument of a command; an argument has no `names`.

    `allowed` are the only words that it can be, if its type does not say so. `attribute`, `type` and `default` are
    those of the class that declares it; the default is `...` if a value has to be given. `envvar` is the environment
    variable that gives the value if the call does not. Help lists an option under its `heading`, by default that of its
    class.
    """

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    envvar: str | None = None
    completer: Completer | None = None
    heading: str = ""
    allowed: tuple[str, ...] = ()
    attribute: str = ""
    type: Any = str
    default: Any = ...

    @property
    def display_name(self) -> str:
        """The name that a person types.

        Of an option it is the first name, of an argument the metavar.
        """
        if self.names:
            return self.names[0]
        return (self.metavar or self.attribute.upper()).strip("[].")

    @property
    def is_flag(self) -> bool:
        """Whether it is given by its name alone."""
        return self.type is bool

    @property
    def is_path(self) -> bool:
        """Whether it names a file or a folder."""
        return Path in self._types

    @property
    def is_list(self) -> bool:
        """Whether it can be given several times."""
        return any(get_origin(part) is list for part in self._types)

    @property
    def choices(self) -> tuple[str, ...]:
        """The only words that it can be; none if it can be anything."""
        if self.allowed:
            return self.allowed
        for part in self._types:
            if get_args(part) and get_origin(part) is not list:
                return get_args(part)
        return ()

    @property
    def _types(self) -> tuple[Any, ...]:
        """The type, or those of a union with None."""
        parts = get_args(self.type)
        if type(None) in parts:
            return parts
        return (self.type,)

    def complete(self, environ: Environment, prefix: str) -> Completions:
        """Return what a prefix of its value can become."""
        if self.completer:
            return self.completer(environ, prefix)
        return [(choice, "") for choice in self.choices if choice.startswith(prefix)]


def option(*names: str, help: str, **more: Any) -> Parameter:  # noqa: A002 - as in every library for this
    """Declare an option with its names, such as `--format` and `-f`."""
    return Parameter(names, help, **more)


def argument(*, help: str, **more: Any) -> Parameter:  # noqa: A002
    """Declare a word that is known by its position."""
    return Parameter((), help, **more)


class Options:
    """What a call gives to a command.

    A subclass declares each value as an annotated attribute with its default. Help lists the options that a class
    declares under its `heading`.
    """

    heading = "Options"

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the declared parameters in the order of the help.

        Those of the class come first, then those of its bases.
        """
        hints = get_type_hints(cls, include_extras=True)
        parameters: dict[str, Parameter] = {}
        for base in cls.__mro__:
            heading = vars(base).get("heading", Options.heading)
            for name in getattr(base, "__annotations__", ()):
                hint = hints[name]
                if name in parameters or get_origin(hint) is not Annotated:
                    continue
                declared: Parameter = hint.__metadata__[0]
                parameters[name] = declared._replace(
                    attribute=name,
                    type=hint.__origin__,
                    default=getattr(cls, name, ...),
                    heading=declared.heading or heading,
                )
        return tuple(parameters.values())


AnyOptions = TypeVar("AnyOptions", bound=Options)


def parse_args(options: type[AnyOptions], words: Sequence[str], environ: Environment) -> AnyOptions | None:
    """Return the options of a call as Typer would read them.

    Return None if Typer has to be asked. Raises CbiError for a value that is empty, and for an option that takes one
    value and is given several times.
    """
    parameters = options.parameters()
    values: dict[str, Any] = {}
    try:
        given, pending = group_args(words, parameters)
        if pending:
            raise NeedsFullParser
        for parameter in parameters:
            if parameter.attribute in given:
                refuse_empty(parameter, given[parameter.attribute])
            else:
                refuse_empty_variable(parameter, environ)
        for parameter in parameters:
            values[parameter.attribute] = _resolve_value(parameter, given.get(parameter.attribute, []), environ)
    except NeedsFullParser:
        return None
    return options(**values)


class GroupedArgs(NamedTuple):
    """The words of a call by the attribute that each is for.

    `pending` is the option whose value is still to come.
    """

    given: dict[str, list[str]]
    pending: Parameter | None


def parameters_by_name(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """Return the options by each of their names."""
    by_name: dict[str, Parameter] = {}
    for parameter in parameters:
        by_name.update(dict.fromkeys(parameter.names, parameter))
    return by_name


def group_args(words: Sequence[str], parameters: Sequence[Parameter]) -> GroupedArgs:
    """Sort the words of a call.

    Raises NeedsFullParser for one that only Typer can read.
    """
    by_name = parameters_by_name(parameters)
    given: dict[str, list[str]] = {}
    positionals: list[str] = []
    pending: Parameter | None = None
    for word in words:
        is_option = word.startswith("-")
        if pending:
            # It may be a value that begins with a hyphen, or the value may be missing.
            if is_option:
                raise NeedsFullParser
            given.setdefault(pending.attribute, []).append(word)
            pending = None
        elif is_option:
            name, joined, value = word.partition("=")
            parameter = by_name.get(name)
            # `--flag=x` is an error, and `-f=x` means the value `=x`.
            if parameter is None or (joined and (parameter.is_flag or not name.startswith("--"))):
                raise NeedsFullParser
            if joined or parameter.is_flag:
                given.setdefault(parameter.attribute, []).append(value)
            else:
                pending = parameter
        else:
            positionals.append(word)
    return GroupedArgs(given | _assign_positionals(positionals, parameters), pending)


def _assign_positionals(words: list[str], parameters: Iterable[Parameter]) -> dict[str, list[str]]:
    """Give each argument its words in turn; a list takes all that are left."""
    given: dict[str, list[str]] = {}
    for parameter in parameters:
        if not parameter.names:
            count = len(words) if parameter.is_list else 1
            given[parameter.attribute] = words[:count]
            words = words[count:]
    if words:
        raise NeedsFullParser
    return given


def _resolve_value(parameter: Parameter, words: list[str], environ: Environment) -> Any:
    """Return the value of a parameter.

    It comes from its words, its environment variable, or its default.
    """
    if not words and parameter.envvar and environ.get(parameter.envvar):
        words = [environ[parameter.envvar]]
    if not words:
        if parameter.default is ...:
            raise NeedsFullParser
        return parameter.default
    if parameter.is_flag:
        return True
    if parameter.is_list:
        return words
    refuse_repeated(parameter.names, len(words))
    # Typer makes the message.
    if parameter.choices and words[0] not in parameter.choices:
        raise NeedsFullParser
    if parameter.is_path:
        return Path(words[0])
    return words[0]


def refuse_empty(parameter: Parameter, words: Iterable[str]) -> None:
    """Raise CbiError if a word that is given for a parameter is empty.

    Then a variable of a script was never set. There are no exceptions. An option of `add-event` that is left out is
    asked for, or left out of the event.
    """
    if parameter.is_flag or all(word.strip() for word in words):
        return
    problem = message("{option} is empty", option=parameter.display_name)
    raise CbiError(problem, message("leave it out, or give it a value"))


def refuse_empty_variable(parameter: Parameter, environ: Environment) -> None:
    """Raise CbiError if the variable of a parameter is set and empty."""
    if parameter.envvar and not environ.get(parameter.envvar, "set").strip():
        problem = message("the environment variable {name} is empty", name=parameter.envvar)
        raise CbiError(problem, message("remove it, or give it a value"))


def refuse_repeated(names: Sequence[str], count: int) -> None:
    """Raise CbiError if an option with one value is given several times.

    None of the values can be chosen.
    """
    if count < 2:
        return
    if count == 2:
        problem = message("{option} is given twice, and takes one value", option=names[0])
    else:
        problem = message("{option} is given {n} times, and takes one value", option=names[0], n=count)
    raise CbiError(problem, message("leave one of them out"))
