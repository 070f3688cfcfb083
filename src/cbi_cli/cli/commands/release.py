"""The command `cbi release`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from cbi_cli.cli.console import print_message, translate, translator, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.core.settings import Settings
from cbi_cli.formats.findings.text import format_findings
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.release import ReleaseDetails


class ReleaseOptions(DatasetOptions):
    """The options of `cbi release`."""

    part: Annotated[
        Literal["major", "minor", "patch"] | None,
        argument(metavar="[major|minor|patch]", help="The number to raise. Default: depends on what changed."),
    ] = None
    since: Annotated[
        str, option("--since", metavar="REV", help="Compare with this release. Default: the newest tag, e.g. v1.2.3.")
    ] = ""
    dry_run: DryRun = False
    check: Annotated[bool, option("--check", help="Write nothing; exit with 1 if a release is due.")] = False


def release(options: ReleaseOptions, settings: Settings) -> int:
    """Release a new dataset version.

    Writes the version to dataset.toml, to the changelog, and to CITATION.cff if it exists.

    The changelog lists the changes since the last release, lights first, and includes the notes under Unreleased. The
    git tag to create is printed, not created. The last release is the newest tag of the dataset, v1.2.3 or NAME-v1.2.3.
    --check writes nothing, and exits with 1 if data changed and no release was prepared, or if its version is too low
    for the changes.

    The first release, before there is a tag, has the version that dataset.toml has; `cbi release major` makes 1.0.0 of
    0.1.0.

    \b
    Examples:
      cbi release --dry-run
      cbi release minor --since v1.0.0
      cbi release --check
    """
    from cbi_cli.changes.release import find_last_tag, make_next_tag, plan_release

    location, meta = _load_location_and_meta(options.dataset, settings)
    since = options.since or find_last_tag(location, meta["id"])
    if options.check:
        return _check_release(location, meta, since, settings)
    plan = plan_release(location, since, options.part, settings.today)
    tag = make_next_tag(location, meta["id"], plan.details.version, since)
    _print_preview(plan.details, format_dataset_label(location, meta))
    if options.dry_run:
        print_message(message("cbi: dry run, nothing was written"))
        return OK
    plan.apply(settings)
    if not plan.files:
        print_message(message("cbi: nothing to write; commit what is not committed, then: git tag {tag}", tag=tag))
        return OK
    names = ", ".join(change.path for change in plan.files)
    print_message(message("cbi: wrote {names}; commit, then: git tag {tag}", names=names, tag=tag))
    return OK


def _print_preview(details: ReleaseDetails, label: str) -> None:
    print_message(message("cbi: dataset {label}", label=label))
    heading = message("{version}, the first release:", version=details.version)
    if details.since:
        heading = message("{version}, since {since}:", version=details.version, since=details.since)
    lines = [translate(heading), *(f"- {line}" for line in details.lines)]
    write_stdout(replace_control_characters("\n".join(lines)) + "\n")
    if details.kept_section:
        note = message(
            "cbi: note: CHANGELOG.md has a section {version} already, which is kept as it is", version=details.version
        )
        print_message(note)


def _check_release(location: DatasetLocation, meta: Mapping[str, str], since: str, settings: Settings) -> int:
    """Print whether a release is due; return 1 if one is."""
    from cbi_cli.changes.release import find_missing_release_steps, find_version_mismatch

    print_message(message("cbi: dataset {label}", label=format_dataset_label(location, meta)))
    if not since:
        _print_result(message("no release yet: `cbi release` prepares the first one"))
        return DATA_ERRORS
    findings = find_missing_release_steps(location, since)
    if findings:
        write_stdout(format_findings(findings, translator()))
        print_message(message("cbi: `cbi release` writes the version and the changelog"))
        return DATA_ERRORS
    mismatch = find_version_mismatch(location, since, settings.today)
    shown_since = replace_control_characters(since)
    if mismatch and mismatch.is_too_low:
        _print_result(
            message(
                "the version {version} is too low: what changed since {since} is a {part} change",
                version=mismatch.version,
                since=shown_since,
                part=mismatch.part,
            )
        )
        print_message(
            message("cbi: `cbi release` raises it to {required_version}", required_version=mismatch.required_version)
        )
        return DATA_ERRORS
    if mismatch:
        print_message(
            message(
                "cbi: note: the version {version} is higher than needed: what changed since {since} is a {part} "
                "change, which needs {required_version}",
                version=mismatch.version,
                since=shown_since,
                part=mismatch.part,
                required_version=mismatch.required_version,
            )
        )
    _print_result(message("no release is due since {since}", since=shown_since))
    return OK


def _print_result(text: str) -> None:
    write_stdout(translate(text) + "\n")


def _load_location_and_meta(dataset: str | None, settings: Settings) -> tuple[DatasetLocation, dict[str, str]]:
    """Return the dataset to release, with its id and its current version."""
    session = open_writing_session(settings, dataset)
    meta = session.snapshot.meta
    return session.location, {key: meta[key] for key in ("id", "version")}
