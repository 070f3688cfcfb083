"""From a location or from files to a dataset with everything that the checks find in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from cbi_cli.core.errors import InvalidDatasetError
from cbi_cli.core.settings import Settings
from cbi_cli.index.open import build_from_loaded_files, load_snapshot, open_preview
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.locate import DatasetLocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.index.update import RuleSet
    from cbi_cli.toml.document import Document


class Session:
    """The dataset at a location, as one call works on it: loaded when it is first asked for.

    ``on_progress`` is told how much of what has to be read was read, from 0 to 1. Every property raises CbiError if
    files or the revision cannot be read, or if there is nothing to read.
    """

    def __init__(
        self, settings: Settings, location: DatasetLocation, on_progress: Callable[[float], None] | None = None
    ) -> None:
        self.settings = settings
        self.location = location
        self.on_progress = on_progress

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot of a dataset without errors; raises DataErrors for any other, of which no report can be made."""
        if any(finding.severity == "error" for finding in self.findings):
            raise InvalidDatasetError(self.findings)
        return self.unverified_snapshot

    @cached_property
    def unverified_snapshot(self) -> Snapshot:
        """The snapshot, whatever the checks find."""
        return load_snapshot(self.location, _load_rule_set, self.settings, self.on_progress)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that the checks find and the dataset does not accept."""
        return self.unverified_snapshot.findings()

    def reopen(self) -> Session:
        """Return a session for the files as they are now."""
        return Session(self.settings, self.location, self.on_progress)

    def preview(self, document: Document) -> Snapshot:
        """Return the snapshot as it would be if one file of events were this one; nothing is written."""
        from cbi_cli.dataset.load import load_document

        return open_preview(
            self.unverified_snapshot, self.location, load_document(document), _load_rule_set(), self.settings
        )


def validate_files(files: Mapping[str, bytes], today: date) -> tuple[Dataset, tuple[Finding, ...]]:
    """Run every check on the files of a dataset, given by their paths inside its folder."""
    from cbi_cli.dataset.load import load_file, merge_parts
    from cbi_cli.records.file_kinds import file_kind

    parts = {name: load_file(name, files[name]) for name in sorted(files) if file_kind(name)}
    found = build_from_loaded_files(files, parts, _load_rule_set(), today).findings()
    return merge_parts(list(parts.values())), found


def _load_rule_set() -> RuleSet:
    from cbi_cli.rules.runner import RULE_SET

    return RULE_SET
