"""``cbi validate --fix``: what is safe to mend, shown, proven and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from cbi_cli.changes.add_event import dataset_lock
from cbi_cli.changes.fixes import FixResult, apply_fixes
from cbi_cli.changes.format_files import add_schema_changes, file_changes, format_diff, write_changes
from cbi_cli.changes.typos import Typo, value_at
from cbi_cli.cli.console import print_message, write_stderr
from cbi_cli.cli.path_args import ValidationTarget
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.settings import Settings
from cbi_cli.loading import validate_files
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import parse
from cbi_cli.workspace.reader import read_files


def fix_target(target: ValidationTarget, settings: Settings) -> None:
    """Mend a dataset, or the one file of it that is meant: the diff and what was done go to stderr.

    Raises CbiError and writes nothing for a git revision, for the built-in dataset, and where the result cannot be
    proven to be as good as before.
    """
    place, only = target
    if place.revision:
        raise CbiError("--fix and --at cannot go together", "--fix writes to the files of the folder")
    with dataset_lock(place.root, settings.cache):
        files = read_files(place)
        mending = apply_fixes(files, only)
        _verify_no_new_findings(files, mending, settings.today)
        planned = add_schema_changes(place, file_changes(place, files, mending.files))
        for change in planned:
            write_stderr("".join(format_diff(change)))
        write_changes(place, planned)
    for miss in mending.misses:
        told = f"{miss.field} of {_record_id(files, miss) or miss.file}: `{miss.before}` → `{miss.after}`"
        print_message(f"cbi: fixed {told}")
    for change in planned:
        print_message(f"cbi: wrote {change.shown}")
    if not planned:
        print_message("cbi: nothing to fix")


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
