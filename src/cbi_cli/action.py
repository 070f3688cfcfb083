"""Check the datasets of a change in GitHub Actions.

`action.yml` starts this module with `python -I -m cbi_cli.action`.

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
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.action_base import ComparisonBase, find_base
from cbi_cli.action_texts import escape_command_text
from cbi_cli.cli.console import print_failure, print_message, write_stdout
from cbi_cli.cli.exit_codes import failure_from_exception
from cbi_cli.cli.validation import validate_target
from cbi_cli.core.errors import CbiError
from cbi_cli.core.markdown import escape_markdown
from cbi_cli.core.settings import Settings, read_environment, read_settings
from cbi_cli.formats.findings.registry import format_report
from cbi_cli.formats.findings.summary import format_markdown
from cbi_cli.formats.markdown import limit_size, render_markdown
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.compare_files import compare_files
from cbi_cli.validation import ValidationRun, build_report, repository_path
from cbi_cli.views.diff import DiffView
from cbi_cli.views.page import Page, make_text_list
from cbi_cli.workspace.atomic_write import write_result
from cbi_cli.workspace.git import Repository, find_repository_root
from cbi_cli.workspace.locate import DatasetLocation, locate_all_datasets, locate_dataset
from cbi_cli.workspace.moved_datasets import require_all_datasets
from cbi_cli.workspace.paths import current_directory
from cbi_cli.workspace.reader import read_commit_files, read_files
from cbi_cli.workspace.revisions import DatasetRevision

if TYPE_CHECKING:
    from cbi_cli.formats.findings.report import ValidationReport
    from cbi_cli.reports.diff import Diff
OK, FAILED = 0, 1
_MISSING_DATASET_HINT = "to leave it out, name the others with the input `dataset`"
_MAX_SUMMARY_BYTES = 900_000
"""Bytes of a job summary; GitHub drops one of more than 1 MiB."""
_MAX_COMMENT_BYTES = 60_000
"""Bytes of a comment; GitHub refuses one of more than 65,536 characters."""
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


class DatasetResult(NamedTuple):
    """A dataset that was checked, and what its change is.

    The change is None if there is nothing to compare, and then there is no headline.
    """

    run: ValidationRun
    diff: Diff | None
    page: Page | None
    headline: str = ""


def main() -> int:
    """Run the action and return its exit code.

    The code is 0 if all is well, 1 if something counts against the change, and 2 if the action could not run.
    """
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
    """Read the inputs and the event.

    Raises CbiError for an input that cannot be.
    """
    allowed = environ.get("INPUT_ALLOW_PUBLISHED_CHANGES") or "false"
    if allowed not in ("true", "false"):
        raise CbiError(f"allow-published-changes is `{allowed}`", "write true or false")
    sarif = environ.get("INPUT_SARIF", "")
    if sarif != sarif.strip() or "\n" in sarif:
        raise CbiError("sarif is not the name of a file", "name one without blanks around it")
    payload_path = environ.get("GITHUB_EVENT_PATH", "")
    return Inputs(
        dataset=environ.get("INPUT_DATASET", "") or environ.get("CBI_DATASET", ""),
        base=environ.get("INPUT_BASE", ""),
        sarif=sarif,
        allow_published=allowed == "true",
        event=environ.get("GITHUB_EVENT_NAME", ""),
        payload=_read_payload(payload_path),
    )


def run(inputs: Inputs, settings: Settings) -> int:
    """Check, compare, write all results, and return the exit code.

    Raises CbiError if something cannot be looked at.
    """
    folder = current_directory()
    locations = select_datasets(inputs, folder)
    # A workflow can check a repository out into a folder of the workspace; then the input names a dataset in there.
    root = locations[0].root if inputs.dataset else folder
    repository = Repository.of(root) if find_repository_root(root) else None
    base = find_base(inputs.base, inputs.event, inputs.payload, repository)
    if base.commit and repository is not None:
        wanted = _resolve_dataset_in_base(inputs.dataset, folder, repository)
        roots = [location.root for location in locations]
        require_all_datasets(roots, repository, base.commit, _MISSING_DATASET_HINT, wanted)
    compared = [_check_and_compare(location, base, settings) for location in locations]
    return _write_results(inputs, base, compared, settings.ci)


def select_datasets(inputs: Inputs, folder: Path) -> list[DatasetLocation]:
    """Find the datasets to check.

    These are the one that is named, or all of the repository. Raises CbiError if there is none.
    """
    if inputs.dataset:
        return [locate_dataset(inputs.dataset, folder, purpose="check")]
    return locate_all_datasets(folder)


def _resolve_dataset_in_base(dataset: str, folder: Path, repository: Repository) -> str:
    """Return the input `dataset` as the base knows it.

    This is the path from the top of the repository, or a name.
    """
    if not dataset:
        return ""
    path = Path(os.path.realpath(folder / dataset))
    if path.is_dir() and path.is_relative_to(repository.top):
        return path.relative_to(repository.top).as_posix()
    return Path(dataset).as_posix().rstrip("/")


def _check_and_compare(location: DatasetLocation, base: ComparisonBase, settings: Settings) -> DatasetResult:
    """Check a dataset, alone and against the base."""
    if not base.commit:
        return DatasetResult(validate_target((location, None), settings, ""), None, None)
    validation = validate_target((location, None), settings, base.words, base.commit)
    older = read_commit_files(location.root, base.commit)
    newer = read_files(location)
    result = compare_files(older, newer, settings.today)
    before = DatasetRevision("revision", base.words, base.commit, older)
    after = DatasetRevision("work-tree", "", "", newer)
    view = DiffView(result, before, after, get_translator("en"), names_versions=False)
    if not older:
        # A new dataset changes no light of the base.
        return DatasetResult(validation, None, view.page(), view.headline())
    return DatasetResult(validation, result, view.page(), view.headline())


def _write_results(inputs: Inputs, base: ComparisonBase, compared: list[DatasetResult], ci: Mapping[str, str]) -> int:
    """Write annotations, SARIF, summary and outputs, and return the exit code."""
    runs = [result.run for result in compared]
    base_name = base.words if base.commit else ""
    report = build_report(runs, base_name, partial(repository_path, ci))
    lights = _describe_light_changes(compared)
    without_effect = [result for result in compared if result.diff is not None and result.diff.effect is None]
    unknown = [_describe_unknown_impact(result) for result in without_effect]
    blocked: list[str] = []
    if not inputs.allow_published:
        blocked = lights + unknown
    annotated = report
    if blocked:
        write_stdout(_format_blocking_error(blocked), for_programs=True)
        annotated = report._replace(errors_before=1)
    write_stdout(format_report(annotated, "github"), for_programs=True)
    if base.commit:
        print_message(f"cbi: compared with {base.words}")
    else:
        print_message(f"cbi: {base.words}")
    sarif = _make_results_folder(ci) / "cbi.sarif"
    sarif_text = format_report(report, "sarif")
    write_result(sarif, sarif_text)
    if inputs.sarif:
        write_result(Path(inputs.sarif), sarif_text)
    summary = Summary(report, base, lights + unknown, inputs.allow_published, compared)
    _write_summary(summary.format(_MAX_SUMMARY_BYTES), ci)
    comment = sarif.with_name("comment.md")
    write_result(comment, summary.format(_MAX_COMMENT_BYTES))
    errors = report.summary.errors
    outputs = {
        "errors": str(errors),
        "compared": str(bool(base.commit)).lower(),
        "published-changes": str(len(lights)),
        "sarif": inputs.sarif or str(sarif),
        "comment-file": str(comment),
    }
    if unknown:
        outputs["published-changes"] = "unknown"
    _write_outputs(outputs, ci)
    if errors or blocked:
        return FAILED
    return OK


def _format_blocking_error(blocked: list[str]) -> str:
    """Format one error for all published lights.

    It comes before the findings, since GitHub shows few errors of a step and drops the rest.
    """
    lines = [escape_command_text(line) for line in blocked]
    annotated = lines[:_MAX_ANNOTATED_LIGHTS]
    others = lines[_MAX_ANNOTATED_LIGHTS:]
    if others:
        annotated.append(f"{len(others):,} more; the job summary and the log have them")
    # A workflow command is one line, in which %0A is a line feed.
    text = "%0A".join(annotated)
    command = f"::error title=A published light changes::{text}\n"
    return command + "".join(f"published: {line}\n" for line in others)


def _describe_light_changes(compared: list[DatasetResult]) -> list[str]:
    """Say which published lights change."""
    changes: list[str] = []
    for result in compared:
        if result.diff is None or result.diff.effect is None:
            continue
        dataset = _dataset_name(result)
        for card in result.diff.effect.all_cards:
            for row in card.published_lights:
                before = row.before.light if row.before else "no row"
                after = row.after.light if row.after else "no row"
                label = row.label.text("en")
                changes.append(f"{dataset}: {label} {card.year}: {before} → {after}")
    return changes


def _describe_unknown_impact(result: DatasetResult) -> str:
    return f"{_dataset_name(result)}: whether a published light changes is not known, since one side has errors"


class Summary(NamedTuple):
    """What the job summary and the comment say.

    This is a headline, the findings, the published lights that change, and what the change does to each dataset.
    """

    report: ValidationReport
    base: ComparisonBase
    lights: list[str]
    allowed: bool
    compared: list[DatasetResult]

    def format(self, limit: int) -> str:
        """Return it as Markdown below a limit, in bytes; what is cut is counted."""
        compared_with = f"{self.base.words.capitalize()}."
        if self.base.commit:
            compared_with = f"Compared with {self.base.words}."
        findings = format_markdown(self.report, limit // 2)
        parts = [f"## {self._headline()}\n", f"{escape_markdown(compared_with)}\n", findings]
        if self.lights:
            title = "Published lights that change (allowed)" if self.allowed else "Published lights that change"
            page = Page("", (make_text_list(self.lights, title, bulleted=True),))
            parts.append(_render(page, limit // 9))
        used = sum(len(part.encode()) for part in parts)
        room = max(limit // 9, limit - used) // len(self.compared)
        parts.extend(_render(page, room) for page in self._pages())
        return _cut("\n".join(parts), limit)

    def _headline(self) -> str:
        """Return what a reviewer has to know first, of a single dataset."""
        texts = []
        errors = self.report.summary.errors
        headline = self.compared[0].headline
        is_said = self.compared[0].diff is None or self.compared[0].diff.effect is None
        if errors and not (headline and is_said):
            texts.append("1 error" if errors == 1 else f"{errors:,} errors")
        if headline and len(self.compared) == 1:
            texts.append(headline)
        if not texts:
            texts.append("No errors")
        return escape_markdown(f"cbi: {', '.join(texts)}")

    def _pages(self) -> Iterator[Page]:
        """Yield what the change does to each dataset.

        The headline of a single dataset is that of the whole.
        """
        for result in self.compared:
            if result.page is None:
                continue
            if len(self.compared) > 1:
                yield result.page
                continue
            first, *others = result.page.blocks
            yield result.page._replace(title="", blocks=(first._replace(title=""), *others))


def _render(page: Page, limit: int) -> str:
    return render_markdown(limit_size(page, get_translator("en"), limit))


def _cut(text: str, limit: int) -> str:
    """Return a text cut between lines if it has more bytes than GitHub takes."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return text
    head, _, _ = encoded[:limit].rpartition(b"\n")
    left_out = encoded[len(head) :].count(b"\n")
    # A cut inside a collapsed list would collapse all that follows.
    unclosed = head.count(b"<details>") - head.count(b"</details>")
    closing = "\n</details>\n" * unclosed
    note = f"\n{left_out:,} lines are left out here, since GitHub takes no more; `cbi diff` shows all of them.\n"
    return f"{head.decode()}\n{closing}{note}"


def _write_summary(text: str, ci: Mapping[str, str]) -> None:
    """Append to the job summary."""
    path = ci.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    with open(path, "ab") as file:
        file.write(text.encode("utf-8", "replace").rstrip(b"\n") + b"\n")


def _write_outputs(outputs: Mapping[str, str], ci: Mapping[str, str]) -> None:
    """Append to the outputs of the step; no value can begin another."""
    path = ci.get("GITHUB_OUTPUT")
    if not path:
        return
    with open(path, "a", encoding="utf-8") as file:
        for name, value in outputs.items():
            # A value cannot contain a random end, so it cannot begin another output.
            end = f"end-{uuid.uuid4()}"
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def _report_failure(message: str, hint: str, ci: Mapping[str, str]) -> None:
    """Say everywhere that nothing was checked."""
    write_stdout(f"::error title=cbi could not check::{escape_command_text(message)}\n", for_programs=True)
    help_line = f"\n\n{escape_markdown(hint)}" if hint else ""
    _write_summary(f"## cbi could not check\n\n{escape_markdown(message)}{help_line}\n", ci)
    _write_outputs(
        {"errors": "unknown", "compared": "false", "published-changes": "unknown", "sarif": "", "comment-file": ""}, ci
    )


def _make_results_folder(ci: Mapping[str, str]) -> Path:
    """Make a new folder outside the checkout, which no other call uses."""
    parent = ci.get("RUNNER_TEMP") or None
    return Path(tempfile.mkdtemp(prefix="cbi-", dir=parent))


def _dataset_name(one: DatasetResult) -> str:
    return one.run.meta.get("id") or one.run.location.root.name


def _read_payload(path: str) -> Mapping[str, Any]:
    """Read the event as the runner describes it.

    Raises CbiError if that cannot be read.
    """
    if not path:
        return {}
    try:
        payload = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CbiError(f"the file of the event cannot be read: {error}", "GITHUB_EVENT_PATH names it") from None
    if not isinstance(payload, dict):
        return {}
    return payload


if __name__ == "__main__":
    sys.exit(main())
