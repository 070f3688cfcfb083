"""``cbi validate --fix``: what is safe to mend, shown, proven and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.changes.fixes import FixResult, apply_fixes
from cbi_cli.changes.format_files import FileChange, add_schema_changes, file_changes
from cbi_cli.changes.typos import Typo
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.key_paths import value_at
from cbi_cli.loading import validate_files
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import parse
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files


class FixPlan(NamedTuple):
    """The files that a fix changes, and the values that it corrects with the ids of their records."""

    changes: tuple[FileChange, ...]
    corrections: tuple[tuple[Typo, str], ...]


def plan_fix(location: DatasetLocation, only: str | None, today: date) -> FixPlan:
    """Plan to fix what is safe to fix in a dataset, or in one file of it.

    Raises CbiError for a git revision, and if the result cannot be proven to be as good as before.
    """
    if location.revision:
        raise CbiError("--fix and --at cannot go together", "--fix writes to the files of the folder")
    files = read_files(location)
    result = apply_fixes(files, only)
    _verify_no_new_findings(files, result, today)
    changes = add_schema_changes(location, file_changes(location, files, result.files))
    return FixPlan(changes, tuple((typo, _record_id(files, typo)) for typo in result.misses))


def _verify_no_new_findings(files: Mapping[str, bytes], mending: FixResult, today: date) -> None:
    """Raise CbiError where a check finds more than before, except in records that it could not look into before."""
    mended = {(miss.file, _record_id(files, miss)) for miss in mending.misses}
    before = _count_by_rule(validate_files(files, today)[1], mended)
    after = _count_by_rule(validate_files({**files, **mending.files}, today)[1], mended)
    worse = sorted(after - before)
    if worse:
        code, file = worse[0]
        raise CbiError(f"the fix would cause a new finding of {code} in {file}", "nothing was written; fix it by hand")


def _count_by_rule(findings: Iterable[Finding], mended: set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often each check finds something in each file, the mended records left out."""
    return Counter((one.code, one.file) for one in findings if (one.file, one.record) not in mended)


def _record_id(files: Mapping[str, bytes], miss: Typo) -> str:
    """The id of the record that a mended value stands in, as findings name it."""
    kind = file_kind(miss.file)
    record = value_at(parse(miss.file, files[miss.file]).data, miss.head)
    return str(record.get("year" if kind and kind.kind == "edition" else "id", ""))
