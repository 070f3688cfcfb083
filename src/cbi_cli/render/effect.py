"""What a change does to the scorecards and the series, as parts of a page and of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from cbi_cli.render.gaps import gap_json, gap_years, state_cell
from cbi_cli.render.page import Block, Cell, lines, table
from cbi_cli.render.scorecard import light_cell, value_text
from cbi_cli.render.words import span, word
from cbi_cli.reports.effect import AnyRow, CardEffect, DayEffect, Effect, RowEffect, SeriesEffect
from cbi_cli.reports.gaps import Gap, Series
from cbi_cli.reports.published import Difference


def effect_blocks(effect: Effect, late: Sequence[str], lang: str) -> Iterator[Block]:
    """Yield a table per card that changes, one for the series, and sentences for what does not change."""
    blocks = [_card(card, lang) for card in effect.all_cards if card.rows]
    if effect.series:
        blocks.append(_series(effect.series, (effect.day, effect.day), lang))
    if effect.by_day and effect.by_day.series:
        blocks.append(_series(effect.by_day.series, (effect.by_day.before, effect.by_day.after), lang))
    yield from blocks
    notes = list(_notes(effect, late, lang))
    if notes:
        yield lines(notes, "" if blocks else word("effect", lang))


def headline(effect: Effect, lang: str) -> str:
    """Return how many lights and series change, in one sentence; empty if none does."""
    counts = (("light", effect.lights), ("series", effect.states))
    said = [word(f"{name}-{'changes' if n == 1 else 'change'}", lang, n=n) for name, n in counts if n]
    return as_sentence(", ".join(said))


def as_sentence(text: str) -> str:
    """Return a text with a capital and a full stop; an empty one stays empty."""
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _card(card: CardEffect, lang: str) -> Block:
    heads = [word(key, lang) for key in ("interaction", "before", "after", "what-else")]
    rows = (
        (row.label.text(lang), _light(row.before, lang), _light(row.after, lang), "\n".join(_what(row, card, lang)))
        for row in card.rows
    )
    return table(heads, rows, fixed=(1, 2), title=_titled("effect-card", (card.day_before, card.day), lang, card))


def _titled(name: str, days: tuple[date, date], lang: str, card: CardEffect | None = None) -> str:
    """Return the title of a table, with both days if the sides have different ones."""
    years = _card_years(card) if card else ""
    before, after = (day.isoformat() for day in days)
    if before == after:
        return word(name, lang, year=years, day=after)
    return word(f"{name}-days", lang, year=years, before=before, after=after)


def _card_years(card: CardEffect) -> str:
    return str(card.year) if card.years == 1 else f"{card.year}–{card.to_year}"


def _light(row: AnyRow | None, lang: str) -> Cell:
    return light_cell(row.light, lang) if row else Cell(word("was-none", lang), "dim")


def _what(row: RowEffect, card: CardEffect, lang: str) -> Iterator[str]:
    """What changes in a row besides its light."""
    if row.before and row.after:
        counts = row.before.counted, row.after.counted
        if counts[0] != counts[1]:
            yield word("counted-from", lang, before=counts[0], after=counts[1])
        shown = _shown(row.before, card.year, lang), _shown(row.after, card.year, lang)
        if shown[0] != shown[1]:
            yield word("shown-from", lang, before=shown[0], after=shown[1])
    yield from _against_print(row, lang)


def _against_print(row: RowEffect, lang: str) -> Iterator[str]:
    """How a row comes to differ from the printed card, or no longer does."""
    left = {one.what: one for one in row.vanished}
    for one in row.appeared:
        was = left.get(one.what)
        if was is None or was.published != one.published:
            yield word("appears", lang, what=_difference(one, lang))
            continue
        del left[one.what]
        printed, before, after = (value_text(one.what, x, lang) for x in (one.published, was.computed, one.computed))
        what = word(one.what, lang)
        yield word("still-differs", lang, what=what, published=printed, before=before, after=after)
    yield from (word("vanishes", lang, what=_difference(one, lang)) for one in left.values())


def _shown(row: AnyRow, year: int, lang: str) -> str:
    """The dates that a row shows, admitted ones with a star."""
    dates = (
        span(one.event.start, one.event.end, lang, year) + ("*" if one.admitted else "") for one in row.occurrences
    )
    return ", ".join(dates) or word("nothing", lang)


def _difference(one: Difference, lang: str) -> str:
    printed, computed = (value_text(one.what, value, lang) for value in (one.published, one.computed))
    return word("printed-computed", lang, what=word(one.what, lang), published=printed, computed=computed)


def _series(found: Sequence[SeriesEffect], days: tuple[date, date], lang: str) -> Block:
    heads = [word(key, lang) for key in ("series", "before", "after", "gaps-head")]
    rows = (
        (one.label.text(lang), _standing(one.before, lang), _standing(one.after, lang), _gaps(one, lang))
        for one in found
    )
    return table(heads, rows, title=_titled("effect-series", days, lang))


def _standing(series: Series | None, lang: str) -> Cell:
    return state_cell(series, lang) if series else Cell(word("was-none", lang), "dim")


def _gaps(one: SeriesEffect, lang: str) -> str:
    """The gaps of both sides where they differ, else what else does."""
    if one.before is None or one.after is None:
        return ""
    before, after = _years(one.before, lang), _years(one.after, lang)
    if before != after:
        return f"{before} → {after}"
    dates = _last(one.before, lang), _last(one.after, lang)
    if dates[0] != dates[1]:
        return word("last-from", lang, before=dates[0], after=dates[1])
    pairs = (pair for pair in zip(one.before.gaps, one.after.gaps, strict=True) if pair[0].days != pair[1].days)
    return "\n".join(_days(*pair, lang) for pair in pairs) or after


def _days(before: Gap, after: Gap, lang: str) -> str:
    days = (word("not-known", lang) if gap.days is None else gap.days for gap in (before, after))
    return word("gap-days", lang, years=gap_years(after), before=next(days), after=next(days))


def _years(series: Series, lang: str) -> str:
    return ", ".join(gap_years(gap) for gap in series.gaps) or word("nothing", lang)


def _last(series: Series, lang: str) -> str:
    last = series.last_held
    return span(last.start, last.end, lang) if last else word("nothing", lang)


def _notes(effect: Effect, late: Iterable[str], lang: str) -> Iterator[str | Cell]:
    for card in effect.cards:
        if not card.rows:
            totals = word("totals", lang, **dict(card.after))
            yield word("effect-none", lang, year=_card_years(card), day=card.day.isoformat(), totals=totals)
    if not effect.series:
        yield word("effect-no-series", lang)
    if effect.by_day and effect.by_day.before != effect.by_day.after:
        days = effect.by_day.before.isoformat(), effect.by_day.after.isoformat()
        yield word("effect-by-day", lang, before=days[0], after=days[1])
    if late:
        yield word("late-events", lang, day=effect.day.isoformat(), ids=", ".join(late))
    cards = effect.all_cards
    changed = dict.fromkeys(f"{row.label.text(lang)} {card.year}" for card in cards for row in card.published_lights)
    if changed:
        yield Cell(word("published-changes", lang, rows=", ".join(changed)), "strong")


def effect_json(effect: Effect, late: Sequence[str], lang: str) -> dict[str, Any]:
    """The effect as the document has it."""
    return {
        "scorecards": [_card_json(card, lang) for card in effect.cards],
        "series": [_series_json(one, lang) for one in effect.series],
        "by_day": effect.by_day and _by_day_json(effect.by_day, lang),
        "late": list(late),
    }


def _by_day_json(moved: DayEffect, lang: str) -> dict[str, Any]:
    return {
        "as_of": {"before": moved.before.isoformat(), "after": moved.after.isoformat()},
        "scorecards": [_card_json(card, lang) for card in moved.cards],
        "series": [_series_json(one, lang) for one in moved.series],
    }


def _card_json(card: CardEffect, lang: str) -> dict[str, Any]:
    return {
        "year": card.year,
        "to_year": card.to_year,
        "as_of": card.day.isoformat(),
        "as_of_before": card.day_before.isoformat(),
        "published": card.published,
        "rows": [_row_json(row, lang) for row in card.rows],
        "totals": {"before": card.before, "after": card.after},
    }


def _row_json(row: RowEffect, lang: str) -> dict[str, Any]:
    sides = {"before": row.before, "after": row.after}
    return {
        "indicator": row.indicator,
        "label": row.label.text(lang),
        **{name: one and one.light for name, one in sides.items()},
        "counted": {name: one and one.counted for name, one in sides.items()},
        "occurrences": {name: _occurrences(one) for name, one in sides.items()},
        "appeared": [one._asdict() for one in row.appeared],
        "vanished": [one._asdict() for one in row.vanished],
    }


def _occurrences(row: AnyRow | None) -> list[str]:
    """The ids of the events that a row shows."""
    return [one.event.id for one in row.occurrences] if row else []


def _series_json(one: SeriesEffect, lang: str) -> dict[str, Any]:
    sides = {"before": one.before, "after": one.after}
    return {
        "id": one.id,
        "label": one.label.text(lang),
        **{name: side and side.state for name, side in sides.items()},
        "halted_since": {name: side and side.halted_since for name, side in sides.items()},
        "first_missed": {name: side and side.first_missed for name, side in sides.items()},
        "last_held": {name: side and side.last_held and side.last_held.id for name, side in sides.items()},
        "gaps": {name: [gap_json(gap) for gap in side.gaps] if side else [] for name, side in sides.items()},
    }
