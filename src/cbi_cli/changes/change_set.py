"""A planned change to a dataset.

It is previewed, verified, and then written completely or not at all.
"""

from __future__ import annotations

import codecs
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.core.settings import NO_CACHE, Cache, Settings
from cbi_cli.workspace.atomic_directory import new_directory
from cbi_cli.workspace.atomic_write import PendingWrite, wrap_os_errors, write_all_atomic, write_new_file
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.journal import JournalFile, begin_journal, end_journal
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import display_path

if TYPE_CHECKING:
    from cbi_cli.reports.impact import Impact

ChangeKind = Literal[
    "event",
    "records",
    "edition",
    "coverage",
    "import",
    "edit",
    "rename",
    "remove",
    "undo",
    "format",
    "fix",
    "release",
    "dataset",
]
Details = TypeVar("Details")
OtherDetails = TypeVar("OtherDetails")


class NewFindingsError(CbiError):
    """A change that would cause findings; `findings` contains them."""

    def __init__(self, message: str, hint: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(message, hint)
        self.findings = findings


class FileChange(NamedTuple):
    """The content of a file before and after a change.

    `path` is the path inside the dataset. `before` is None if there is no such file yet, and `after` if it is deleted.
    """

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def only_line_endings_differ(self) -> bool:
        """Whether only line endings or the byte order mark change."""
        return _split_lines(self.before or b"") == _split_lines(self.after or b"")


class ChangeSet(NamedTuple, Generic[Details]):
    """All that a command would write to a dataset, and what that causes.

    `findings_before` and `findings_after` are those of the checks, and `new_findings` those that the change causes;
    they are empty for a change that cannot cause any. `impact` is None if it was not computed. `details` depend on the
    kind of change.
    """

    kind: ChangeKind
    location: DatasetLocation
    files: tuple[FileChange, ...]
    details: Details
    findings_before: tuple[Finding, ...] = ()
    findings_after: tuple[Finding, ...] = ()
    new_findings: tuple[Finding, ...] = ()
    impact: Impact | None = None

    @property
    def root(self) -> Path:
        """The folder of the dataset."""
        return self.location.root

    @property
    def new_errors(self) -> tuple[Finding, ...]:
        """The new findings that are errors."""
        return tuple(finding for finding in self.new_findings if finding.severity == "error")

    def described_as(self, kind: ChangeKind, details: OtherDetails) -> ChangeSet[OtherDetails]:
        """Return the same change with other details, as one of another kind."""
        return ChangeSet(
            kind,
            self.location,
            self.files,
            details,
            self.findings_before,
            self.findings_after,
            self.new_findings,
            self.impact,
        )

    def diff(self) -> str:
        """Return the change as a unified diff, harmless for a terminal.

        The result is empty if only line endings change.
        """
        lines: list[str] = []
        for change in self.files:
            name = display_path(self.root, change.path)
            before = _split_lines(change.before or b"")
            after = _split_lines(change.after or b"")
            lines.extend(unified_diff(before, after, name, name, lineterm=""))
        return "".join(replace_control_characters(line) + "\n" for line in lines)

    def verify(self, strict: bool = False) -> None:
        """Raise NewFindingsError if the change would cause errors.

        With `strict`, also raise it for warnings.
        """
        findings = self.new_findings if strict else self.new_errors
        if not findings:
            return
        first = findings[0]
        problem = message("the change would cause a new finding of {code} in {file}", code=first.code, file=first.file)
        hint = message("nothing was written; correct the values first")
        if self.kind == "fix":
            problem = message("the fix would cause a new finding of {code} in {file}", code=first.code, file=first.file)
            hint = message("nothing was written; fix it by hand")
        raise NewFindingsError(problem, hint, findings)

    def apply(self, settings: Settings | None = None) -> None:
        """Write the files, all or none of them.

        Without settings, no cache folder is used for the lock. Raises CbiError if the dataset cannot be changed, if a
        file cannot be written or has changed since the plan was made, and NewFindingsError if the change would cause
        errors.
        """
        if not self.files:
            return
        self._require_writable()
        self.verify()
        if self.kind == "dataset":
            self._create_dataset()
            return
        cache = NO_CACHE if settings is None else settings.cache
        with dataset_lock(self.root, cache):
            self._replace_files(cache)

    def _require_writable(self) -> None:
        name = self.root.name
        if self.location.origin == "built-in":
            raise CbiError(
                message("the built-in dataset {name} cannot be edited", name=name),
                message("make an editable copy: cbi init --from {name} DIR, then cd DIR", name=name),
            )
        if self.location.revision:
            raise CbiError(
                message("the revision `{revision}` cannot be changed", revision=self.location.revision),
                message("change the files instead"),
            )

    def _replace_files(self, cache: Cache) -> None:
        tree = WorkTree(self.root)
        writes: list[PendingWrite] = []
        for change in self.files:
            path = tree.path_to_write(change.path)
            if change.before is None:
                with wrap_os_errors(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
            # Of a new file, empty content is expected: one that was created meanwhile is not overwritten.
            writes.append(PendingWrite(path, change.after, change.before or b""))
        if self.kind == "undo":
            # An undo that is killed is done again from what is written down already.
            write_all_atomic(writes)
            end_journal(self.root, cache)
        else:
            # What the files were comes before the first change, so that a command that is killed later can be undone;
            # a command that is refused leaves the one before it to be undone.
            journal = [JournalFile(change.path, change.before, change.after) for change in self.files]
            write_all_atomic(writes, lambda: begin_journal(self.root, cache, self.kind, journal))
        for write in writes:
            if write.content is None:
                self._remove_empty_folders(write.path.parent)

    def _remove_empty_folders(self, folder: Path) -> None:
        """Remove the folders of a deleted file that have nothing in them any more."""
        while folder != self.root and folder.is_relative_to(self.root):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _create_dataset(self) -> None:
        """Write the folder of a new dataset."""
        with new_directory(self.root, "cbi init", require_empty_folder) as staged:
            for change in self.files:
                path = staged / change.path
                path.parent.mkdir(parents=True, exist_ok=True)
                write_new_file(path, change.after or b"")


def require_empty_folder(folder: Path) -> None:
    """Raise CbiError unless a path is an empty folder."""
    if not folder.is_dir() or any(folder.iterdir()):
        raise CbiError(message("{root} is not empty", root=folder), message("name a new folder; nothing was written"))


def _split_lines(content: bytes) -> list[str]:
    """Return the lines of a file without their endings."""
    text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    lines = text.replace("\r\n", "\n").split("\n")
    # The end of the last line begins no further line.
    if not lines[-1]:
        lines.pop()
    return lines
