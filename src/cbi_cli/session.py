"""From a location or from files to a dataset with everything that the checks find in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from cbi_cli.core.errors import DataErrors
from cbi_cli.core.settings import Settings
from cbi_cli.store.open import load_snapshot, store_of_files, supposed
from cbi_cli.store.place import Place
from cbi_cli.store.snapshot import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.document.parse import Document
    from cbi_cli.store.refresh import Checks


class Session:
    """The dataset at a location, as one call works on it: loaded when it is first asked for.

    ``on_progress`` is told how much of what has to be read was read, from 0 to 1. Every property raises CbiError if
    files or the revision cannot be read, or if there is nothing to read.
    """

    def __init__(self, settings: Settings, location: Place, on_progress: Callable[[float], None] | None = None) -> None:
        self.settings = settings
        self.location = location
        self.on_progress = on_progress

    @property
    def snapshot(self) -> Store:
        """The snapshot of a dataset without errors; raises DataErrors for any other, of which no report can be made."""
        if any(finding.severity == "error" for finding in self.findings):
            raise DataErrors(self.findings)
        return self.unverified_snapshot

    @cached_property
    def unverified_snapshot(self) -> Store:
        """The snapshot, whatever the checks find."""
        return load_snapshot(self.location, _checks, self.settings, self.on_progress)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that the checks find and the dataset does not accept."""
        return self.unverified_snapshot.findings()

    def reopened(self) -> Session:
        """Return a session for the files as they are now."""
        return Session(self.settings, self.location, self.on_progress)

    def preview(self, document: Document) -> Store:
        """Return the snapshot as it would be if one file of events were this one; nothing is written."""
        from cbi_cli.dataset.load import load_document

        return supposed(self.unverified_snapshot, self.location, load_document(document), _checks(), self.settings)


def check_files(files: Mapping[str, bytes], today: date) -> tuple[Dataset, tuple[Finding, ...]]:
    """Run every check on the files of a dataset, given by their paths inside its folder."""
    from cbi_cli.dataset.load import joined, load_file
    from cbi_cli.schema.files import file_kind

    parts = {name: load_file(name, files[name]) for name in sorted(files) if file_kind(name)}
    found = store_of_files(files, parts, _checks(), today).findings()
    return joined(list(parts.values())), found


def _checks() -> Checks:
    from cbi_cli.rules.run import CHECKS

    return CHECKS
