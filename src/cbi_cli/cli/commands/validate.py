"""The command `cbi validate`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cbi_cli.cli.console import print_message, write_stderr, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import (
    OUTPUT_OPTIONS,
    CacheOptions,
    DatasetOptions,
    Output,
    PagerOptions,
    Paths,
    RevisionOptions,
)
from cbi_cli.cli.output import choose_format
from cbi_cli.cli.parser import option
from cbi_cli.cli.path_args import ValidationTarget, find_targets, require_base_datasets
from cbi_cli.cli.validation import validate_target
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.formats.findings.registry import FINDING_FORMATS_BY_NAME, FINDING_FORMATS_BY_SUFFIX, format_report
from cbi_cli.validation import ValidationRun, build_report, repository_path
from cbi_cli.workspace.paths import display_path

TYPE_CHECKING = False


class ValidateOptions(DatasetOptions, RevisionOptions, CacheOptions, PagerOptions):
    """The options of `cbi validate`."""

    paths: Paths = None
    base: Annotated[
        str,
        option(
            "--base",
            metavar="REV",
            help="Count only findings that are new since this git revision, and check the change. "
            "`auto`: as `cbi diff`.",
        ),
    ] = ""
    strict: Annotated[bool, option("--strict", help="Exit with 1 for warnings too.")] = False
    fix: Annotated[bool, option("--fix", help="Fix what is safe to fix, show the diff on stderr, then check.")] = False
    output_format: Annotated[
        str | None,
        option(
            "--format",
            "-f",
            allowed=tuple(FINDING_FORMATS_BY_NAME),
            heading=OUTPUT_OPTIONS,
            help="Set the format of the findings. Default: text (or table), or by the suffix of --output.",
        ),
    ] = None
    output: Output = None
    report: Annotated[
        list[str] | None,
        option(
            "--report",
            metavar="FORMAT=FILE",
            heading=OUTPUT_OPTIONS,
            help="Also write the findings to this file; repeatable.",
        ),
    ] = None


def validate(options: ValidateOptions, settings: Settings) -> int:
    """Validate a dataset.

    Checks syntax, fields, dates, references and sources, and whether they agree with each other.

    Every finding names the file, line and column, shows the line, and says what to do. Exits with 1 if there are
    errors; warnings alone exit with 0, or with 1 with --strict. Findings are cached until a file changes; --no-cache
    checks again. With --base, errors that the revision also has are listed separately and do not count; at the top of a
    repository, every dataset of the revision must still exist. --fix corrects formatting, Unicode normalization and
    misspelled words that have one likely correction, then checks the rest.

    \b
    Examples:
      cbi validate
      cbi validate datasets/us-mexico
      cbi validate --dataset us-mexico --format json
      cbi validate --base v1.0.0 --format github
      cbi validate --strict
      cbi validate --fix
      cbi validate --report sarif=cbi.sarif --report junit=cbi.xml
    """
    reports = [_parse_report_option(text) for text in options.report or ()]
    output_format = choose_format(options.output, options.output_format, FINDING_FORMATS_BY_SUFFIX) or "text"
    if reports:
        from cbi_cli.workspace.atomic_write import refuse_duplicate_targets

        refuse_duplicate_targets([options.output or Path("-"), *(path for _, path in reports)])
    targets = find_targets(options.paths or [], options.dataset, settings, options.at)
    base = options.base
    if options.fix:
        for target in targets:
            _fix_dataset(target, settings)
    runs = [validate_target(target, settings, base) for target in targets]
    names_none = not options.paths and not options.dataset and not options.at
    # A call that names datasets checks only these.
    if base and names_none:
        require_base_datasets(targets, base, settings)
    for report_format, file in reports:
        _write_output(_format_findings(runs, report_format, options, settings), file, settings)
    text = _format_findings(runs, output_format, options, settings)
    for_programs = not FINDING_FORMATS_BY_NAME[output_format].for_people
    _write_output(text, options.output, settings, for_programs)
    if any(_fails(run, options.strict) for run in runs):
        return DATA_ERRORS
    return OK


def _fails(run: ValidationRun, strict: bool) -> bool:
    """Return whether a finding of a dataset counts."""
    new_findings = [finding for finding in run.findings if not finding.older]
    if strict:
        return bool(new_findings)
    return any(finding.severity == "error" for finding in new_findings)


def _fix_dataset(target: ValidationTarget, settings: Settings) -> None:
    """Fix a dataset, or one file of it.

    Print the diff and what was done to stderr.
    """
    from cbi_cli.changes.fix import plan_fix
    from cbi_cli.workspace.dataset_lock import dataset_lock

    location, only = target
    if location.revision:
        raise CbiError(message("--fix and --at cannot go together"), message("--fix writes to the files of the folder"))
    with dataset_lock(location.root, settings.cache):
        plan = plan_fix(location, only, settings.today)
        # A fix must not cause a warning either.
        plan.verify(strict=True)
        write_stderr(plan.diff())
        plan.apply(settings)
    for typo, record_id in plan.details:
        record = record_id or typo.file
        print_message(
            message(
                "cbi: fixed {field} of {record}: `{before}` → `{after}`",
                field=typo.field,
                record=record,
                before=typo.before,
                after=typo.after,
            )
        )
    for change in plan.files:
        path = display_path(location.root, change.path)
        print_message(message("cbi: wrote {path}", path=path))
    if not plan.files:
        print_message(message("cbi: nothing to fix"))


def _parse_report_option(text: str) -> tuple[str, Path]:
    """Return the format and the file of a `--report`.

    Raises CbiError if it has another form.
    """
    name, _, file = text.partition("=")
    if not file:
        raise CbiError(
            message("--report: `{text}` does not name a file", text=text),
            message("write FORMAT=FILE, e.g. sarif=cbi.sarif"),
        )
    if name not in FINDING_FORMATS_BY_NAME:
        names = ", ".join(FINDING_FORMATS_BY_NAME)
        hint = did_you_mean(name, FINDING_FORMATS_BY_NAME) or message("the formats are {names}", names=names)
        raise CbiError(message("--report: `{name}` is not a format", name=name), hint)
    return name, Path(file)


def _format_findings(runs: list[ValidationRun], name: str, options: ValidateOptions, settings: Settings) -> str:
    finding_format = FINDING_FORMATS_BY_NAME[name]
    name_file = display_path
    if finding_format.repository_paths:
        name_file = partial(repository_path, settings.ci)
    report = build_report(runs, options.base, name_file, options.strict, settings.lang)
    limit = finding_format.max_findings
    count = len(report.findings)
    if limit is not None and count > limit:
        shown_limit = f"{limit:,}"
        shown_count = f"{count:,}"
        print_message(
            message("cbi: {name} lists {limit} of {count} findings", name=name, limit=shown_limit, count=shown_count)
        )
    return format_report(report, name)


def _write_output(text: str, output: Path | None, settings: Settings, for_programs: bool = True) -> None:
    if output is None or str(output) == "-":
        write_stdout(text, for_programs, settings)
    else:
        from cbi_cli.workspace.atomic_write import write_result

        write_result(output, text)
