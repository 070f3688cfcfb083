"""Parts that all documents and pages share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cbi_cli.core.vocabulary import VOCABULARIES, OwnWords, vocabulary_label
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.common import EventSummary, HiddenEvents
from cbi_cli.reports.series_coverage import CoverageSpan

JsonObject = dict[str, Any]
"""A document for programs, or a part of one."""


def json_envelope(name: str, meta: Mapping[str, str], as_of: date | None, **content: Any) -> JsonObject:
    """Return a JSON document that begins with the keys of all documents.

    These are the schema, the dataset, and the day, which is None if the report has none.
    """
    document: JsonObject = {}
    document["schema"] = f"cbi/{name}/1"
    document["dataset"] = {"id": meta["id"], "version": meta["version"]}
    # A key without a value is null, so that all documents have the same keys.
    document["as_of"] = None
    if as_of:
        document["as_of"] = as_of.isoformat()
    document.update(content)
    return document


def word_label(tr: Translator, own: OwnWords, vocabulary: str, word: str) -> str:
    """Return the label of a word of a vocabulary in the language of the reader.

    The program has its own words in its own languages, a dataset those of its own in any.
    """
    if word in VOCABULARIES[vocabulary]:
        return vocabulary_label(vocabulary, word, tr.lang)
    return vocabulary_label(vocabulary, word, tr.data_lang, own)


def end_date(event: EventSummary) -> str:
    """Return the end of an event, or its start if it has one day."""
    if event.end:
        return event.end
    return event.start


def hidden_json(hidden: HiddenEvents) -> dict[str, int]:
    """Return how many events the day of a report hides, as JSON."""
    return {"events": hidden.events, "in_report": hidden.here}


def coverage_json(span: CoverageSpan, lang: str) -> JsonObject:
    """Return an entry of a coverage in the form of the contract."""
    return {
        "from": span.from_year,
        "to": span.to_year,
        "direction": span.direction,
        "basis": span.basis,
        "source": span.source,
        "note": span.note.text(lang),
    }


def year_spans(years: Sequence[int]) -> Iterator[str]:
    """Yield the years, three or more in a row as a span."""
    start = 0
    for index, year in enumerate(years):
        if index + 1 < len(years) and years[index + 1] == year + 1:
            continue
        run = years[start : index + 1]
        start = index + 1
        if len(run) > 2:
            yield f"{run[0]}–{run[-1]}"
        else:
            yield from map(str, run)
