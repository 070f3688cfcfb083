"""``cbi release``."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import label, writing_session
from cbi_cli.core.settings import Settings
from cbi_cli.render.text import clean
from cbi_cli.store.place import Place


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
    from cbi_cli.cli.adding import locked
    from cbi_cli.cli.files import write_all
    from cbi_cli.cli.releasing import last_tag, next_tag, plan_release

    place, meta = _released(options.dataset, settings)
    before = options.since or last_tag(place, meta["id"])
    if options.check:
        return _check(place, meta, before, settings)
    plan = plan_release(place, before, options.part, settings.today)
    print_message(f"cbi: dataset {label(place, meta)}")
    head = f"{plan.version}, since {plan.since}:" if plan.since else f"{plan.version}, the first release:"
    write_stdout(clean("\n".join([head, *(f"- {line}" for line in plan.lines)])) + "\n")
    if options.dry_run:
        print_message("cbi: dry run, nothing was written")
        return OK
    with locked(place.root, settings.cache):
        write_all(plan.files)
    tag = next_tag(place, meta["id"], plan.version, before)
    print_message(f"cbi: wrote {', '.join(file.path.name for file in plan.files)}; commit, then: git tag {tag}")
    return OK


def _check(place: Place, meta: dict[str, str], since: str, settings: Settings) -> int:
    """Say whether a release is due; exit code 1 if one is."""
    from cbi_cli.cli.releasing import due, raised_version
    from cbi_cli.render.findings import findings_text

    print_message(f"cbi: dataset {label(place, meta)}")
    if not since:
        write_stdout("no release yet: `cbi release` prepares the first one\n")
        return DATA_ERRORS
    found = due(place, since, settings.today)
    if found:
        write_stdout(findings_text(found))
        return DATA_ERRORS
    raised = raised_version(place, since, settings.today)
    if raised and raised.is_too_low:
        needed = f"what changed since {clean(since)} is a {raised.part} change"
        write_stdout(f"the version {raised.version} is too low: {needed}\n")
        print_message(f"cbi: `cbi release` raises it to {raised.wanted}")
        return DATA_ERRORS
    if raised:
        print_message(
            f"cbi: note: the version {raised.version} is higher than needed: what changed since {clean(since)} is a "
            f"{raised.part} change, which needs {raised.wanted}"
        )
    write_stdout(f"no release is due since {clean(since)}\n")
    return OK


def _released(dataset: str | None, settings: Settings) -> tuple[Place, dict[str, str]]:
    """The dataset to release, with its id and its version so far."""
    session = writing_session(settings, dataset)
    meta = session.snapshot.meta
    return session.location, {key: meta[key] for key in ("id", "version")}
