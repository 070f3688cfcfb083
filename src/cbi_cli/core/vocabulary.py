"""The closed vocabularies of events.

Any other word is an error with a suggestion. `vocabulary_meanings` says when each word applies.
"""

from __future__ import annotations

from typing import Literal, get_args

from cbi_cli.core.folding import fold

EventKind = Literal[
    "meeting",
    "summit",
    "visit",
    "review",
    "work",
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
    "president-elect",
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
    "vice-presidency",
    "prime-minister",
    "foreign-affairs",
    "ambassador",
    "economy",
    "trade",
    "finance",
    "homeland-security",
    "public-security",
    "interior",
    "justice",
    "agriculture",
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
Mode = Literal["in-person", "virtual", "document", "unknown"]
Status = Literal["held", "planned", "postponed", "cancelled"]

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "kind": get_args(EventKind),
    "level": get_args(Level),
    "office": get_args(Office),
    "mode": get_args(Mode),
    "status": get_args(Status),
}

VOCABULARY_LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "kind": {
        "meeting": ("Meeting", "Reunión"),
        "summit": ("Summit", "Cumbre"),
        "visit": ("Visit", "Visita"),
        "review": ("Review", "Revisión"),
        "work": ("Work", "Trabajos"),
        "forum": ("Forum", "Foro"),
        "conference": ("Conference", "Conferencia"),
        "agreement": ("Agreement", "Acuerdo"),
        "statement": ("Statement", "Declaración"),
        "plan": ("Plan", "Plan"),
        "launch": ("Launch", "Lanzamiento"),
        "entry-into-force": ("Entry into force", "Entrada en vigor"),
        "anniversary": ("Anniversary", "Aniversario"),
    },
    "level": {
        "presidential": ("Presidential", "Presidencial"),
        "president-elect": ("President-elect", "Presidencia electa"),
        "cabinet": ("Cabinet", "Gabinete"),
        "envoy": ("Envoy", "Enviado"),
        "deputy": ("Deputy", "Subsecretaría"),
        "agency": ("Agency", "Dependencia"),
        "legislative": ("Legislative", "Legislativo"),
        "state": ("State", "Estatal"),
        "municipal": ("Municipal", "Municipal"),
        "judicial": ("Judicial", "Judicial"),
        "private": ("Private", "Privado"),
        "academic": ("Academic", "Académico"),
    },
    "office": {
        "presidency": ("Presidency", "Presidencia"),
        "vice-presidency": ("Vice presidency", "Vicepresidencia"),
        "prime-minister": ("Prime minister", "Primer ministro"),
        "foreign-affairs": ("Foreign affairs", "Relaciones exteriores"),
        "ambassador": ("Ambassador", "Embajada"),
        "economy": ("Economy", "Economía"),
        "trade": ("Trade", "Comercio"),
        "finance": ("Finance", "Hacienda"),
        "homeland-security": ("Homeland security", "Seguridad nacional"),
        "public-security": ("Public security", "Seguridad pública"),
        "interior": ("Interior", "Gobernación"),
        "justice": ("Justice", "Justicia"),
        "agriculture": ("Agriculture", "Agricultura"),
        "energy": ("Energy", "Energía"),
        "environment": ("Environment", "Medio ambiente"),
        "climate": ("Climate", "Clima"),
        "labor": ("Labor", "Trabajo"),
        "transportation": ("Transportation", "Transporte"),
        "tourism": ("Tourism", "Turismo"),
        "education": ("Education", "Educación"),
        "health": ("Health", "Salud"),
        "defense": ("Defense", "Defensa"),
        "customs": ("Customs", "Aduanas"),
        "drug-policy": ("Drug policy", "Política de drogas"),
        "development": ("Development", "Desarrollo"),
        "boundary-waters": ("Boundary waters", "Límites y aguas"),
        "legislature": ("Legislature", "Poder legislativo"),
        "governor": ("Governor", "Gubernatura"),
        "mayor": ("Mayor", "Alcaldía"),
        "university": ("University", "Universidad"),
        "business": ("Business", "Empresas"),
    },
    "mode": {
        "in-person": ("In person", "Presencial"),
        "virtual": ("Virtual", "Virtual"),
        "document": ("Document", "Documento"),
        "unknown": ("Not known", "No se sabe"),
    },
    "status": {
        "held": ("Held", "Realizado"),
        "planned": ("Planned", "Previsto"),
        "postponed": ("Postponed", "Pospuesto"),
        "cancelled": ("Cancelled", "Cancelado"),
    },
}
"""The labels of each word in English and in Spanish; both are accepted wherever a word is typed."""


def find_word(vocabulary: str, text: str) -> str | None:
    """Return the word of a vocabulary that a text names, or None.

    A text names a word by itself or by a label in either language.
    """
    folded = fold(text)
    for word in VOCABULARIES[vocabulary]:
        labels = VOCABULARY_LABELS[vocabulary].get(word, ())
        if any(fold(name) == folded for name in (word, *labels)):
            return word
    return None


def vocabulary_label(vocabulary: str, word: str, lang: str) -> str:
    """Return the label of a word in a language, in lower case.

    A word without a label is returned itself.
    """
    labels = VOCABULARY_LABELS[vocabulary].get(word)
    if labels is None:
        return word
    english, spanish = labels
    if lang == "es":
        return spanish.lower()
    return english.lower()
