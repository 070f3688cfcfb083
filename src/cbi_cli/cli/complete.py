"""What the shell offers when a word is completed; quietly nothing where the dataset cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.cli.declared import Offers
from cbi_cli.core.errors import CbiError, DataErrors


def harmless(offers: Offers) -> Offers:
    """The same for a shell that runs what it is told: with nothing in it that a shell could take for more than text."""
    return [(value, re.sub(r"[^\w\s.,/-]", "", text)) for value, text in offers if re.fullmatch(r"[\w./#-]+", value)]


def complete_words(vocabulary: str) -> Callable[[str], Offers]:
    """Offer the words of a closed list, as of ``kind``."""

    def complete(incomplete: str) -> Offers:
        from cbi_cli.core.vocabulary import VOCABULARIES

        return [(word, "") for word in VOCABULARIES[vocabulary] if word.startswith(incomplete)]

    return complete


def complete_datasets(incomplete: str) -> Offers:
    """Names of the built-in datasets."""
    from cbi_cli.store.place import built_in_root

    names = (path.name for path in built_in_root().iterdir() if path.is_dir())
    return [(name, "built in") for name in sorted(names) if name.startswith(incomplete)]


def complete_kinds(incomplete: str) -> Offers:
    """The kinds of files, with where they lie."""
    from cbi_cli.schema.json_schema import KINDS, file_form

    return [(name, file_form(kind)) for name, kind in KINDS.items() if name.startswith(incomplete)]


def complete_series(incomplete: str) -> Offers:
    """Ids of the series, with their labels."""
    return _offers("SELECT id, label AS title FROM series ORDER BY seq", incomplete)


def complete_indicators(incomplete: str) -> Offers:
    """Ids of the indicators, with their labels."""
    return _offers("SELECT id, label AS title FROM indicator ORDER BY seq", incomplete)


def complete_institutions(incomplete: str) -> Offers:
    """Ids of the institutions, with their names."""
    return _offers(_RECORDS.format(kind="institution", title="name"), incomplete)


def complete_sources(incomplete: str) -> Offers:
    """Ids of the sources, with their titles."""
    return _offers(_RECORDS.format(kind="source", title="title"), incomplete)


def complete_topics(incomplete: str) -> Offers:
    """Ids of the topics, with their labels."""
    return _offers(_RECORDS.format(kind="topic", title="label"), incomplete)


def complete_records(incomplete: str) -> Offers:
    """Ids of all records, with their kinds."""
    return _offers(
        "SELECT id, kind AS title FROM record WHERE kind NOT IN ('dataset', 'party') ORDER BY number", incomplete
    )


_RECORDS = "SELECT id, json_extract(json, '$.{title}') AS title FROM record WHERE kind = '{kind}' ORDER BY number"


def _offers(sql: str, incomplete: str) -> Offers:
    from cbi_cli.cli.dataset import open_dataset

    try:
        store = open_dataset(None, "").store
    except (CbiError, DataErrors):
        return []
    return [(row["id"], row["title"]) for row in store.rows(sql) if row["id"].startswith(incomplete)]
