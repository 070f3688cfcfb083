"""The command `cbi cover`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli.change_preview import confirm, print_change, show_and_write
from cbi_cli.cli.completers import complete_ids, complete_series
from cbi_cli.cli.console import print_message, translator
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.new_records import NewRecords
from cbi_cli.cli.options import DatasetOptions, DryRun, NoInput, OptionalList, parse_year
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.prompts import Questions, WentBack, ask_yes_no
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import text_keys
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.reports.common import event_summary
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.series_texts import SeriesTexts

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.cover import Coverage, CoverDetails

_MAX_EVENTS = 5
"""How many events of a row are listed at a prompt."""

_EVENTS_SQL = """
SELECT e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other
FROM series_event AS s JOIN event AS e ON e.number = s.event
WHERE s.series = :series AND s.year <= :year AND s.known_by_year >= :year ORDER BY e.sort_key
"""


class CoverOptions(DatasetOptions):
    """The options of `cbi cover`."""

    year: Annotated[str, argument(metavar="YEAR", help="The year that was looked through.")]
    row: Annotated[
        OptionalList,
        option(
            "--row",
            metavar="ROW[;SOURCE]",
            help="Add coverage for a row of the scorecard, or another series; repeatable. What is left out of "
            '"ROW; SOURCE; DIRECTION; BASIS; NOTE" is taken from the options below; a note has one part per language.',
            completer=complete_series,
        ),
    ] = None
    none_held: Annotated[
        OptionalList,
        option(
            "--none-held",
            metavar="ROW",
            help="Say of a row without an event that it is certain that none was held; repeatable.",
            completer=complete_series,
        ),
    ] = None
    source: Annotated[
        str,
        option(
            "--source",
            metavar="ID[#PART]",
            help="Name the source that was looked through.",
            completer=complete_ids("source"),
        ),
    ] = ""
    direction: Annotated[
        str,
        option(
            "--direction", metavar="A>B", help="The only direction of travel that was looked through, e.g. 'us>mx'."
        ),
    ] = ""
    basis: Annotated[
        str,
        option(
            "--basis",
            metavar="BASIS",
            help="Set the basis. searched: the source was searched (default); stated: it says that none was held; "
            "numbering: the numbers of the meetings leave no room.",
        ),
    ] = ""
    note: Annotated[str, option("--note", metavar="TEXT", help="Say what limits the search.")] = ""
    note_es: Annotated[str, option("--note-es", metavar="TEXT", help="The note in Spanish.")] = ""
    no_input: NoInput = False
    dry_run: DryRun = False


def cover(options: CoverOptions, settings: Settings) -> int:
    """Add the coverage of a year, row by row.

    Without --row, goes through the rows of the scorecard one by one: shows what is known, and asks what was looked
    through, in which direction of travel, and, of a row without an event, whether it is certain that none was held.

    Only then is the year covered for the row, and its light red. Enter skips a row. Shows the change and every light
    that turns, and asks before it writes indicators.toml or institutions.toml; the rest of the file is kept byte for
    byte.

    \b
    Examples:
      cbi cover 2023
      cbi cover 2020 --row "usmca-chapter-26; cbi-2022" \\
        --none-held usmca-chapter-26
      cbi cover 2019 --source cbi-2022 --row border-management \\
        --none-held border-management --dry-run
    """
    session = open_writing_session(settings, options.dataset)
    # Prompts go to stderr, so without a terminal there they would not be seen.
    interactive = not options.no_input and sys.stdin.isatty() and sys.stderr.isatty()
    new_records = NewRecords(Draft())
    entries = _collect_entries(session, options, interactive, new_records)
    if not entries:
        print_message(message("cbi: nothing was written"))
        return OK
    year = int(options.year)
    cited = {"sources": [entry.source for entry in entries]}
    new_sources = new_records.used_by(cited)

    def plan(current: Session) -> ChangeSet[CoverDetails]:
        from cbi_cli.changes.cover import plan_coverage

        return plan_coverage(current, year, entries, new_sources)

    ask = confirm if interactive else None
    return show_and_write(session.reopen(), plan, _describe, dry_run=options.dry_run, ask=ask, show=_print_preview)


def _describe(change: ChangeSet[CoverDetails]) -> str:
    names = ", ".join([file.path for file in change.files])
    return message("wrote {file}", file=names)


def _collect_entries(
    session: Session, options: CoverOptions, interactive: bool, new_records: NewRecords
) -> list[Coverage]:
    """Return what the options say was looked through, or else what a person answers."""
    from cbi_cli.changes.cover import require_past_year

    snapshot = session.snapshot
    year = parse_year(options.year, snapshot)
    require_past_year(year, session.settings.today)
    if options.row:
        return list(_read_rows(snapshot, options))
    if options.none_held:
        raise CbiError(
            message("--none-held says of rows that none was held, and no row is given"),
            message("give each of them with --row, and what was looked through"),
        )
    if not interactive:
        raise CbiError(
            message("missing: {options}", options="--row"),
            message("give them as options, or leave out --no-input to be asked"),
        )
    return _Walk(snapshot, year, new_records).ask_all()


def _read_rows(snapshot: Snapshot, options: CoverOptions) -> Iterator[Coverage]:
    """Yield the coverage that `--row` names, completed by the other options."""
    from cbi_cli.changes.cover import DEFAULT_BASIS, Coverage

    certain = {find_series(snapshot, text) for text in options.none_held or ()}
    defaults = _row_defaults(snapshot, options)
    note_keys = list(defaults)[4:]
    covered: set[str] = set()
    for text in options.row or ():
        parts = _split_row(text, list(defaults))
        row = {key: part or default for (key, default), part in zip(defaults.items(), parts, strict=True)}
        series = find_series(snapshot, row["row"])
        covered.add(series)
        basis = row["basis"] or DEFAULT_BASIS
        notes = {key: row[key] for key in note_keys}
        yield Coverage(series, row["source"], row["direction"], basis, notes, series in certain)
    for series in sorted(certain - covered):
        raise CbiError(
            message("--none-held {row}: the row is not among those given with --row", row=series),
            message('say what was looked through: --row "{row}; SOURCE"', row=series),
        )


def _row_defaults(snapshot: Snapshot, options: CoverOptions) -> dict[str, str]:
    """Return what is taken for the parts of `--row` that are left out, in their order."""
    defaults = {"row": "", "source": options.source, "direction": options.direction, "basis": options.basis}
    defaults.update(dict.fromkeys(_note_keys(snapshot), ""))
    if options.note_es and "note_es" not in defaults:
        raise CbiError(
            message("--note-es: the dataset has no texts in Spanish"),
            message("`languages` in dataset.toml lists the languages of its texts"),
        )
    for key, note in (("note", options.note), ("note_es", options.note_es)):
        if key in defaults:
            defaults[key] = note
    return {key: text.strip() for key, text in defaults.items()}


def _split_row(text: str, keys: Sequence[str]) -> list[str]:
    """Return the parts of `--row`; those that are left out are empty."""
    parts = [part.strip() for part in text.split(";")]
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) > len(keys) or not any(parts[:1]):
        names = "; ".join([key.upper() for key in keys])
        raise CbiError(
            message("--row: `{text}` does not say what was looked through", text=text),
            message('write it as "{parts}"', parts=names),
        )
    left_out = len(keys) - len(parts)
    return [*parts, *[""] * left_out]


def _note_keys(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the keys of a note, one for each language of the dataset."""
    (info,) = snapshot.records("dataset")
    return text_keys("note", info["languages"])


class _Walk:
    """The walk through the rows of a scorecard.

    `answers` has what was answered for each row, by its position.
    """

    def __init__(self, snapshot: Snapshot, year: int, new_records: NewRecords) -> None:
        self.snapshot = snapshot
        self.new_records = new_records
        self.note_keys = _note_keys(snapshot)
        self.year = year
        self.card: Scorecard = compute_scorecard(snapshot, ScorecardQuery(year))
        self.fields = {field.name: field for field in load_event_fields(snapshot)}
        self.answers: dict[int, list[Coverage]] = {}

    @property
    def entries(self) -> list[Coverage]:
        """What was answered for all rows."""
        return [entry for position in sorted(self.answers) for entry in self.answers[position]]

    def ask_all(self) -> list[Coverage]:
        """Ask for each row; if that is interrupted, print what was answered as options."""
        for line in (
            message("For each row, name the sources that were looked through; Enter skips the row, `<` goes back."),
            message("  searched: the source was searched for it"),
            message("  stated: the source says that none was held"),
            message("  numbering: the numbers of the meetings leave no room for one"),
        ):
            print_message(line)
        position = 0
        try:
            while position < len(self.card.rows):
                row = self.card.rows[position]
                self._show(row, position + 1)
                try:
                    self.answers[position] = self._ask(row)
                    position += 1
                except WentBack:
                    position = max(0, position - 1)
        except (KeyboardInterrupt, EOFError):
            self.new_records.print_calls(self.snapshot)
            if self.entries:
                print_message(
                    message("cbi: what you answered, as options: {words}", words=_format_call(self.year, self.entries))
                )
            raise
        return self.entries

    def _show(self, row: ScorecardRow, number: int) -> None:
        """Show what is known of a row."""
        tr = translator()
        texts = CardTexts(tr)
        series_texts = SeriesTexts(tr)
        label = row.label.text(tr.lang)
        light = texts.light_name(row.light)
        print_message("")
        print_message(
            message(
                "{number} of {all}: {label} ({id}): {light}",
                number=number,
                all=len(self.card.rows),
                label=label,
                id=row.indicator,
                light=light,
            )
        )
        reason = texts.reason(row, self.card)
        print_message(message("  {line}", line=reason))
        self._show_events(row)
        for span in row.coverage:
            print_message(message("  looked through: {coverage}", coverage=series_texts.coverage(span)))
        searched = row.series.coverage.searched
        if searched and not row.coverage:
            last = series_texts.coverage(searched[-1])
            print_message(message("  last looked through: {coverage}", coverage=last))

    def _show_events(self, row: ScorecardRow) -> None:
        """Show the last events of a row, up to those of the year."""
        tr = translator()
        rows = self.snapshot.rows(_EVENTS_SQL, series=row.indicator, year=self.year)
        for event in map(event_summary, rows[-_MAX_EVENTS:]):
            dates = tr.dates(event.start, event.end, self.year)
            title = event.title.text(tr.lang)
            print_message(message("  {dates} – {title}", dates=dates, title=title))

    def _ask(self, row: ScorecardRow) -> list[Coverage]:
        """Ask what was looked through for a row; without a source it is skipped.

        Raises WentBack if the person wants the row before.
        """
        from cbi_cli.changes.cover import Coverage, count_events, directions_of

        directions = directions_of(self.snapshot, row.indicator)
        entries: list[Coverage] = []
        while True:
            questions = Questions(self._row_fields(directions), can_leave=True)
            questions.ask_all()
            values = questions.complete()
            notes = {key: values.get(key, "") for key in self.note_keys}
            direction = values.get("direction", "")
            sources = values.get("sources", ())
            entries += [Coverage(row.indicator, source, direction, values["basis"], notes) for source in sources]
            # Another source may have been looked through in the other direction.
            if not direction or not sources:
                break
        if entries and not count_events(self.snapshot, row.indicator, self.year):
            question = message("Is it certain that none was held in {year}? [y/N] ", year=self.year)
            if not ask_yes_no(question):
                print_message(message("  Then the row stays as it is: nothing is written for it."))
                return []
            entries = [entry._replace(none_held=True) for entry in entries]
        return entries

    def _row_fields(self, directions: Sequence[str]) -> tuple[EventField, ...]:
        prompt = message("Sources looked through, with commas between")
        sources = self.new_records.extend(self.snapshot, self.fields["sources"])
        sources = sources._replace(prompt=prompt, required=False, applies=None, suggest=None)
        fields = [_direction_field(directions)] if directions else []
        fields.append(_basis_field())
        fields.append(self.fields["note"]._replace(prompt=message("Note that limits it"), suggest=None))
        with_source = [field._replace(applies=_has_source) for field in fields]
        translations = [self.fields[key] for key in self.note_keys[1:]]
        return sources, *with_source, *translations


def _has_source(values: Mapping[str, Any]) -> bool:
    return bool(values.get("sources"))


def _direction_field(directions: Sequence[str]) -> EventField:
    choices: dict[str, tuple[str, ...]] = dict.fromkeys(directions, ())
    return EventField(
        "direction",
        "--direction",
        "A>B",
        help="",
        prompt=message("Only one direction, guest>host"),
        choices=choices,
    )


def _basis_field() -> EventField:
    from cbi_cli.changes.cover import BASES, DEFAULT_BASIS

    return EventField(
        "basis",
        "--basis",
        "BASIS",
        help="",
        prompt=message("Basis"),
        choices=dict.fromkeys(BASES, ()),
        default=DEFAULT_BASIS,
    )


def _format_call(year: int, entries: Sequence[Coverage]) -> str:
    """Return the call that says the same by options."""
    words = ["cbi", "cover", str(year)]
    for entry in entries:
        parts = [entry.series, entry.source, entry.direction, entry.basis, *entry.notes.values()]
        while not parts[-1]:
            parts.pop()
        words += ["--row", "; ".join(parts)]
        if entry.none_held:
            words += ["--none-held", entry.series]
    return shlex.join(words)


def _print_preview(change: ChangeSet[CoverDetails]) -> None:
    """Print the change to stdout; its effect and its findings to stderr."""
    for entry in change.details.known:
        print_message(
            message(
                "cbi: note: {row}: {year} is covered by {source} already",
                row=entry.series,
                year=change.details.year,
                source=entry.source,
            )
        )
    if change.files:
        print_change(change)
    else:
        print_message(message("cbi: nothing was written"))
