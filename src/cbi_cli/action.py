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
    from cbi_cli.cli.checking import Run
    from cbi_cli.render.findings import Report
    from cbi_cli.render.page import Page
    from cbi_cli.reports.diff import Diff
    from cbi_cli.store.git import Repository
    from cbi_cli.store.place import Place

OK, FAILED = 0, 1
_ALL = 2**31 - 1
"""The depth with which git fetches the whole history."""
_NAME_OTHERS = "to leave it out, name the others with the input `dataset`"
_NO_COMMIT = "0" * 40
_MOST_SUMMARY = 900_000
"""Bytes of a job summary; GitHub drops one of more than 1 MiB."""
_MOST_LIGHTS = 100_000
_MOST_NAMED = 20
"""Published lights that one annotation names."""


class Inputs(NamedTuple):
    """The inputs of the action, and what the runner says of the event."""

    dataset: str
    base: str
    sarif: str
    allow_published: bool
    event: str
    payload: Mapping[str, Any]


class Base(NamedTuple):
    """The commit to compare with, and what it is in words. Without a commit nothing is compared."""

    commit: str
    words: str


class Compared(NamedTuple):
    """A dataset that was checked, and what its change is; None if there is nothing to compare."""

    run: Run
    diff: Diff | None
    page: Page | None


def main() -> int:
    """Run the action and return its exit code: 0 fine, 1 something counts against the change, 2 could not run."""
    from cbi_cli.cli.console import print_failure
    from cbi_cli.cli.exit_codes import failure_of

    environ = read_environment()
    try:
        return run(inputs_of(environ), read_settings(environ, no_cache=True))
    except Exception as error:
        failure = failure_of(error)
        if failure.is_internal and environ.get("CBI_DEBUG"):
            raise
        _refuse(failure.message, failure.hint, environ)
        return print_failure(failure)


def inputs_of(environ: Mapping[str, str]) -> Inputs:
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
        _payload(environ.get("GITHUB_EVENT_PATH", "")),
    )


def run(inputs: Inputs, settings: Settings) -> int:
    """Check, compare, write all results, and return the exit code. Raises CbiError if something cannot be looked at."""
    from cbi_cli.cli.session import current_directory
    from cbi_cli.store.git import Repository, top_of
    from cbi_cli.store.moved import require_all

    folder = current_directory()
    places = find_places(inputs, folder)
    # A workflow can check a repository out into a folder of the workspace; then the input names a dataset in there.
    root = places[0].root if inputs.dataset else folder
    repository = Repository.of(root) if top_of(root) else None
    base = find_base(inputs, repository)
    if base.commit and repository is not None:
        wanted = _wanted(inputs.dataset, folder, repository)
        require_all([place.root for place in places], repository, base.commit, _NAME_OTHERS, wanted)
    compared = [_compare(place, base, settings) for place in places]
    return _report(inputs, base, compared, settings.ci)


def find_base(inputs: Inputs, repository: Repository | None) -> Base:
    """Find the commit to compare with. Raises CbiError with git's own words if it is asked for and not found."""
    wanted = inputs.base or inputs.event in ("pull_request", "pull_request_target", "merge_group", "push")
    if not wanted:
        return Base("", f"nothing was compared: the event {inputs.event or '(none)'} has no revision before it")
    if repository is None:
        if inputs.base or inputs.event != "push":
            raise CbiError("the working folder is not in a git repository", "check the repository out first")
        return Base("", "nothing was compared: the working folder is not in a git repository")
    if inputs.base:
        return _given_base(inputs.base, inputs.payload, repository)
    if inputs.event == "merge_group":
        commit = _text_in(inputs.payload, "merge_group", "base_sha")
        return Base(_have(repository, commit), f"the merge queue's base {commit[:10]}")
    if inputs.event == "push":
        commit = _text_in(inputs.payload, "before")
        if commit == _NO_COMMIT:
            return Base("", "nothing was compared: this is the first push of the branch")
        return Base(_have(repository, commit), f"the commit before the push, {commit[:10]}")
    return _base_of_pull_request(inputs.payload, repository)


def find_places(inputs: Inputs, folder: Path) -> list[Place]:
    """Find the datasets to check: the one that is named, or all of the repository. Raises CbiError if there is none."""
    from cbi_cli.store.place import find_all_places, find_place

    if inputs.dataset:
        return [find_place(inputs.dataset, folder, purpose="check")]
    return find_all_places(folder)


def _wanted(dataset: str, folder: Path, repository: Repository) -> str:
    """The input ``dataset`` as the base knows it: the path from the top of the repository, or a name."""
    path = Path(os.path.realpath(folder / dataset))
    if not dataset or not path.is_dir() or not path.is_relative_to(repository.top):
        return Path(dataset).as_posix().rstrip("/") if dataset else ""
    return path.relative_to(repository.top).as_posix()


def _compare(place: Place, base: Base, settings: Settings) -> Compared:
    """Check a dataset, alone and against the base."""
    from cbi_cli.api import diff as make
    from cbi_cli.cli.checking import check
    from cbi_cli.i18n.translator import translate
    from cbi_cli.render.diff import DiffView
    from cbi_cli.store.files import files_at, read_files
    from cbi_cli.store.states import State

    found = check((place, None), settings, base.words if base.commit else "", base.commit)
    if not base.commit:
        return Compared(found, None, None)
    older = files_at(place.root, base.commit)
    newer = read_files(place)
    result = make(older, newer, settings.today)
    before = State("revision", base.words, base.commit, older)
    view = DiffView(result, before, State("work-tree", "", "", newer), translate("en"))
    return Compared(found, result if older else None, view.page())


def _report(inputs: Inputs, base: Base, compared: list[Compared], ci: Mapping[str, str]) -> int:
    """Write annotations, SARIF, summary and outputs, and return the exit code."""
    from cbi_cli.cli.checking import report, repository_path
    from cbi_cli.cli.console import print_message, write_stdout
    from cbi_cli.cli.files import write_result
    from cbi_cli.render.ci.formats import written

    named = partial(repository_path, ci)
    whole = report([one.run for one in compared], base.words if base.commit else "", named)
    lights = _published_lights(compared)
    unknown = [_unknown(one) for one in compared if one.diff is not None and one.diff.effect is None]
    blocked = [] if inputs.allow_published else [*lights, *unknown]
    if blocked:
        write_stdout(_blocked_command(blocked), for_programs=True)
    write_stdout(written(whole, "github", errors_before=1 if blocked else 0), for_programs=True)
    print_message(f"cbi: compared with {base.words}" if base.commit else f"cbi: {base.words}")
    sarif = _own_folder(ci) / "cbi.sarif"
    write_result(sarif, written(whole, "sarif"))
    if inputs.sarif:
        write_result(Path(inputs.sarif), written(whole, "sarif"))
    _write_summary(_summary(whole, base, [*lights, *unknown], inputs.allow_published, compared), ci)
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


def _blocked_command(blocked: list[str]) -> str:
    """One error for all published lights, before the findings: GitHub shows few errors of a step and drops the rest."""
    left = len(blocked) - _MOST_NAMED
    told = [_safe(line) for line in blocked[:_MOST_NAMED]]
    if left > 0:
        told.append(f"{left:,} more; the job summary and the log have them")
    command = f"::error title=A published light changes::{'%0A'.join(told)}\n"
    return command + "".join(f"published: {_safe(line)}\n" for line in blocked[_MOST_NAMED:])


def _published_lights(compared: list[Compared]) -> list[str]:
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
                found.append(f"{_name(one)}: {label} {card.year}: {before} → {after}")
    return found


def _unknown(one: Compared) -> str:
    return f"{_name(one)}: whether a published light changes is not known, since one side has errors"


def _summary(whole: Report, base: Base, lights: list[str], allowed: bool, compared: list[Compared]) -> str:
    """The job summary: findings first, then published lights, then what the change does."""
    from cbi_cli.i18n.translator import translate
    from cbi_cli.render.ci.summary import summary
    from cbi_cli.render.markup import capped, markdown, markdown_text
    from cbi_cli.render.page import Page, lines

    compared_with = f"Compared with {base.words}." if base.commit else f"{base.words.capitalize()}."
    found = f"## cbi\n\n{markdown_text(compared_with)}\n\n{summary(whole)}"
    if lights:
        title = "Published lights that change (allowed)" if allowed else "Published lights that change"
        page = Page("", (lines(lights, title, marked=True),))
        found += f"\n{markdown(capped(page, translate('en'), _MOST_LIGHTS))}"
    room = max(_MOST_LIGHTS, _MOST_SUMMARY - len(found.encode())) // len(compared)
    changes = [markdown(capped(one.page, translate("en"), room)) for one in compared if one.page is not None]
    return "\n".join([found, *changes])


def _write_summary(text: str, ci: Mapping[str, str]) -> None:
    """Append to the job summary, cut between lines if it is larger than GitHub takes."""
    path = ci.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    kept = text.encode("utf-8", "replace")
    if len(kept) > _MOST_SUMMARY:
        head, _, _ = kept[:_MOST_SUMMARY].rpartition(b"\n")
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


def _refuse(message: str, hint: str, ci: Mapping[str, str]) -> None:
    """Say everywhere that nothing was checked."""
    from cbi_cli.cli.console import write_stdout
    from cbi_cli.render.markup import markdown_text

    write_stdout(f"::error title=cbi could not check::{_safe(message)}\n", for_programs=True)
    help_line = f"\n\n{markdown_text(hint)}" if hint else ""
    _write_summary(f"## cbi could not check\n\n{markdown_text(message)}{help_line}\n", ci)
    _write_outputs({"errors": "unknown", "compared": "false", "published-changes": "unknown", "sarif": ""}, ci)


def _own_folder(ci: Mapping[str, str]) -> Path:
    """A new folder of the runner's own, so that no other call and no file of the checkout is in the way."""
    return Path(tempfile.mkdtemp(prefix="cbi-", dir=ci.get("RUNNER_TEMP") or None))


def _safe(text: str) -> str:
    """The text of a workflow command, on one line and with no command in it."""
    from cbi_cli.render.text import no_commands, one_line

    return no_commands(one_line(text)).replace("%", "%25")


def _name(one: Compared) -> str:
    return one.run.meta.get("id") or one.run.place.root.name


def _payload(path: str) -> Mapping[str, Any]:
    """The event as the runner describes it. Raises CbiError if that cannot be read."""
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CbiError(f"the file of the event cannot be read: {error}", "GITHUB_EVENT_PATH names it") from None
    return found if isinstance(found, dict) else {}


def _text_in(payload: Mapping[str, Any], *keys: str) -> str:
    """A text of the event. Raises CbiError if it has none there."""
    found: Any = payload
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise CbiError(f"the event does not say {'.'.join(keys)}", "give the input `base`")
    return found


def _remote(repository: Repository) -> str:
    names = repository.remotes()
    if not names:
        raise CbiError("the repository has no remote to fetch the base from", "check out with `fetch-depth: 0`")
    return "origin" if "origin" in names else names[0]


def _have(repository: Repository, commit: str) -> str:
    """Return a commit, fetched if a shallow clone lacks it. Raises CbiError with git's words if it cannot be had."""
    return repository.find_commit(commit) or repository.fetch(_remote(repository), commit, depth=1)


def _given_base(name: str, payload: Mapping[str, Any], repository: Repository) -> Base:
    """The commit at which the line of the checkout left a revision that is named."""
    head = repository.commit_of("HEAD")
    change = payload.get("pull_request")
    if isinstance(change, dict):
        target = _text_in(payload, "pull_request", "base", "ref")
        if name in (target, f"origin/{target}"):
            return _base_of_pull_request(payload, repository)
    commit = _resolve(repository, name)
    if not commit and repository.is_shallow():
        repository.fetch(_remote(repository), head, depth=_ALL)
        commit = _resolve(repository, name)
    if not commit and repository.remotes() and not set("~^:@") & set(name):
        commit = repository.fetch(_remote(repository), name)
    if not commit:
        commit = repository.commit_of(name)
    return Base(_parting(repository, commit, head), f"where {name} was left")


def _resolve(repository: Repository, name: str) -> str:
    """The commit of a name: of a branch as the remote has it, before one of the clone, which may be older."""
    for remote in repository.remotes():
        found = repository.find_commit(f"refs/remotes/{remote}/{name}")
        if found:
            return found
    return repository.find_commit(name)


def _base_of_pull_request(payload: Mapping[str, Any], repository: Repository) -> Base:
    """The first parent of a merge checkout, else where the line of the checkout left the target branch."""
    head = repository.commit_of("HEAD")
    theirs = _text_in(payload, "pull_request", "head", "sha")
    parents = repository.parents_of(head)
    if len(parents) > 1 and theirs in parents[1:]:
        return Base(_have(repository, parents[0]), f"the target branch as merged, {parents[0][:10]}")
    target = _text_in(payload, "pull_request", "base", "ref")
    commit = _resolve_remote(repository, target)
    base = _parting(repository, commit, head)
    if base == head and head != theirs:
        message = "the checkout does not contain the change of the pull request"
        raise CbiError(message, "check out the merge commit, which actions/checkout does for the event pull_request")
    return Base(base, f"where {target} was left, {base[:10]}")


def _resolve_remote(repository: Repository, branch: str) -> str:
    remote = _remote(repository)
    return repository.find_commit(f"refs/remotes/{remote}/{branch}") or repository.fetch(remote, branch)


def _parting(repository: Repository, base: str, head: str) -> str:
    """The commit at which two lines parted, with more history if a shallow clone needs it."""
    found = repository.merge_base(base, head)
    if not found and repository.is_shallow():
        for commit in (head, base):
            repository.fetch(_remote(repository), commit, depth=_ALL)
        found = repository.merge_base(base, head)
    if not found:
        raise CbiError(f"{base[:10]} and the checkout have no commit in common", "give the input `base`")
    return found


if __name__ == "__main__":
    sys.exit(main())
