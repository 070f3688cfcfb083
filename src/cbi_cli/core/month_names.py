"""The names of the months in English and in Spanish."""

from __future__ import annotations

MONTH_NAMES: dict[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
MONTH_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    lang: tuple(name[:3] for name in names) for lang, names in MONTH_NAMES.items()
}

MONTH_NUMBERS: dict[str, int] = {"sept": 9, "set": 9, "setiembre": 9}
for _names in (*MONTH_NAMES.values(), *MONTH_ABBREVIATIONS.values()):
    MONTH_NUMBERS |= {name.lower(): number for number, name in enumerate(_names, 1)}
"""The number of a month by each of its names and short forms, in lower case."""
