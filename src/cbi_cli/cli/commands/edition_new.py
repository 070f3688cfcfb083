"""The command `cbi edition new`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli.change_preview import confirm, show_and_write
from cbi_cli.cli.completers import complete_ids
from cbi_cli.cli.console import print_message, translator, write_stderr, write_stdout
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.new_records import NewRecords
from cbi_cli.cli.options import DatasetOptions, DryRun, NoInput, OptionalList, parse_year
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.prompts import ask, ask_yes_no, collect_values
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.date_parsing import parse_date
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import text_keys, twin_key, twin_languages
from cbi_cli.core.messages import join_messages, message, plural_message
from cbi_cli.core.sanitize import escape_for_toml, escape_hidden_characters
from cbi_cli.core.settings import Settings
from cbi_cli.formats.alphabet import escape_unencodable
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.reports.common import covers_until

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.new_edition import Candidate, EditionDetails, EditionFields


class EditionNewOptions(DatasetOptions):
    """The options of `cbi edition new`."""

    year: Annotated[str, argument(metavar="YEAR", help="The year that the edition reports on.")]
    title: Annotated[str, option("--title", metavar="TEXT", help="The published title.")] = ""
    published: Annotated[
        str, option("--published", metavar="DATE", help="The publication day or month, e.g. 2024-03-15 or 2024-03.")
    ] = ""
    source: Annotated[
        str,
        option(
            "--source",
            metavar="ID[#PART]",
            help="The source that is the report itself.",
            completer=complete_ids("source"),
        ),
    ] = ""
    admit: Annotated[
        OptionalList,
        option(
            "--admit",
            metavar="ROW;EVENT;REASON;SOURCE",
            help="Count an event from outside the year for one row; repeatable. In a dataset in English and Spanish "
            'the reason is given in both: "ROW; EVENT; REASON; REASON IN SPANISH; SOURCE".',
        ),
    ] = None
    covers_until: Annotated[
        str,
        option("--covers-until", metavar="DAY", help="Also raise the last day that the dataset covers to this one."),
    ] = ""
    allow_unknown: Annotated[
        bool, option("--allow-unknown", help="Write the edition although rows of it are unknown.")
    ] = False
    no_input: NoInput = False
    dry_run: DryRun = False


def edition_new(options: EditionNewOptions, settings: Settings) -> int:
    """Create the edition of a year from its scorecard.

    Writes editions/YEAR.toml: each row with the light, the dates and the texts of the scorecard on the publication day.

    Asks for title, publication day and source, and for each event shortly outside of the year whether the edition
    counts it for a row that is not green. Then shows the file, and asks before it writes. Afterwards every row of
    `cbi reconcile YEAR` agrees. An edition is never made again: what is published stays as published.

    \b
    Examples:
      cbi edition new 2023
      cbi edition new 2021 --title "CBI 2021" --published 2022-03 --source cbi-2022 \\
        --allow-unknown --dry-run
    """
    session = open_writing_session(settings, options.dataset)
    # Prompts go to stderr, so without a terminal there they would not be seen.
    interactive = not options.no_input and sys.stdin.isatty() and sys.stderr.isatty()
    fields = _collect_fields(session, options, interactive)

    def plan(current: Session) -> ChangeSet[EditionDetails]:
        from cbi_cli.changes.new_edition import plan_new_edition

        return plan_new_edition(current, fields)

    is_open = False

    def show(change: ChangeSet[EditionDetails]) -> None:
        nonlocal is_open
        is_open = not change.details.is_complete
        _print_preview(change)
        if not change.new_errors:
            _print_unknown(change.details, options.allow_unknown or interactive)

    def ask_to_write() -> bool:
        if is_open and not options.allow_unknown and not ask_yes_no(message("Publish it so? [y/N] ")):
            return False
        return confirm()

    ask = ask_to_write if interactive else None
    return show_and_write(session.reopen(), plan, _describe_file, dry_run=options.dry_run, ask=ask, show=show)


def _describe_file(change: ChangeSet[EditionDetails]) -> str:
    return message("wrote {file}", file=change.details.file)


def _collect_fields(session: Session, options: EditionNewOptions, interactive: bool) -> EditionFields:
    """Return what the options say of the edition, and ask for the rest."""
    from cbi_cli.changes.new_edition import EditionFields, find_candidates, require_new_edition

    snapshot = session.snapshot
    today = session.settings.today
    year = parse_year(options.year, snapshot)
    require_new_edition(snapshot, year, today)
    given = {"published": options.published, "title": options.title, "source": options.source}
    new_records = NewRecords(Draft())
    source = _source_field(snapshot, new_records)
    values = collect_values(_edition_fields(source), given, interactive)
    published = values["published"]
    if published.first > today:
        raise CbiError(
            message("--published: {day} lies in the future", day=published),
            message("give the day on which the report came out"),
        )
    if published.last < date(year, 1, 1):
        raise CbiError(
            message("--published: {day} is before the year {year}", day=published, year=year),
            message("give the day on which the report came out"),
        )
    last_day = _collect_covers_until(snapshot, options.covers_until, published.last, interactive)
    languages = _languages(snapshot)
    admissions = [_parse_admission(text, languages) for text in options.admit or ()]
    admitted = {(one["indicator"], one["event"]) for one in admissions}
    candidates = find_candidates(snapshot, year, published.last)
    open_candidates = [one for one in candidates if (one.indicator, one.event.id) not in admitted]
    if interactive:
        admissions += _ask_for_admissions(source, languages, open_candidates, year)
    else:
        _print_candidates(open_candidates, year)
    cited = [values["source"], *[admission["source"] for admission in admissions]]
    new_sources = tuple(new_records.used_by({"sources": cited}))
    return EditionFields(year, values["title"], published, values["source"], tuple(admissions), last_day, new_sources)


def _languages(snapshot: Snapshot) -> Sequence[str]:
    (info,) = snapshot.records("dataset")
    languages: Sequence[str] = info["languages"]
    return languages


def _edition_fields(source: EventField) -> tuple[EventField, ...]:
    """Return the facts that only a person knows."""
    published = EventField(
        "published",
        "--published",
        "DATE",
        help="",
        prompt=message("Publication day, as far as it is known (2024-03-15, mar 2024)"),
        parse=parse_date,
        required=True,
    )
    title = EventField("title", "--title", "TEXT", help="", prompt=message("Title, as published"), required=True)
    return published, title, source._replace(prompt=message("Source: the report itself"))


def _source_field(snapshot: Snapshot, new_records: NewRecords) -> EventField:
    """Return a field for a source of the dataset, or a new one that is added with the edition."""
    fields = {field.name: field for field in load_event_fields(snapshot)}
    field = new_records.extend(snapshot, fields["sources"])
    return field._replace(name="source", multiple=False, suggest=None)


def _collect_covers_until(snapshot: Snapshot, text: str, published: date, interactive: bool) -> date | None:
    """Return the new last covered day; None to leave it as it is."""
    field = EventField(
        "covers_until",
        "--covers-until",
        "DAY",
        help="",
        prompt=message("Raise the last covered day to"),
        parse=_parse_day,
    )
    if text:
        value: date = collect_values((field,), {"covers_until": text}, interactive=False)["covers_until"]
        return value
    current = covers_until(snapshot)
    if published <= current:
        return None
    print_message(
        message(
            "cbi: note: the dataset covers until {day}, and the edition came out on {published}: what was held in "
            "between may be missing; --covers-until raises that day",
            day=current,
            published=published,
        )
    )
    if not interactive:
        return None
    answer: date | None = ask(field)
    return answer


def _parse_day(text: str) -> date:
    """Return a full day; raises ValueError for anything else."""
    day = parse_date(text)
    if not day.is_full:
        raise ValueError(message("`{text}` is not a full day", text=text))
    return day.first


def _parse_admission(text: str, languages: Sequence[str]) -> dict[str, str]:
    """Return an admission from its parts, with the reason in each language of the dataset."""
    names = ["indicator", "event", *text_keys("reason", languages), "source"]
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != len(names) or not all(parts):
        raise CbiError(
            message("--admit: `{text}` is not an admission", text=text),
            message('write it as "{parts}"', parts="; ".join(name.upper() for name in names)),
        )
    return dict(zip(names, parts, strict=True))


def _reason_fields(languages: Sequence[str]) -> list[EventField]:
    """Return the reason of an admission, in each language of the dataset."""
    prompts = {"reason": message("Reason to count it")}
    for language in twin_languages(languages):
        prompts[twin_key("reason", language)] = message("Reason in the language `{language}`", language=language)
    if "reason_es" in prompts:
        prompts["reason_es"] = message("Reason in Spanish")
    return [
        EventField(name, "--admit", "TEXT", help="", prompt=prompt, required=True) for name, prompt in prompts.items()
    ]


def _describe(candidate: Candidate) -> str:
    tr = translator()
    dates = tr.dates(candidate.event.start, candidate.event.end)
    return message(
        "{label}: {title}, {dates} ({id})",
        label=candidate.label.text(tr.lang),
        title=candidate.event.title.text(tr.lang),
        dates=dates,
        id=candidate.event.id,
    )


def _print_candidates(candidates: Iterable[Candidate], year: int) -> None:
    for candidate in candidates:
        print_message(
            message(
                "cbi: note: outside of {year}, would count if admitted with --admit: {event}",
                year=year,
                event=_describe(candidate),
            )
        )


def _ask_for_admissions(
    source: EventField, languages: Sequence[str], candidates: Sequence[Candidate], year: int
) -> list[dict[str, str]]:
    """Offer events one by one; what is not admitted is left out."""
    admissions: list[dict[str, str]] = []
    if not candidates:
        return admissions
    print_message(
        message("These events are from outside {year} and would count for a row that is not green.", year=year)
    )
    source = source._replace(prompt=message("Source that shows it"))
    reasons = _reason_fields(languages)
    for candidate in candidates:
        print_message(message("  {event}", event=_describe(candidate)))
        if not ask_yes_no(message("Does the edition count it? [y/N] ")):
            continue
        admission = {"indicator": candidate.indicator, "event": candidate.event.id}
        for reason in reasons:
            admission[reason.name] = str(ask(reason))
        admission["source"] = ask(source)
        admissions.append(admission)
    return admissions


def _print_preview(change: ChangeSet[EditionDetails]) -> None:
    """Print the file to stdout; its effect, its findings and what it leaves open to stderr."""
    from cbi_cli.cli.event_preview import print_impact, print_new_findings

    details = change.details
    toml = escape_hidden_characters(details.toml, escape_for_toml)
    write_stdout(escape_unencodable(toml, sys.stdout.encoding, escape_for_toml))
    print_message(message("for {file}", file=details.file))
    others = change._replace(files=change.files[:-1])
    write_stderr(others.diff())
    if change.impact is not None:
        print_impact(change.impact, details.reports_until)
    print_new_findings(change)


def _print_unknown(details: EditionDetails, allowed: bool) -> None:
    """Warn of what the edition leaves open; raise CbiError if it may not be published so."""
    if details.is_complete:
        return
    tr = translator()
    if not details.is_over:
        print_message(
            message(
                "cbi: warning: {year} is not over on {day}, the day of the edition",
                year=details.year,
                day=details.card.day,
            )
        )
    if details.unknown:
        labels = join_messages([row.label.text(tr.lang) for row in details.unknown], ", ")
        problem = plural_message(
            "{n} row is unknown: {rows}", "{n} rows are unknown: {rows}", len(details.unknown), rows=labels
        )
        print_message(message("cbi: warning: {problem}", problem=problem))
    if allowed:
        return
    hint = message(
        "`cbi cover {year}` says what was looked through; --allow-unknown publishes the edition as it is",
        year=details.year,
    )
    raise CbiError(message("the edition of {year} is not complete; nothing was written", year=details.year), hint)
