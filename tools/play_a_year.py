"""Play an analyst who keeps a dataset for a year in a terminal, and print commands, prompts and seconds.

The dataset is a copy of us-mexico in a new git repository. No file is opened: everything is typed at the prompts of
`cbi`. Each call also has the options that do the same without prompts. All events are made up, and their titles say so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.run_cbi import capture_terminal, fixed_environment

Answers = Mapping[str, str | Sequence[str]]
"""What is typed at questions, by their beginnings; several answers are given in turn."""


class Call(NamedTuple):
    """A call of `cbi`: what is typed at its questions, and the options that do the same without any.

    Without answers, the call is needed only if there are no questions.
    """

    words: Sequence[str]
    answers: Answers | None
    options: Sequence[str]


class Played(NamedTuple):
    """What a year took."""

    commands: int
    prompts: int
    seconds: float


QUESTIONS = {
    "start": "Date or dates",
    "kind": "Kind",
    "institution": "Institutions, with commas",
    "level": "Level",
    "office": "Office that led it",
    "title": "Title, in your own words",
    "title-es": "Title in Spanish",
    "host": "Host party",
    "guest": "Parties that traveled",
    "place": "Place",
    "mode": "Mode",
    "participant": "Participant",
    "topic": "Topics, with commas",
    "source": "Sources, with commas",
}
"""The question of `cbi add-event` for each option that the events have."""

REPORT, ADDRESS = "test-report-2023", "https://example.org/test"
BRIDGES = {"name": "Test Bridges Group", "name-es": "Grupo de prueba de puentes", "type": "dialogue", "source": REPORT}
RIVERS = {"name": "Test Rivers Group", "name-es": "Grupo de prueba de ríos", "type": "program", "source": REPORT}
BRIDGES_MEETING = {"kind": "meeting", "institution": "test-bridges-group", "level": "agency"}
RIVERS_MEETING = {"kind": "meeting", "institution": "test-rivers-group", "level": "agency"}
ASSEMBLY = {
    "kind": "meeting",
    "institution": "interparliamentary-group",
    "level": "legislative",
    "office": "legislature",
    "topic": "legislature",
}
IN_WASHINGTON = {"host": "us", "guest": "mx", "place": "washington"}
IN_MEXICO_CITY = {"host": "mx", "guest": "us", "place": "mexico-city"}

EVENTS: Sequence[Mapping[str, str]] = (
    {"start": "17 jan 2023", **BRIDGES_MEETING, **IN_MEXICO_CITY},
    {"start": "14-15 feb 2023", **RIVERS_MEETING, **IN_WASHINGTON},
    {"start": "7 mar 2023", "kind": "forum", "level": "academic", **IN_WASHINGTON},
    {
        "start": "28 mar 2023",
        "kind": "visit",
        "level": "state",
        "participant": "Test A; governor; us",
        **IN_MEXICO_CITY,
    },
    {"start": "18 apr 2023", "kind": "agreement", "institution": "test-bridges-group", "level": "agency"},
    {"start": "9 may 2023", **BRIDGES_MEETING, **IN_WASHINGTON},
    {"start": "may 2023", "kind": "plan", "institution": "test-rivers-group", "level": "agency"},
    {"start": "20 jun 2023", **RIVERS_MEETING, **IN_MEXICO_CITY},
    {"start": "11-12 jul 2023", **ASSEMBLY, **IN_MEXICO_CITY},
    {"start": "25 jul 2023", "kind": "launch", "institution": "test-rivers-group", "level": "agency"},
    {"start": "22 aug 2023", "kind": "visit", "level": "state", "participant": "Test A; governor; mx", **IN_WASHINGTON},
    {"start": "12 sep 2023", **BRIDGES_MEETING, **IN_MEXICO_CITY},
    {"start": "26 sep 2023", "kind": "statement", "level": "deputy", "office": "environment"},
    {"start": "24 oct 2023", **RIVERS_MEETING, **IN_WASHINGTON},
    {"start": "14 nov 2023", "kind": "conference", "level": "private", **IN_MEXICO_CITY},
    {"start": "5 dec 2023", **BRIDGES_MEETING, **IN_WASHINGTON},
)
NEW_SOURCES = 10
"""So many events, from the first one on, come with a source of their own; the others cite the last of these."""

ROWS = (
    "presidential-meetings",
    "foreign-affairs-meetings",
    "cabinet-meetings",
    "hled",
    "nals",
    "usmca-chapter-26",
    "border-management",
    "hlsd",
    "interparliamentary-meetings",
    "border-governors",
    "governor-visits",
)
NONE_HELD = ("usmca-chapter-26", "border-management", "border-governors")


def list_calls() -> Iterator[Call]:
    """Yield the calls of the year in their order."""
    yield _add_report()
    yield _add_rivers()
    # At the prompts, it is made with the first event.
    bridges = {**BRIDGES, "party": "us, mx", "distinct-from": "test-rivers-group"}
    yield Call(("add", "institution"), None, _no_input(bridges))
    for number, event in enumerate(EVENTS, start=1):
        yield _add_event(number, event)
    yield from _correct()
    yield _cover()
    yield _make_edition()
    for words in ("validate --strict", "due", "scorecard 2023", "diff", "release"):
        yield Call(words.split(), {}, ())


def _add_report() -> Call:
    report = {"title": "Test report of 2023", "publisher": "Test Center", "published": "2024-03-15", "id": REPORT}
    answers = {
        "Its title": report["title"],
        "Who published it": report["publisher"],
        "When it was published": "15 mar 2024",
        "Id": REPORT,
        "What now": "w",
    }
    return Call(("add", "source"), answers, _no_input(report))


def _add_rivers() -> Call:
    answers = {"Its own name, in English": RIVERS["name"], "What now": "w", **_describe_institution(RIVERS)}
    return Call(("add", "institution"), answers, _no_input({**RIVERS, "party": "us, mx"}))


def _describe_institution(record: Mapping[str, str]) -> dict[str, str]:
    """Return the answers about an institution, but for its name."""
    return {
        "Its own name, in Spanish": record["name-es"],
        "One of the four types": record["type"],
        "The sources": record["source"],
    }


def _add_event(number: int, event: Mapping[str, str]) -> Call:
    event = {**event, "title": f"Test event {number}", "title-es": f"Evento de prueba {number}"}
    answers: dict[str, str | Sequence[str]] = {QUESTIONS[name]: text for name, text in event.items()}
    answers["What now"] = "w"
    options = dict(event)
    if number <= NEW_SOURCES:
        title, publisher, address = f"Test source {number}", "Test Gazette", f"{ADDRESS}/{number}"
        answers |= {QUESTIONS["source"]: address, "Its title": title, "Who published it": publisher}
        options["new-source"] = f"{address}; {title}; {publisher}"
    else:
        answers[QUESTIONS["source"]] = options["source"] = f"test-source-{NEW_SOURCES}"
    if "participant" in event:
        answers[QUESTIONS["participant"]] = (event["participant"], "")
    if number == 1:
        answers |= {QUESTIONS["institution"]: BRIDGES["name"], "Which one": "n", **_describe_institution(BRIDGES)}
    if number == 2:
        # A question about a question, and a slip.
        answers |= {QUESTIONS["kind"]: ("?", event["kind"]), QUESTIONS["title"]: ("Test evnt", event["title"])}
        answers |= {QUESTIONS["title-es"]: ("<", event["title-es"])}
    return Call(("add-event",), answers, _no_input(options))


def _no_input(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return values as options, and the one that asks nothing."""
    words = ["--no-input"]
    for name, text in values.items():
        words += (f"--{name}", text)
    return tuple(words)


def _correct() -> Iterator[Call]:
    """Yield a correction, a wrong one that is undone, and the removal of an event."""
    agreement, launch = "2023-04-18-test-event-5", "2023-07-25-test-event-10"
    answers: Answers = {"Field to change": ("start", ""), "Date or dates": "19 apr 2023", "Write it": "y"}
    yield Call(("edit", agreement), answers, ("--set", "start=2023-04-19", "--yes"))
    answers = {"Field to change": ("level", ""), "Level": "cabinet", "Write it": "y"}
    yield Call(("edit", agreement), answers, ("--set", "level=cabinet", "--yes"))
    yield Call(("undo",), {"Write it": "y"}, ("--yes",))
    reasons = ("--reason", "The test was not held.", "--reason-es", "La prueba no se celebró.")
    yield Call(("remove", launch, *reasons), {"Write it": "y"}, ("--yes",))


def _cover() -> Call:
    """Return what was looked through, row by row, and of which rows it is certain that none was held."""
    answers = {
        "Sources looked through": [REPORT] * len(ROWS),
        "Is it certain": ["y"] * len(NONE_HELD),
        "Write it": "y",
    }
    options = ["--no-input", "--source", REPORT]
    for row in ROWS:
        options += ["--row", row]
    for row in NONE_HELD:
        options += ["--none-held", row]
    return Call(("cover", "2023"), answers, options)


def _make_edition() -> Call:
    edition = {"title": "Test edition of 2023", "published": "2024-03-15", "source": REPORT}
    answers = {
        "Publication day": "15 mar 2024",
        "Title, as published": edition["title"],
        "Source: the report": REPORT,
        "Write it": "y",
    }
    return Call(("edition", "new", "2023"), answers, _no_input(edition))


class Terminal:
    """A terminal in a folder, in which `cbi` runs and somebody answers its questions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prompts = 0

    def call(self, words: Sequence[str], answers: Answers) -> None:
        """Run `cbi`, and answer its questions; those without an answer get an empty one.

        Raises RuntimeError if it fails, if it asks too much, or if an answer was not asked for.
        """
        import pexpect

        left = {question: [text] if isinstance(text, str) else list(text) for question, text in answers.items()}
        terminal = pexpect.spawn(
            sys.executable,
            ["-m", "cbi_cli", *words],
            cwd=str(self.folder),
            env={**fixed_environment(), "TERM": "xterm-256color", "CBI_PAGER": "cat"},
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 200),
        )
        terminal.delaybeforesend = None
        asked: list[str] = []
        while True:
            found = terminal.expect([_CURSOR_REQUEST, _QUESTION, pexpect.EOF])
            if found == 0:
                terminal.send("\x1b[1;1R")
                continue
            if found == 2 or len(asked) > _MAX_QUESTIONS:
                break
            asked.append(terminal.match[1])
            terminal.send(_choose_answer(asked[-1], left) + "\r")
            terminal.expect(_QUESTION_ENDS)
        screen = terminal.before
        terminal.close()
        self.prompts += len(asked)
        if terminal.exitstatus or any(left.values()):
            raise RuntimeError(f"{words} failed; not asked: {left}; asked: {asked}\n{screen}")


_CURSOR_REQUEST = r"\x1b\[6n"
_QUESTION = r"\x1b\[\?2004h[^J]*\x1b\[J\x1b\[0m([^\x1b]+)\x1b"
_QUESTION_ENDS = r"\x1b\[\?2004l"
"""What prompt_toolkit writes around a question."""

_MAX_QUESTIONS = 60


def _choose_answer(question: str, left: Mapping[str, list[str]]) -> str:
    known = [beginning for beginning in left if question.startswith(beginning) and left[beginning]]
    if not known:
        return ""
    return left[max(known, key=len)].pop(0)


def begin(folder: Path) -> Path:
    """Make a repository with a copy of us-mexico and its first release; return the folder of the dataset."""
    capture_terminal("git", ["init", "--quiet"], folder)
    capture_terminal("cbi", ["init", "data", "--from", "us-mexico"], folder)
    capture_terminal("git", ["add", "."], folder)
    capture_terminal("git", ["commit", "--quiet", "--message", "The dataset"], folder)
    capture_terminal("git", ["tag", "us-mexico-v1.0.0"], folder)
    return folder / "data"


def play_at_prompts(folder: Path) -> Iterator[tuple[str, Played]]:
    """Play the year, and yield each command with what it took."""
    terminal = Terminal(folder)
    for call in list_calls():
        if call.answers is None:
            continue
        start, asked = time.monotonic(), terminal.prompts
        terminal.call(call.words, call.answers)
        yield " ".join(call.words[:2]), Played(1, terminal.prompts - asked, time.monotonic() - start)


def main() -> None:
    """Play the year, and print what each command took, and all of them."""
    commands = prompts = 0
    seconds = 0.0
    with TemporaryDirectory() as name:
        for words, played in play_at_prompts(begin(Path(name))):
            print(f"cbi {words}: {played.prompts} prompts, {played.seconds:.1f} s")
            commands, prompts, seconds = commands + 1, prompts + played.prompts, seconds + played.seconds
    print(f"{commands} commands, {prompts} prompts, {seconds:.0f} s")


if __name__ == "__main__":
    main()
