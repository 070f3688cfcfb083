"""The Python API: all that the commands can do, with typed results.

Nothing is printed.

Open a dataset and ask for a report:

    from cbi_cli import api

    with api.open_dataset("us-mexico") as dataset:
        card = api.scorecard(dataset, 2022)
        card.totals["green"]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.findings import Finding
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings, read_cache
from cbi_cli.dataset.event_matching import DAYS_APART
from cbi_cli.exports.registry import ExportChoice
from cbi_cli.formats.citations.registry import CITATION_STYLES_BY_NAME, StyleName
from cbi_cli.formats.findings.json import findings_document
from cbi_cli.formats.findings.report import ValidationReport
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session, validate_files
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.cite import Citation, CiteQuery, find_citation
from cbi_cli.reports.compare import CompareQuery, Comparison, compute_comparison
from cbi_cli.reports.compared_events import EventCollection, collect_from_dataset
from cbi_cli.reports.due import Due, DueQuery, compute_due
from cbi_cli.reports.evidence import Evidence
from cbi_cli.reports.explain import ExplainQuery, Explanation, compute_explanation
from cbi_cli.reports.gaps import Gaps, GapsQuery, compute_gaps
from cbi_cli.reports.history import History, HistoryQuery, compute_history
from cbi_cli.reports.info import DatasetOverview, InfoQuery, compute_overview
from cbi_cli.reports.list import ListQuery, RecordList
from cbi_cli.reports.list import list_records as compute_list
from cbi_cli.reports.prose_check import ProseRemark
from cbi_cli.reports.reconcile import ReconcileQuery, Reconciliation, compute_reconciliation
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, compute_scorecard
from cbi_cli.reports.scorecards import Scorecards, ScorecardsQuery, compute_scorecards
from cbi_cli.reports.search import DEFAULT_LIMIT, SearchQuery, SearchResult, search_records
from cbi_cli.reports.show import ShownRecords, ShowQuery, find_records
from cbi_cli.reports.status import DatasetStatus, compute_status
from cbi_cli.reports.timeline import Timeline, compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.topics import Topics, TopicsQuery, compute_topics
from cbi_cli.validation import build_report, validate_dataset
from cbi_cli.views.registry import find_report
from cbi_cli.workspace.locate import DatasetLocation, locate_dataset
from cbi_cli.workspace.paths import current_directory, display_path
from cbi_cli.workspace.reader import read_files
from cbi_cli.workspace.revisions import DatasetRevision

if TYPE_CHECKING:
    from cbi_cli.changes.add_event import EventDetails
    from cbi_cli.changes.add_records import AdditionDetails
    from cbi_cli.changes.change_layout import LayoutDetails
    from cbi_cli.changes.change_set import ChangeSet, FileChange, NewFindingsError
    from cbi_cli.changes.cover import Coverage, CoverDetails
    from cbi_cli.changes.edit_record import EditDetails
    from cbi_cli.changes.fix import Correction
    from cbi_cli.changes.format_files import FormatDetails
    from cbi_cli.changes.import_events import ImportDetails
    from cbi_cli.changes.new_edition import EditionDetails
    from cbi_cli.changes.record_ids import LikeRecord
    from cbi_cli.changes.release import ReleaseDetails
    from cbi_cli.changes.remove_record import RemovalDetails
    from cbi_cli.changes.rename_record import RenameDetails
    from cbi_cli.changes.undo import UndoDetails
    from cbi_cli.changes.version_files import VersionPart
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.exports.download import Download
    from cbi_cli.publish.site_files import SiteFile
    from cbi_cli.publish.write_site import SiteReceipt
    from cbi_cli.reports.diff import Diff
    from cbi_cli.reports.impact import Impact

__all__ = [
    "AdditionDetails",
    "CbiError",
    "ChangeSet",
    "Citation",
    "Comparison",
    "Correction",
    "CoverDetails",
    "Coverage",
    "Dataset",
    "DatasetLocation",
    "DatasetOverview",
    "DatasetStatus",
    "Diff",
    "Download",
    "Due",
    "EditDetails",
    "EditionDetails",
    "EventDetails",
    "Explanation",
    "FileChange",
    "Finding",
    "FormatDetails",
    "Gaps",
    "History",
    "Impact",
    "ImportDetails",
    "InvalidDatasetError",
    "LayoutDetails",
    "LikeRecord",
    "NewFindingsError",
    "NewRecord",
    "OpenDataset",
    "PartialDate",
    "ProseRemark",
    "Reconciliation",
    "RecordList",
    "ReleaseDetails",
    "RemovalDetails",
    "RenameDetails",
    "Scorecard",
    "Scorecards",
    "SearchResult",
    "ShownRecords",
    "SiteFile",
    "SiteReceipt",
    "Snapshot",
    "Timeline",
    "TimelineQuery",
    "Topics",
    "UndoDetails",
    "ValidationReport",
    "build_site",
    "check_report",
    "cite",
    "compare",
    "diff",
    "due",
    "explain",
    "export",
    "find_like_records",
    "format_citation",
    "gaps",
    "history",
    "info",
    "list_records",
    "open_dataset",
    "plan_add_event",
    "plan_add_record",
    "plan_add_records",
    "plan_coverage",
    "plan_edit",
    "plan_fix",
    "plan_format",
    "plan_import",
    "plan_layout",
    "plan_new_edition",
    "plan_release",
    "plan_remove",
    "plan_rename",
    "plan_scaffold",
    "plan_undo",
    "reconcile",
    "report",
    "scorecard",
    "scorecards",
    "search",
    "show",
    "status",
    "timeline",
    "to_dict",
    "topics",
    "validate",
    "validate_files",
    "write_site",
]

_LAZY_TYPES = {
    "AdditionDetails": "changes.add_records",
    "ChangeSet": "changes.change_set",
    "Correction": "changes.fix",
    "CoverDetails": "changes.cover",
    "Coverage": "changes.cover",
    "Dataset": "dataset.model",
    "Diff": "reports.diff",
    "Download": "exports.download",
    "EditDetails": "changes.edit_record",
    "EditionDetails": "changes.new_edition",
    "EventDetails": "changes.add_event",
    "FileChange": "changes.change_set",
    "FormatDetails": "changes.format_files",
    "Impact": "reports.impact",
    "ImportDetails": "changes.import_events",
    "LikeRecord": "changes.record_ids",
    "LayoutDetails": "changes.change_layout",
    "NewFindingsError": "changes.change_set",
    "ReleaseDetails": "changes.release",
    "RemovalDetails": "changes.remove_record",
    "RenameDetails": "changes.rename_record",
    "SiteFile": "publish.site_files",
    "SiteReceipt": "publish.write_site",
    "UndoDetails": "changes.undo",
}
"""Types whose modules load pydantic, which reports from a snapshot do not need."""


def __getattr__(name: str) -> Any:
    """Load the module of a type when it is asked for."""
    if name not in _LAZY_TYPES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"cbi_cli.{_LAZY_TYPES[name]}"), name)


class OpenDataset:
    """An open dataset; a context manager that closes it at its end.

    Reports need a dataset without errors: `snapshot` raises InvalidDatasetError for any other.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def location(self) -> DatasetLocation:
        """The folder of the dataset, and the git revision that is read."""
        return self.session.location

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find, except findings that the dataset accepts."""
        return self.session.findings

    @property
    def snapshot(self) -> Snapshot:
        """The database that reports query."""
        return self.session.snapshot

    @property
    def files(self) -> Mapping[str, bytes]:
        """The data files by their paths inside the folder."""
        return read_files(self.location)

    def reload(self) -> None:
        """Read the files again, for example after a change was applied."""
        self.close()
        self.session = self.session.reopen()

    def close(self) -> None:
        """Close the snapshot."""
        self.session.unverified_snapshot.close()

    def __enter__(self) -> OpenDataset:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_dataset(name: str | Path | None = None, revision: str = "", today: date | str | None = None) -> OpenDataset:
    """Open a dataset by its name or path.

    Without one, open the dataset that `cbi` would use. `today` is the day for the checks, by default the current date.
    Raises CbiError if there is no such dataset or git revision.
    """
    wanted = None if name is None else str(name)
    location = locate_dataset(wanted, current_directory(), revision)
    dataset = OpenDataset(Session(Settings(_today(today), cache=read_cache()), location))
    # Loading it here lets a missing revision fail now, not at the first report.
    _ = dataset.session.unverified_snapshot
    return dataset


def scorecard(
    dataset: OpenDataset | Snapshot,
    year: int,
    as_of: date | str | None = None,
    strict_year: bool = False,
    compare_year: int | None = None,
    evidence: Evidence = "all",
) -> Scorecard:
    """Return the scorecard of a year: the light of each indicator, and why.

    With the evidence `edition` it is read from what the edition of the year tells; CbiError if the year has none.
    """
    query = ScorecardQuery(year, _day(as_of), strict_year, compare_year, evidence)
    return compute_scorecard(_snapshot(dataset), query)


def scorecards(
    dataset: OpenDataset | Snapshot,
    years: Iterable[int],
    as_of: date | str | None = None,
    strict_year: bool = False,
    compare_year: int | None = None,
    evidence: Evidence = "all",
) -> Scorecards:
    """Return the scorecards of several years side by side, each as of its own day unless one is given.

    Raises CbiError for more than 60 years, and if the dataset has nothing of any.
    """
    query = ScorecardsQuery(tuple(years), _day(as_of), strict_year, compare_year, evidence)
    return compute_scorecards(_snapshot(dataset), query)


def timeline(
    dataset: OpenDataset | Snapshot, query: TimelineQuery | None = None, as_of: date | str | None = None
) -> Timeline:
    """Return the events that match a query, in order of date."""
    query = query or TimelineQuery()
    if as_of is not None:
        query = query._replace(as_of=_day(as_of))
    return compute_timeline(_snapshot(dataset), query)


def gaps(dataset: OpenDataset | Snapshot, as_of: date | str | None = None, series: Iterable[str] = ()) -> Gaps:
    """Return each series with its years, gaps and state."""
    return compute_gaps(_snapshot(dataset), GapsQuery(tuple(series), _day(as_of)))


def due(dataset: OpenDataset | Snapshot, as_of: date | str | None = None, series: Iterable[str] = ()) -> Due:
    """Return what each series has due, overdue or expected, the most urgent first."""
    return compute_due(_snapshot(dataset), DueQuery(tuple(series), _day(as_of)))


def history(dataset: OpenDataset | Snapshot, series: str, as_of: date | str | None = None) -> History:
    """Return one series year by year."""
    return compute_history(_snapshot(dataset), HistoryQuery(series, _day(as_of)))


def reconcile(
    dataset: OpenDataset | Snapshot, year: int, as_of: date | str | None = None, evidence: Evidence = "all"
) -> Reconciliation:
    """Compare the computed and the published scorecard of a year."""
    return compute_reconciliation(_snapshot(dataset), ReconcileQuery(year, _day(as_of), evidence))


def report(
    dataset: OpenDataset,
    year: int,
    as_of: date | str | None = None,
    lang: Lang = "en",
    output_format: Literal["md", "html", "pdf"] = "md",
) -> bytes:
    """Return the annual report on a year as a file in a format; text is UTF-8.

    Raises CbiError for a fault in its prose, and for PDF without the extra `print`.
    """
    from cbi_cli.formats.publications import render_publication
    from cbi_cli.reports.annual_report import ReportQuery
    from cbi_cli.reports.report_parts import make_annual_report
    from cbi_cli.views.annual_report import make_publication
    from cbi_cli.workspace.report_reader import read_report_files

    snapshot = dataset.snapshot
    files = read_report_files(dataset.location, year)
    result, _ = make_annual_report(snapshot, ReportQuery(year, _day(as_of)), files, lang)
    tr = get_translator(lang)
    return render_publication(make_publication(result, snapshot.meta, tr), output_format, tr).content


def check_report(dataset: OpenDataset, year: int, as_of: date | str | None = None) -> tuple[ProseRemark, ...]:
    """Return the faults of the prose of an annual report, and the values that were typed by hand in it."""
    from cbi_cli.reports.annual_report import ReportQuery
    from cbi_cli.reports.report_parts import check_report as compute_remarks
    from cbi_cli.workspace.report_reader import read_report_files

    files = read_report_files(dataset.location, year)
    return compute_remarks(dataset.snapshot, ReportQuery(year, _day(as_of)), files)


def compare(
    dataset: OpenDataset | Snapshot,
    other: OpenDataset | Snapshot | str | Path,
    mapping: str | Path | None = None,
    years: Iterable[int] = (),
    kinds: Iterable[str] = (),
    institutions: Iterable[str] = (),
    max_days: int = DAYS_APART,
) -> Comparison:
    """Compare the events of a dataset with another dataset, or with a table.

    With a `mapping`, the other one is the file of a table; otherwise a text is the name or the path of a dataset.
    """
    snapshot = _snapshot(dataset)
    query = CompareQuery(
        _event_collection(snapshot, other, mapping), tuple(years), tuple(kinds), tuple(institutions), max_days
    )
    return compute_comparison(snapshot, query)


def topics(dataset: OpenDataset | Snapshot, year: int | None = None, as_of: date | str | None = None) -> Topics:
    """Return the topics of the events of a year, or of all years."""
    return compute_topics(_snapshot(dataset), TopicsQuery(year, _day(as_of)))


def show(dataset: OpenDataset | Snapshot, name: str, kind: str | None = None) -> ShownRecords:
    """Return the records with this id or name."""
    return find_records(_snapshot(dataset), ShowQuery(name, kind))


def search(
    dataset: OpenDataset | Snapshot, words: str, kinds: Iterable[str] = (), limit: int = DEFAULT_LIMIT
) -> SearchResult:
    """Return the records of all kinds, or of some, that have all words in any language, the best first.

    Words in double quotes have to be found together. Raises CbiError if there are no words.
    """
    return search_records(_snapshot(dataset), SearchQuery(words, tuple(kinds), limit))


def cite(dataset: OpenDataset | Snapshot, name: str = "", kind: str | None = None) -> Citation:
    """Return what it takes to cite the record with this id or name, by default the dataset itself.

    Raises CbiError if there are several, or none.
    """
    return find_citation(_snapshot(dataset), CiteQuery(name, kind))


def format_citation(citation: Citation, style: StyleName = "text", lang: Lang = "en") -> str:
    """Return a citation, followed by the sources that its record rests on, in a style."""
    return CITATION_STYLES_BY_NAME[style].render(citation, get_translator(lang))


def status(dataset: OpenDataset) -> DatasetStatus:
    """Return the state of a dataset, which may have errors.

    It has the counts of events and findings, how far the latest edition agrees, and what is overdue.
    """
    return compute_status(dataset.session.unverified_snapshot)


def list_records(dataset: OpenDataset | Snapshot, kind: str) -> RecordList:
    """Return all records of a kind."""
    return compute_list(_snapshot(dataset), ListQuery(kind))


def info(dataset: OpenDataset | Snapshot) -> DatasetOverview:
    """Return the dataset, its coverage and the number of records."""
    return compute_overview(_snapshot(dataset), InfoQuery())


def explain(
    dataset: OpenDataset | Snapshot,
    year: int,
    indicator: str,
    as_of: date | str | None = None,
    strict_year: bool = False,
) -> Explanation:
    """Return the reasons for one light."""
    return compute_explanation(_snapshot(dataset), ExplainQuery(year, indicator, _day(as_of), strict_year))


def validate(dataset: OpenDataset, base: str = "", strict: bool = False) -> ValidationReport:
    """Run all checks.

    With `base`, also run those of the change since that git revision. With `strict`, warnings count as errors do.
    Raises CbiError if there is no such revision.
    """
    return build_report([validate_dataset(dataset.session, None, base)], base, display_path, strict)


def diff(
    base: OpenDataset | Mapping[str, bytes],
    head: OpenDataset | Mapping[str, bytes],
    today: date | str | None = None,
    as_of: date | Literal["latest"] | str | None = None,
) -> Diff:
    """Compare two versions of a dataset.

    Each is an open dataset, or its files by their paths inside the folder. `as_of` replaces the days of all reports in
    the impact; `latest` is the last day that anything reaches in either version. `today` is the day for the checks. If
    a version has errors, the impact is None.
    """
    from cbi_cli.reports.compare_files import compare_files

    day: date | Literal["latest"] | None = "latest"
    if as_of != "latest":
        day = _day(as_of)
    return compare_files(_files(base), _files(head), _today(today), day)


def to_dict(dataset: OpenDataset | Snapshot, result: object, lang: Lang = "en") -> dict[str, Any]:
    """Return a result as the JSON document that the command prints.

    Raises TypeError for anything else. A difference does not know the names of its versions, so they are empty in its
    document.
    """
    from cbi_cli.reports.diff import Diff

    if isinstance(result, ValidationReport):
        return findings_document(result)
    if isinstance(result, Diff):
        from cbi_cli.views.diff import DiffView

        # The names of both versions are not part of the result.
        base = DatasetRevision("folder", "", "", result.base.files)
        head = DatasetRevision("folder", "", "", result.head.files)
        return DiffView(result, base, head, get_translator(lang)).document()
    return find_report(result).to_json(_snapshot(dataset), result, lang)


def plan_add_event(dataset: OpenDataset, fields: Mapping[str, Any]) -> ChangeSet[EventDetails]:
    """Plan to add an event with these fields, named as in the files.

    Without an `id` one is suggested. A date is a `datetime.date`, a `PartialDate`, or text such as `2022-10-13`,
    `2022-10` or `2022`. Raises CbiError if the event cannot be written; errors that the checks find are in `new_errors`
    of the change.
    """
    from cbi_cli.changes import add_event

    return add_event.plan_add_event(dataset.session, _event_values(fields))


def plan_add_records(dataset: OpenDataset, records: Iterable[NewRecord]) -> ChangeSet[AdditionDetails]:
    """Plan to add records of any kinds in one change, for example an event and its source.

    Fields are named as in the files, and dates are given as for `plan_add_event`. Raises CbiError if the records cannot
    be written; errors that the checks find are in `new_errors` of the change.
    """
    from cbi_cli.changes import add_records

    prepared: list[NewRecord] = []
    for record in records:
        fields = record.fields
        if record.kind == "event":
            fields = _event_values(fields)
        prepared.append(record._replace(fields=fields))
    return add_records.plan_add_records(dataset.session, prepared)


def plan_edit(
    dataset: OpenDataset, name: str, values: Mapping[str, Any], kind: str | None = None
) -> ChangeSet[EditDetails]:
    """Plan to give fields of a record other values; None takes a field out.

    The record has this id or name, and the kind if several have it. Dates are given as for `plan_add_event`. The
    dataset may have errors, which the change may correct. Raises CbiError if there is no such record or field.
    """
    from cbi_cli.changes import edit_record
    from cbi_cli.changes.record_place import find_target

    key = find_target(dataset.session.unverified_snapshot, name, kind)
    return edit_record.plan_edit(dataset.session, key, values)


def plan_rename(dataset: OpenDataset, name: str, new_id: str, kind: str | None = None) -> ChangeSet[RenameDetails]:
    """Plan to give a record another id; all references follow, and the old id becomes a former one.

    Raises CbiError if the new id is not valid or taken.
    """
    from cbi_cli.changes import rename_record
    from cbi_cli.changes.record_place import find_target

    key = find_target(dataset.session.unverified_snapshot, name, kind)
    return rename_record.plan_rename(dataset.session, key, new_id)


def plan_remove(
    dataset: OpenDataset, name: str, reasons: Mapping[str, str], replaced_by: str = "", kind: str | None = None
) -> ChangeSet[RemovalDetails]:
    """Plan to take a record out and to list it in `withdrawn.toml`.

    `reasons` has `reason`, and its twins in the other languages of the dataset, such as `reason_es`. Raises CbiError if
    anything refers to the record; `references` of the error has what does.
    """
    from cbi_cli.changes import remove_record
    from cbi_cli.changes.record_place import find_target

    key = find_target(dataset.session.unverified_snapshot, name, kind)
    return remove_record.plan_remove(dataset.session, key, reasons, replaced_by)


def plan_undo(dataset: OpenDataset) -> ChangeSet[UndoDetails]:
    """Plan to give back the files as they were before the last change that was written with a cache.

    The change has no files if there is nothing to undo; apply it with `read_settings()`, as the change that it undoes.
    Raises CbiError if somebody has changed a file since then.
    """
    from cbi_cli.changes import undo

    return undo.plan_undo(dataset.location, dataset.session.settings)


def plan_add_record(dataset: OpenDataset, kind: str, fields: Mapping[str, Any]) -> ChangeSet[AdditionDetails]:
    """Plan to add a record of any kind but an event, with these fields, named as in the files.

    Without an `id` one is suggested. Raises CbiError if the record cannot be written; errors that the checks find are
    in `new_errors` of the change.
    """
    from cbi_cli.changes.record_ids import suggest_record_id

    values = dict(fields)
    record_id = str(values.pop("id", "") or suggest_record_id(dataset.snapshot, kind, values))
    if not record_id:
        raise CbiError(message("no id can be made of the name"), message("give the field `{field}`", field="id"))
    return plan_add_records(dataset, [NewRecord(kind, record_id, values)])


def find_like_records(dataset: OpenDataset, kind: str, fields: Mapping[str, Any]) -> tuple[LikeRecord, ...]:
    """Return the records that a new one with these fields may repeat, the likeliest first."""
    from cbi_cli.changes import record_ids

    return record_ids.find_like_records(dataset.snapshot, kind, fields)


def plan_import(
    dataset: OpenDataset,
    table: str | Path,
    mapping: str | Path | None = None,
    encoding: str = "",
    sheet: str = "",
) -> ChangeSet[ImportDetails]:
    """Plan to add the events of a table: CSV, JSON lines or Excel.

    Without a mapping, it is the file with the suffix `.mapping.toml` beside the table. An encoding or a sheet takes
    precedence over that of the mapping. The details of the change have every row with what becomes of it. Raises
    CbiError if the table or the mapping cannot be read, or if no person has confirmed the mapping.
    """
    from cbi_cli.changes import import_events
    from cbi_cli.tables.mapping import default_mapping_path, read_mapping
    from cbi_cli.tables.read_table import read_table

    path = Path(table)
    read = read_mapping(default_mapping_path(path) if mapping is None else Path(mapping))
    options = read.options
    options = options._replace(encoding=encoding or options.encoding, sheet=sheet or options.sheet)
    return import_events.plan_import(dataset.session, read_table(path, options), read)


def plan_coverage(dataset: OpenDataset, year: int, entries: Iterable[Coverage]) -> ChangeSet[CoverDetails]:
    """Plan to write what was looked through for series of a year.

    Raises CbiError if an entry cannot be right, or if one of a year without an event does not say `none_held`.
    """
    from cbi_cli.changes import cover

    return cover.plan_coverage(dataset.session, year, tuple(entries))


def plan_new_edition(
    dataset: OpenDataset,
    year: int,
    title: str,
    published: date | str | PartialDate,
    source: str,
    admissions: Iterable[Mapping[str, str]] = (),
    covers_until: date | str | None = None,
) -> ChangeSet[EditionDetails]:
    """Plan to add the edition of a year, drafted from its scorecard on the publication day.

    Each admission is a mapping with `indicator`, `event`, `reason`, its translations such as `reason_es`, and `source`.
    `covers_until` also raises the last covered day of the dataset. The rows of which the light is unknown are in
    `details.unknown`. Raises CbiError if the year has an edition or lies in the future.
    """
    from cbi_cli.changes import new_edition

    fields = new_edition.EditionFields(
        year, title, _partial_date("published", published), source, tuple(admissions), _day(covers_until)
    )
    return new_edition.plan_new_edition(dataset.session, fields)


def plan_format(dataset: OpenDataset, file: str | None = None) -> ChangeSet[FormatDetails]:
    """Plan to format all files of a dataset, or one."""
    from cbi_cli.changes.format_files import plan_formatting

    return plan_formatting(dataset.location, file, dataset.session.settings.today)


def plan_layout(dataset: OpenDataset, layout: Literal["year", "event"]) -> ChangeSet[LayoutDetails]:
    """Plan to move the events to one file a year, or to one file an event."""
    from cbi_cli.changes import change_layout

    return change_layout.plan_layout(dataset.location, layout, dataset.session.settings.today)


def plan_fix(dataset: OpenDataset, file: str | None = None) -> ChangeSet[tuple[Correction, ...]]:
    """Plan to fix what `cbi validate --fix` fixes.

    This is done in all files of a dataset or in one.
    """
    from cbi_cli.changes import fix

    return fix.plan_fix(dataset.location, file, dataset.session.settings.today)


def plan_release(
    dataset: OpenDataset, part: VersionPart | None = None, since: str | None = None
) -> ChangeSet[ReleaseDetails]:
    """Plan the next release.

    `since` is the last one, by default the newest tag of the dataset. Without a part of the version to raise, the
    changes decide it. Raises CbiError if there is nothing to release.
    """
    from cbi_cli.changes import release

    location = dataset.location
    if since is None:
        since = release.find_last_tag(location, dataset.snapshot.meta["id"])
    return release.plan_release(location, since, part, dataset.session.settings.today)


def plan_scaffold(
    folder: str | Path,
    parties: Iterable[str] = (),
    source: str = "us-mexico",
    today: date | str | None = None,
    **details: Any,
) -> ChangeSet[None]:
    """Plan to create a dataset in a folder.

    It is an empty one for some parties, or else a copy of a built-in one. The details are the other fields of a
    `NewDataset`: its languages, titles, names of the parties, publisher, license and layout.
    """
    from cbi_cli.changes import empty_dataset, scaffold

    names = tuple(parties)
    if names:
        dataset = empty_dataset.NewDataset(names, **details)
        return scaffold.plan_scaffold(Path(folder), empty_dataset.make_empty_dataset(dataset, _today(today)))
    files = scaffold.copy_built_in(source) | scaffold.git_attributes()
    return scaffold.plan_scaffold(Path(folder), files)


def export(dataset: OpenDataset | Snapshot, folder: str | Path, name: ExportChoice) -> Download:
    """Export a dataset to a folder in a format, or in all of them; return what was written.

    Raises CbiError if the folder cannot be written, or if the extra of the format is not installed.
    """
    from cbi_cli.exports.download import write_download

    return write_download(_snapshot(dataset), Path(folder), name)


def build_site(dataset: OpenDataset | Snapshot, base_url: str = "") -> Iterator[SiteFile]:
    """Yield the files of the web site of a dataset, one after the other.

    `base_url` is the address at which the site will be; without one, whatever needs a full address is left out. The
    annual reports of a snapshot have no prose, which lies beside the data. Raises CbiError if `base_url` is not an
    address, and for a fault in the prose.
    """
    from cbi_cli.publish import build, site
    from cbi_cli.publish.addresses import check_base_url
    from cbi_cli.publish.annual_reports import read_reports_of

    address = check_base_url(base_url) if base_url else ""
    options = site.SiteOptions(address)
    if isinstance(dataset, OpenDataset):
        options = options._replace(report_files=read_reports_of(dataset.session))
    return build.build_site(_snapshot(dataset), options)


def write_site(
    dataset: OpenDataset, folder: str | Path, base_url: str = "", with_versions: bool = False
) -> SiteReceipt:
    """Write the web site of a dataset to a folder; only files that differ are written.

    `with_versions` adds a frozen copy of each version that has a tag in git. Raises CbiError if the folder cannot be
    written, or has content that is no site.
    """
    from cbi_cli.publish import write_site as writer
    from cbi_cli.publish.addresses import check_base_url

    address = check_base_url(base_url) if base_url else ""
    return writer.write_site(dataset.session, Path(folder), address, with_versions)


def _snapshot(dataset: OpenDataset | Snapshot) -> Snapshot:
    if isinstance(dataset, OpenDataset):
        return dataset.snapshot
    return dataset


def _event_collection(
    snapshot: Snapshot, other: OpenDataset | Snapshot | str | Path, mapping: str | Path | None
) -> EventCollection:
    """Return the events that a dataset is compared with."""
    if mapping is not None:
        if not isinstance(other, str | Path):
            raise CbiError(message("a mapping is for a table"), message("give the path of the table"))
        from cbi_cli.reports.compared_table import read_compared_table

        return read_compared_table(Path(other), Path(mapping), snapshot)
    if isinstance(other, str | Path):
        with open_dataset(other, today=None) as opened:
            return collect_from_dataset(opened.snapshot)
    return collect_from_dataset(_snapshot(other))


def _files(version: OpenDataset | Mapping[str, bytes]) -> Mapping[str, bytes]:
    if isinstance(version, OpenDataset):
        return version.files
    return version


def _today(today: date | str | None) -> date:
    return _day(today) or date.today()  # noqa: DTZ011 - the calendar day of the user is meant


def _day(day: date | str | None) -> date | None:
    """Return a day that is given as a date or as ISO text.

    Raises CbiError for any other text.
    """
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise CbiError(message("`{text}` is not a date", text=day), message("write it as 2022-10-13")) from None


def _event_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an event with dates that are parsed."""
    values = dict(fields)
    for name in ("start", "title"):
        if not values.get(name):
            problem = message("an event needs a {field}", field=name)
            raise CbiError(problem, message("give the field `{field}`", field=name))
    for name in ("start", "end"):
        if values.get(name):
            values[name] = _partial_date(name, values[name])
    return values


def _partial_date(name: str, value: date | str | PartialDate) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, date):
        return PartialDate.from_date(value)
    try:
        return PartialDate.parse(value)
    except ValueError as error:
        raise CbiError(message("{option}: {problem}", option=name, problem=str(error))) from None
