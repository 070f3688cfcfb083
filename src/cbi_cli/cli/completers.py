"""What the values of options can be completed to.

There are no completions if the dataset cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.cli.parser import Completer, Completions, Environment
from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES
from cbi_cli.core.settings import read_settings
from cbi_cli.index.lookup import RECORD_KINDS, RecordKey, find_by_prefix, title_of
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.locate import built_in_root, locate_dataset


def sanitize_completions(completions: Completions) -> Completions:
    """Remove everything that a shell could read as more than text.

    A shell evaluates what it gets.
    """
    safe: Completions = []
    for value, description in completions:
        if re.fullmatch(r"[\w./#-]+", value):
            safe.append((value, re.sub(r"[^\w\s.,/-]", "", description)))
    return safe


def complete_words(vocabulary: str) -> Completer:
    """Return a completer for the words of a vocabulary, such as `kind`."""

    def complete(environ: Environment, prefix: str) -> Completions:
        from cbi_cli.core.vocabulary import words_of

        snapshot = _open_snapshot(environ)
        own = snapshot.own_words() if snapshot is not None else ()
        return [(word, "") for word in words_of(vocabulary, own) if word.startswith(prefix)]

    return complete


def complete_datasets(environ: Environment, prefix: str) -> Completions:
    """Complete the names of the built-in datasets."""
    names = sorted(path.name for path in built_in_root().iterdir() if path.is_dir())
    return [(name, "built in") for name in names if name.startswith(prefix)]


def complete_kinds(environ: Environment, prefix: str) -> Completions:
    """Complete the kinds of files, with their paths."""
    from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME

    completions: Completions = []
    for name, kind in FILE_KINDS_BY_NAME.items():
        if name.startswith(prefix):
            completions.append((name, kind.path))
    return completions


def complete_languages(environ: Environment, prefix: str) -> Completions:
    """Complete the languages of the program, and of the dataset at hand."""
    from cbi_cli.records.terms import terms_from_meta

    languages = list(INTERFACE_LANGUAGES)
    snapshot = _open_snapshot(environ)
    if snapshot is not None:
        languages += terms_from_meta(snapshot.meta).languages
    return [(language, "") for language in dict.fromkeys(languages) if language.startswith(prefix)]


def _open_snapshot(environ: Environment) -> Snapshot | None:
    """Return the snapshot of the dataset at hand, None if there is none without errors."""
    from cbi_cli.loading import Session
    from cbi_cli.workspace.paths import current_directory

    try:
        location = locate_dataset(environ.get("CBI_DATASET"), current_directory())
        return Session(read_settings(environ), location).snapshot
    except (CbiError, InvalidDatasetError):
        return None


def complete_ids(*kinds: str, only: str = "", describe: Callable[[Snapshot, RecordKey], str] = title_of) -> Completer:
    """Return a completer for the ids of records of some kinds.

    Records are found by their ids and names, each with a description. `only` is a query for the ids that are allowed.
    """

    def complete(environ: Environment, prefix: str) -> Completions:
        snapshot = _open_snapshot(environ)
        if snapshot is None:
            return []
        allowed: set[str] = set()
        if only:
            allowed = {row["id"] for row in snapshot.rows(only)}
        completions: dict[str, str] = {}
        for match in find_by_prefix(snapshot, kinds, prefix):
            if not only or match.id in allowed:
                completions.setdefault(match.id, describe(snapshot, match))
        return list(completions.items())

    return complete


complete_series = complete_ids("indicator", "institution", only="SELECT id FROM series")
# The last kind is that of parties, which `show` does not have.
complete_records = complete_ids(*RECORD_KINDS[:-1], describe=lambda store, match: match.kind)
