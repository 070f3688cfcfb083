"""What a dataset itself says of the form of its records: its languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from cbi_cli.core.languages import is_language


class Terms(NamedTuple):
    """The languages of a dataset, in the order of `dataset.toml`; none if they are not known."""

    languages: tuple[str, ...] = ()


NO_TERMS = Terms()
"""Those of a dataset that says nothing of itself, or of which it is not known."""


def read_terms(table: Mapping[str, Any]) -> Terms:
    """Return what the table of `dataset.toml` says, valid or not."""
    languages = table.get("languages")
    # If one could not be read, it is not known which texts must be translated.
    if not isinstance(languages, list) or not all(is_language(language) for language in languages):
        return NO_TERMS
    return Terms(tuple(languages))


def terms_to_json(terms: Terms) -> str:
    """Return the terms as the meta data of a snapshot have them."""
    return json.dumps([terms.languages], ensure_ascii=False)


def terms_from_meta(meta: Mapping[str, str]) -> Terms:
    """Return the terms in the meta data of a snapshot."""
    if "terms" not in meta:
        return NO_TERMS
    (languages,) = json.loads(meta["terms"])
    return Terms(tuple(languages))
