"""``cbi validate --fix``: what is safe to mend, shown, proven and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from cbi_cli.cli.adding import locked
from cbi_cli.cli.console import print_message, write_stderr
from cbi_cli.cli.formatting import changes, diff, with_schemas, write_changes
from cbi_cli.cli.targets import Target
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.settings import Settings
from cbi_cli.document.parse import parse
from cbi_cli.edit.mend import Mending, mend
from cbi_cli.edit.misses import Miss, value_at
from cbi_cli.schema.files import file_kind
from cbi_cli.session import check_files
from cbi_cli.store.files import read_files


def mend_target(target: Target, settings: Settings) -> None:
    """Mend a dataset, or the one file of it that is meant: the diff and what was done go to stderr.

    Raises CbiError and writes nothing for a git revision, for the built-in dataset, and where the result cannot be
    proven to be as good as before.
    """
    place, only = target
    if place.revision:
        raise CbiError("--fix and --at cannot go together", "--fix writes to the files of the folder")
    with locked(place.root, settings.cache):
        files = read_files(place)
        mending = mend(files, only)
        _prove(files, mending, settings.today)
        planned = with_schemas(place, changes(place, files, mending.files))
        for change in planned:
            write_stderr("".join(diff(change)))
        write_changes(place, planned)
    for miss in mending.misses:
        told = f"{miss.field} of {_record(files, miss) or miss.file}: `{miss.before}` → `{miss.after}`"
        print_message(f"cbi: fixed {told}")
    for change in planned:
        print_message(f"cbi: wrote {change.shown}")
    if not planned:
        print_message("cbi: nothing to fix")


def _prove(files: Mapping[str, bytes], mending: Mending, today: date) -> None:
    """Raise CbiError where a check finds more than before, except in records that it could not look into before."""
    mended = {(miss.file, _record(files, miss)) for miss in mending.misses}
    before = _counted(check_files(files, today)[1], mended)
    after = _counted(check_files({**files, **mending.files}, today)[1], mended)
    worse = sorted(after - before)
    if worse:
        code, file = worse[0]
        raise CbiError(f"the fix would cause a new finding of {code} in {file}", "nothing was written; fix it by hand")


def _counted(findings: Iterable[Finding], mended: set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often each check finds something in each file, the mended records left out."""
    return Counter((one.code, one.file) for one in findings if (one.file, one.record) not in mended)


def _record(files: Mapping[str, bytes], miss: Miss) -> str:
    """The id of the record that a mended value stands in, as findings name it."""
    kind = file_kind(miss.file)
    record = value_at(parse(miss.file, files[miss.file]).data, miss.head)
    return str(record.get("year" if kind and kind.kind == "edition" else "id", ""))
