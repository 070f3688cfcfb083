"""The options that several commands share.

There are classes to inherit from, and single ones to declare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cbi_cli.cli.completers import complete_datasets, complete_ids, complete_languages, complete_series, complete_words
from cbi_cli.cli.parser import Options, argument, option
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang, parse_lang
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Color, Settings, find_lang, read_settings
from cbi_cli.core.suggestions import closest_match, did_you_mean
from cbi_cli.core.vocabulary import find_word, words_of
from cbi_cli.formats.registry import FORMATS_BY_NAME
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import known_years, latest_day, latest_edition
from cbi_cli.reports.evidence import Evidence

DATASET_OPTIONS = "Dataset options"
OUTPUT_OPTIONS = "Output options"

MAX_YEAR_DISTANCE = 50
"""How many years before and after those of the dataset a report can be asked for."""

OptionalList: TypeAlias = list[str] | None
"""The values of an option that can be given several times; None if it is not given."""

LatestYear: TypeAlias = Annotated[
    str | None, argument(metavar="[YEAR]", help="The year to report. Default: the year of the latest edition.")
]
StrictYear: TypeAlias = Annotated[
    bool, option("--strict-year", help="Exclude events that the edition admits from other years.")
]
CheckCard: TypeAlias = Annotated[
    bool,
    option(
        "--check",
        help="Exit with 1 if a row differs (≠) from the published card. One that agrees and knows more (≈) does not.",
    ),
]
SeriesName: TypeAlias = Annotated[
    str,
    argument(metavar="SERIES", help="The series, by id, name or alias.", completer=complete_series),
]
KindFilter: TypeAlias = Annotated[
    OptionalList,
    option("--kind", "-k", metavar="KIND", help="Filter by kind, e.g. visit.", completer=complete_words("kind")),
]
InstitutionFilter: TypeAlias = Annotated[
    OptionalList,
    option(
        "--institution",
        "-i",
        metavar="NAME",
        help="Filter by institution (id or name).",
        completer=complete_ids("institution"),
    ),
]
Paths: TypeAlias = Annotated[
    list[str] | None,
    argument(
        metavar="[PATH]...", help="Dataset folders, or files in them. Default: the dataset in or above this folder."
    ),
]
Output: TypeAlias = Annotated[
    Path | None,
    option(
        "--output", "-o", metavar="FILE", heading=OUTPUT_OPTIONS, help="Write the result to this file; `-` is stdout."
    ),
]
Language: TypeAlias = Annotated[
    str,
    option(
        "--lang",
        metavar="LANG",
        envvar="CBI_LANG",
        completer=complete_languages,
        heading=OUTPUT_OPTIONS,
        help="Set the language of reports, help and messages: en, es, or for its texts another one of the dataset.",
    ),
]
DryRun: TypeAlias = Annotated[bool, option("--dry-run", help="Show the changes without writing them.")]
Yes: TypeAlias = Annotated[bool, option("--yes", "-y", help="Write without asking.")]
RecordKind: TypeAlias = Annotated[
    Literal["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute", "party", "dataset"]
    | None,
    option("--kind", "-k", help="The kind of the record, if several have the name."),
]
NoInput: TypeAlias = Annotated[bool, option("--no-input", help="Do not prompt; take all values from options.")]


class DatasetOptions(Options):
    """A command that works on a dataset."""

    heading = DATASET_OPTIONS

    dataset: Annotated[
        str | None,
        option(
            "--dataset",
            "-d",
            envvar="CBI_DATASET",
            metavar="NAME|PATH",
            help="Use this dataset: a name or a folder. Default: the one in or above this folder, or in its "
            "repository.",
            completer=complete_datasets,
        ),
    ] = None


class RevisionOptions(Options):
    """A command that can read a dataset from a git revision."""

    heading = DATASET_OPTIONS

    at: Annotated[
        str, option("--at", metavar="REV", help="Read the dataset from a git revision (tag, branch, commit).")
    ] = ""


class PagerOptions(Options):
    """A command whose result can be long."""

    heading = OUTPUT_OPTIONS

    no_pager: Annotated[bool, option("--no-pager", help="Do not show a long result in a pager.")] = False


class ViewOptions(PagerOptions):
    """A command with a result that can be written in several formats."""

    heading = OUTPUT_OPTIONS

    output_format: Annotated[
        str | None,
        option(
            "--format",
            "-f",
            allowed=tuple(FORMATS_BY_NAME),
            help="Set the output format. Default: table, or by the suffix of --output.",
        ),
    ] = None
    table: Annotated[
        str, option("--table", metavar="NAME", help="With CSV: print another table of the report, e.g. occurrences.")
    ] = ""
    output: Output = None
    lang: Language = "en"
    color: Annotated[Color, option("--color", help="Use color on a terminal only, always, or never.")] = "auto"


class LanguageOptions(Options):
    """A command with a result in a language that is no report."""

    heading = OUTPUT_OPTIONS

    lang: Language = "en"


class FolderOptions(Options):
    """A command that writes several files."""

    heading = OUTPUT_OPTIONS

    output: Annotated[Path | None, option("--output", "-o", metavar="DIR", help="Write the files to this folder.")] = (
        None
    )


class CacheOptions(Options):
    """A command that uses the cache."""

    heading = DATASET_OPTIONS

    no_cache: Annotated[
        bool, option("--no-cache", help="Read and check all files again, without using or writing the cache.")
    ] = False


class AsOfOptions(Options):
    """A report that holds for a day."""

    as_of: Annotated[
        str | None,
        option(
            "--as-of",
            metavar="DAY",
            help="Report as of this day: a date, e.g. 2022-06-30, `today`, or `latest` (the last day in the dataset).",
        ),
    ] = None


class EvidenceOptions(Options):
    """A report that can be read from what an edition tells."""

    evidence: Annotated[
        Evidence,
        option(
            "--evidence",
            help="Count every event of the dataset, or only what the edition of the year tells: the events that cite "
            "its report, with the dates and values that it gives.",
        ),
    ] = "all"


class ReportOptions(DatasetOptions, RevisionOptions, ViewOptions, CacheOptions):
    """A report."""


class DatedReportOptions(AsOfOptions, ReportOptions):
    """A report that holds for a day."""


def make_settings(options: Options, environ: Mapping[str, str]) -> Settings:
    """Return the settings of a call, made of its options and its environment."""
    lang = find_lang((), environ)
    color: Color = "auto"
    if isinstance(options, ViewOptions | LanguageOptions):
        lang = _require_lang(options.lang)
    if isinstance(options, ViewOptions):
        color = options.color
    no_cache = isinstance(options, CacheOptions) and options.no_cache
    no_pager = isinstance(options, PagerOptions) and options.no_pager
    return read_settings(environ, lang, color, no_cache, no_pager)


def _require_lang(text: str) -> Lang:
    """Return the language that `--lang` names; raise CbiError if it is not the code of one."""
    lang = parse_lang(text)
    if lang is None:
        problem = message("--lang: `{text}` is not a language", text=text)
        raise CbiError(problem, message("a language is a code in lower case, e.g. en, fr or pt-br"))
    return lang


def refuse_stream(folder: Path | None) -> None:
    """Raise CbiError for `-` in place of a folder.

    Several files do not fit into stdout.
    """
    if folder is not None and str(folder) == "-":
        raise CbiError(message("--output: `-` is stdout, which cannot be a folder"), message("name a folder"))


def is_latest(text: str | None) -> bool:
    """Tell whether `--as-of` asks for the last day in the dataset."""
    return text is not None and text.strip().lower() == "latest"


def resolve_as_of(text: str | None, snapshot: Snapshot, settings: Settings) -> date | None:
    """Return the day that `--as-of` names, None for the report's own.

    Raises CbiError as `parse_as_of` does.
    """
    if is_latest(text):
        return latest_day(snapshot)
    day = parse_as_of(text, settings.today)
    refuse_distant_date(snapshot, day, "--as-of", settings.today)
    return day


def parse_as_of(text: str | None, today: date) -> date | None:
    """Return the day that `--as-of` names, None if it is not given.

    That is the last day that a partial date can mean, or today. Raises CbiError for anything else, `latest` included:
    what it means depends on the data.
    """
    if text is not None and text.strip().lower() == "today":
        return today
    parsed = parse_partial_date(text, "--as-of", message("today or latest is accepted too"))
    if parsed is None:
        return None
    return parsed.last


def parse_partial_date(text: str | None, option: str, hint: str = "") -> PartialDate | None:
    """Return a date as people type it, None if it is not given.

    Raises CbiError with the hint if it is not a date.
    """
    if not text:
        return None
    from cbi_cli.core.date_parsing import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise CbiError(message("{option}: {problem}", option=option, problem=str(error)), hint) from None


def resolve_year(text: str | None, snapshot: Snapshot) -> int | None:
    """Return the year that a call asks for.

    It is that of the latest edition by default, and None for `all`. Raises CbiError as `parse_year` does.
    """
    if not text:
        return latest_edition(snapshot)
    if text.lower() == "all":
        return None
    return parse_year(text, snapshot)


def require_year(text: str | None, snapshot: Snapshot) -> int:
    """Return the year of a call, by default the latest edition's.

    Raises CbiError for `all`.
    """
    year = resolve_year(text, snapshot)
    if year is None:
        raise CbiError(message("`{text}` is not a year", text=text), message("write it as 2022"))
    return year


def parse_year(text: str, snapshot: Snapshot) -> int:
    """Return a year in four digits.

    Raises CbiError with the likely one for anything else. It must be within `MAX_YEAR_DISTANCE` years of those of the
    dataset.
    """
    known = known_years(snapshot)
    has_four_digits = len(text) == 4 and text.isascii() and text.isdigit()
    if not has_four_digits or text.startswith("0"):
        hint = _suggest_year(text, known) or message("write it as 2022")
        raise CbiError(message("`{text}` is not a year", text=text), hint)
    problem = _describe_distant_year(int(text), known)
    if problem:
        raise CbiError(problem, _suggest_year(text, known))
    return int(text)


def parse_years(text: str | None, snapshot: Snapshot) -> tuple[int, ...]:
    """Return the years of a range such as 2019-2023, none if a text is no range.

    Raises CbiError if an end of it is no year as `parse_year` reads it, or if it begins after its end.
    """
    # People copy a range with a dash too.
    first_text, dash, last_text = (text or "").replace("–", "-").partition("-")
    if not dash:
        return ()
    ends = (first_text.strip(), last_text.strip())
    if not all(len(end) == 4 and end.isascii() and end.isdigit() for end in ends):
        raise CbiError(message("`{text}` is not a range of years", text=text), message("write it as 2019-2023"))
    first, last = (parse_year(end, snapshot) for end in ends)
    if first > last:
        problem = message("`{text}` begins after its end", text=text)
        raise CbiError(problem, message("did you mean `{name}`?", name=f"{last}-{first}"))
    return tuple(range(first, last + 1))


def refuse_distant_date(snapshot: Snapshot, when: PartialDate | date | None, option: str, today: date) -> None:
    """Raise CbiError for a date that is too far from the dataset.

    Its year may be at most `MAX_YEAR_DISTANCE` away from the years of the dataset.
    """
    # Today is accepted however long ago the dataset ends.
    if when is None or when.year == today.year:
        return
    known = known_years(snapshot)
    problem = _describe_distant_year(when.year, known)
    if problem:
        hint = _suggest_year(str(when.year), known)
        raise CbiError(message("{option}: {problem}", option=option, problem=problem), hint)


def _describe_distant_year(year: int, known: Sequence[int]) -> str:
    """Say that a year is too far from those of the dataset.

    Return an empty text if it is not.
    """
    first = known[0]
    last = known[-1]
    if first - MAX_YEAR_DISTANCE <= year <= last + MAX_YEAR_DISTANCE:
        return ""
    return message(
        "{year} is too far from the years of the dataset, {first} to {last}", year=year, first=first, last=last
    )


def _suggest_year(text: str, known: Sequence[int]) -> str:
    """Return a hint with the year that was likely meant, or an empty text."""
    if not (text.isascii() and text.isdigit()):
        return ""
    guess: str | None
    if len(text) == 2:
        # The latest year with these digits, else one of this century.
        same_digits = [year for year in known if year % 100 == int(text)]
        guess = str(same_digits[-1]) if same_digits else f"20{text}"
    else:
        guess = closest_match(text, [str(year) for year in reversed(known)])
    if not guess:
        return ""
    return message("did you mean `{name}`?", name=guess)


def validate_choices(snapshot: Snapshot, name: str, values: Sequence[str] | None, *more: str) -> tuple[str, ...]:
    """Return the values, each a word of the vocabulary or one more.

    Raises CbiError with the nearest word for any other.
    """
    own = snapshot.own_words()
    words: dict[str, None] = {}
    for value in values or ():
        word: str | None = value.lower()
        if word not in more:
            word = find_word(name, value, own)
        if word is None:
            problem = message("--{option}: `{value}` is not known", option=name, value=value)
            raise CbiError(problem, did_you_mean(value, [*words_of(name, own), *more]))
        words[word] = None
    return tuple(words)
