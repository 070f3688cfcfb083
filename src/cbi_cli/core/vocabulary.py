"""The closed vocabularies of events: a word outside them is an error with the nearest word."""

from __future__ import annotations

from typing import Literal, get_args

EventKind = Literal[
    "meeting",
    "summit",
    "visit",
    "review",
    "forum",
    "conference",
    "agreement",
    "statement",
    "plan",
    "launch",
    "entry-into-force",
    "anniversary",
]
Level = Literal[
    "presidential",
    "cabinet",
    "envoy",
    "deputy",
    "agency",
    "legislative",
    "state",
    "municipal",
    "judicial",
    "private",
    "academic",
]
Office = Literal[
    "presidency",
    "foreign-affairs",
    "economy",
    "trade",
    "finance",
    "homeland-security",
    "justice",
    "energy",
    "environment",
    "climate",
    "labor",
    "transportation",
    "tourism",
    "education",
    "health",
    "defense",
    "customs",
    "drug-policy",
    "development",
    "boundary-waters",
    "legislature",
    "governor",
    "mayor",
    "university",
    "business",
]
Mode = Literal["in-person", "virtual", "document"]
Status = Literal["held", "planned", "postponed", "cancelled"]

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "kind": get_args(EventKind),
    "level": get_args(Level),
    "office": get_args(Office),
    "mode": get_args(Mode),
    "status": get_args(Status),
}
