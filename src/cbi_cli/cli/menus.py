"""Read a line with a menu below it, by prompt_toolkit.

This is the only module that loads the library (ADR 19). The menu shows what the line would take. Nothing is taken by
it: a choice gets into the line by Tab or an arrow key, and what is in the line counts as if it had been typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.output import create_output

from cbi_cli.cli.choices import find_fuzzily
from cbi_cli.cli.line_help import LineHelp, harmless_on_stderr

_MAX_SHOWN = 40
_MENU_LINES = 8


def read_line_with_menu(question: str, line_help: LineHelp) -> str:
    """Ask for a line on the terminal at stderr."""
    question_text = FormattedText([("", question)])
    history = InMemoryHistory(list(line_help.history))
    output = create_output(stdout=sys.stderr)
    session: PromptSession[str] = PromptSession(
        question_text,
        completer=_ChoiceCompleter(line_help),
        complete_while_typing=True,
        reserve_space_for_menu=_MENU_LINES if line_help.choices else 0,
        history=history,
        bottom_toolbar=FormattedText([("", harmless_on_stderr(line_help.keys))]) if line_help.keys else None,
        output=output,
    )
    open_menu: Callable[[], None] | None = None
    if line_help.numbered:
        open_menu = _open_menu
    line = session.prompt(pre_run=open_menu)
    # Text from the clipboard can have several lines.
    return " ".join(line.splitlines())


def _open_menu() -> None:
    get_app().current_buffer.start_completion(select_first=False)


class _ChoiceCompleter(Completer):
    """Offers the choices that are like the name that is being typed."""

    def __init__(self, line_help: LineHelp) -> None:
        self.line_help = line_help

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield the choices for the text before the cursor, the best first."""
        choices = self.line_help.choices
        typed = document.text_before_cursor
        if self.line_help.is_list:
            typed = typed.rpartition(",")[2]
        typed = typed.lstrip()
        numbers = {choice: number for number, choice in enumerate(choices, start=1)}
        found = find_fuzzily(typed, choices)
        if self.line_help.numbered and typed.isdecimal():
            found = [choice for choice in choices if str(numbers[choice]).startswith(typed)]
        for choice in found[:_MAX_SHOWN]:
            shown = choice
            if self.line_help.numbered:
                shown = f"{numbers[choice]:>2}  {choice}"
            name = next(iter(choices[choice]), "")
            yield Completion(
                choice,
                start_position=-len(typed),
                display=harmless_on_stderr(shown),
                display_meta=harmless_on_stderr(name),
            )
