"""The command line as Typer sees it: help, completion, and every way of writing a call, right or wrong."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from cbi_cli.cli.completers import sanitize_completions
from cbi_cli.cli.exit_codes import INTERRUPTED, OK
from cbi_cli.cli.options import make_settings
from cbi_cli.cli.parser import (
    HEADINGS,
    Completions,
    Environment,
    Parameter,
    refuse_empty,
    refuse_empty_variable,
    refuse_repeated,
)
from cbi_cli.cli.registry import COMMANDS, GROUPS, Command, load_command
from cbi_cli.cli.suggest import rewrite_usage_message, suggest_usage
from cbi_cli.core.docs import get_docstring
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import read_environment


def make_app(names: Iterable[str] = COMMANDS, environ: Environment | None = None) -> typer.Typer:
    """Return the program with these commands: a call that names its command loads no other."""
    environ = read_environment() if environ is None else environ
    app = typer.Typer(
        cls=_Program,
        help="Scorecards that can be audited, from dated and sourced events kept as TOML in git.",
        epilog="`cbi help COMMAND` shows each command with examples.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_program_callback)
    for name in names:
        app.command(name, cls=_Command)(_as_typer_command(load_command(name), environ))
    return app


class _Program(TyperGroup):
    """The program, whose help lists the commands in groups."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, each group under its heading and all in the same columns."""
        width = max(len(name) for name in self.commands)
        for group, members in GROUPS.items():
            known = [(name, self.commands[name]) for name in members if name in self.commands]
            rows = [(f"{name:{width}}", one.get_short_help_str(formatter.width)) for name, one in known]
            if rows:
                with formatter.section(group):
                    formatter.write_dl(rows)


class _Command(TyperCommand):
    """A command that refuses an option with one value if it is given several times, as `parse_args` does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a call; CbiError if an option is repeated that takes one value."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for param in self.get_params(ctx):
            is_single = isinstance(param, TyperOption) and not param.multiple and not param.is_flag
            if is_single:
                refuse_repeated(param.opts, order.count(param))
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, each group of options under its heading and all in the same columns."""
        groups: dict[str, list[tuple[str, str]]] = {heading: [] for heading in HEADINGS}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                heading = getattr(param, "rich_help_panel", None) or "Options"
                heading = heading if isinstance(param, TyperOption) else "Arguments"
                groups[heading].append(record)
        longest = max((len(name) for records in groups.values() for name, _ in records), default=0)
        # As wide as Typer makes the column at most; a longer name is on a line of its own.
        width = min(longest, 30)
        for heading, records in groups.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl([(f"{name:{width}}", text) for name, text in records])


def _as_typer_command(command: Command, environ: Environment) -> Callable[..., int]:
    """Return a function with the signature that Typer makes an interface of."""
    parameters = command.parameters

    def wrapper(ctx: typer.Context, **given: Any) -> int:
        for parameter in parameters:
            _refuse_empty_value(parameter, given[parameter.attribute], ctx, environ)
            if parameter.is_path and given[parameter.attribute] is not None:
                given[parameter.attribute] = Path(given[parameter.attribute])
        options = command.options(**given)
        return command.run(options, make_settings(options, environ))

    wrapper.__doc__ = get_docstring(command.run)
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    signature = inspect.Signature([context, *(_as_typer_parameter(one, environ) for one in parameters)])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    return wrapper


def _refuse_empty_value(parameter: Parameter, value: Any, ctx: typer.Context, environ: Environment) -> None:
    """Raise CbiError if a parameter, or the variable that gives it, is empty."""
    source = ctx.get_parameter_source(parameter.attribute)
    if source is None or source.name != "COMMANDLINE":
        refuse_empty_variable(parameter, environ)
    else:
        refuse_empty(parameter, value if isinstance(value, list) else [value])


def _as_typer_parameter(parameter: Parameter, environ: Environment) -> inspect.Parameter:
    more: dict[str, Any] = {"metavar": parameter.metavar, "help": parameter.help, "rich_help_panel": parameter.heading}
    if parameter.completer:
        more["autocompletion"] = _as_typer_completer(parameter, environ)
    if parameter.names:
        info = typer.Option(*parameter.names, envvar=parameter.envvar, **more)
    else:
        info = typer.Argument(**more)
    # A path stays text, in which an empty one can be seen.
    kind = parameter.type
    if parameter.is_path:
        kind = str if kind is Path else str | None
    default = inspect.Parameter.empty if parameter.default is ... else parameter.default
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(parameter.attribute, keyword, default=default, annotation=Annotated[kind, info])


def _as_typer_completer(parameter: Parameter, environ: Environment) -> Callable[[str], Completions]:
    return lambda incomplete: sanitize_completions(parameter.complete(environ, incomplete))


def _program_callback(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Take the options of the program itself."""
    # The option is here for the help. Whoever begins a call with it is answered by `cbi_cli.__main__`.


def run_with_typer(words: Sequence[str], environ: Environment | None = None) -> int:
    """Run a call as Typer reads it, and return its exit code. Raises CbiError for one that Typer refuses."""
    named = words[:1] if words and words[0] in COMMANDS else COMMANDS
    try:
        code = make_app(named, environ)(list(words) or ["--help"], prog_name="cbi", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        # So Typer ends help and completion, with 1 where nobody reads them any more.
        if isinstance(end.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        code = end.code
    except TyperException as error:
        guess = suggest_usage(words)
        raise CbiError(rewrite_usage_message(error.format_message(), guess), guess) from None
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else OK
