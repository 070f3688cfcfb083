"""The languages of a dataset, and the keys of its texts in each of them.

A language is a code as in BCP 47, in lower case: `fr`, `nah`, `pt-br`. The plain key (`title`) is English if the
dataset lists `en`, and otherwise the first language that it lists. The key of any other language ends with its code:
`title_fr`, `title_pt_br`.
"""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, is_language
from cbi_cli.core.messages import message

NOTE = "note"
"""The field whose texts come last when a record is written or compared."""


def plain_language(languages: Sequence[str]) -> str:
    """Return the language of the plain keys of a dataset, such as `title`."""
    if not languages or "en" in languages:
        return "en"
    return languages[0]


def twin_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of a dataset whose texts have keys of their own."""
    plain = plain_language(languages)
    return tuple(language for language in dict.fromkeys(languages) if language != plain)


def other_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of texts with keys of their own that are not those of the program."""
    # Models and tables have the languages of the program in any dataset.
    return tuple(language for language in twin_languages(languages) if language not in INTERFACE_LANGUAGES)


def twin_key(key: str, language: str) -> str:
    """Return the key of a text in a language that is not that of the plain key: `title_fr`."""
    return f"{key}_{language.replace('-', '_')}"


def text_keys(key: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of a text in all languages of a dataset, the plain one first."""
    return (key, *[twin_key(key, language) for language in twin_languages(languages)])


def twin_of(key: str, names: Sequence[str]) -> str:
    """Return the one of some plain keys whose text in another language a key has; empty if there is none."""
    for name in names:
        ending = key.removeprefix(f"{name}_")
        code = ending.replace("_", "-")
        if ending != key and is_language(code):
            return name
    return ""


def is_note_key(key: str) -> bool:
    """Tell whether a key has a note, in any language."""
    return key == NOTE or key.startswith("note_")


def refuse_language(lang: str, languages: Sequence[str]) -> None:
    """Raise CbiError for a language in which a dataset has no texts and the program neither.

    Nothing is refused if the languages of the dataset are not known.
    """
    if not languages or lang in INTERFACE_LANGUAGES or lang in languages:
        return
    known = dict.fromkeys((*INTERFACE_LANGUAGES, *languages))
    raise CbiError(
        message("the dataset has no texts in the language `{lang}`", lang=lang),
        message("`--lang` and CBI_LANG take one of: {names}", names=", ".join(known)),
    )
