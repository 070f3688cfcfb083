"""The command line as Typer sees it.

Typer handles help, completion, and every way of writing a call, right or wrong.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from cbi_cli.cli.completers import sanitize_completions
from cbi_cli.cli.exit_codes import INTERRUPTED, OK
from cbi_cli.cli.help_texts import (
    PROGRAM_EPILOG,
    PROGRAM_HELP,
    VERSION_HELP,
    translate_docstring,
)
from cbi_cli.cli.option_texts import translate_option_help
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
from cbi_cli.cli.registry import COMMANDS, GROUPS, Command, load_command, split_call
from cbi_cli.cli.suggest import rewrite_usage_message, suggest_usage
from cbi_cli.core.docs import get_docstring
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import find_lang, read_environment
from cbi_cli.i18n.translator import Translator, get_translator


def make_app(
    names: Iterable[str] = COMMANDS, environ: Environment | None = None, translator: Translator | None = None
) -> typer.Typer:
    """Return the program with these commands.

    A call that names its command loads no other.
    """
    environ = read_environment() if environ is None else environ
    translator = translator or get_translator("en")
    app = typer.Typer(
        cls=_Program,
        help=translator.gettext(PROGRAM_HELP),
        epilog=translator.gettext(PROGRAM_EPILOG),
        # Otherwise Typer would load Rich for the help.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "obj": translator},
    )
    app.callback()(_program_callback)
    for name in names:
        app.command(name, cls=_Command)(_as_typer_command(load_command(name), environ, translator))
    return app


class _TranslatedUsage:
    """A command or the program, in the language of the call.

    Its usage and its options are translated.
    """

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that begins with `Usage:`."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=ctx.obj.gettext("Usage: "))


class _Program(_TranslatedUsage, TyperGroup):
    """The program, whose help lists the commands in groups."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options of the program itself, and then the commands."""
        _write_sections(ctx, formatter, {"Options": self.get_params(ctx)}, align=False)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, each group under its heading.

        All are in the same columns.
        """
        width = max(len(name) for name in self.commands)
        for group, members in GROUPS.items():
            rows: list[tuple[str, str]] = []
            for name in members:
                if name in self.commands:
                    summary = self.commands[name].get_short_help_str(formatter.width)
                    rows.append((f"{name:{width}}", summary))
            if rows:
                with formatter.section(ctx.obj.gettext(group)):
                    formatter.write_dl(rows)


class _Command(_TranslatedUsage, TyperCommand):
    """A command that refuses a repeated option with one value.

    `parse_args` does so, too.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a call.

        Raises CbiError if an option is repeated that takes one value.
        """
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for param in self.get_params(ctx):
            if isinstance(param, TyperOption) and not param.multiple and not param.is_flag:
                refuse_repeated(param.opts, order.count(param))
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, each group under its heading.

        All are in the same columns.
        """
        groups: dict[str, list[Any]] = {heading: [] for heading in HEADINGS}
        for param in self.get_params(ctx):
            if isinstance(param, TyperOption):
                groups[param.rich_help_panel or "Options"].append(param)
            else:
                groups["Arguments"].append(param)
        _write_sections(ctx, formatter, groups)


def _write_sections(ctx: Any, formatter: Any, groups: Mapping[str, Sequence[Any]], align: bool = True) -> None:
    """Write options and arguments under their headings.

    With `align`, all are in the same columns.
    """
    translator: Translator = ctx.obj
    sections: dict[str, list[tuple[str, str]]] = {}
    longest = 0
    for heading, params in groups.items():
        for param in params:
            record = param.get_help_record(ctx)
            if record is not None:
                name, text = record
                longest = max(longest, len(name))
                sections.setdefault(heading, []).append((name, translate_option_help(text, translator)))
    # As wide as Typer makes the column at most; a longer name is on a line of its own.
    width = min(longest, 30) if align else 0
    for heading, records in sections.items():
        with formatter.section(translator.gettext(heading)):
            formatter.write_dl([(f"{name:{width}}", text) for name, text in records])


def _as_typer_command(command: Command, environ: Environment, translator: Translator) -> Callable[..., int]:
    """Return a function with the signature that Typer makes an interface of."""
    parameters = command.parameters

    def wrapper(ctx: typer.Context, **values: Any) -> int:
        for parameter in parameters:
            value = values[parameter.attribute]
            _refuse_empty_value(parameter, value, ctx, environ)
            if parameter.is_path and value is not None:
                values[parameter.attribute] = Path(value)
        options = command.options(**values)
        return command.run(options, make_settings(options, environ))

    wrapper.__doc__ = translate_docstring(get_docstring(command.run), translator)
    signature = [inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    signature += [_as_typer_parameter(parameter, environ) for parameter in parameters]
    wrapper.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    return wrapper


def _refuse_empty_value(parameter: Parameter, value: Any, ctx: typer.Context, environ: Environment) -> None:
    """Raise CbiError if a parameter, or the variable that gives it, is empty."""
    source = ctx.get_parameter_source(parameter.attribute)
    if source is None or source.name != "COMMANDLINE":
        refuse_empty_variable(parameter, environ)
        return
    words = value if isinstance(value, list) else [value]
    refuse_empty(parameter, words)


def _as_typer_parameter(parameter: Parameter, environ: Environment) -> inspect.Parameter:
    settings: dict[str, Any] = {"metavar": parameter.metavar, "help": parameter.help}
    settings["rich_help_panel"] = parameter.heading
    if parameter.completer:
        settings["autocompletion"] = _as_typer_completer(parameter, environ)
    if parameter.names:
        info = typer.Option(*parameter.names, envvar=parameter.envvar, **settings)
    else:
        info = typer.Argument(**settings)
    # A path stays text, in which an empty one can be seen.
    kind = parameter.type
    if kind is Path:
        kind = str
    elif parameter.is_path:
        kind = str | None
    if parameter.allowed:
        kind = Literal[parameter.allowed] | None
    default = parameter.default
    if default is ...:
        default = inspect.Parameter.empty
    return inspect.Parameter(
        parameter.attribute, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info]
    )


def _as_typer_completer(parameter: Parameter, environ: Environment) -> Callable[[str], Completions]:
    return lambda incomplete: sanitize_completions(parameter.complete(environ, incomplete))


def _program_callback(
    version: Annotated[bool, typer.Option("--version", help=VERSION_HELP)] = False,
) -> None:
    """Take the options of the program itself."""
    # The option is here for the help. A call that begins with it is answered by `cbi_cli.__main__`.


def run_with_typer(words: Sequence[str], environ: Environment | None = None) -> int:
    """Run a call as Typer reads it, and return its exit code.

    Raises CbiError for one that Typer refuses.
    """
    environ = read_environment() if environ is None else environ
    names = list(COMMANDS)
    args = list(words) or ["--help"]
    name, rest = split_call(args)
    if name in COMMANDS:
        names = [name]
        args = [name, *rest]
    app = make_app(names, environ, get_translator(find_lang(words, environ)))
    code: object
    try:
        code = app(args, prog_name="cbi", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        # Typer ends help and completion so, with 1 if the reader of stdout is gone.
        if isinstance(end.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        code = end.code
    except TyperException as error:
        hint = suggest_usage(words)
        raise CbiError(rewrite_usage_message(error.format_message(), hint), hint) from None
    # Typer turns an interrupt into this exit code.
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    if isinstance(code, int):
        return code
    return OK
