"""``cbi release``."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import format_dataset_label, open_writing_session
from cbi_cli.core.sanitize import replace_control_characters
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.locate import DatasetLocation


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

    \b
    Examples:
      cbi release --dry-run
      cbi release minor --since v1.0.0
      cbi release --check
    """
    from cbi_cli.changes.add_event import dataset_lock
    from cbi_cli.changes.release import find_last_tag, make_next_tag, plan_release
    from cbi_cli.workspace.atomic_write import write_all_atomic

    place, meta = _load_location_and_meta(options.dataset, settings)
    before = options.since or find_last_tag(place, meta["id"])
    if options.check:
        return _check_release(place, meta, before, settings)
    plan = plan_release(place, before, options.part, settings.today)
    print_message(f"cbi: dataset {format_dataset_label(place, meta)}")
    head = f"{plan.version}, since {plan.since}:" if plan.since else f"{plan.version}, the first release:"
    write_stdout(replace_control_characters("\n".join([head, *(f"- {line}" for line in plan.lines)])) + "\n")
    if options.dry_run:
        print_message("cbi: dry run, nothing was written")
        return OK
    with dataset_lock(place.root, settings.cache):
        write_all_atomic(plan.files)
    tag = make_next_tag(place, meta["id"], plan.version, before)
    print_message(f"cbi: wrote {', '.join(file.path.name for file in plan.files)}; commit, then: git tag {tag}")
    return OK


def _check_release(location: DatasetLocation, meta: dict[str, str], since: str, settings: Settings) -> int:
    """Say whether a release is due; exit code 1 if one is."""
    from cbi_cli.changes.release import find_missing_release_steps, find_version_mismatch
    from cbi_cli.formats.findings.text import format_findings

    print_message(f"cbi: dataset {format_dataset_label(location, meta)}")
    if not since:
        write_stdout("no release yet: `cbi release` prepares the first one\n")
        return DATA_ERRORS
    found = find_missing_release_steps(location, since, settings.today)
    if found:
        write_stdout(format_findings(found))
        return DATA_ERRORS
    raised = find_version_mismatch(location, since, settings.today)
    if raised and raised.is_too_low:
        needed = f"what changed since {replace_control_characters(since)} is a {raised.part} change"
        write_stdout(f"the version {raised.version} is too low: {needed}\n")
        print_message(f"cbi: `cbi release` raises it to {raised.required_version}")
        return DATA_ERRORS
    if raised:
        print_message(
            f"cbi: note: the version {raised.version} is higher than needed: what changed since "
            f"{replace_control_characters(since)} is a {raised.part} change, which needs {raised.required_version}"
        )
    write_stdout(f"no release is due since {replace_control_characters(since)}\n")
    return OK


def _load_location_and_meta(dataset: str | None, settings: Settings) -> tuple[DatasetLocation, dict[str, str]]:
    """The dataset to release, with its id and its version so far."""
    session = open_writing_session(settings, dataset)
    meta = session.snapshot.meta
    return session.location, {key: meta[key] for key in ("id", "version")}
