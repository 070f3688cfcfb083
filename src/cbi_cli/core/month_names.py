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
MONTH_ABBREVIATIONS: dict[str, tuple[str, ...]] = {}

MONTH_NUMBERS: dict[str, int] = {"sept": 9, "set": 9, "setiembre": 9}
"""The number of a month by each of its names and short forms, in lower case."""

for _lang, _names in MONTH_NAMES.items():
    MONTH_ABBREVIATIONS[_lang] = tuple(_name[:3] for _name in _names)
    for _number, _name in enumerate(_names, start=1):
        MONTH_NUMBERS[_name.lower()] = _number
        MONTH_NUMBERS[_name[:3].lower()] = _number
