"""The scorecard as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import LAMPS, document, event_json, hidden_json, hidden_lines
from cbi_cli.render.page import Cell, Lines, Page, Table, View, code, lines, table
from cbi_cli.render.words import span, word
from cbi_cli.reports.published import Published
from cbi_cli.reports.scorecard import Occurrence, Row, Scorecard


def scorecard_view(
    card: Scorecard,
    meta: Mapping[str, str],
    lang: str,
    title: str,
    published: str | None,
    before: Scorecard | None,
) -> View:
    """The view of a scorecard; ``published`` is the edition's day where it has one, ``before`` a card to compare."""
    return View(
        lambda: _page(card, lang, title, published, before),
        lambda: _document(card, meta, lang, before),
    )


def light_cell(light: str, lang: str) -> Cell:
    """The three lamps and the word of a light."""
    return Cell(f"{LAMPS[light]} {word(light, lang)}", light)  # type: ignore[index,arg-type]


def reason(row: Row, card: Scorecard, lang: str) -> str:
    """Why a row has its light, in words."""
    if row.why == "counts":
        return word("counts", lang, n=row.counted)
    if row.why == "weaker":
        near = f" ({span(row.near.start, row.near.end, lang, card.year)})" if row.near else ""
        text = word("weaker", lang, reason=row.why_weaker.text(lang)) + near
    elif row.why == "not-yet":
        text = word("not-yet", lang, year=card.year, day=card.day.isoformat())
    else:
        key = {"none": "none-in", "paused": "paused-in", "not-looked": "not-looked"}[row.why]
        text = word(key, lang, year=card.year)
    return "; ".join([text, *_standing(row, lang)])


def _standing(row: Row, lang: str) -> Iterator[str]:
    """When a row without an occurrence was last held, and since when it is halted."""
    last, series = row.last_held, row.series
    yield word("last-held", lang, date=span(last.start, last.end, lang)) if last else word("never-held", lang)
    if series.halted_since is not None:
        missed = series.first_missed or "–"
        yield word("halted-since", lang, year=series.halted_since, missed=missed)


def _page(card: Scorecard, lang: str, title: str, published: str | None, before: Scorecard | None) -> Page:
    has_edition = any(row.published for row in card.rows)
    headers = [word("status", lang), word("interaction", lang), word("occurrences", lang)]
    headers += [word("printed", lang)] * has_edition
    rows = [_cells(row, card, lang, has_edition) for row in card.rows]
    blocks: list[Table | Lines] = [table(headers, rows, fixed=(0, 3))]
    blocks.append(lines(_notes(card, lang, published, has_edition)))
    if before is not None:
        blocks.append(_changes(card, before, lang))
    return Page(word("scorecard", lang, year=card.year, title=title), tuple(blocks))


def _cells(row: Row, card: Scorecard, lang: str, has_edition: bool) -> list[Cell]:
    shown = [_occurrence(one, card.year, lang) for one in row.occurrences]
    cells = [
        light_cell(row.light, lang),
        Cell(row.label.text(lang)),
        Cell("\n".join(shown) or reason(row, card, lang)),
    ]
    if has_edition:
        agrees = row.published is None or row.published.agrees
        cells.append(Cell(word("agrees" if agrees else "differs", lang), "dim" if agrees else "strong"))
    return cells


def _occurrence(one: Occurrence, year: int, lang: str) -> str:
    mark = "*" if one.admitted else ""
    return f"{span(one.event.start, one.event.end, lang, year)}{mark} – {one.event.title.text(lang)}"


def _notes(card: Scorecard, lang: str, published: str | None, has_edition: bool) -> Iterator[str | Cell]:
    yield word("totals", lang, **card.totals)
    for row in card.rows:
        for one in row.occurrences:
            if one.admitted:
                text, source = one.admission.text(lang), one.admission_source
                yield word("admitted", lang, title=one.event.title.text(lang), reason=text, source=source)
    if has_edition:
        agree = sum(row.published is not None and row.published.agrees for row in card.rows)
        yield word("agreement", lang, agree=agree, all=len(card.rows), n=agree)
        yield from difference_lines(card, lang) if not card.before_publication else [word("card-later", lang)]
        if agree < len(card.rows):
            yield code(word("see-reconcile", lang, year=card.year), f"cbi reconcile {card.year}")
    if card.totals["yellow"]:
        yield word("yellow-note", lang)
    if card.strict_year:
        yield word("strict-note", lang)
    if published:
        yield word(
            "as-of-edition",
            lang,
            day=card.day.isoformat(),
            year=card.year,
            published=span(published, None, lang),
        )
    else:
        yield word("as-of", lang, day=card.day.isoformat())
    yield from hidden_lines(card.hidden, card.day, lang)


def difference_lines(card: Scorecard, lang: str) -> Iterator[str]:
    """One sentence for each value that was printed otherwise than it was computed."""
    for row in card.rows:
        for one in row.published.differences if row.published else ():
            printed, computed = (value_text(one.what, value, lang) for value in (one.published, one.computed))
            what = word(one.what, lang)
            label = row.label.text(lang)
            yield word("difference", lang, label=label, what=what, published=printed, computed=computed)


def value_text(what: str, value: str, lang: str) -> str:
    """A value of a difference in words: ``what`` says whether it is a light, dates or a year."""
    if not value:
        return word("nothing", lang)
    return word(value, lang) if what == "light" else value


def _changes(card: Scorecard, before: Scorecard, lang: str) -> Lines:
    earlier = {row.indicator: row.light for row in before.rows}
    changed = [
        f"{row.label.text(lang)}: {word(earlier[row.indicator], lang)} → {word(row.light, lang)}"
        for row in card.rows
        if earlier[row.indicator] != row.light
    ]
    title = word("compared", lang, before=before.year, after=card.year)
    return lines(changed or [word("no-change", lang)], title, marked=True)


def _document(card: Scorecard, meta: Mapping[str, str], lang: str, before: Scorecard | None) -> dict[str, Any]:
    rows = [_row_json(row, card, lang) for row in card.rows]
    content = {
        "year": card.year,
        "strict_year": card.strict_year,
        "rows": rows,
        "totals": card.totals,
        "hidden": hidden_json(card.hidden),
    }
    if before is not None:
        earlier = {row.indicator: row.light for row in before.rows}
        changes = [
            {"indicator": row.indicator, "before": earlier[row.indicator], "after": row.light}
            for row in card.rows
            if earlier[row.indicator] != row.light
        ]
        content["compared_with"] = {"year": before.year, "as_of": before.day.isoformat(), "changes": changes}
    return document("scorecard", meta, card.day, **content)


def _row_json(row: Row, card: Scorecard, lang: str) -> dict[str, Any]:
    return {
        "indicator": row.indicator,
        "label": row.label.text(lang),
        "status": row.light,
        "occurrences": [_occurrence_json(one, lang) for one in row.occurrences],
        "last_held": event_json(row.last_held, lang),
        "halted_since": None if row.occurrences else row.series.halted_since,
        "first_missed": None if row.occurrences else row.series.first_missed,
        "reason": reason(row, card, lang),
        "counted": row.counted,
        "published": _published_json(row.published),
    }


def _occurrence_json(one: Occurrence, lang: str) -> dict[str, Any]:
    event = event_json(one.event, lang) or {}
    extra = {"admission": one.admission.text(lang)} if one.admitted else {}
    return {**event, "direction": one.direction, "admitted": one.admitted, **extra}


def _published_json(row: Published | None) -> dict[str, Any] | None:
    if row is None:
        return None
    differences = [one._asdict() for one in row.differences]
    return {"status": row.status, "text": row.text, "agrees": row.agrees, "differences": differences}


def printed_view(
    rows: Mapping[str, Published], meta: Mapping[str, str], lang: str, year: int, title: str, published: str
) -> View:
    """The card as printed, and nothing else."""

    def page() -> Page:
        headers = (word("status", lang), word("interaction", lang), word("occurrences", lang))
        body = [(light_cell(row.status, lang), row.label, _words(row)) for row in rows.values()]
        note = lines([span(published, None, lang)])
        return Page(word("printed-card", lang, year=year, title=title), (table(headers, body, fixed=(0,)), note))

    def as_document() -> dict[str, Any]:
        found = [
            {
                "indicator": row.indicator,
                "label": row.label,
                "status": row.status,
                "text": row.text,
                "since": row.since,
                "occurrences": [{"start": s, "end": e, "text": text} for (s, e), text in row.occurrences],
            }
            for row in rows.values()
        ]
        return document("published", meta, None, year=year, published=published, rows=found)

    return View(page, as_document)


def _words(row: Published) -> str:
    return "\n".join(words for _, words in row.occurrences) or row.text
