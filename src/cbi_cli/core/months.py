"""The names of the months in English and in Spanish."""

from __future__ import annotations

LONG: dict[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
SHORT: dict[str, tuple[str, ...]] = {lang: tuple(name[:3] for name in names) for lang, names in LONG.items()}

NUMBERS: dict[str, int] = {"sept": 9, "set": 9, "setiembre": 9}
for _names in (*LONG.values(), *SHORT.values()):
    NUMBERS |= {name.lower(): number for number, name in enumerate(_names, 1)}
"""The number of a month by each of its names and short forms, in lower case."""
