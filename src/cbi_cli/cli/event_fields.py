"""The fields of a new event.

Each has the option that gives it, and how it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cbi_cli.cli.completers import complete_ids, complete_words
from cbi_cli.cli.parser import Completer, Parameter
from cbi_cli.core.date_parsing import parse_date_between
from cbi_cli.core.date_ranges import parse_date_range
from cbi_cli.core.messages import message
from cbi_cli.core.vocabulary import OwnWords

EVENT_HEADING = "Event fields"

Choices = Mapping[str, tuple[str, ...]]
"""Each value that can be chosen, with its other names."""

FindWithdrawal = Callable[[str], tuple[str, str] | None]
"""Returns why a record that a text names was withdrawn, and a hint what to use instead; None if it was not."""


class EventField(NamedTuple):
    """A field of an event: its option, its prompt, and its values.

    It says how a text becomes its value, and what that may be. A value is chosen from a `vocabulary`, or from the ids
    of the records of a kind (`records`). For a dataset, `choices` has what can be chosen, `own_words` those of the
    vocabulary that the dataset adds, and `find_withdrawal` answers for withdrawn ids. `multiple` takes several values
    with commas between them, or several lines if `by_line`. `default` is used for an empty answer.
    A field that is not `interactive` has an option only. There is no prompt for a field that goes with another one,
    `depends_on`, that was left empty; if that other one was given, a field that is `needed` has to be given too.
    `aliases` are other names of the option. A `free_text` field takes a text that names no record as it is, but says
    so.

    `applies` tells from the values so far whether a field is asked for, and `suggest` returns its default from them;
    `suggest_line` returns what follows the first part of the next line of a field `by_line`.
    `spread` splits a text that fills several fields, such as a range of days, into a text for each. `make_new` makes a
    record that the dataset lacks and returns its id, or an empty text if the person decides otherwise. `history`
    returns earlier answers, the oldest first.
    """

    name: str
    option: str
    metavar: str
    help: str
    prompt: str
    parse: Callable[[str], Any] = str.strip
    vocabulary: str = ""
    own_words: OwnWords = ()
    records: str = ""
    choices: Choices = MappingProxyType({})
    find_withdrawal: FindWithdrawal | None = None
    multiple: bool = False
    by_line: bool = False
    required: bool = False
    default: str = ""
    interactive: bool = True
    depends_on: str = ""
    needed: bool = False
    aliases: tuple[str, ...] = ()
    free_text: bool = False
    applies: Callable[[Mapping[str, Any]], bool] | None = None
    suggest: Callable[[Mapping[str, Any]], str] | None = None
    suggest_line: Callable[[Mapping[str, Any], int], str] | None = None
    spread: Callable[[str], Mapping[str, str]] | None = None
    make_new: Callable[[str], str] | None = None
    history: Callable[[Mapping[str, Any]], Sequence[str]] | None = None

    @property
    def parameter(self) -> Parameter:
        """The option of `add-event`."""
        completer: Completer | None = None
        if self.vocabulary:
            completer = complete_words(self.vocabulary)
        elif self.records:
            completer = complete_ids(self.records)
        value_type: Any = str
        default: str | None = ""
        if self.multiple:
            value_type = list[str] | None
            default = None
        return Parameter(
            (self.option, *self.aliases),
            self.help,
            self.metavar,
            completer=completer,
            heading=EVENT_HEADING,
            attribute=self.name,
            type=value_type,
            default=default,
        )


def parse_number(text: str) -> int:
    """Return a whole number; raises ValueError for anything else."""
    # `isdigit` alone accepts raised digits, which `int` does not.
    if not text.isascii() or not text.isdigit():
        raise ValueError(message("`{text}` is not a whole number", text=text))
    return int(text)


def _split_dates(text: str) -> dict[str, str]:
    """Return the start and the end of a range of days; empty for a single date."""
    found = parse_date_range(text)
    if found is None:
        return {}
    return {"start": str(found.first), "end": str(found.last)}


EVENT_FIELDS: tuple[EventField, ...] = (
    EventField(
        "start",
        "--start",
        "DATE",
        help="The day or days, e.g. 2022-10-13, 13 oct 2022, 13-15 oct 2022, 30 sep - 2 oct 2022, oct 2022, or "
        "2020-07..2021-05 if it lies between two dates.",
        prompt=message("Date or dates (13 oct 2022, 13-15 oct 2022, oct 2022)"),
        parse=parse_date_between,
        spread=_split_dates,
        required=True,
    ),
    EventField(
        "end",
        "--end",
        "DATE",
        help="The last day, if the event took several and --start does not say so.",
        prompt=message("Last day, if it took several"),
        parse=parse_date_between,
    ),
    EventField(
        "title",
        "--title",
        "TEXT",
        help="Say what happened, in your own words.",
        prompt=message("Title, in your own words"),
        required=True,
    ),
    EventField("title_es", "--title-es", "TEXT", help="The title in Spanish.", prompt=message("Title in Spanish")),
    EventField(
        "kind",
        "--kind",
        "KIND",
        help="The kind, e.g. meeting.",
        prompt=message("Kind"),
        vocabulary="kind",
        required=True,
    ),
    EventField(
        "level",
        "--level",
        "LEVEL",
        help="The highest rank present, e.g. cabinet.",
        prompt=message("Level"),
        vocabulary="level",
        required=True,
    ),
    EventField(
        "office",
        "--office",
        "OFFICE",
        help="The office that led it, e.g. foreign-affairs.",
        prompt=message("Office that led it"),
        vocabulary="office",
    ),
    EventField(
        "institutions",
        "--institution",
        "ID",
        help="Add an institution; repeatable.",
        prompt=message("Institutions, with commas between"),
        records="institution",
        multiple=True,
    ),
    EventField(
        "parties",
        "--party",
        "ID",
        help="Add a party; repeatable. Default: the parties of the dataset.",
        prompt=message("Parties, with commas between"),
        records="party",
        multiple=True,
        required=True,
    ),
    EventField(
        "host",
        "--host",
        "ID",
        help="The party that received the others.",
        prompt=message("Host party"),
        records="party",
    ),
    EventField(
        "guests",
        "--guest",
        "ID",
        help="Add a party that traveled; repeatable.",
        prompt=message("Parties that traveled, with commas between"),
        records="party",
        multiple=True,
    ),
    EventField(
        "place",
        "--place",
        "NAME",
        help="The place, by id or name; any other text is kept as it is.",
        prompt=message("Place"),
        records="place",
        aliases=("--city",),
        free_text=True,
    ),
    EventField(
        "mode",
        "--mode",
        "MODE",
        help="The mode: in-person, virtual, document or unknown.",
        prompt=message("Mode, as far as a source says"),
        vocabulary="mode",
        default="unknown",
    ),
    EventField(
        "status",
        "--status",
        "STATUS",
        help="The status: held, planned, postponed or cancelled.",
        prompt=message("Status"),
        vocabulary="status",
        default="held",
    ),
    EventField(
        "edition_number",
        "--edition-number",
        "N",
        help="The number of the meeting in the institution's count.",
        prompt=message("Its number in the institution's count"),
        parse=parse_number,
    ),
    EventField(
        "participants",
        "--participant",
        "NAME;OFFICE;PARTY",
        help='Add a participant, e.g. "Ada Lee; trade; us"; repeatable.',
        prompt=message("Participant (name; office; party)"),
        multiple=True,
        by_line=True,
    ),
    EventField(
        "attendance",
        "--attendance",
        "PARTY;COUNT;OF;WHO;WHO_ES;SOURCE",
        help='Say how many of a party came, e.g. "us; 1; 4; governors; gobernadores"; repeatable.',
        prompt=message("Attendance (party; count; of; who; who in Spanish)"),
        multiple=True,
        by_line=True,
    ),
    EventField(
        "side_event_of",
        "--side-event-of",
        "ID",
        help="Name the event or the trip beside which it was held.",
        prompt=message("Event or trip beside which it was held"),
        records="event",
    ),
    EventField(
        "topics",
        "--topic",
        "ID",
        help="Add a topic; repeatable.",
        prompt=message("Topics, with commas between"),
        records="topic",
        multiple=True,
    ),
    EventField(
        "sources",
        "--source",
        "ID[#PART]",
        help="Add a source; repeatable.",
        prompt=message("Sources, with commas between"),
        records="source",
        multiple=True,
        required=True,
    ),
    EventField("note", "--note", "TEXT", help="Add a note for readers.", prompt=message("Note")),
    EventField(
        "note_es",
        "--note-es",
        "TEXT",
        help="The note in Spanish.",
        prompt=message("Note in Spanish"),
        depends_on="note",
    ),
    EventField(
        "distinct_from",
        "--distinct-from",
        "ID",
        help="Name a similar event that is a different one; repeatable.",
        prompt=message("Similar event that this one is not"),
        records="event",
        multiple=True,
        by_line=True,
        interactive=False,
    ),
)
"""All fields that can be given, in the order in which a person thinks of them; a test compares them with the model."""
