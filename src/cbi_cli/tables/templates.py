"""Fill the columns of a row into a text: `Visit to {City}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cbi_cli.core.messages import message

_PLACE = re.compile(r"\{([^{}]+)\}")


def template_columns(template: str) -> tuple[str, ...]:
    """Return the columns that a template names."""
    return tuple(_PLACE.findall(template))


def fill_template(template: str, cells: Mapping[str, str]) -> str:
    """Return the text of a template with the cells of a row.

    Raises ValueError if one of its cells is empty, since the text would not say what was left out.
    """
    for column in template_columns(template):
        if not cells[column].strip():
            raise ValueError(message("the cell `{column}` of its template is empty", column=column))
    text = _PLACE.sub(lambda place: cells[place[1]], template)
    return " ".join(text.split())
