"""The explanation of a light as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbi_cli.core.vocabulary import vocabulary_label
from cbi_cli.reports.explain import (
    Candidate,
    CoverageSpan,
    ExplainQuery,
    Explanation,
    UnmetCondition,
    compute_explanation,
)
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import Page, PageBlock, make_command_cell, make_text_list
from cbi_cli.views.report_view import ReportSpec, ReportView

MAX_NEAREST_SHOWN = 5
"""How many of the events that nearly count a page shows."""

_CONDITION_VOCABULARIES = {
    "kinds": "kind",
    "levels": "level",
    "offices": "office",
    "not_offices": "office",
    "modes": "mode",
    "statuses": "status",
}
"""The vocabulary of the values of a condition; those of the others are ids."""


class ExplainView(ReportView[Explanation]):
    """The view of an explanation."""

    def page(self) -> Page:
        """Return why a row has its light, its rules, and the events that were considered for it."""
        result = self.result
        blocks: list[PageBlock] = [
            make_text_list(self._explain_light(), self._("Why"), bulleted=True),
            make_text_list(self._rule(result.indicator["rule"]), self._("Rule"), bulleted=True),
        ]
        for weaker in result.indicator.get("weaker", ()):
            head = self._("Weaker rule, for yellow: {reason}", reason=self._weaker_reason(weaker))
            blocks.append(make_text_list(self._rule(weaker), head, bulleted=True))
        for head, candidates in self._groups().items():
            if candidates:
                blocks.append(make_text_list([self._candidate(one) for one in candidates], head, bulleted=True))
        near = [self._candidate(one) for one in result.nearest]
        if near:
            blocks.append(
                make_text_list(near[:MAX_NEAREST_SHOWN], self._("What almost counts, and why not"), bulleted=True)
            )
        if len(near) > MAX_NEAREST_SHOWN:
            more = self.tr.ngettext(
                "{n} more misses one condition; `--format json` lists it.",
                "{n} more miss one condition; `--format json` lists them.",
                len(near) - MAX_NEAREST_SHOWN,
            )
            blocks.append(make_text_list([make_command_cell(more, "--format json")]))
        if not result.candidates:
            none = self._(
                "No event of {year} counts, meets a weaker rule, or misses only one condition.", year=result.year
            )
            blocks.append(make_text_list([none]))
        blocks.append(make_text_list(self.day_lines(result.day, result.card.hidden)))
        row = result.row
        return Page(f"{self.text(row.label)}, {result.year}: {self.card_texts.light_name(row.light)}", tuple(blocks))

    def _explain_light(self) -> Iterator[str]:
        """Say why the row has its light and, if nothing counts, who looked for what."""
        row, looked = self.result.row, self.result.coverage
        yield self.card_texts.reason(row, self.result.card)
        if row.occurrences:
            return
        last = row.last_held
        if last:
            dates = self.tr.dates(last.start, last.end)
            head = self._("Last held")
            yield f"{head}: {dates} – {self.text(last.title)} [{last.id}]"
        yield from (self._format_coverage(one) for one in looked)
        if all(one.paused for one in looked):
            yield self._("no coverage is recorded: no year of this row was searched")

    def _format_coverage(self, one: CoverageSpan) -> str:
        years = str(one.from_year) if one.from_year == one.to_year else f"{one.from_year}–{one.to_year or ''}"
        if one.paused:
            text = self._("declared pause: {years} [{source}]", years=years, source=one.source)
        else:
            text = self._("searched: {years} [{source}]", years=years, source=one.source)
        note = self.text(one.note)
        return f"{text}: {note}" if note else text

    def _weaker_reason(self, weaker: Mapping[str, Any]) -> str:
        return str((weaker.get("reason_es") if self.tr.lang == "es" else None) or weaker["reason"])

    def _rule(self, rule: Mapping[str, Any]) -> Iterator[str]:
        """Yield each condition of a rule in words."""
        stated = {"statuses": ["held"], **rule}
        for name, shown in self._conditions().items():
            if stated.get(name):
                yield f"{shown}: {self._format_requested(name, stated[name])}"

    def _format_requested(self, condition: str, values: Sequence[str]) -> str:
        """Return the values of a condition as a list: one of them is asked for, of parties all."""
        shown = self._values(condition, values)
        return self.tr.join_with_and(shown) if condition == "parties" else self.tr.join_with_or(shown)

    def _values(self, condition: str, values: Sequence[str]) -> list[str]:
        vocabulary = _CONDITION_VOCABULARIES.get(condition)
        return [vocabulary_label(vocabulary, value, self.tr.lang) if vocabulary else value for value in values]

    def _conditions(self) -> dict[str, str]:
        """Return the conditions of a rule by their keys, in words, in the order in which they are shown."""
        return {
            "kinds": self._("kind"),
            "levels": self._("level"),
            "offices": self._("office"),
            "not_offices": self._("not of the office"),
            "institutions": self._("institution"),
            "not_institutions": self._("not of the institution"),
            "parties": self._("exactly the parties"),
            "modes": self._("mode"),
            "statuses": self._("status"),
        }

    def _groups(self) -> dict[str, list[Candidate]]:
        """Group the events that meet a rule under the heading of each group."""
        full: list[Candidate] = []
        weak: list[Candidate] = []
        left_out: list[Candidate] = []
        for one in self.result.candidates:
            if one.strength == "near":
                continue
            if one.early or (one.admitted and self.result.card.strict_year):
                left_out.append(one)
            elif one.strength == "full":
                full.append(one)
            else:
                weak.append(one)
        return {
            self._("What counts"): full,
            self._("What matches a weaker rule"): weak,
            self._("What matches a rule but is excluded"): left_out,
        }

    def _candidate(self, one: Candidate) -> str:
        """Return an event in one line, and below it a line for each reason why it does not count."""
        event, result = one.event, self.result
        dates = self.tr.dates(event.start, event.end, result.year)
        reasons = [self._format_unmet(miss) for miss in one.misses]
        if one.admitted and result.card.strict_year:
            reasons.append(self._("excluded by --strict-year"))
        elif one.admitted:
            reasons.append(self._("admitted from another year"))
        if one.early:
            reasons.append(self._("not known to have begun by {day}", day=self.tr.date(result.day)))
        return "\n  ".join([f"{dates} – {self.text(event.title)} [{event.id}]", *reasons])

    def _format_unmet(self, miss: UnmetCondition) -> str:
        condition = self._conditions()[miss.condition.removeprefix("not_")]
        has = self.tr.join_with_and(self._values(miss.condition, miss.has)) or self._("not stated")
        if miss.condition.startswith("not_"):
            return self._("{condition}: {has}, which the rule excludes", condition=condition, has=has)
        asked = self._format_requested(miss.condition, miss.asked)
        return self._("{condition}: {has}; the rule asks for {asked}", condition=condition, has=has, asked=asked)

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result, row = self.result, self.result.row
        return json_envelope(
            "explain",
            self.meta,
            result.day,
            year=result.year,
            indicator=row.indicator,
            label=self.text(row.label),
            status=row.light,
            reason=self.card_texts.reason(row, result.card),
            last_held=row.last_held and self.event_json(row.last_held),
            halted_since=None if row.occurrences else row.series.halted_since,
            first_missed=None if row.occurrences else row.series.first_missed,
            looked=[self._coverage_json(one) for one in result.coverage],
            hidden=hidden_json(result.card.hidden),
            rule=result.indicator["rule"],
            weaker=result.indicator.get("weaker", []),
            events=[self._candidate_json(one) for one in result.candidates],
        )

    def _coverage_json(self, one: CoverageSpan) -> dict[str, Any]:
        return {
            "paused": one.paused,
            "from_year": one.from_year,
            "to_year": one.to_year,
            "source": one.source,
            "note": self.text(one.note),
            "includes_year": self.result.includes(one),
        }

    def _candidate_json(self, one: Candidate) -> dict[str, Any]:
        return {
            **self.event_json(one.event),
            "match": one.strength,
            "direction": one.direction,
            "admitted": one.admitted,
            "after_as_of": one.early,
            "misses": [{"condition": m.condition, "has": list(m.has), "asked": list(m.asked)} for m in one.misses],
        }


REPORT = ReportSpec("explain", ExplainQuery, Explanation, compute_explanation, ExplainView)
