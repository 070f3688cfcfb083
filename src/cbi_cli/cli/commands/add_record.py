"""The commands `cbi add source`, `cbi add institution` and so on."""

from __future__ import annotations

import sys
from functools import cache
from typing import Annotated, Any, ClassVar

from cbi_cli.cli.options import DatasetOptions, DryRun, OptionalList
from cbi_cli.cli.parser import Parameter, option
from cbi_cli.cli.record_fields import (
    RECORD_HEADING,
    load_record_fields,
    read_assignments,
    record_fields,
    record_parameter,
)
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.settings import Settings


class AddRecordOptions(DatasetOptions):
    """The options of `cbi add KIND`.

    There is one for each field of a record of the kind, and these.
    """

    kind_of_record: ClassVar[str]

    identifier: Annotated[
        str, option("--id", metavar="ID", heading=RECORD_HEADING, help="Set the id. Default: made from the name.")
    ] = ""
    assignments: Annotated[
        OptionalList,
        option(
            "--set",
            metavar="FIELD=TEXT",
            heading=RECORD_HEADING,
            help="Set any field, such as a text in another language of the dataset; repeatable.",
        ),
    ] = None
    distinct_from: Annotated[
        OptionalList,
        option("--distinct-from", metavar="ID", help="Name a similar record that is a different one; repeatable."),
    ] = None
    resume: Annotated[bool, option("--resume", help="Continue with the saved draft.")] = False
    no_input: Annotated[bool, option("--no-input", help="Do not prompt; take all values from options.")] = False
    dry_run: DryRun = False

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters in the order of the help."""
        fields = record_fields(cls.kind_of_record)
        return (*(record_parameter(field) for field in fields), *super().parameters())

    @property
    def texts(self) -> dict[str, Any]:
        """The texts that are given for fields of the record."""
        texts = {field.name: getattr(self, field.name) for field in record_fields(self.kind_of_record)}
        texts["id"] = self.identifier
        return {name: text for name, text in texts.items() if text}


class AddSourceOptions(AddRecordOptions):
    """The options of `cbi add source`."""

    kind_of_record = "source"


class AddInstitutionOptions(AddRecordOptions):
    """The options of `cbi add institution`."""

    kind_of_record = "institution"


class AddIndicatorOptions(AddRecordOptions):
    """The options of `cbi add indicator`."""

    kind_of_record = "indicator"


class AddTopicOptions(AddRecordOptions):
    """The options of `cbi add topic`."""

    kind_of_record = "topic"


class AddPlaceOptions(AddRecordOptions):
    """The options of `cbi add place`."""

    kind_of_record = "place"


class AddDisputeOptions(AddRecordOptions):
    """The options of `cbi add dispute`."""

    kind_of_record = "dispute"


def add_source(options: AddSourceOptions, settings: Settings) -> int:
    """Add a source.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    A table, such as a part of a source, is one text: its values in order with semicolons between them, or `key=value`,
    for example "timeline; Timeline of 2022; title_es=Cronología de 2022". A semicolon in a text is written as `\\;`.

    \b
    Examples:
      cbi add source
      cbi add source --title "Joint statement of 2023" --publisher "The White House" \\
        --published "10 jan 2023" --url https://example.org/statement \\
        --locator "p2; Paragraph 2; Párrafo 2" --no-input --dry-run
    """
    return _add_record(options, settings)


def add_institution(options: AddInstitutionOptions, settings: Settings) -> int:
    """Add an institution.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    A table, such as a pause, is one text: its values in order with semicolons between them, or `key=value`, for example
    "2019; 2020; cbi-2022; note=No meetings". A semicolon in a text is written as `\\;`.

    \b
    Examples:
      cbi add institution
      cbi add institution --name "Border Bridges Group" --name-es "Grupo de Puentes" \\
        --type dialogue --party us --party mx --cadence-years 1 \\
        --source cbi-2022 --coverage "2021; 2022; cbi-2022#timeline" \\
        --no-input --dry-run
    """
    return _add_record(options, settings)


def add_indicator(options: AddIndicatorOptions, settings: Settings) -> int:
    """Add an indicator, which is a row of the scorecard.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    A rule is one text of `key=value` with semicolons between them; several values have commas between them. The keys
    are kinds, levels, offices, not_offices, institutions, not_institutions, parties, modes and statuses; a weaker rule
    also has reason and reason_es. A semicolon in a text is written as `\\;`.

    \b
    Examples:
      cbi add indicator
      cbi add indicator --label "University forums" --label-es "Foros universitarios" \\
        --rule "kinds=forum, conference; levels=academic; parties=us, mx" \\
        --coverage "2022; 2022; cbi-2022#timeline" --source cbi-2022 \\
        --no-input --dry-run
    """
    return _add_record(options, settings)


def add_topic(options: AddTopicOptions, settings: Settings) -> int:
    """Add a topic.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    \b
    Examples:
      cbi add topic
      cbi add topic --label "Railways" --label-es "Ferrocarriles" --no-input --dry-run
    """
    return _add_record(options, settings)


def add_place(options: AddPlaceOptions, settings: Settings) -> int:
    """Add a place.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    \b
    Examples:
      cbi add place
      cbi add place --name "Flagstaff" --name-es "Flagstaff" --state "Arizona" --country us \\
        --no-input --dry-run
    """
    return _add_record(options, settings)


def add_dispute(options: AddDisputeOptions, settings: Settings) -> int:
    """Add a dispute, which is a value on which sources disagree.

    Prompts for missing values, shows the text and its effect, and asks before it writes. An option must name its value
    exactly, by id or name. A record that may be there already is offered, and added only if you confirm that it is a
    different one.

    A claim is one text: the value, the value in Spanish and the source with semicolons between them, or `key=value`.
    The same as fields of the record follows as `values.KEY=VALUE`, for example "12 October; source=cbi-2022;
    values.start=2022-10-12". A semicolon in a text is written as `\\;`.

    \b
    Examples:
      cbi add dispute
      cbi add dispute --record institution --about hled --field "first meeting" \\
        --field-es "primera reunión" --claim "2013; source=cbi-2022#text" \\
        --claim "2014; source=cbi-2022#timeline" \\
        --chosen "2013" --chosen-es "2013" \\
        --why "It is dated." --why-es "Tiene fecha." --no-input --dry-run
    """
    return _add_record(options, settings)


def _add_record(options: AddRecordOptions, settings: Settings) -> int:
    from cbi_cli.cli.entry_writing import enter_record
    from cbi_cli.cli.record_entry import RecordEntry

    kind = options.kind_of_record
    session = open_writing_session(settings, options.dataset)
    texts = options.texts
    if options.assignments:
        fields = load_record_fields(session.snapshot, kind)
        assigned = read_assignments(options.assignments, kind, {field.name: field for field in fields})
        texts |= {name: given for name, given in assigned.items() if any(given)}
    # Prompts go to stderr, so without a terminal there they would not be seen.
    interactive = not options.no_input and sys.stdin.isatty() and sys.stderr.isatty()
    entry = RecordEntry(session, kind, texts, options.distinct_from or (), interactive)
    entry.take_draft(options.resume)
    return enter_record(entry, options.dry_run)
