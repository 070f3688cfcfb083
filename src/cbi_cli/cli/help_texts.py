"""The texts of help, for the catalogs and for translation."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.cli.parser import HEADINGS
from cbi_cli.cli.registry import COMMANDS, FAMILIES, GROUPS, load_command
from cbi_cli.core.docs import get_docstring
from cbi_cli.i18n.translator import Translator

PROGRAM_HELP = "Scorecards that can be audited, from dated and sourced events kept as TOML in git."
PROGRAM_EPILOG = (
    "`cbi` alone shows the dataset in use and what to do next. `cbi help COMMAND` shows each command with examples."
)
VERSION_HELP = "Show the version and exit."

TYPER_TEXTS = (
    "Usage: ",
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
    "required",
    "default: ",
    "env var: ",
)
"""The texts that Typer puts into help by itself."""


def translate_docstring(docstring: str, translator: Translator) -> str:
    """Translate the paragraphs of a command's docstring.

    Of its examples, translate only the heading.
    """
    paragraphs: list[str] = []
    for paragraph in docstring.split("\n\n"):
        if paragraph.startswith("\b\n"):
            mark, heading, *examples = paragraph.split("\n")
            paragraphs.append("\n".join([mark, translator.gettext(heading), *examples]))
        else:
            paragraphs.append(translator.gettext(_join_lines(paragraph)))
    return "\n\n".join(paragraphs)


def summarize_command(name: str, translator: Translator) -> str:
    """Return the first line of a command's help."""
    return translator.gettext(get_docstring(load_command(name).run).partition("\n")[0])


def describe_family(first_word: str, translator: Translator) -> str:
    """Return the help of the commands whose names begin with a word."""
    names = FAMILIES[first_word]
    width = max(len(name) for name in names)
    usage = translator.gettext("Usage: ")
    lines = [f"{usage}cbi {first_word} COMMAND [ARGS]...", ""]
    lines += [f"  {name:{width}}  {summarize_command(name, translator)}" for name in names]
    lines += ["", "  " + translator.gettext(PROGRAM_EPILOG)]
    return "\n".join(lines) + "\n"


def find_help_texts() -> Iterator[tuple[str, str]]:
    """Yield the texts of help that are not arguments of `gettext`.

    Each comes with the module that has it.
    """
    from cbi_cli.cli.record_fields import find_prompts

    for text in (PROGRAM_HELP, PROGRAM_EPILOG, VERSION_HELP, *TYPER_TEXTS):
        yield __name__, text
    for group in GROUPS:
        yield "cbi_cli.cli.registry", group
    for heading in HEADINGS:
        yield "cbi_cli.cli.parser", heading
    for prompt in find_prompts():
        yield find_prompts.__module__, prompt
    for name in COMMANDS:
        command = load_command(name)
        module = command.run.__module__
        for paragraph in get_docstring(command.run).split("\n\n"):
            if paragraph.startswith("\b\n"):
                yield module, paragraph.split("\n")[1]
            else:
                yield module, _join_lines(paragraph)
        for parameter in command.parameters:
            yield _declaring_module(command.options, parameter.attribute), parameter.help


def _declaring_module(options: type, attribute: str) -> str:
    """Return the module of the class that declares an option."""
    for base in options.__mro__:
        if attribute in vars(base).get("__annotations__", {}):
            return base.__module__
    return options.__module__


def _join_lines(paragraph: str) -> str:
    return " ".join(paragraph.split())
