"""One record of each kind as an example, out of the built-in dataset `us-mexico`, by the name of its model.

Only that of a withdrawn record is made up: the dataset has none.

Dates stand as text, as in JSON. The records are true as far as they go: long ones are cut after some keys or items.
"""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

_COVERAGE: Example = {"from": 2022, "to": 2022, "source": "cbi-2022#scorecard"}
_LOCATOR: Example = {"id": "scorecard", "title": "Section 4 and Table 2: the scorecard"}
_PARTIES: list[Example] = [
    {"id": "us", "name": "United States", "name_es": "Estados Unidos"},
    {"id": "mx", "name": "Mexico", "name_es": "México"},
]
_PARTICIPANT: Example = {"name": "Antony J. Blinken", "office": "foreign-affairs", "party": "us"}
_PAUSE: Example = {"from": 2017, "to": 2020, "source": "cbi-2022#text"}
_RULE: Example = {"kinds": ["meeting"], "levels": ["cabinet", "presidential"], "institutions": ["hlsd"]}
_WEAKER: Example = {
    "kinds": ["meeting", "review"],
    "institutions": ["hlsd"],
    "reason": "a review or a meeting below cabinet level took its place",
}
_OCCURRENCE: Example = {"start": "2023-01-09", "end": "2023-01-10", "text": "Took place in Mexico City"}
_ROW: Example = {
    "indicator": "nals",
    "label": "North American Leaders' Summit",
    "status": "green",
    "occurrences": [_OCCURRENCE],
}
_ADMISSION: Example = {
    "indicator": "nals",
    "event": "2023-01-09-north-american-leaders-summit",
    "reason": "Planned for December 2022, held in January 2023 and so before the report came out; "
    "the printed row counts it for 2022.",
    "source": "cbi-2022#scorecard",
}
_SHARES: list[Example] = [{"topic": "drugs", "percent": 56.0}, {"topic": "environment", "rank": "least"}]
_GRAPH: Example = {
    "title": "Themes of the Interparliamentary Meetings, 1961 to 2011",
    "series": "interparliamentary-meetings",
    "from": 1961,
    "to": 2011,
    "source": "cbi-2022#graph-1",
    "shares": _SHARES,
}
_CLAIMS: list[Example] = [
    {"value": "suspended since 2018", "value_es": "suspendidas desde 2018", "source": "cbi-2022#introduction"},
    {"value": "halted since 2019", "value_es": "detenidas desde 2019", "source": "cbi-2022#scorecard"},
]

EXAMPLES: dict[str, Example] = {
    "DatasetInfo": {
        "schema": 2,
        "id": "us-mexico",
        "title": "Institutional interactions between the United States and Mexico",
        "title_es": "Interacciones institucionales entre Estados Unidos y México",
        "version": "1.0.0",
        "license": "CC-BY-4.0",
        "languages": ["en", "es"],
        "covers_from": 2022,
        "covers_until": "2023-03-31",
        "party": _PARTIES,
        "between": ["us", "mx"],
    },
    "Party": _PARTIES[0],
    "Institution": {
        "id": "nals",
        "name": "North American Leaders' Summit",
        "name_es": "Cumbre de Líderes de América del Norte",
        "abbreviation": "NALS",
        "type": "dialogue",
        "parties": ["us", "mx", "ca"],
        "established": "2005-03-23",
        "cadence_years": 1,
        "pauses": [_PAUSE],
        "sources": ["cbi-2022#text"],
    },
    "Pause": _PAUSE,
    "Coverage": _COVERAGE,
    "Indicator": {
        "id": "hlsd",
        "label": "High-Level Security Dialogue",
        "label_es": "Diálogo de Alto Nivel de Seguridad",
        "rule": _RULE,
        "weaker": [_WEAKER],
        "coverage": [_COVERAGE],
        "sources": ["cbi-2022#scorecard"],
    },
    "Rule": _RULE,
    "WeakerRule": _WEAKER,
    "Source": {
        "id": "cbi-2022",
        "title": "CBI 2022: U.S.-Mexico Binational Institutions Report",
        "publisher": "Center for Binational Institutions",
        "published": "2023-03",
        "locators": [_LOCATOR],
    },
    "Locator": _LOCATOR,
    "Topic": {"id": "trade", "label": "Trade", "label_es": "Comercio"},
    "Dispute": {
        "id": "interparliamentary-last-held",
        "record": "institution",
        "about": "interparliamentary-group",
        "field": "last held",
        "claims": _CLAIMS,
        "chosen": "2019, the 54th meeting; the virtual session of 2020 is a record of its own",
        "why": "A meeting took place in 2019, so 2018 cannot be the year in which they stopped. A virtual session "
        "counts for yellow at most, because the meetings were visits of one congress to the other.",
    },
    "Claim": _CLAIMS[0],
    "Withdrawn": {
        "kind": "event",
        "id": "2022-10-13-security-dialogue",
        "title": "The Security Dialogue, entered twice",
        "date": "2026-11-29",
        "reason": "It is the same meeting as the second one of the High-Level Security Dialogue.",
        "replaced_by": "2022-10-13-high-level-security-dialogue",
    },
    "Event": {
        "id": "2022-10-13-high-level-security-dialogue",
        "start": "2022-10-13",
        "title": "Second meeting of the High-Level Security Dialogue",
        "title_es": "Segunda reunión del Diálogo de Alto Nivel de Seguridad",
        "kind": "meeting",
        "level": "cabinet",
        "institutions": ["hlsd", "bicentennial-framework"],
        "edition_number": 2,
        "parties": ["us", "mx"],
        "host": "us",
        "guests": ["mx"],
        "city": "Washington, D.C.",
        "participants": [_PARTICIPANT],
        "topics": ["security", "drugs", "cybersecurity"],
        "sources": ["cbi-2022#timeline", "whitehouse-hlsd-2022"],
    },
    "Participant": _PARTICIPANT,
    "Edition": {
        "year": 2022,
        "title": "CBI 2022: U.S.-Mexico Binational Institutions Report",
        "published": "2023-03",
        "source": "cbi-2022",
        "row": [_ROW],
        "admission": [_ADMISSION],
        "graph": [_GRAPH],
    },
    "PrintedRow": _ROW,
    "PrintedOccurrence": _OCCURRENCE,
    "Admission": _ADMISSION,
    "TopicGraph": _GRAPH,
    "TopicShare": _SHARES[0],
}
