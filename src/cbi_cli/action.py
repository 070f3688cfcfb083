"""Check the datasets of a change in GitHub Actions: ``python -I -m cbi_cli.action``, started by ``action.yml``.

What is compared follows from the event, which the runner describes in a file of its own. Nothing here is decided by a
file of the checkout or by a text of the data: a base that is asked for and not found ends with 2, and so does a
dataset of the base that the checkout no longer has.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings, read_environment, read_settings

if TYPE_CHECKING:
    from cbi_cli.formats.findings.report import ValidationReport
    from cbi_cli.reports.diff import Diff
    from cbi_cli.validation import ValidationRun
    from cbi_cli.views.page import Page
    from cbi_cli.workspace.git import Repository
    from cbi_cli.workspace.locate import DatasetLocation

OK, FAILED = 0, 1
_FULL_DEPTH = 2**31 - 1
"""The depth with which git fetches the whole history."""
_MISSING_DATASET_HINT = "to leave it out, name the others with the input `dataset`"
_NO_COMMIT = "0" * 40
_MAX_SUMMARY_BYTES = 900_000
"""Bytes of a job summary; GitHub drops one of more than 1 MiB."""
_MAX_LIGHTS_BYTES = 100_000
_MAX_ANNOTATED_LIGHTS = 20
"""Published lights that one annotation names."""


class Inputs(NamedTuple):
    """The inputs of the action, and what the runner says of the event."""

    dataset: str
    base: str
    sarif: str
    allow_published: bool
    event: str
    payload: Mapping[str, Any]


class ComparisonBase(NamedTuple):
    """The commit to compare with, and what it is in words. Without a commit nothing is compared."""

    commit: str
    words: str


class DatasetResult(NamedTuple):
    """A dataset that was checked, and what its change is; None if there is nothing to compare."""

    run: ValidationRun
    diff: Diff | None
    page: Page | None


def main() -> int:
    """Run the action and return its exit code: 0 fine, 1 something counts against the change, 2 could not run."""
    from cbi_cli.cli.console import print_failure
    from cbi_cli.cli.exit_codes import failure_from_exception

    environ = read_environment()
    try:
        return run(read_inputs(environ), read_settings(environ, no_cache=True))
    except Exception as error:
        failure = failure_from_exception(error)
        if failure.is_internal and environ.get("CBI_DEBUG"):
            raise
        _report_failure(failure.message, failure.hint, environ)
        return print_failure(failure)


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Read the inputs and the event. Raises CbiError for an input that cannot be."""
    allowed = environ.get("INPUT_ALLOW_PUBLISHED_CHANGES") or "false"
    if allowed not in ("true", "false"):
        raise CbiError(f"allow-published-changes is `{allowed}`", "write true or false")
    sarif = environ.get("INPUT_SARIF", "")
    if sarif != sarif.strip() or "\n" in sarif:
        raise CbiError("sarif is not the name of a file", "name one without blanks around it")
    dataset = environ.get("INPUT_DATASET", "") or environ.get("CBI_DATASET", "")
    return Inputs(
        dataset,
        environ.get("INPUT_BASE", ""),
        sarif,
        allowed == "true",
        environ.get("GITHUB_EVENT_NAME", ""),
        _read_payload(environ.get("GITHUB_EVENT_PATH", "")),
    )


def run(inputs: Inputs, settings: Settings) -> int:
    """Check, compare, write all results, and return the exit code. Raises CbiError if something cannot be looked at."""
    from cbi_cli.workspace.git import Repository, find_repository_root
    from cbi_cli.workspace.moved_datasets import require_all_datasets
    from cbi_cli.workspace.paths import current_directory

    folder = current_directory()
    places = select_datasets(inputs, folder)
    # A workflow can check a repository out into a folder of the workspace; then the input names a dataset in there.
    root = places[0].root if inputs.dataset else folder
    repository = Repository.of(root) if find_repository_root(root) else None
    base = find_base(inputs, repository)
    if base.commit and repository is not None:
        wanted = _resolve_dataset_in_base(inputs.dataset, folder, repository)
        require_all_datasets([place.root for place in places], repository, base.commit, _MISSING_DATASET_HINT, wanted)
    compared = [_check_and_compare(place, base, settings) for place in places]
    return _write_results(inputs, base, compared, settings.ci)


def find_base(inputs: Inputs, repository: Repository | None) -> ComparisonBase:
    """Find the commit to compare with. Raises CbiError with git's own words if it is asked for and not found."""
    wanted = inputs.base or inputs.event in ("pull_request", "pull_request_target", "merge_group", "push")
    if not wanted:
        return ComparisonBase(
            "", f"nothing was compared: the event {inputs.event or '(none)'} has no revision before it"
        )
    if repository is None:
        if inputs.base or inputs.event != "push":
            raise CbiError("the working folder is not in a git repository", "check the repository out first")
        return ComparisonBase("", "nothing was compared: the working folder is not in a git repository")
    if inputs.base:
        return _base_of_input(inputs.base, inputs.payload, repository)
    if inputs.event == "merge_group":
        commit = _require_payload_text(inputs.payload, "merge_group", "base_sha")
        return ComparisonBase(_ensure_commit(repository, commit), f"the merge queue's base {commit[:10]}")
    if inputs.event == "push":
        commit = _require_payload_text(inputs.payload, "before")
        if commit == _NO_COMMIT:
            return ComparisonBase("", "nothing was compared: this is the first push of the branch")
        return ComparisonBase(_ensure_commit(repository, commit), f"the commit before the push, {commit[:10]}")
    return _base_of_pull_request(inputs.payload, repository)


def select_datasets(inputs: Inputs, folder: Path) -> list[DatasetLocation]:
    """Find the datasets to check: the one that is named, or all of the repository. Raises CbiError if there is none."""
    from cbi_cli.workspace.locate import locate_all_datasets, locate_dataset

    if inputs.dataset:
        return [locate_dataset(inputs.dataset, folder, purpose="check")]
    return locate_all_datasets(folder)


def _resolve_dataset_in_base(dataset: str, folder: Path, repository: Repository) -> str:
    """The input ``dataset`` as the base knows it: the path from the top of the repository, or a name."""
    path = Path(os.path.realpath(folder / dataset))
    if not dataset or not path.is_dir() or not path.is_relative_to(repository.top):
        return Path(dataset).as_posix().rstrip("/") if dataset else ""
    return path.relative_to(repository.top).as_posix()


def _check_and_compare(location: DatasetLocation, base: ComparisonBase, settings: Settings) -> DatasetResult:
    """Check a dataset, alone and against the base."""
    from cbi_cli.cli.validation import validate_target
    from cbi_cli.i18n.translator import get_translator
    from cbi_cli.reports.compare_files import compare_files
    from cbi_cli.views.diff import DiffView
    from cbi_cli.workspace.reader import read_commit_files, read_files
    from cbi_cli.workspace.revisions import DatasetRevision

    found = validate_target((location, None), settings, base.words if base.commit else "", base.commit)
    if not base.commit:
        return DatasetResult(found, None, None)
    older = read_commit_files(location.root, base.commit)
    newer = read_files(location)
    result = compare_files(older, newer, settings.today)
    before = DatasetRevision("revision", base.words, base.commit, older)
    view = DiffView(result, before, DatasetRevision("work-tree", "", "", newer), get_translator("en"))
    return DatasetResult(found, result if older else None, view.page())


def _write_results(inputs: Inputs, base: ComparisonBase, compared: list[DatasetResult], ci: Mapping[str, str]) -> int:
    """Write annotations, SARIF, summary and outputs, and return the exit code."""
    from cbi_cli.cli.console import print_message, write_stdout
    from cbi_cli.formats.findings.registry import format_report
    from cbi_cli.validation import build_report, repository_path
    from cbi_cli.workspace.atomic_write import write_result

    named = partial(repository_path, ci)
    whole = build_report([one.run for one in compared], base.words if base.commit else "", named)
    lights = _describe_light_changes(compared)
    unknown = [_describe_unknown_impact(one) for one in compared if one.diff is not None and one.diff.effect is None]
    blocked = [] if inputs.allow_published else [*lights, *unknown]
    if blocked:
        write_stdout(_format_blocking_error(blocked), for_programs=True)
    annotated = whole._replace(errors_before=1) if blocked else whole
    write_stdout(format_report(annotated, "github"), for_programs=True)
    print_message(f"cbi: compared with {base.words}" if base.commit else f"cbi: {base.words}")
    sarif = _make_results_folder(ci) / "cbi.sarif"
    write_result(sarif, format_report(whole, "sarif"))
    if inputs.sarif:
        write_result(Path(inputs.sarif), format_report(whole, "sarif"))
    _write_summary(_format_job_summary(whole, base, [*lights, *unknown], inputs.allow_published, compared), ci)
    errors = whole.summary.errors
    _write_outputs(
        {
            "errors": str(errors),
            "compared": "true" if base.commit else "false",
            "published-changes": "unknown" if unknown else str(len(lights)),
            "sarif": inputs.sarif or str(sarif),
        },
        ci,
    )
    return FAILED if errors or blocked else OK


def _format_blocking_error(blocked: list[str]) -> str:
    """One error for all published lights, before the findings: GitHub shows few errors of a step and drops the rest."""
    left = len(blocked) - _MAX_ANNOTATED_LIGHTS
    told = [_escape_command_text(line) for line in blocked[:_MAX_ANNOTATED_LIGHTS]]
    if left > 0:
        told.append(f"{left:,} more; the job summary and the log have them")
    command = f"::error title=A published light changes::{'%0A'.join(told)}\n"
    return command + "".join(f"published: {_escape_command_text(line)}\n" for line in blocked[_MAX_ANNOTATED_LIGHTS:])


def _describe_light_changes(compared: list[DatasetResult]) -> list[str]:
    """Say which published lights change."""
    found: list[str] = []
    for one in compared:
        if one.diff is None or one.diff.effect is None:
            continue
        for card in one.diff.effect.all_cards:
            for row in card.published_lights:
                before = row.before.light if row.before else "no row"
                after = row.after.light if row.after else "no row"
                label = row.label.text("en")
                found.append(f"{_dataset_name(one)}: {label} {card.year}: {before} → {after}")
    return found


def _describe_unknown_impact(one: DatasetResult) -> str:
    return f"{_dataset_name(one)}: whether a published light changes is not known, since one side has errors"


def _format_job_summary(
    whole: ValidationReport, base: ComparisonBase, lights: list[str], allowed: bool, compared: list[DatasetResult]
) -> str:
    """The job summary: findings first, then published lights, then what the change does."""
    from cbi_cli.core.markdown import escape_markdown
    from cbi_cli.formats.findings.summary import format_markdown
    from cbi_cli.formats.markdown import limit_size, render_markdown
    from cbi_cli.i18n.translator import get_translator
    from cbi_cli.views.page import Page, make_text_list

    compared_with = f"Compared with {base.words}." if base.commit else f"{base.words.capitalize()}."
    found = f"## cbi\n\n{escape_markdown(compared_with)}\n\n{format_markdown(whole)}"
    if lights:
        title = "Published lights that change (allowed)" if allowed else "Published lights that change"
        page = Page("", (make_text_list(lights, title, bulleted=True),))
        found += f"\n{render_markdown(limit_size(page, get_translator('en'), _MAX_LIGHTS_BYTES))}"
    room = max(_MAX_LIGHTS_BYTES, _MAX_SUMMARY_BYTES - len(found.encode())) // len(compared)
    changes = [
        render_markdown(limit_size(one.page, get_translator("en"), room)) for one in compared if one.page is not None
    ]
    return "\n".join([found, *changes])


def _write_summary(text: str, ci: Mapping[str, str]) -> None:
    """Append to the job summary, cut between lines if it is larger than GitHub takes."""
    path = ci.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    kept = text.encode("utf-8", "replace")
    if len(kept) > _MAX_SUMMARY_BYTES:
        head, _, _ = kept[:_MAX_SUMMARY_BYTES].rpartition(b"\n")
        left_out = kept[len(head) :].count(b"\n")
        opened = head.count(b"<details>") - head.count(b"</details>")
        note = f"\n{left_out:,} lines are left out here, since GitHub takes no more; `cbi diff` shows all of them.\n"
        kept = head + b"\n" + b"\n</details>\n" * opened + note.encode()
    with open(path, "ab") as file:
        file.write(kept.rstrip(b"\n") + b"\n")


def _write_outputs(outputs: Mapping[str, str], ci: Mapping[str, str]) -> None:
    """Append to the outputs of the step; no value can begin another."""
    path = ci.get("GITHUB_OUTPUT")
    if not path:
        return
    with open(path, "a", encoding="utf-8") as file:
        for name, value in outputs.items():
            end = f"end-{uuid.uuid4()}"
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def _report_failure(message: str, hint: str, ci: Mapping[str, str]) -> None:
    """Say everywhere that nothing was checked."""
    from cbi_cli.cli.console import write_stdout
    from cbi_cli.core.markdown import escape_markdown

    write_stdout(f"::error title=cbi could not check::{_escape_command_text(message)}\n", for_programs=True)
    help_line = f"\n\n{escape_markdown(hint)}" if hint else ""
    _write_summary(f"## cbi could not check\n\n{escape_markdown(message)}{help_line}\n", ci)
    _write_outputs({"errors": "unknown", "compared": "false", "published-changes": "unknown", "sarif": ""}, ci)


def _make_results_folder(ci: Mapping[str, str]) -> Path:
    """A new folder of the runner's own, so that no other call and no file of the checkout is in the way."""
    return Path(tempfile.mkdtemp(prefix="cbi-", dir=ci.get("RUNNER_TEMP") or None))


def _escape_command_text(text: str) -> str:
    """The text of a workflow command, on one line and with no command in it."""
    from cbi_cli.core.sanitize import neutralize_ci_commands, one_line

    return neutralize_ci_commands(one_line(text)).replace("%", "%25")


def _dataset_name(one: DatasetResult) -> str:
    return one.run.meta.get("id") or one.run.location.root.name


def _read_payload(path: str) -> Mapping[str, Any]:
    """The event as the runner describes it. Raises CbiError if that cannot be read."""
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CbiError(f"the file of the event cannot be read: {error}", "GITHUB_EVENT_PATH names it") from None
    return found if isinstance(found, dict) else {}


def _require_payload_text(payload: Mapping[str, Any], *keys: str) -> str:
    """A text of the event. Raises CbiError if it has none there."""
    found: Any = payload
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise CbiError(f"the event does not say {'.'.join(keys)}", "give the input `base`")
    return found


def _choose_remote(repository: Repository) -> str:
    names = repository.list_remotes()
    if not names:
        raise CbiError("the repository has no remote to fetch the base from", "check out with `fetch-depth: 0`")
    return "origin" if "origin" in names else names[0]


def _ensure_commit(repository: Repository, commit: str) -> str:
    """Return a commit, fetched if a shallow clone lacks it. Raises CbiError with git's words if it cannot be had."""
    return repository.find_commit(commit) or repository.fetch(_choose_remote(repository), commit, depth=1)


def _base_of_input(name: str, payload: Mapping[str, Any], repository: Repository) -> ComparisonBase:
    """The commit at which the line of the checkout left a revision that is named."""
    head = repository.commit_of("HEAD")
    change = payload.get("pull_request")
    if isinstance(change, dict):
        target = _require_payload_text(payload, "pull_request", "base", "ref")
        if name in (target, f"origin/{target}"):
            return _base_of_pull_request(payload, repository)
    commit = _resolve_revision(repository, name)
    if not commit and repository.is_shallow():
        repository.fetch(_choose_remote(repository), head, depth=_FULL_DEPTH)
        commit = _resolve_revision(repository, name)
    if not commit and repository.list_remotes() and not set("~^:@") & set(name):
        commit = repository.fetch(_choose_remote(repository), name)
    if not commit:
        commit = repository.commit_of(name)
    return ComparisonBase(_find_merge_base(repository, commit, head), f"where {name} was left")


def _resolve_revision(repository: Repository, name: str) -> str:
    """The commit of a name: of a branch as the remote has it, before one of the clone, which may be older."""
    for remote in repository.list_remotes():
        found = repository.find_commit(f"refs/remotes/{remote}/{name}")
        if found:
            return found
    return repository.find_commit(name)


def _base_of_pull_request(payload: Mapping[str, Any], repository: Repository) -> ComparisonBase:
    """The first parent of a merge checkout, else where the line of the checkout left the target branch."""
    head = repository.commit_of("HEAD")
    theirs = _require_payload_text(payload, "pull_request", "head", "sha")
    parents = repository.parents_of(head)
    if len(parents) > 1 and theirs in parents[1:]:
        return ComparisonBase(_ensure_commit(repository, parents[0]), f"the target branch as merged, {parents[0][:10]}")
    target = _require_payload_text(payload, "pull_request", "base", "ref")
    commit = _fetch_remote_branch(repository, target)
    base = _find_merge_base(repository, commit, head)
    if base == head and head != theirs:
        message = "the checkout does not contain the change of the pull request"
        raise CbiError(message, "check out the merge commit, which actions/checkout does for the event pull_request")
    return ComparisonBase(base, f"where {target} was left, {base[:10]}")


def _fetch_remote_branch(repository: Repository, branch: str) -> str:
    remote = _choose_remote(repository)
    return repository.find_commit(f"refs/remotes/{remote}/{branch}") or repository.fetch(remote, branch)


def _find_merge_base(repository: Repository, base: str, head: str) -> str:
    """The commit at which two lines parted, with more history if a shallow clone needs it."""
    found = repository.merge_base(base, head)
    if not found and repository.is_shallow():
        for commit in (head, base):
            repository.fetch(_choose_remote(repository), commit, depth=_FULL_DEPTH)
        found = repository.merge_base(base, head)
    if not found:
        raise CbiError(f"{base[:10]} and the checkout have no commit in common", "give the input `base`")
    return found


if __name__ == "__main__":
    sys.exit(main())
