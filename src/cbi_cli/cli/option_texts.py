"""Translate the help of options."""

from __future__ import annotations

from cbi_cli.i18n.translator import Translator

_NOTE_STARTS = ("required", "default: ", "env var: ")


def translate_option_help(text: str, translator: Translator) -> str:
    """Translate the help of an option.

    The note in brackets that Typer adds to it is translated, too.
    """
    before, bracket, note_text = text.rpartition("[")
    if not bracket or not note_text.endswith("]") or not note_text.startswith(_NOTE_STARTS):
        return translator.gettext(text) if text else ""
    notes: list[str] = []
    for note in note_text.removesuffix("]").split("; "):
        name, colon, value = note.partition(": ")
        notes.append(translator.gettext(name + colon) + value)
    sentence = before.rstrip()
    gap = before[len(sentence) :]
    if sentence:
        # The catalog's head is the translation of an empty text.
        sentence = translator.gettext(sentence)
    return f"{sentence}{gap}[{'; '.join(notes)}]"
