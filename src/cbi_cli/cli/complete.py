"""What the shell offers when a word is completed; quietly nothing where the dataset cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cbi_cli.cli.declared import Offers
from cbi_cli.core.errors import CbiError, DataErrors
from cbi_cli.store.lookup import RECORD_KINDS, Match, named_so_far, title_of
from cbi_cli.store.snapshot import Store


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
    """Offer the ids of the series by their ids and names, with their labels."""
    return _offers(("indicator", "institution"), incomplete, only="SELECT id FROM series")


def complete_indicators(incomplete: str) -> Offers:
    """Offer the ids of the indicators by their ids and labels."""
    return _offers(("indicator",), incomplete)


def complete_institutions(incomplete: str) -> Offers:
    """Offer the ids of the institutions by their ids and names."""
    return _offers(("institution",), incomplete)


def complete_parties(incomplete: str) -> Offers:
    """Offer the ids of the parties by their ids and names."""
    return _offers(("party",), incomplete)


def complete_sources(incomplete: str) -> Offers:
    """Offer the ids of the sources by their ids and titles."""
    return _offers(("source",), incomplete)


def complete_topics(incomplete: str) -> Offers:
    """Offer the ids of the topics by their ids and labels."""
    return _offers(("topic",), incomplete)


def complete_events(incomplete: str) -> Offers:
    """Offer the ids of the events."""
    return _offers(("event",), incomplete)


def complete_records(incomplete: str) -> Offers:
    """Offer the ids of all records by their ids and names, with their kinds."""
    return _offers(RECORD_KINDS[:-1], incomplete, describe=lambda store, match: match.kind)


def _offers(
    kinds: Sequence[str],
    incomplete: str,
    only: str = "",
    describe: Callable[[Store, Match], str] = title_of,
) -> Offers:
    """Offer the records with an id or a name that begins so, each once."""
    from cbi_cli.cli.dataset import open_quietly

    try:
        store = open_quietly()
    except (CbiError, DataErrors):
        return []
    found = named_so_far(store, kinds, incomplete)
    if only:
        allowed = {row["id"] for row in store.rows(only)}
        found = [match for match in found if match.id in allowed]
    offers: dict[str, str] = {}
    for match in found:
        offers.setdefault(match.id, describe(store, match))
    return list(offers.items())
