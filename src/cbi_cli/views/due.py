"""What is due, as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.reports.common import EventSummary
from cbi_cli.reports.due import Due, DueQuery, DueSeries, HostTurn, PlannedEvent, YearEnd, compute_due
from cbi_cli.views.common import JsonObject, hidden_json, json_envelope, year_spans
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    Style,
    Table,
    TextList,
    make_cell,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView

_COMPACT_WIDTH = 20
_DUE_STYLES: dict[str, Style] = {"overdue": "yellow", "due": "yellow", "expected": "green", "paused": "dim"}
_SHOWN_PARTIAL_YEARS = 2
"""Of how many years, up to that of the report, a page lists the dates that are known in part."""


class DueView(ReportView[Due]):
    """The view of what is due."""

    def page(self) -> Page:
        """Return the series by urgency, what is planned, and what is not known."""
        lists = [self._host_turns(), self._perhaps_held(), self._planned(), self._partial(), self._unknown_years()]
        blocks: list[PageBlock] = [self._table()]
        blocks += [block for block in lists if block.lines]
        blocks.append(make_text_list(self._notes()))
        title = self._("Due: {title}", title=self.text(self.result.title))
        return Page(title, tuple(blocks))

    def _table(self) -> Table:
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("State"), compact_width=_COMPACT_WIDTH),
            Column(self._("Next"), no_wrap=True),
            Column(self._("Last held"), compact_width=_COMPACT_WIDTH),
        ]
        rows = []
        for one in self.result.series:
            next_year = ""
            if one.next_year is not None:
                next_year = str(one.next_year)
            label = self.text(one.series.label)
            last_held = self.series_texts.last_held(one.series)
            ref = RecordRef("indicator", one.series.id)
            rows.append(make_row(label, self.state(one), next_year, last_held, ref=ref))
        return make_table(columns, rows)

    def state(self, one: DueSeries) -> Cell:
        """Return the state of a series in words."""
        if one.state not in _DUE_STYLES:
            return self.series_texts.state(one.series)
        return make_cell(self._due_state(one), style=_DUE_STYLES[one.state])

    def _due_state(self, one: DueSeries) -> str:
        """Say what a series has due that is neither halted, ended nor unknown."""
        if one.state == "overdue":
            years = ", ".join(year_spans(one.years_missed))
            return self.tr.ngettext(
                "overdue by 1 year (missed {missed})",
                "overdue by {n} years (missed {missed})",
                len(one.years_missed),
                missed=years,
            )
        if one.state == "paused":
            return self._("declared pause")
        if one.state == "expected":
            return self._("expected in {year}", year=one.next_year)
        return self.tr.ngettext(
            "due in {year} (1 day left)", "due in {year} ({n} days left)", one.days_left or 0, year=one.next_year
        )

    def _host_turns(self) -> TextList:
        turns = [(one.series.label, one.host_turn) for one in self.result.series if one.host_turn is not None]
        lines = [f"{self.text(label)}: {self._host_turn(turn)}" for label, turn in turns]
        return make_text_list(lines, self._("Host's turn, inferred from a strict alternation"), bulleted=True)

    def _host_turn(self, turn: HostTurn) -> str:
        hosts = ", ".join(f"{event.start[:4]} {self.party_name(host)}" for event, host in turn.shown_by)
        return self._("{party} (inferred; hosts so far: {hosts})", party=self.text(turn.name), hosts=hosts)

    def party_name(self, party: str) -> str:
        """Return what a host is called: its id, which commands take."""
        return party

    def _perhaps_held(self) -> TextList:
        lines = []
        for one in self.result.series:
            if one.perhaps_held is not None:
                label = self.text(one.series.label)
                event = one.perhaps_held.event
                dates = self.tr.dates(event.start, event.end)
                lines.append(
                    self._(
                        "{label}: one was held {dates}, perhaps in {year}", label=label, dates=dates, year=one.next_year
                    )
                )
        return make_text_list(lines, self._("Perhaps held already"), bulleted=True)

    def _planned(self) -> TextList:
        lines = [self._planned_line(one) for one in self.result.planned if not _is_settled(one)]
        return make_text_list(lines, self._("Planned and postponed events"), bulleted=True)

    def _planned_line(self, planned: PlannedEvent) -> Cell:
        event = planned.event
        dates = self.tr.dates(event.start, event.end)
        title = self.text(event.title)
        if planned.status == "postponed" and planned.is_ahead:
            text = self._("{title}: was planned for {dates}, postponed", title=title, dates=dates)
        elif planned.status == "postponed":
            text = self._(
                "{title}: was planned for {dates}, postponed; no later one is known", title=title, dates=dates
            )
        elif planned.is_ahead:
            text = self._("{title}: planned for {dates}", title=title, dates=dates)
        else:
            text = self._("{title}: planned for {dates}, not yet marked as held", title=title, dates=dates)
        line = make_cell(f"{text} [{event.id}]")
        return line._replace(ref=RecordRef("event", event.id))

    def _partial(self) -> TextList:
        first_year = self.result.day.year - _SHOWN_PARTIAL_YEARS + 1
        lines: list[str | Cell] = []
        for event in self.result.partial:
            if int(event.start[:4]) >= first_year:
                dates = self.tr.dates(event.start, event.end)
                line = make_cell(f"{dates} – {self.text(event.title)} [{event.id}]")
                lines.append(line._replace(ref=RecordRef("event", event.id)))
        earlier = len(self.result.partial) - len(lines)
        if earlier:
            lines.append(self._earlier_partial(earlier, first_year))
        return make_text_list(lines, self._("Held on a date that is known only in part"), bulleted=True)

    def _earlier_partial(self, number: int, year: int) -> Cell:
        """Say how many events before a year are not listed."""
        if self.for_web:
            text = self.tr.ngettext(
                "1 from before {year} is not listed.", "{n} from before {year} are not listed.", number, year=year
            )
            return make_cell(text)
        text = self.tr.ngettext(
            "1 from before {year}; `--format json` lists it.",
            "{n} from before {year}; `--format json` lists them.",
            number,
            year=year,
        )
        return make_command_cell(text, "--format json")

    def _unknown_years(self) -> TextList:
        lines = []
        for one in self.result.series:
            if one.years_unknown:
                spans = ", ".join(year_spans(one.years_unknown))
                lines.append(f"{self.text(one.series.label)}: {spans}")
        return make_text_list(lines, self._("Last years of which nothing is known"), bulleted=True)

    def _notes(self) -> Iterator[str | Cell]:
        result = self.result
        settled = sum(_is_settled(one) for one in result.planned)
        if settled:
            yield self.tr.ngettext(
                "1 postponed event is not listed, since a later one of the same institution was held.",
                "{n} postponed events are not listed, since a later one of the same institution was held.",
                settled,
            )
        if result.year_end is not None:
            yield self._year_end(result.year_end)
        if result.day > result.covers_until:
            day = self.tr.date(result.covers_until)
            yield self._("The dataset covers the time until {day}; what was held later may not be known.", day=day)
        day_line, *hidden_lines = self.day_lines(result.day, result.hidden)
        yield day_line
        if result.is_own_day and not self.for_web:
            yield make_command_cell(self._("`--as-of today` shows what is due today."), "--as-of today")
        yield from hidden_lines

    def _year_end(self, end: YearEnd) -> str:
        text = self.tr.ngettext("{year} ends in 1 day.", "{year} ends in {n} days.", end.days_left, year=end.year)
        if not end.not_covered:
            return text
        unknown = self.tr.ngettext(
            "Nothing is known of it for 1 of {all} series.",
            "Nothing is known of it for {n} of {all} series.",
            len(end.not_covered),
            all=len(self.result.series),
        )
        return f"{text} {unknown}"

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        series = [self._series_json(one) for one in result.series]
        planned = [self._planned_json(one) for one in result.planned]
        partial_dates = [self.event_json(event) for event in result.partial]
        content: JsonObject = {
            "covers_until": result.covers_until.isoformat(),
            "hidden": hidden_json(result.hidden),
            "series": series,
            "planned": planned,
            "partial_dates": partial_dates,
            "year_end": None,
        }
        end = result.year_end
        if end is not None:
            not_covered = [one.id for one in end.not_covered]
            content["year_end"] = {"year": end.year, "days_left": end.days_left, "not_covered": not_covered}
        return json_envelope("due", self.meta, result.day, **content)

    def _series_json(self, one: DueSeries) -> JsonObject:
        series = one.series
        document: JsonObject = {
            "id": series.id,
            "label": self.text(series.label),
            "state": one.state,
            "cadence_years": series.cadence_years,
            "next_year": one.next_year,
            "days_left": one.days_left,
            "last_held": self._event_or_none(series.last_held),
            "halted_since": series.halted_since,
            "first_missed": series.first_missed,
            "years_missed": list(one.years_missed),
            "years_unknown": list(one.years_unknown),
            "perhaps_held": None,
            "successor": series.successor,
            "host_turn": None,
        }
        if one.perhaps_held is not None:
            document["perhaps_held"] = one.perhaps_held.event.id
        turn = one.host_turn
        if turn is not None:
            hosts = [{"event": event.id, "host": host} for event, host in turn.shown_by]
            document["host_turn"] = {"party": turn.party, "inferred": True, "shown_by": hosts}
        return document

    def _planned_json(self, planned: PlannedEvent) -> JsonObject:
        document = self.event_json(planned.event)
        document["status"] = planned.status
        document["ahead"] = planned.is_ahead
        document["followed_by"] = self._event_or_none(planned.followed_by)
        return document

    def _event_or_none(self, event: EventSummary | None) -> JsonObject | None:
        if event is None:
            return None
        return self.event_json(event)


def _is_settled(planned: PlannedEvent) -> bool:
    """Tell whether a postponed event was followed by one that was held, so that nothing is left to do."""
    return planned.status == "postponed" and planned.followed_by is not None


REPORT = ReportSpec("due", DueQuery, Due, compute_due, DueView)
