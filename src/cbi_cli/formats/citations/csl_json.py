"""Citations as CSL-JSON, a list of items."""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.formats.json import format_json
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation
from cbi_cli.views.citation_entries import make_entries
from cbi_cli.views.csl import make_csl_item


def render(citations: Sequence[Citation], tr: Translator) -> str:
    """Return citations and the works that they rest on."""
    entries = make_entries(citations, tr.data_lang)
    return format_json([make_csl_item(entry) for entry in entries])
