"""JSON documents for programs."""

from __future__ import annotations

import json
from typing import Any

from cbi_cli.core.sanitize import escape_hidden_characters
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.views.report_view import ReportView


def render(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the document of a view as JSON."""
    return format_json(view.document())


def format_json(value: Any) -> str:
    """Return a value as indented JSON with a final line feed."""
    return dump_json(value, indent=2) + "\n"


def dump_json(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON.

    Text beyond ASCII stays readable; what could harm a terminal is escaped, so that a reader of JSON gets it back.
    """
    return escape_hidden_characters(json.dumps(value, ensure_ascii=False, indent=indent))
