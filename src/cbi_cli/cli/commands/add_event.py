"""The command `cbi add-event`."""

from __future__ import annotations

import sys
from functools import cache
from typing import Annotated, Any

from cbi_cli.cli.event_fields import EVENT_FIELDS, EVENT_HEADING
from cbi_cli.cli.options import DatasetOptions, DryRun, NoInput, OptionalList
from cbi_cli.cli.parser import Parameter, option
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import twin_of
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings


class AddEventOptions(DatasetOptions):
    """The options of `cbi add-event`.

    There is one for each field of an event, and these.
    """

    identifier: Annotated[
        str,
        option("--id", metavar="ID", heading=EVENT_HEADING, help="Set the id. Default: made from date and title."),
    ] = ""
    new_sources: Annotated[
        OptionalList,
        option(
            "--new-source",
            metavar="URL;TITLE;PUBLISHER;PUBLISHED;AUTHOR",
            heading=EVENT_HEADING,
            help="Add a source that the dataset lacks, and cite it; repeatable.",
        ),
    ] = None
    texts: Annotated[
        OptionalList,
        option(
            "--set",
            metavar="FIELD=TEXT",
            heading=EVENT_HEADING,
            help="Set a text in another language of the dataset, e.g. title_fr=TEXT; repeatable.",
        ),
    ] = None
    resume: Annotated[bool, option("--resume", help="Continue with the saved draft of an event.")] = False
    no_input: NoInput = False
    dry_run: DryRun = False

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters in the order of the help."""
        return (*(field.parameter for field in EVENT_FIELDS), *super().parameters())

    @property
    def fields(self) -> dict[str, Any]:
        """The texts that are given for fields of the event."""
        texts = {field.name: getattr(self, field.name) for field in EVENT_FIELDS}
        for text in self.texts or ():
            name, sign, value = text.partition("=")
            if not sign or not twin_of(name.strip(), ("title", "note")):
                raise CbiError(
                    message("--set: `{text}` is not a title or a note in another language", text=text),
                    message("write it as title_fr=TEXT"),
                )
            texts[name.strip()] = value.strip()
        return {name: text for name, text in texts.items() if text}


def add_event(options: AddEventOptions, settings: Settings) -> int:
    """Add an event.

    The event is inserted into its file in date order.

    Prompts for what matters for the kind of the event, with the values of the last like event as defaults; then shows
    all fields and the effect on the scorecard, to be changed, written, saved or dropped. The rest of the file is kept
    byte for byte. An option must name its value exactly, by id or name; at a prompt, a unique prefix is enough. An
    event that looks like an existing one is written only if you confirm that they are different. Values that were typed
    but not written are saved for --resume.

    \b
    Examples:
      cbi add-event
      cbi add-event --no-input --dry-run --start "16 jun 1978" --end "17 jun 1978" \\
        --kind conference --level presidential --source historyatstate-travels \\
        --title "The presidents at a ceremony in Panama" \\
        --title-es "Los presidentes en una ceremonia en Panamá"
    """
    from cbi_cli.cli.entry_writing import enter_record
    from cbi_cli.cli.event_entry import EventEntry

    session = open_writing_session(settings, options.dataset)
    # Prompts go to stderr, so without a terminal there they would not be seen.
    interactive = not options.no_input and sys.stdin.isatty() and sys.stderr.isatty()
    entry = EventEntry(session, options.fields, options.identifier, interactive, options.new_sources or ())
    entry.take_draft(options.resume)
    return enter_record(entry, options.dry_run)
