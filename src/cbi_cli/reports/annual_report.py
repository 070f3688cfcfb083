"""The annual report on a year: its facts from other reports, and its prose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.history import History, HistoryQuery, compute_history
from cbi_cli.reports.prose import Prose
from cbi_cli.reports.reconcile import Dispute, ReconcileQuery, Reconciliation, compute_reconciliation, list_disputes
from cbi_cli.reports.references import References, ReferenceValue, resolve_all
from cbi_cli.reports.report_plan import ReportPlan
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, compute_scorecard
from cbi_cli.reports.timeline import Timeline, compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.topics import PublishedGraph, TopicsQuery, compute_topics


class ReportQuery(NamedTuple):
    """What an annual report is asked for.

    Without `as_of` it holds for the publication day of the year's edition, or else for the last covered day.
    """

    year: int
    as_of: date | None = None


class Highlight(NamedTuple):
    """A series of the report: its history up to the day of the report, and the record of its institution, if any."""

    history: History
    institution: Mapping[str, Any] | None


class Recommendation(NamedTuple):
    """A recommendation of the edition, with its source."""

    text: LocalizedText
    source: str


class EditionFacts(NamedTuple):
    """What a report has of the edition of its year; `record` is as its file has it."""

    record: Mapping[str, Any]
    reconciliation: Reconciliation
    recommendations: tuple[Recommendation, ...]


class YearDisputes(NamedTuple):
    """The disputes that concern a year: they explain a difference, or are about its edition or its events.

    There are `further` ones of other years. `subjects` says by the id of a dispute what it is about.
    """

    listed: tuple[Dispute, ...]
    further: int
    subjects: Mapping[str, LocalizedText]


class ReportProse(NamedTuple):
    """The prose of a report by section, or by `highlight-` and the series, and what its references mean."""

    parts: Mapping[str, Prose]
    values: Mapping[str, ReferenceValue]


class AnnualReport(NamedTuple):
    """The facts of the report on a year, and its prose in one language.

    `dataset` is the record of the dataset, `indicators` are those of the rows of the card, in their order. `sources`
    has all source records by id, `event_sources` what the events of the card cite.
    """

    card: Scorecard
    plan: ReportPlan
    dataset: Mapping[str, Any]
    edition: EditionFacts | None
    highlights: tuple[Highlight, ...]
    spotlight: Highlight | None
    graphs: tuple[PublishedGraph, ...]
    disputes: YearDisputes
    timeline: Timeline
    indicators: tuple[Mapping[str, Any], ...]
    sources: Mapping[str, Mapping[str, Any]]
    event_sources: Mapping[str, tuple[str, ...]]
    prose: ReportProse

    @property
    def year(self) -> int:
        """The year of the report."""
        return self.card.year

    @property
    def edition_language(self) -> str:
        """The language in which the edition of the year was printed."""
        if self.edition is None:
            return ""
        source: str = self.edition.record["source"]
        language: str = self.sources[source].get("language", "en")
        return language


def compute_annual_report(
    snapshot: Snapshot, query: ReportQuery, plan: ReportPlan, prose: Mapping[str, Prose]
) -> AnnualReport:
    """Return the report on a year, with the plan and the prose that were read for it.

    Raises CbiError, with the place, for a reference that means nothing.
    """
    card = compute_scorecard(snapshot, ScorecardQuery(query.year, query.as_of))
    day = card.day
    graphs = compute_topics(snapshot, TopicsQuery(query.year, day)).graphs
    resolved = resolve_all(prose.values(), References(snapshot, card, graphs))
    resolved.raise_first()
    timeline = compute_timeline(snapshot, TimelineQuery(query.year, as_of=day))
    edition = _load_edition(snapshot, query.year, day)
    highlights = [_make_highlight(snapshot, name, day) for name in plan.highlights]
    spotlight = None
    if plan.spotlight is not None:
        spotlight = _make_highlight(snapshot, plan.spotlight, day)
    (dataset,) = snapshot.records("dataset")
    indicators = tuple(snapshot.records("indicator"))
    sources = {source["id"]: source for source in snapshot.records("source")}
    disputes = _collect_disputes(snapshot, query.year, edition, timeline)
    cited_sources = _load_sources(snapshot, card)
    report_prose = ReportProse(prose, resolved.values)
    return AnnualReport(
        card,
        plan,
        dataset,
        edition,
        tuple(highlights),
        spotlight,
        graphs,
        disputes,
        timeline,
        indicators,
        sources,
        cited_sources,
        report_prose,
    )


def _load_edition(snapshot: Snapshot, year: int, day: date) -> EditionFacts | None:
    record = snapshot.record("edition", str(year))
    if record is None:
        return None
    reconciliation = compute_reconciliation(snapshot, ReconcileQuery(year, day))
    recommendations = []
    for entry in record.get("recommendation", ()):
        text = record_text(entry, "text")
        recommendations.append(Recommendation(text, entry["source"]))
    return EditionFacts(record, reconciliation, tuple(recommendations))


def _make_highlight(snapshot: Snapshot, series: str, day: date) -> Highlight:
    history = compute_history(snapshot, HistoryQuery(series, day))
    institution = snapshot.record("institution", series)
    for row in snapshot.rows("SELECT institution FROM series WHERE id = :id AND institution IS NOT NULL", id=series):
        institution = snapshot.record("institution", row["institution"])
    return Highlight(history, institution)


def _load_sources(snapshot: Snapshot, card: Scorecard) -> dict[str, tuple[str, ...]]:
    """Return the citations of each event that the card shows."""
    sources: dict[str, tuple[str, ...]] = {}
    for row in card.rows:
        shown = [occurrence.event for occurrence in row.occurrences]
        if row.near is not None:
            shown.append(row.near)
        if row.last_held is not None:
            shown.append(row.last_held)
        for event in shown:
            record = snapshot.record("event", event.id) or {}
            sources[event.id] = tuple(record.get("sources", ()))
    return sources


def _collect_disputes(snapshot: Snapshot, year: int, edition: EditionFacts | None, timeline: Timeline) -> YearDisputes:
    """Return the disputes that concern a year."""
    explaining: set[Dispute] = set()
    if edition is not None:
        for group in edition.reconciliation.explained_by.values():
            explaining.update(group)
    subjects = {("edition", str(year))}
    for entry in timeline.events:
        subjects.add(("event", entry.event.id))
    listed: list[Dispute] = []
    names: dict[str, LocalizedText] = {}
    further = 0
    for dispute in list_disputes(snapshot):
        if dispute not in explaining and dispute.subject not in subjects:
            further += 1
            continue
        listed.append(dispute)
        names[dispute.id] = _name_subject(snapshot, dispute)
    return YearDisputes(tuple(listed), further, names)


def _name_subject(snapshot: Snapshot, dispute: Dispute) -> LocalizedText:
    """Return what the record is called that a dispute is about."""
    record = snapshot.record(*dispute.subject) or {}
    for key in ("title", "label", "name"):
        if key in record:
            return record_text(record, key)
    return LocalizedText(dispute.about)
