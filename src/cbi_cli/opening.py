"""From a place or from files to a checked dataset: what commands need of the API before they make a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from cbi_cli.core.errors import DataErrors
from cbi_cli.store.open import open_store, store_of_files, supposed
from cbi_cli.store.place import Place
from cbi_cli.store.snapshot import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.document.parse import Document
    from cbi_cli.store.refresh import Checks


def open_place(place: Place, today: date, tell: Callable[[float], None] | None = None) -> Store:
    """The store of the dataset at a place; raises as `open_dataset` does."""
    store = open_checked(place, today, tell)
    if any(finding.severity == "error" for finding in store.findings()):
        raise DataErrors(store.findings())
    return store


def open_checked(place: Place, today: date, tell: Callable[[float], None] | None = None) -> Store:
    """The same of a dataset that may have errors: `Store.findings` gives them.

    ``tell`` is told how much of what has to be read was read, from 0 to 1. No report can be made where there are
    errors.
    """
    return open_store(place, _checks, today, *([tell] if tell else []))


def suppose_file(place: Place, store: Store, document: Document, today: date) -> Store:
    """The store of a dataset as it would be if one of its files of events were this one; nothing is written."""
    from cbi_cli.dataset.load import load_document

    return supposed(store, place, load_document(document), _checks(), today)


def check_files(files: Mapping[str, bytes], today: date) -> tuple[Dataset, tuple[Finding, ...]]:
    """Every check on the files of a dataset, given by their paths inside its folder."""
    from cbi_cli.dataset.load import joined, load_file
    from cbi_cli.schema.files import file_kind

    parts = {name: load_file(name, files[name]) for name in sorted(files) if file_kind(name)}
    found = store_of_files(files, parts, _checks(), today).findings()
    return joined(list(parts.values())), found


def _checks() -> Checks:
    from cbi_cli.rules.run import CHECKS

    return CHECKS
