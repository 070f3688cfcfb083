"""The vocabularies of events, to some of which a dataset can add words.

Any other word is an error with a suggestion. `vocabulary_meanings` says when each word applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

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


OWN_VOCABULARIES = ("kind", "level", "office")
"""The vocabularies to which a dataset can add words of its own. The program has rules about mode and status."""


class OwnWord(NamedTuple):
    """A word that a dataset adds to a vocabulary.

    `labels` and `meanings` have its texts by language; that of the plain key has an empty code.
    """

    vocabulary: str
    id: str
    labels: tuple[tuple[str, str], ...]
    meanings: tuple[tuple[str, str], ...] = ()


OwnWords = Sequence[OwnWord]


def words_of(vocabulary: str, own: OwnWords = ()) -> tuple[str, ...]:
    """Return the words of a vocabulary: those of the program, then those of a dataset."""
    own_ids = [word.id for word in own if word.vocabulary == vocabulary]
    return (*VOCABULARIES[vocabulary], *own_ids)


def word_labels(vocabulary: str, word: str, own: OwnWords = ()) -> tuple[str, ...]:
    """Return the labels of a word in all languages."""
    for own_word in own:
        if (own_word.vocabulary, own_word.id) == (vocabulary, word):
            return tuple(label for _, label in own_word.labels)
    return VOCABULARY_LABELS[vocabulary].get(word, ())


def find_word(vocabulary: str, text: str, own: OwnWords = ()) -> str | None:
    """Return the word of a vocabulary that a text names, or None.

    A text names a word by itself or by a label in any language.
    """
    folded = fold(text)
    for word in words_of(vocabulary, own):
        names = [word, *word_labels(vocabulary, word, own)]
        folded_names = map(fold, names)
        if folded in folded_names:
            return word
    return None


def vocabulary_label(vocabulary: str, word: str, lang: str, own: OwnWords = ()) -> str:
    """Return the label of a word in a language, in lower case.

    A word of a dataset has the capitals that the dataset gives it. A word without a label is returned itself.
    """
    for own_word in own:
        if (own_word.vocabulary, own_word.id) == (vocabulary, word):
            return text_in(own_word.labels, lang)
    labels = VOCABULARY_LABELS[vocabulary].get(word)
    if labels is None:
        return word
    english, spanish = labels
    if lang == "es":
        return spanish.lower()
    return english.lower()


def text_in(texts: tuple[tuple[str, str], ...], lang: str) -> str:
    """Return the text in a language, or else that of the plain key."""
    by_language = dict(texts)
    return by_language.get(lang) or by_language.get("", "")
