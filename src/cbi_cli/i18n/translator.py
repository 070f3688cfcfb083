"""Write texts, dates and lists in the language of a reader.

English texts are in place in the code. The other languages have a catalog each, compiled from `catalogs/*.po`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbi_cli.core.dates import BETWEEN
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, Lang
from cbi_cli.core.messages import Count, Message
from cbi_cli.core.month_names import MONTH_ABBREVIATIONS, MONTH_NAMES

if TYPE_CHECKING:
    from gettext import GNUTranslations


class Translator:
    """The texts of the program in one language.

    Dates and lists are written as people write them in it. The methods for texts have the names and arguments of the
    standard library's `gettext`, by which the texts are also found in the code. Values are filled in after the
    translation, where a text names them in braces.
    """

    def __init__(self, lang: Lang, catalog: GNUTranslations | None = None, data_lang: Lang = "") -> None:
        """Bind a language and its catalog; English needs none.

        `data_lang` is the language of the texts of a dataset, if it is another one.
        """
        self.lang = lang
        self.data_lang = data_lang or lang
        self._catalog = catalog

    def gettext(self, message: str, /, **values: object) -> str:
        """Translate a text."""
        text = message
        if self._catalog:
            text = self._catalog.gettext(message)
        return _fill_in(text, values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Translate a text that means something else in other contexts."""
        text = message
        if self._catalog:
            text = self._catalog.pgettext(context, message)
        return _fill_in(text, values)

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Translate a text with a number, which is filled in for `{n}` as people write it: `12,239`."""
        if self._catalog:
            text = self._catalog.ngettext(singular, plural, n)
        elif n == 1:
            text = singular
        else:
            text = plural
        return text.format(n=Count(n), **values)

    def translate(self, text: str) -> str:
        """Translate a message, and the messages among its values.

        Any other text is returned as it is.
        """
        if self._catalog is None or not isinstance(text, Message):
            return text
        values: dict[str, Any] = {}
        for name, value in text.values.items():
            if isinstance(value, Message):
                value = self.translate(value)  # noqa: PLW2901
            values[name] = value
        if text.plural:
            # `ngettext` fills in the number itself.
            values.pop("n", None)
            return self.ngettext(text.template, text.plural, text.number, **values)
        return self.gettext(text.template, **values)

    def month(self, month: int) -> str:
        """Return the name of a month, 1 to 12."""
        return MONTH_NAMES[self.lang][month - 1]

    def date(self, day: date | str, year: int | None = None) -> str:
        """Write a date, such as `Oct 13, 2022`.

        Leave out its year if that is `year`. A text is an ISO date, which may be known to the month or the year only,
        or lie between two such dates: `between Jul 2020 and May 2021`.
        """
        iso = str(day)
        if BETWEEN in iso:
            first, _, last = iso.partition(BETWEEN)
            # The year is written once if both have the same, and never left out if they differ.
            if first[:4] == last[:4]:
                first_text = self.date(first, int(first[:4]))
                last_text = self.date(last, year)
            else:
                first_text = self.date(first)
                last_text = self.date(last)
            return self.gettext("between {first} and {last}", first=first_text, last=last_text)
        if len(iso) == len("2022"):
            return iso
        day_text = ""
        if len(iso) == len("2022-10-13"):
            day_text = str(int(iso[8:]))
        return self._format_date(iso, day_text, year)

    def dates(self, start: str, end: str | None, year: int | None = None) -> str:
        """Write a span of ISO dates, such as `Jun 7–10, 2022`.

        The year is omitted if it is `year`.
        """
        if end is None or end == start:
            return self.date(start, year)
        if BETWEEN in start or BETWEEN in end:
            return f"{self.date(start)} – {self.date(end)}"
        is_same_month = start[:7] == end[:7]
        if is_same_month and len(start) == len(end) == len("2022-10-13"):
            first_day = int(start[8:])
            last_day = int(end[8:])
            return self._format_date(start, f"{first_day}–{last_day}", year)
        if start[:4] == end[:4]:
            # The year is written once, with the second date.
            first = self.date(start, int(start[:4]))
            last = self.date(end, year)
        else:
            first = self.date(start)
            last = self.date(end)
        return f"{first} – {last}"

    def _format_date(self, iso: str, day: str, known_year: int | None) -> str:
        """Write the month of an ISO date with a day, if there is one.

        The year is added unless it is known.
        """
        month = MONTH_ABBREVIATIONS[self.lang][int(iso[5:7]) - 1]
        year = iso[:4]
        if int(year) == known_year:
            if day:
                return self.gettext("{month} {day}", month=month, day=day)
            return month
        if day:
            return self.gettext("{month} {day}, {year}", month=month, day=day, year=year)
        return self.gettext("{month} {year}", month=month, year=year)

    def join_with_and(self, items: Sequence[str]) -> str:
        """Write a list of which all items apply: `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        *others, last = items
        return self.gettext("{items} and {last}", items=", ".join(others), last=last)

    def join_with_or(self, items: Sequence[str]) -> str:
        """Write a list of which one item applies: `a, b or c`."""
        if len(items) < 2:
            return "".join(items)
        *others, last = items
        return self.gettext("{items} or {last}", items=", ".join(others), last=last)


def _fill_in(text: str, values: dict[str, object]) -> str:
    """Fill values into a text; without values, braces are part of the text."""
    if not values:
        return text
    return text.format(**values)


@cache
def get_translator(lang: Lang) -> Translator:
    """Return the translator to a language.

    The program speaks English if it does not have the language, which is then that of the texts of a dataset. Raises
    CbiError if its catalog is missing or damaged.
    """
    if lang == "en":
        return Translator(lang)
    if lang not in INTERFACE_LANGUAGES:
        return Translator("en", data_lang=lang)
    # English needs neither. `gettext.translation`, which finds a catalog by itself, would load `locale` too.
    import struct
    from gettext import GNUTranslations

    path = Path(__file__).with_name("catalogs") / f"{lang}.mo"
    try:
        with path.open("rb") as file:
            return Translator(lang, GNUTranslations(file))
    except (OSError, ValueError, struct.error) as error:
        raise CbiError(
            f"the texts of the language `{lang}` cannot be read: {error}",
            "install cbi again; in a checkout, run `python -m tools.catalogs`",
        ) from None
