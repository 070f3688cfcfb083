"""The scorecard as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.render.base import LAMPS, document, event_json, hidden_json
from cbi_cli.render.gaps import halted_since
from cbi_cli.render.page import Block, Cell, Lines, Page, code, lines, table
from cbi_cli.render.view import View, hidden_lines
from cbi_cli.reports.base import Names
from cbi_cli.reports.published import Difference, Published
from cbi_cli.reports.scorecard import Light, Occurrence, Row, Scorecard


class ScorecardView(View[Scorecard]):
    """The view of a scorecard.

    `published` is the edition's day, if the scorecard holds for it, `before` an earlier card to compare with.
    """

    def __init__(
        self,
        card: Scorecard,
        meta: Mapping[str, str],
        tr: Translator,
        title: Names,
        published: str | None,
        before: Scorecard | None,
    ) -> None:
        super().__init__(card, meta, tr)
        self.title = title
        self.published = published
        self.before = before
        self.has_edition = any(row.published for row in card.rows)

    def page(self) -> Page:
        """Return the card as a table, its notes, and what has changed since the earlier card."""
        card = self.result
        headers = [self._("Status"), self._("Institutional interaction"), self._("Most recent occurrences")]
        if self.has_edition:
            headers.append(self._("Printed card"))
        blocks: list[Block] = [table(headers, [self._cells(row) for row in card.rows], fixed=(0, 3))]
        blocks.append(lines(self._notes()))
        if self.before is not None:
            blocks.append(self._changes(self.before))
        title = self._("Scorecard {year}: {title}", year=card.year, title=self.text(self.title))
        return Page(title, tuple(blocks))

    def _cells(self, row: Row) -> list[Cell]:
        shown = "\n".join(self._occurrence(one) for one in row.occurrences)
        cells = [
            light_cell(row.light, self.tr),
            Cell(self.text(row.label)),
            Cell(shown or reason(row, self.result, self.tr)),
        ]
        if self.has_edition:
            cells.append(agreement_cell(row, self.tr))
        return cells

    def _occurrence(self, one: Occurrence) -> str:
        dates = self.tr.dates(one.event.start, one.event.end, self.result.year)
        mark = "*" if one.admitted else ""
        return f"{dates}{mark} – {self.text(one.event.title)}"

    def _notes(self) -> Iterator[str | Cell]:
        card = self.result
        yield totals_text(card.totals, self.tr)
        for row in card.rows:
            for one in row.occurrences:
                if one.admitted:
                    yield self._admitted(one)
        if self.has_edition:
            yield from self._agreement()
        if card.totals["yellow"]:
            yield self._(
                "Yellow is ours: nothing counts in full, but a weaker rule is met; the report never lights it."
            )
        if card.strict_year:
            yield self._("Strictly by year: events admitted from other years are left out.")
        if not self.published:
            yield from self.day_lines(card.day, card.hidden)
            return
        yield self._(
            "As of {day}, the publication of the {year} edition ({published}).",
            day=self.tr.date(card.day),
            year=card.year,
            published=self.tr.date(self.published),
        )
        yield from hidden_lines(card.hidden, card.day, self.tr)

    def _admitted(self, one: Occurrence) -> str:
        return self._(
            "* Admitted: {title}. {reason} [{source}]",
            title=self.text(one.event.title),
            reason=self.text(one.admission),
            source=one.admission_source,
        )

    def _agreement(self) -> Iterator[str | Cell]:
        """Say how many rows agree with the printed card, and how the others differ."""
        card = self.result
        printed = [row.published for row in card.rows if row.published is not None]
        agreeing = sum(one.agrees for one in printed)
        yield self.tr.ngettext(
            "{n} of {all} rows agrees with the printed card.",
            "{n} of {all} rows agree with the printed card.",
            agreeing,
            all=len(printed),
        )
        if card.before_publication:
            yield self._("The card was printed after this day, so it may differ.")
        else:
            yield from difference_lines(card, self.tr)
        if agreeing < len(printed):
            command = f"cbi reconcile {card.year}"
            yield code(self._("`{command}` gives the evidence.", command=command), command)

    def _changes(self, before: Scorecard) -> Lines:
        earlier = {row.indicator: row.light for row in before.rows}
        changed = []
        for row in self.result.rows:
            old, new = earlier[row.indicator], row.light
            if old != new:
                changed.append(f"{self.text(row.label)}: {light_name(old, self.tr)} → {light_name(new, self.tr)}")
        title = self._("What changed from {before} to {after}", before=before.year, after=self.result.year)
        return lines(changed or [self._("No light changed.")], title, marked=True)

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        card = self.result
        content = {
            "year": card.year,
            "strict_year": card.strict_year,
            "rows": [self._row_json(row) for row in card.rows],
            "totals": card.totals,
            "hidden": hidden_json(card.hidden),
        }
        if self.before is not None:
            earlier = {row.indicator: row.light for row in self.before.rows}
            changes = [
                {"indicator": row.indicator, "before": earlier[row.indicator], "after": row.light}
                for row in card.rows
                if earlier[row.indicator] != row.light
            ]
            content["compared_with"] = {
                "year": self.before.year,
                "as_of": self.before.day.isoformat(),
                "changes": changes,
            }
        return document("scorecard", self.meta, card.day, **content)

    def _row_json(self, row: Row) -> dict[str, Any]:
        return {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "status": row.light,
            "occurrences": [self._occurrence_json(one) for one in row.occurrences],
            "last_held": event_json(row.last_held, self.lang),
            "halted_since": None if row.occurrences else row.series.halted_since,
            "first_missed": None if row.occurrences else row.series.first_missed,
            "reason": reason(row, self.result, self.tr),
            "counted": row.counted,
            "published": _published_json(row.published),
        }

    def _occurrence_json(self, one: Occurrence) -> dict[str, Any]:
        event = event_json(one.event, self.lang) or {}
        extra = {"admission": self.text(one.admission)} if one.admitted else {}
        return {**event, "direction": one.direction, "admitted": one.admitted, **extra}


class PrintedView(View[Mapping[str, Published]]):
    """The card as printed, and nothing else."""

    def __init__(
        self,
        rows: Mapping[str, Published],
        meta: Mapping[str, str],
        tr: Translator,
        year: int,
        title: str,
        published: str,
    ) -> None:
        super().__init__(rows, meta, tr)
        self.year = year
        self.title = title
        self.published = published

    def page(self) -> Page:
        """Return the card as a table, and the day of its publication."""
        headers = (self._("Status"), self._("Institutional interaction"), self._("Most recent occurrences"))
        body = [(light_cell(row.status, self.tr), row.label, _words(row)) for row in self.result.values()]
        title = self._("Scorecard {year} as printed: {title}", year=self.year, title=self.title)
        return Page(title, (table(headers, body, fixed=(0,)), lines([self.tr.date(self.published)])))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        rows = [
            {
                "indicator": row.indicator,
                "label": row.label,
                "status": row.status,
                "text": row.text,
                "since": row.since,
                "occurrences": [{"start": s, "end": e, "text": text} for (s, e), text in row.occurrences],
            }
            for row in self.result.values()
        ]
        return document("published", self.meta, None, year=self.year, published=self.published, rows=rows)


def light_name(light: str, tr: Translator) -> str:
    """Return a light in words."""
    _ = tr.gettext
    return {"green": _("green"), "yellow": _("yellow"), "red": _("red"), "unknown": _("unknown")}[light]


def light_cell(light: str, tr: Translator) -> Cell:
    """Return the three lamps and the word of a light."""
    return Cell(f"{LAMPS[light]} {light_name(light, tr)}", light)  # type: ignore[index,arg-type]


def agreement_cell(row: Row, tr: Translator) -> Cell:
    """Return a cell that says whether a row agrees with the printed one, if it was printed."""
    if row.published is None:
        return Cell(tr.gettext("not printed"), "dim")
    if row.published.agrees:
        return Cell(tr.gettext("= agrees"), "dim")
    return Cell(tr.gettext("≠ differs"), "strong")


def totals_text(totals: Mapping[Light, int], tr: Translator) -> str:
    """Say how many rows have each light."""
    return tr.gettext(
        "{green} green, {yellow} yellow, {red} red, {unknown} unknown",
        green=totals["green"],
        yellow=totals["yellow"],
        red=totals["red"],
        unknown=totals["unknown"],
    )


def reason(row: Row, card: Scorecard, tr: Translator) -> str:
    """Say in words why a row has its light and, if nothing counts, when it was last held."""
    if row.why == "counts":
        return tr.ngettext("{n} counted", "{n} counted", row.counted)
    texts = [_without_occurrence(row, card, tr)]
    last = row.last_held
    if last:
        texts.append(tr.gettext("last held {date}", date=tr.dates(last.start, last.end)))
    else:
        texts.append(tr.gettext("no meeting known"))
    if row.series.halted_since is not None:
        texts.append(halted_since(row.series, tr))
    return "; ".join(texts)


def _without_occurrence(row: Row, card: Scorecard, tr: Translator) -> str:
    """Say why nothing counts for a row."""
    if row.why == "weaker":
        text = tr.gettext("None in full: {reason}", reason=row.why_weaker.text(tr.lang))
        return f"{text} ({tr.dates(row.near.start, row.near.end, card.year)})" if row.near else text
    if row.why == "not-yet":
        day = tr.date(card.day)
        return tr.gettext("Not known yet: {year} is not over on {day}", year=card.year, day=day)
    if row.why == "paused":
        return tr.gettext("None in {year}: declared paused", year=card.year)
    if row.why == "not-looked":
        return tr.gettext("Not known: nobody has looked at {year}", year=card.year)
    return tr.gettext("None in {year}", year=card.year)


def difference_lines(card: Scorecard, tr: Translator) -> Iterator[str]:
    """Yield a sentence for each value that was printed otherwise than it was computed."""
    for row in card.rows:
        for one in row.published.differences if row.published else ():
            yield f"≠ {row.label.text(tr.lang)}: {difference_text(one, card.year, tr)}."


def difference_text(one: Difference, year: int, tr: Translator) -> str:
    """Say what was printed and what was computed."""
    return tr.gettext(
        "{what} printed {published}, computed {computed}",
        what=difference_name(one, tr),
        published=value_text(one.what, one.published, year, tr),
        computed=value_text(one.what, one.computed, year, tr),
    )


def difference_name(one: Difference, tr: Translator) -> str:
    """Say what differs."""
    _ = tr.gettext
    return {"light": _("light"), "dates": _("dates"), "since": _("“since”")}[one.what]


def value_text(what: str, value: str, year: int, tr: Translator) -> str:
    """Return a value of a difference in words; dates without the year if that is `year`."""
    if not value:
        return tr.gettext("none")
    if what == "light":
        return light_name(value, tr)
    if what == "dates":
        spans = (span.partition("/") for span in value.split(", "))
        return ", ".join(tr.dates(start, end or None, year) for start, _, end in spans)
    return value


def _published_json(row: Published | None) -> dict[str, Any] | None:
    if row is None:
        return None
    differences = [one._asdict() for one in row.differences]
    return {"status": row.status, "text": row.text, "agrees": row.agrees, "differences": differences}


def _words(row: Published) -> str:
    return "\n".join(words for _, words in row.occurrences) or row.text
