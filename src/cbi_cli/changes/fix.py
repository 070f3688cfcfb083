"""Plan to fix what is safe to fix in a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.changes.fixes import apply_fixes
from cbi_cli.changes.format_files import add_schema_changes, changed_files
from cbi_cli.changes.typos import Typo
from cbi_cli.core.findings import Finding
from cbi_cli.core.key_paths import value_at
from cbi_cli.loading import validate_files
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import parse
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files


class Correction(NamedTuple):
    """A corrected typo, and the id of its record.

    The id is empty if the record has none.
    """

    typo: Typo
    record_id: str


def plan_fix(location: DatasetLocation, only: str | None, today: date) -> ChangeSet[tuple[Correction, ...]]:
    """Plan to fix a dataset, or one file of it.

    A corrected record can show findings that its error had hidden, so they do not count as new. Raises CbiError if a
    file cannot be fixed safely.
    """
    files = read_files(location)
    result = apply_fixes(files, only)
    fixed_files = {**files, **result.files}
    corrections = tuple(Correction(typo, _record_id(files, typo)) for typo in result.typos)
    _, before = validate_files(files, today)
    _, after = validate_files(fixed_files, today)
    return ChangeSet(
        kind="fix",
        location=location,
        files=add_schema_changes(location, changed_files(files, result.files)),
        details=corrections,
        findings_before=before,
        findings_after=after,
        new_findings=_new_findings(before, after, corrections),
    )


def _new_findings(
    before: Iterable[Finding], after: Iterable[Finding], corrections: Iterable[Correction]
) -> tuple[Finding, ...]:
    """Return the findings of rules that find more in a file than before.

    Corrected records are left out.
    """
    # Lines and messages may differ although the finding is the same, so findings are only counted.
    corrected = {(correction.typo.file, correction.record_id) for correction in corrections}
    old_counts: Counter[tuple[str, str]] = Counter()
    for finding in before:
        if (finding.file, finding.record) not in corrected:
            old_counts[finding.code, finding.file] += 1
    findings_by_rule: dict[tuple[str, str], list[Finding]] = {}
    for finding in after:
        if (finding.file, finding.record) not in corrected:
            findings_by_rule.setdefault((finding.code, finding.file), []).append(finding)
    new_findings: list[Finding] = []
    for rule_and_file in sorted(findings_by_rule):
        findings = findings_by_rule[rule_and_file]
        if len(findings) > old_counts[rule_and_file]:
            new_findings.extend(findings)
    return tuple(new_findings)


def _record_id(files: Mapping[str, bytes], typo: Typo) -> str:
    """Return the id of the record with a typo, as findings name it."""
    kind = file_kind(typo.file)
    document = parse(typo.file, files[typo.file])
    record = value_at(document.data, typo.record_path)
    if kind is not None and kind.kind == "edition":
        return str(record.get("year", ""))
    return str(record.get("id", ""))
