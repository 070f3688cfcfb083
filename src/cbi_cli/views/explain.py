"""The explanation of a light as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.core.vocabulary_meanings import word_meaning
from cbi_cli.index.snapshot import read_own_words
from cbi_cli.reports.common import record_text
from cbi_cli.reports.explain import (
    Candidate,
    ExplainQuery,
    Explanation,
    UnmetCondition,
    compute_explanation,
)
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.common import JsonObject, hidden_json, json_envelope
from cbi_cli.views.page import Cell, Page, PageBlock, RecordRef, make_cell, make_command_cell, make_text_list
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
        """Return the reason for a light, the rules, and the events considered."""
        result = self.result
        blocks: list[PageBlock] = []
        blocks.append(make_text_list(self._explain_light(), self._("Why"), bulleted=True))
        rule_reason = self.text(record_text(result.indicator, "why"))
        if rule_reason:
            blocks.append(make_text_list([rule_reason], self._("Why the rule is so"), bulleted=True))
        rule = self._rule(result.indicator["rule"])
        blocks.append(make_text_list(rule, self._("Rule"), bulleted=True))
        for weaker in result.indicator.get("weaker", ()):
            reason = self._weaker_reason(weaker)
            heading = self._("Weaker rule, for yellow: {reason}", reason=reason)
            blocks.append(make_text_list(self._rule(weaker), heading, bulleted=True))
        blocks.extend(self._candidate_blocks())
        meanings = list(self._word_meanings(result.indicator["rule"]))
        if meanings:
            heading = self._("What the words of the rule mean")
            blocks.append(make_text_list(meanings, heading, bulleted=True, collapsible=True))
        day_lines = self.day_lines(result.day, result.card.hidden)
        blocks.append(make_text_list(day_lines))
        light = self.card_texts.light_name(result.row.light)
        title = f"{self.text(result.row.label)}, {result.year}: {light}"
        return Page(title, tuple(blocks))

    def _candidate_blocks(self) -> Iterator[PageBlock]:
        """Yield the events by group, those that nearly count last."""
        result = self.result
        for heading, candidates in self._groups().items():
            if candidates:
                lines = [self._candidate(candidate) for candidate in candidates]
                yield make_text_list(lines, heading, bulleted=True)
        nearest = result.nearest
        if nearest:
            lines = [self._candidate(candidate) for candidate in nearest[:MAX_NEAREST_SHOWN]]
            yield make_text_list(lines, self._("What almost counts, and why not"), bulleted=True)
        more = len(nearest) - MAX_NEAREST_SHOWN
        if more > 0:
            text = self.tr.ngettext(
                "{n} more misses one condition; `--format json` lists it.",
                "{n} more miss one condition; `--format json` lists them.",
                more,
            )
            yield make_text_list([make_command_cell(text, "--format json")])
        if not result.candidates:
            text = self._(
                "No event of {year} counts, meets a weaker rule, or misses only one condition.", year=result.year
            )
            yield make_text_list([text])

    def _explain_light(self) -> Iterator[str]:
        """Give the reason for the light and, without events, the coverage."""
        row = self.result.row
        yield self.card_texts.reason(row, self.result.card)
        if row.occurrences:
            return
        last = row.last_held
        if last:
            heading = self._("Last held")
            dates = self.tr.dates(last.start, last.end)
            yield f"{heading}: {dates} – {self.text(last.title)} [{last.id}]"
        spans = self.result.coverage
        # The other years of a long history would hide those that the light rests on.
        including = [span for span in spans if span.includes(self.result.year)]
        for span in including or spans:
            yield self.series_texts.coverage(span)
        if all(span.paused for span in spans):
            yield self._("no coverage is recorded: no year of this row was searched")

    def _weaker_reason(self, weaker: Mapping[str, Any]) -> str:
        return self.text(record_text(weaker, "reason"))

    def _rule(self, rule: Mapping[str, Any]) -> Iterator[str]:
        """Yield each condition of a rule in words."""
        # A rule without a status requires that an event was held.
        stated = {"statuses": ["held"], **rule}
        for name, label in self._conditions().items():
            values = stated.get(name)
            if values:
                yield f"{label}: {self._format_requested(name, values)}"

    def _word_meaning(self, vocabulary: str, word: str) -> str:
        """Return the sentence that says when a word applies."""
        if word in VOCABULARIES[vocabulary]:
            return word_meaning(vocabulary, word, self.tr.lang)
        return word_meaning(vocabulary, word, self.tr.data_lang, read_own_words(self.meta))

    def _word_meanings(self, rule: Mapping[str, Any]) -> Iterator[str]:
        """Yield each word of a rule with the sentence that says when it applies."""
        for name, vocabulary in _CONDITION_VOCABULARIES.items():
            for word in rule.get(name, ()):
                label = self.word_label(vocabulary, word)
                yield f"{label}: {self._word_meaning(vocabulary, word)}"

    def _format_requested(self, condition: str, values: Sequence[str]) -> str:
        """List the values of a condition.

        A rule requires one of them, but all of the parties.
        """
        labels = self._values(condition, values)
        if condition == "parties":
            return self.tr.join_with_and(labels)
        return self.tr.join_with_or(labels)

    def _values(self, condition: str, values: Sequence[str]) -> list[str]:
        vocabulary = _CONDITION_VOCABULARIES.get(condition)
        if vocabulary is None:
            return list(values)
        return [self.word_label(vocabulary, value) for value in values]

    def _conditions(self) -> dict[str, str]:
        """Return the conditions of a rule by key, in words and in page order."""
        conditions = {"kinds": self._("kind"), "levels": self._("level")}
        conditions["offices"] = self._("office")
        conditions["not_offices"] = self._("not of the office")
        conditions["institutions"] = self._("institution")
        conditions["not_institutions"] = self._("not of the institution")
        conditions["parties"] = self._("exactly the parties")
        conditions["modes"] = self._("mode")
        conditions["statuses"] = self._("status")
        return conditions

    def _groups(self) -> dict[str, list[Candidate]]:
        """Group the events that meet a rule under the heading of each group."""
        full: list[Candidate] = []
        weak: list[Candidate] = []
        excluded: list[Candidate] = []
        for candidate in self.result.candidates:
            # These have a list of their own, the nearest first.
            if candidate.strength == "near":
                continue
            if candidate.early or candidate.doubtful or self._is_excluded(candidate):
                excluded.append(candidate)
            elif candidate.strength == "full":
                full.append(candidate)
            else:
                weak.append(candidate)
        groups = {self._("What counts"): full}
        groups[self._("What matches a weaker rule")] = weak
        groups[self._("What matches a rule but is excluded")] = excluded
        return groups

    def _is_excluded(self, candidate: Candidate) -> bool:
        """Tell whether an event is excluded as one of another year."""
        return candidate.admitted and self.result.card.strict_year

    def _candidate(self, candidate: Candidate) -> Cell:
        """Return an event in one line, and each reason against it below."""
        event = candidate.event
        dates = self.tr.dates(event.start, event.end, self.result.year)
        lines = [f"{dates} – {self.text(event.title)} [{event.id}]"]
        lines.extend(self._candidate_notes(candidate))
        cell = make_cell("\n  ".join(lines))
        return cell._replace(ref=RecordRef("event", event.id))

    def _candidate_notes(self, candidate: Candidate) -> Iterator[str]:
        """Yield what is to be said of an event that was considered, above all each reason against it."""
        for unmet in candidate.misses:
            yield self._format_unmet(unmet)
        if self._is_excluded(candidate):
            yield self._("excluded by --strict-year")
        elif candidate.admitted:
            yield self._("admitted from another year")
        if candidate.doubtful:
            yield self._("may lie in another year, so it counts in none")
        if candidate.early:
            day = self.tr.date(self.result.day)
            yield self._("not known to have begun by {day}", day=day)

    def _format_unmet(self, unmet: UnmetCondition) -> str:
        # A condition such as `not_offices` is about the same field as `offices`.
        condition = self._conditions()[unmet.condition.removeprefix("not_")]
        has = self._("not stated")
        if unmet.has:
            has = self.tr.join_with_and(self._values(unmet.condition, unmet.has))
        if unmet.condition.startswith("not_"):
            return self._("{condition}: {has}, which the rule excludes", condition=condition, has=has)
        asked = self._format_requested(unmet.condition, unmet.asked)
        return self._("{condition}: {has}; the rule asks for {asked}", condition=condition, has=has, asked=asked)

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        row = result.row
        content: JsonObject = {
            "year": result.year,
            "indicator": row.indicator,
            "label": self.text(row.label),
            "status": row.light,
            "reason": self.card_texts.reason(row, result.card),
            "last_held": None,
        }
        if row.last_held:
            content["last_held"] = self.event_json(row.last_held)
        content["halted_since"] = None
        content["first_missed"] = None
        if not row.occurrences:
            content["halted_since"] = row.series.halted_since
            content["first_missed"] = row.series.first_missed
        content["looked"] = [self._coverage_json(span) for span in result.coverage]
        content["hidden"] = hidden_json(result.card.hidden)
        content["rule"] = result.indicator["rule"]
        content["rule_why"] = self.text(record_text(result.indicator, "why"))
        content["weaker"] = result.indicator.get("weaker", [])
        content["events"] = [self._candidate_json(candidate) for candidate in result.candidates]
        return json_envelope("explain", self.meta, result.day, **content)

    def _coverage_json(self, span: CoverageSpan) -> JsonObject:
        return {
            "paused": span.paused,
            "from_year": span.from_year,
            "to_year": span.to_year,
            "direction": span.direction,
            "basis": span.basis,
            "source": span.source,
            "note": self.text(span.note),
            "includes_year": span.includes(self.result.year),
        }

    def _candidate_json(self, candidate: Candidate) -> JsonObject:
        document = self.event_json(candidate.event)
        document["match"] = candidate.strength
        document["direction"] = candidate.direction
        document["admitted"] = candidate.admitted
        document["after_as_of"] = candidate.early
        document["doubtful"] = candidate.doubtful
        document["misses"] = [_unmet_json(unmet) for unmet in candidate.misses]
        return document


def _unmet_json(unmet: UnmetCondition) -> JsonObject:
    return {"condition": unmet.condition, "has": list(unmet.has), "asked": list(unmet.asked)}


REPORT = ReportSpec("explain", ExplainQuery, Explanation, compute_explanation, ExplainView)
