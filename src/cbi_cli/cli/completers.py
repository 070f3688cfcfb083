"""What the values of options can be completed to; nothing if the dataset cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.cli.parser import Completer, Completions, Environment
from cbi_cli.core.errors import CbiError, DataErrors
from cbi_cli.core.settings import read_settings
from cbi_cli.store.lookup import RECORD_KINDS, Match, named_so_far, title_of
from cbi_cli.store.place import built_in_root, find_place
from cbi_cli.store.snapshot import Store


def sanitize_completions(found: Completions) -> Completions:
    """Take out all that a shell could take for more than text, since it runs what it is told."""
    return [(value, re.sub(r"[^\w\s.,/-]", "", text)) for value, text in found if re.fullmatch(r"[\w./#-]+", value)]


def complete_words(vocabulary: str) -> Completer:
    """Return a completer for the words of a vocabulary, such as ``kind``."""

    def complete(environ: Environment, prefix: str) -> Completions:
        from cbi_cli.core.vocabulary import VOCABULARIES

        return [(word, "") for word in VOCABULARIES[vocabulary] if word.startswith(prefix)]

    return complete


def complete_datasets(environ: Environment, prefix: str) -> Completions:
    """Complete the names of the built-in datasets."""
    names = (path.name for path in built_in_root().iterdir() if path.is_dir())
    return [(name, "built in") for name in sorted(names) if name.startswith(prefix)]


def complete_kinds(environ: Environment, prefix: str) -> Completions:
    """Complete the kinds of files, with their paths."""
    from cbi_cli.schema.json_schema import KINDS, file_form

    return [(name, file_form(kind)) for name, kind in KINDS.items() if name.startswith(prefix)]


def complete_ids(*kinds: str, only: str = "", describe: Callable[[Store, Match], str] = title_of) -> Completer:
    """Return a completer for the ids of records of some kinds, by their ids and names, each with a description.

    ``only`` is a query for the ids that are allowed.
    """

    def complete(environ: Environment, prefix: str) -> Completions:
        from cbi_cli.cli.session import current_directory
        from cbi_cli.session import Session

        try:
            location = find_place(environ.get("CBI_DATASET"), current_directory())
            store = Session(read_settings(environ), location).snapshot
        except (CbiError, DataErrors):
            return []
        allowed = {row["id"] for row in store.rows(only)} if only else None
        completions: dict[str, str] = {}
        for match in named_so_far(store, kinds, prefix):
            if allowed is None or match.id in allowed:
                completions.setdefault(match.id, describe(store, match))
        return list(completions.items())

    return complete


complete_series = complete_ids("indicator", "institution", only="SELECT id FROM series")
complete_records = complete_ids(*RECORD_KINDS[:-1], describe=lambda store, match: match.kind)
