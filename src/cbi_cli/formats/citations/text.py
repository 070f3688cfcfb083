"""Citations as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation
from cbi_cli.views.cite import CitationTexts


def render(citations: Sequence[Citation], tr: Translator) -> str:
    """Return each citation in a line of its own, followed by the works that it rests on."""
    blocks = [_format_citation(citation, CitationTexts(tr)) for citation in citations]
    return neutralize_ci_commands("\n".join(blocks))


def _format_citation(citation: Citation, texts: CitationTexts) -> str:
    lines = [texts.main(citation).text]
    if citation.record is not None:
        lines.append(texts.withdrawal(citation.record))
    if citation.sources:
        lines.append(texts.based_on())
    lines += [f"- {texts.work(source).text}" for source in citation.sources]
    shown = [one_line(line) for line in lines if line]
    return "\n".join(shown) + "\n"
