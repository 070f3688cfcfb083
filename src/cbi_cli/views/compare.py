"""A comparison with another dataset or a table as a page and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cbi_cli.core.messages import message
from cbi_cli.reports.compare import (
    FIELDS,
    ComparedPair,
    CompareQuery,
    Comparison,
    Field,
    Outcome,
    compute_comparison,
)
from cbi_cli.reports.compared_events import ComparedEvent
from cbi_cli.views.common import JsonObject, json_envelope, year_spans
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    TableRow,
    TextList,
    make_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView

_FIELD_NAMES = {
    "dates": message("dates"),
    "place": message("place"),
    "people": message("people"),
    "host": message("host"),
    "level": message("level"),
    "status": message("status"),
    "mode": message("mode"),
}
_REASON_NAMES = {
    "id": message("id"),
    "days": message("days in common"),
    "institution": message("institution"),
    "number": message("number"),
    "source": message("source"),
    "people": message("people"),
    "place": message("place"),
    "host": message("host"),
    "title": message("title"),
}


class CompareView(ReportView[Comparison]):
    """The view of a comparison."""

    def page(self) -> Page:
        """Return the counts, what differs, what each side lacks, and what is not decided."""
        blocks: list[PageBlock] = [make_text_list(self._counts())]
        blocks.extend(self._differences())
        only_here = self._("Only here ({n})", n=self.result.count("only-here"))
        blocks.extend(self._only("only-here", only_here))
        only_there = self._("Only there ({n})", n=self.result.count("only-there"))
        blocks.extend(self._only("only-there", only_there))
        blocks.extend(self._undecided())
        blocks.extend(self._skipped())
        blocks.append(make_text_list(self._notes()))
        other = self.result.other
        here = f"{self.meta['id']} {self.meta['version']}"
        there = f"{other.name} {other.version}".rstrip()
        title = self._("Comparison: {here} (here) and {there} (there)", here=here, there=there)
        return Page(title, tuple(blocks))

    def _counts(self) -> Iterator[str]:
        result = self.result
        agree = self.tr.ngettext("They agree on 1 event", "They agree on {n} events", result.count("agrees"))
        differing = result.count("differs")
        only_here = result.count("only-here")
        only_there = result.count("only-there")
        counted = [
            self.tr.ngettext("1 differs", "{n} differ", differing),
            self.tr.ngettext("1 is only here", "{n} are only here", only_here),
            self.tr.ngettext("1 is only there", "{n} are only there", only_there),
        ]
        if result.count("undecided"):
            counted.append(self.tr.ngettext("1 is not decided", "{n} are not decided", result.count("undecided")))
        yield f"{agree}; {', '.join(counted)}."
        if result.is_empty:
            yield self._("Nothing was compared: no event is of what both cover.")
        yield from self._not_covered("not-covered-there", self._("Not covered there"))
        yield from self._not_covered("not-covered-here", self._("Not covered here"))

    def _not_covered(self, outcome: Outcome, label: str) -> Iterator[str]:
        """Say how many events of which years could not be missing on a side."""
        rows = [row for row in self.result.rows if row.outcome == outcome]
        if not rows:
            return
        years = {row.event.years[0] for row in rows}
        count = self.tr.ngettext("1 event", "{n} events", len(rows))
        yield f"{label}: {count} ({', '.join(year_spans(sorted(years)))})."

    def _differences(self) -> Iterator[PageBlock]:
        rows: list[TableRow] = []
        for row in self.result.rows:
            rows.extend(self._difference_row(row, field) for field in row.differences)
        if not rows:
            return
        columns = [
            Column(self._("Event"), expand=True),
            Column(self._("Field")),
            Column(self._("Here")),
            Column(self._("There")),
        ]
        title = self._("Where they differ ({n})", n=self.result.count("differs"))
        yield make_table(columns, rows, title)

    def _difference_row(self, row: ComparedPair, field: Field) -> TableRow:
        here = row.here
        there = row.there
        assert here is not None  # noqa: S101 - only a pair has differences
        assert there is not None  # noqa: S101
        matched = self._("matched by {reasons}", reasons=self._reasons(row.reasons))
        event = f"{self._describe(here)}\n({self._with_row(matched, there)})"
        name = self.tr.translate(_FIELD_NAMES[field])
        ref = RecordRef("event", here.summary.id)
        here_value = self._value(here, field)
        there_value = self._value(there, field)
        return make_row(event, name, here_value, there_value, ref=ref)

    def _only(self, outcome: Outcome, title: str) -> Iterator[TextList]:
        """Yield a list of the events that one side lacks."""
        lines = [self._only_line(row) for row in self.result.rows if row.outcome == outcome]
        if lines:
            yield make_text_list(lines, title, bulleted=True, collapsible=True)

    def _only_line(self, row: ComparedPair) -> Cell:
        event = row.event
        text = self._with_row(self._describe(event), event)
        if row.withdrawn.en:
            text = self._("{event}; withdrawn there: {reason}", event=text, reason=self.text(row.withdrawn))
            if row.here is None:
                text = self._(
                    "{event}; withdrawn here: {reason}", event=self._describe(event), reason=self.text(row.withdrawn)
                )
        if row.near:
            others = [self._with_row(self._describe(other), other) for other in row.near]
            text = self._("{event}; like {others}, which has another partner", event=text, others="; ".join(others))
        cell = make_cell(text)
        if row.here is not None:
            return cell._replace(ref=RecordRef("event", event.summary.id))
        return cell

    def _undecided(self) -> Iterator[PageBlock]:
        rows: list[TableRow] = []
        for row in sorted(self.result.rows, key=lambda row: row.group or 0):
            if row.outcome != "undecided" or row.here is None or row.there is None:
                continue
            there = self._with_row(self._describe(row.there), row.there)
            against = ", ".join(self.tr.translate(_FIELD_NAMES[name]) for name in row.against)
            ref = RecordRef("event", row.here.summary.id)
            reasons = self._reasons(row.reasons)
            here = self._describe(row.here)
            cells = (str(row.group), here, there, reasons, against)
            rows.append(make_row(*cells, ref=ref))
        if not rows:
            return
        columns = [
            Column(self._("No."), align="right"),
            Column(self._("Here"), expand=True),
            Column(self._("There"), expand=True),
            Column(self._("In common")),
            Column(self._("Against it")),
        ]
        title = self._("Not decided ({n})", n=self.result.count("undecided"))
        yield make_table(columns, rows, title)

    def _skipped(self) -> Iterator[TextList]:
        skipped = self.result.skipped
        if not skipped:
            return
        lines: list[str] = []
        for row in skipped:
            reason = self.tr.translate(row.reason)
            line = self._("row {n}: {reason}", n=row.number, reason=reason)
            lines.append(line)
        title = self._("Rows that were not compared ({n})", n=len(skipped))
        yield make_text_list(lines, title, bulleted=True, collapsible=True)

    def _notes(self) -> Iterator[str]:
        """Say by what events were matched, and what was not compared."""
        result = self.result
        matched = Counter(row.reasons for row in result.rows if row.outcome in ("agrees", "differs"))
        for reasons, count in matched.most_common():
            pairs = self.tr.ngettext("1 pair", "{n} pairs", count)
            yield self._("{pairs} matched by {reasons}.", pairs=pairs, reasons=self._reasons(reasons))
        open_pairs = sum(bool(row.stated_once) for row in result.rows)
        if open_pairs:
            yield self.tr.ngettext(
                "In 1 pair, only one of the two states a value. That is no difference.",
                "In {n} pairs, only one of the two states a value. That is no difference.",
                open_pairs,
            )
        if result.not_compared and matched:
            names = [self.tr.translate(_FIELD_NAMES[field]) for field in result.not_compared]
            yield self._("Not compared, since no event there states it: {fields}.", fields=self.tr.join_with_and(names))
        yield from self._scope()
        if result.unstated:
            yield self.tr.ngettext(
                "1 event there is left out, because it does not state what is filtered by.",
                "{n} events there are left out, because they do not state what is filtered by.",
                result.unstated,
            )

    def _scope(self) -> Iterator[str]:
        """Say what a table is taken to cover."""
        scope = self.result.scope
        if scope is None or scope.first_year is None:
            return
        parts = [f"{scope.first_year}–{scope.last_year}"]
        for field, values in scope.values.items():
            # A table whose events were all held says nothing about its limits.
            if field != "status":
                parts.append(self.tr.join_with_or([self._word(field, value) for value in values]))
        yield self._(
            "A table does not say what it covers. This one is taken to cover what occurs in its rows: {parts}.",
            parts="; ".join(parts),
        )

    def _describe(self, event: ComparedEvent) -> str:
        summary = event.summary
        dates = self.tr.dates(summary.start, summary.end)
        return f"{dates}: {self.text(summary.title)}"

    def _with_row(self, text: str, event: ComparedEvent) -> str:
        """Add the row to a text about an event of a table."""
        if event.row is None:
            return text
        return self._("{text}, row {row}", text=text, row=event.row)

    def _reasons(self, reasons: Sequence[str]) -> str:
        names = [self.tr.translate(_REASON_NAMES[reason]) for reason in reasons]
        return self.tr.join_with_and(names)

    def _word(self, field: str, value: str) -> str:
        if field == "host":
            return self._("host {party}", party=value)
        return self.word_label(field, value)

    def _value(self, event: ComparedEvent, field: Field) -> str:
        """Return what an event states in a field, for people."""
        if field == "dates":
            return self.tr.dates(event.summary.start, event.summary.end)
        if field in ("level", "status"):
            return self.word_label(field, self._plain_value(event, field))
        return self._plain_value(event, field) or self._("(none)")

    def _plain_value(self, event: ComparedEvent, field: str) -> str:
        """Return what an event states in a field, for programs."""
        if field == "dates":
            dates = [event.summary.start, event.summary.end]
            return "/".join(day for day in dates if day)
        if field == "place":
            return self.text(event.place.label) if event.place else ""
        if field == "people":
            return "; ".join(person["name"] for person in event.record.get("participants", ()))
        if field == "status":
            return event.status
        return str(event.record.get(field, ""))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        other = result.other
        query = result.query
        rows = [self._row_json(row) for row in result.rows]
        skipped = [{"row": row.number, "reason": self.tr.translate(row.reason)} for row in result.skipped]
        compared = [field for field in FIELDS if field not in result.not_compared]
        other_json = {"kind": other.kind, "name": other.name, "version": other.version or None}
        filters = {
            "years": list(query.years),
            "kinds": list(query.kinds),
            "institutions": list(query.institutions),
        }
        content: JsonObject = {
            "other": other_json,
            "filters": filters,
            "max_days": query.max_days,
            "compared": compared,
            "summary": self._summary_json(),
            "scope": None,
            "rows": rows,
            "skipped": skipped,
        }
        if result.scope:
            values = [{"field": field, "values": list(stated)} for field, stated in result.scope.values.items()]
            content["scope"] = {
                "first_year": result.scope.first_year,
                "last_year": result.scope.last_year,
                "values": values,
            }
        return json_envelope("compare", self.meta, None, **content)

    def _summary_json(self) -> Mapping[str, int]:
        result = self.result
        return {
            "agree": result.count("agrees"),
            "differ": result.count("differs"),
            "only_here": result.count("only-here"),
            "only_there": result.count("only-there"),
            "undecided": result.count("undecided"),
            "not_covered_there": result.count("not-covered-there"),
            "not_covered_here": result.count("not-covered-here"),
            "skipped": len(result.skipped),
            "unstated": result.unstated,
        }

    def _row_json(self, row: ComparedPair) -> JsonObject:
        differences = [self._difference_json(row, field) for field in row.differences]
        stated_once = [{"field": field, "side": side} for field, side in row.stated_once]
        near = [self._name(event) for event in row.near]
        return {
            "outcome": row.outcome,
            "here": self._event_json(row.here),
            "there": self._event_json(row.there),
            "matched_by": list(row.reasons),
            "against": list(row.against),
            "days_apart": row.days_apart,
            "differences": differences,
            "stated_once": stated_once,
            "group": row.group,
            "near": near,
            "withdrawn": self.text(row.withdrawn) or None,
        }

    def _difference_json(self, row: ComparedPair, field: Field) -> JsonObject:
        values: JsonObject = {"field": field}
        for side, event in (("here", row.here), ("there", row.there)):
            values[side] = self._plain_value(event, field) if event else None
        return values

    def _event_json(self, event: ComparedEvent | None) -> JsonObject | None:
        if event is None:
            return None
        summary = event.summary
        return {
            "id": summary.id or None,
            "row": event.row,
            "start": summary.start,
            "end": summary.end,
            "title": self.text(summary.title),
        }

    def _name(self, event: ComparedEvent) -> str:
        """Return the id of an event, or its row in a table."""
        return event.summary.id or f"row {event.row}"


REPORT = ReportSpec("compare", CompareQuery, Comparison, compute_comparison, CompareView)
