"""The commands, their options and their formats as the program itself has them, so that a new one is met by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main

from cbi_cli.cli.registry import COMMANDS
from cbi_cli.cli.typer_app import make_app
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES

REPORT_CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "scorecard": (
        ("2022",),
        ("2022", "--compare", "2021"),
        ("2022", "--published"),
        ("2022", "--strict-year"),
        ("2020-2023",),
    ),
    "timeline": ((), ("--year", "all", "--status", "any"), ("--evidence", "edition")),
    "gaps": ((),),
    "due": ((),),
    "history": (("row-0",), ("talks-3",)),
    "reconcile": (("2022",), ("2022", "--evidence", "edition")),
    "compare": ((".",),),
    "topics": ((), ("2022",)),
    "show": (
        ("talks-4",),
        ("row-5",),
        ("2022",),
        ("dispute-6",),
        ("book-7",),
        ("topic-8",),
        ("place-9",),
        ("2022-01-10-meeting",),
    ),
    "search": (("talks",), ("x",), ("book-7", "--kind", "source")),
    "cite": ((), ("talks-4",), ("dispute-6",), ("book-7#p1",), ("2022-01-10-meeting",)),
    "list": tuple(
        (f"{kind}s",)
        for kind in ["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute"]
    ),
    "info": ((),),
    "explain": (("2022", "row-0"), ("2022", "row-1"), ("2022", "row-2")),
}
"""The words after each command that makes a report of a dataset by itself; the others have tests of their own."""
OTHER_COMMANDS = (
    frozenset(
        {"diff", "validate", "fmt", "schema", "add-event", "import", "init", "release", "export", "report", "site"}
    )
    | {"edit", "rename", "remove", "undo", "cover", "edition new"}
    | {name for name in COMMANDS if name.startswith("add ")}
)


def command_parameters(command: str) -> list[Any]:
    """The parameters of a command."""
    found: Any = typer.main.get_command(make_app(COMMANDS))
    return [one for one in found.commands[command].params if one.name != "help"]


def option_choices(command: str, option: str) -> tuple[str, ...]:
    """The values that an option takes; none where the command has no such option."""
    return next((tuple(one.type.choices) for one in command_parameters(command) if option in one.opts), ())


def report_calls() -> Iterator[tuple[str, ...]]:
    """Every report in every format and both languages, on a terminal with color too."""
    for command, calls in REPORT_CALLS.items():
        for words in calls:
            for lang in INTERFACE_LANGUAGES:
                for form in option_choices(command, "--format"):
                    yield (command, *words, "--lang", lang, "--format", form)
                yield (command, *words, "--lang", lang, "--color", "always")
