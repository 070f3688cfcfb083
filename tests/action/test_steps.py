"""The action's own steps in every arrangement of checkout, event and dataset, as a runner starts them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.action.runner import ActionResult, Runner
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

OLD = event_toml("2021-05-04")
CHANGELOG = "# Changelog\n\n## 1.0.0\n\n- First.\n"
RED = dataset_files(OLD, edition_2022=EDITION)
"""A dataset whose published card of 2022 has one row, and that is red."""


def released(data: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same with a new version and a line in the changelog."""
    new = {name: raw.replace(b'version = "1.0.0"', b'version = "1.1.0"') for name, raw in data.items()}
    return {**new, "CHANGELOG.md": CHANGELOG.replace("## 1.0.0", "## 1.1.0\n\n- More.\n\n## 1.0.0").encode()}


GREEN = released(dataset_files(OLD, event_toml("2022-05-04"), edition_2022=EDITION))
"""A change that turns the published light."""
HARMLESS = released(dataset_files(OLD, event_toml("2020-05-04"), edition_2022=EDITION))
"""A change that turns no published light."""
BROKEN = released(
    dataset_files(OLD, event_toml("2020-05-04", 'title = "Talks"', "end = 2020-05-01"), edition_2022=EDITION)
)


class Hub:
    """A remote with a branch main that has a dataset, and clones of it as jobs have them."""

    def __init__(self, folder: Path, data: Mapping[str, bytes] = RED, place: str = "data/ab") -> None:
        self.folder, self.place = folder, place
        self.remote, self.work = folder / "remote.git", folder / "work"
        self.runner = Runner(folder / "temp")
        for one in (self.remote, self.work):
            one.mkdir()
        git(self.remote, "init", "--quiet", "--bare", "--initial-branch", "main")
        self.put(data)
        (self.work / place / "CHANGELOG.md").write_text(CHANGELOG)
        make_repository(self.work)
        git(self.work, "remote", "add", "origin", f"file://{self.remote}")
        self.old = self.push("main")

    def put(self, data: Mapping[str, bytes], place: str | None = None) -> None:
        write_files(self.work / (self.place if place is None else place), data)

    def push(self, branch: str) -> str:
        """Commit everything and push it to a branch."""
        found = commit(self.work, f"On {branch}")
        git(self.work, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
        return found

    def change(self, data: Mapping[str, bytes], place: str | None = None) -> str:
        """A branch from the old main with a change."""
        git(self.work, "switch", "--quiet", "--create", "change", self.old)
        self.put(data, place)
        return self.push("change")

    def merged(self) -> str:
        """The merge commit that GitHub makes of main and the change, in a branch of its own."""
        git(self.work, "switch", "--quiet", "--detach", "origin/main")
        git(self.work, "merge", "--quiet", "--no-ff", "--no-edit", "--strategy-option", "theirs", "change")
        return self.push("merge")

    def checkout(self, branch: str, depth: int = 0) -> Path:
        """A clone of one branch, in its newest commits or whole."""
        target = self.folder / f"checkout-{branch}-{depth}-{self.runner.calls}"
        words = ["--single-branch", f"--depth={depth}"] if depth else []
        git(self.folder, "clone", "--quiet", *words, f"--branch={branch}", f"file://{self.remote}", str(target))
        return target

    def pull_request(self, head: str, base: str = "") -> dict[str, Any]:
        return {"pull_request": {"number": 7, "head": {"sha": head}, "base": {"sha": base or self.old, "ref": "main"}}}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def assert_found(done: ActionResult) -> None:
    """The published light was found to change, everywhere that it is said."""
    assert done.code == 1, done.out
    assert done.outputs["published-changes"] == "1"
    assert "Talks 2022: red → green" in done.commands("error")[-1]
    assert "## Published lights that change\n\n- ab: Talks 2022: red → green" in done.summary


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("merge", [True, False])
def test_a_published_light_is_found_in_every_checkout(hub: Hub, depth: int, merge: bool) -> None:
    head = hub.change(GREEN)
    if merge:
        hub.merged()
    folder = hub.checkout("merge" if merge else "change", depth)
    assert_found(hub.runner.run(folder, "pull_request", hub.pull_request(head)))


def _merged_with(hub: Hub, theirs: Mapping[str, bytes], both: Mapping[str, bytes]) -> dict[str, Any]:
    """A harmless change, and main that others brought further meanwhile; the event still names the old main."""
    head = hub.change(HARMLESS)
    git(hub.work, "switch", "--quiet", "main")
    hub.put(theirs)
    hub.push("main")
    git(hub.work, "switch", "--quiet", "--detach", "main")
    git(hub.work, "merge", "--quiet", "--no-commit", "--strategy", "ours", "change")
    hub.put(both)
    hub.push("merge")
    return hub.pull_request(head)


@pytest.mark.parametrize("depth", [0, 1])
def test_what_others_put_on_main_is_not_the_contributors(hub: Hub, depth: int) -> None:
    both = released(dataset_files(OLD, event_toml("2020-05-04"), event_toml("2022-05-04"), edition_2022=EDITION))
    payload = _merged_with(hub, GREEN, {**both, "dataset.toml": both["dataset.toml"].replace(b"1.1.0", b"1.2.0")})
    done = hub.runner.run(hub.checkout("merge", depth), "pull_request", payload)
    assert (done.code, done.outputs["errors"], done.outputs["published-changes"]) == (0, "0", "0"), done.out
    assert "2020-05-04-meeting" in done.summary
    assert "2022-05-04-meeting" not in done.summary


def test_a_base_with_errors_is_said_and_is_no_green(hub: Hub) -> None:
    broken = event_toml("2019-05-04", 'title = "Talks"', "end = 2019-05-01")
    theirs = dataset_files(OLD, broken, edition_2022=EDITION)
    payload = _merged_with(
        hub, theirs, released(dataset_files(OLD, broken, event_toml("2020-05-04"), edition_2022=EDITION))
    )
    folder = hub.checkout("merge")
    done = hub.runner.run(folder, "pull_request", payload)
    assert (done.code, done.outputs["errors"], done.outputs["published-changes"]) == (1, "0", "unknown")
    assert "whether a published light changes is not known" in done.out
    assert hub.runner.run(folder, "pull_request", payload, {"allow-published-changes": "true"}).code == 0


def test_a_merge_of_the_contributor_is_not_the_merge_of_the_runner(hub: Hub) -> None:
    hub.change(GREEN)
    git(hub.work, "switch", "--quiet", "--create", "other", hub.old)
    commit(hub.work, "Something else")
    git(hub.work, "switch", "--quiet", "change")
    git(hub.work, "merge", "--quiet", "--no-ff", "--no-edit", "other")
    head = hub.push("change")
    for inputs in ({}, {"base": "main"}, {"base": "origin/main"}):
        assert_found(hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head), inputs))


def test_the_merge_queue_is_compared_with_its_base(hub: Hub) -> None:
    hub.change(GREEN)
    head = hub.push("queue")
    payload = {"merge_group": {"base_sha": hub.old, "head_sha": head, "base_ref": "refs/heads/main"}}
    for depth in (0, 1):
        assert_found(hub.runner.run(hub.checkout("queue", depth), "merge_group", payload))


def test_a_push_is_compared_with_the_commit_before(hub: Hub) -> None:
    hub.change(GREEN)
    for depth in (0, 1):
        assert_found(hub.runner.run(hub.checkout("change", depth), "push", {"before": hub.old}))


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("push", {"before": "0" * 40}, "this is the first push of the branch"),
        ("workflow_dispatch", {}, "the event workflow_dispatch has no revision before it"),
        ("schedule", {"schedule": "x"}, "the event schedule has no revision before it"),
    ],
)
def test_without_anything_before_it_says_that_nothing_was_compared(
    hub: Hub, name: str, payload: dict[str, Any], words: str
) -> None:
    done = hub.runner.run(hub.checkout("main"), name, payload)
    assert (done.code, done.outputs["compared"]) == (0, "false"), done.out
    assert words in done.out
    assert "othing was compared" in done.summary


@pytest.mark.parametrize(
    ("name", "payload", "inputs"),
    [
        ("push", {"before": "f" * 40}, {}),
        ("pull_request", {"pull_request": {"head": {"sha": "e" * 40}, "base": {"sha": "f" * 40, "ref": "gone"}}}, {}),
        ("merge_group", {"merge_group": {"base_sha": "f" * 40}}, {}),
        ("merge_group", {}, {}),
        ("pull_request", {}, {}),
        ("push", {"before": "0" * 40}, {"base": "no-such"}),
        ("workflow_dispatch", {}, {"base": "HEAD~99"}),
        ("workflow_dispatch", {}, {"base": "--output=x"}),
        ("workflow_dispatch", {}, {"base": "$(touch x)"}),
    ],
)
def test_a_base_that_is_asked_for_and_not_found_is_no_green(
    hub: Hub, name: str, payload: dict[str, Any], inputs: dict[str, str]
) -> None:
    for depth in (0, 1):
        folder = hub.checkout("main", depth)
        done = hub.runner.run(folder, name, payload, inputs)
        assert done.code == 2, done.out
        assert (done.outputs["errors"], done.outputs["compared"]) == ("unknown", "false")
        assert "## cbi could not check" in done.summary
        assert len(done.commands("error")) == 1
        assert not (folder / "x").exists()


def test_a_remote_that_does_not_answer_is_said_in_the_words_of_git(hub: Hub) -> None:
    head = hub.change(GREEN)
    hub.merged()
    folder = hub.checkout("merge", 1)
    shutil.rmtree(hub.remote)
    done = hub.runner.run(folder, "pull_request", hub.pull_request(head))
    assert done.code == 2
    assert "does not appear to be a git repository" in done.out


@pytest.mark.parametrize("base", ["main", "HEAD~1", "origin/main"])
@pytest.mark.parametrize("depth", [0, 1])
def test_a_base_that_is_named_is_found_on_a_shallow_clone_too(hub: Hub, base: str, depth: int) -> None:
    hub.change(GREEN)
    folder = hub.checkout("change", depth)
    done = hub.runner.run(folder, "workflow_dispatch", {}, {"base": base})
    if depth and base == "origin/main":
        # The name of a branch that such a clone does not have; the remote calls it main.
        assert (done.code, "origin/main" in done.out) == (2, True)
    else:
        assert_found(done)


@pytest.mark.skipif(os.geteuid() != 0, reason="another owner can only be given by root")
def test_a_checkout_of_another_owner_is_said_in_the_words_of_git(hub: Hub) -> None:
    head = hub.change(GREEN)
    hub.merged()
    folder = hub.checkout("merge")
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    done = hub.runner.run(folder, "pull_request", hub.pull_request(head))
    assert done.code == 2, done.out
    assert "dubious ownership" in done.out
    assert "safe.directory" in done.summary


def test_a_checkout_without_the_change_is_no_green(hub: Hub) -> None:
    head = hub.change(GREEN)
    done = hub.runner.run(hub.checkout("main"), "pull_request_target", hub.pull_request(head))
    assert (done.code, "does not contain the change of the pull request" in done.out) == (2, True)
    assert_found(hub.runner.run(hub.checkout("change"), "pull_request_target", hub.pull_request(head)))


def test_a_folder_without_git_is_no_green(tmp_path: Path) -> None:
    write_files(tmp_path / "data", RED)
    runner = Runner(tmp_path / "temp")
    payload = {"pull_request": {"head": {"sha": "e" * 40}, "base": {"sha": "f" * 40, "ref": "main"}}}
    assert runner.run(tmp_path / "data", "pull_request", payload).code == 2
    assert runner.run(tmp_path / "data", "schedule", {}).code == 0


def test_a_moved_dataset_is_found_by_its_id(hub: Hub) -> None:
    git(hub.work, "mv", "data/ab", "moved")
    head = hub.change(GREEN, "moved")
    assert_found(hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head)))


@pytest.mark.parametrize("place", [".", "ab", "datasets/ab", "datasets/other"])
@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("dataset", ["", "ab", "data/ab"])
def test_a_decoy_is_not_taken_for_the_real_one(hub: Hub, place: str, keep: bool, dataset: str) -> None:
    """A sound dataset at the top or in a folder of the wanted name, beside the broken one or in its place."""
    decoy = {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in dataset_files(OLD).items()}
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    hub.put(BROKEN)
    if not keep:
        shutil.rmtree(hub.work / "data")
    for name, raw in decoy.items():
        (hub.work / place / name).parent.mkdir(parents=True, exist_ok=True)
        (hub.work / place / name).write_bytes(raw)
    head = hub.push("change")
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head), {"dataset": dataset})
    assert done.code in ((1, 2) if keep else (2,)), done.out
    if done.code == 1:
        assert done.outputs["errors"] == "1"


@pytest.mark.parametrize("place", ["ab", "datasets/ab", "datasets/xy", "more/ab"])
@pytest.mark.parametrize("dataset", ["", "ab", "data/ab"])
def test_a_copy_of_the_same_id_hides_nothing(hub: Hub, place: str, dataset: str) -> None:
    hub.change(GREEN)
    write_files(hub.work / place, RED)
    head = hub.push("change")
    inputs = {"dataset": dataset}
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head), inputs)
    assert done.code in (1, 2), done.out
    if done.code == 1:
        assert done.outputs["published-changes"] == "1"


def test_a_dataset_in_the_place_of_another_is_not_taken_for_it(hub: Hub) -> None:
    git(hub.work, "mv", "data/ab", "aside")
    head = hub.change({name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in RED.items()})
    payload = hub.pull_request(head)
    done = hub.runner.run(hub.checkout("change"), "pull_request", payload, {"dataset": "data/ab"})
    assert (done.code, "now `xy` is there" in done.out) == (2, True)


def test_a_dataset_that_is_taken_out_is_said(hub: Hub) -> None:
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    shutil.rmtree(hub.work / "data")
    write_files(hub.work / "more", {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in RED.items()})
    head = hub.push("change")
    payload = hub.pull_request(head)
    done = hub.runner.run(hub.checkout("change"), "pull_request", payload)
    assert (done.code, "the dataset `ab` in data/ab, which is not among" in done.out) == (2, True)


@pytest.mark.parametrize("inputs", [{}, {"dataset": "us-mexico"}, {"dataset": "data/no"}])
def test_a_repository_without_a_dataset_is_no_green(tmp_path: Path, inputs: dict[str, str]) -> None:
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "README.md").write_text("Nothing here.\n")
    make_repository(tmp_path / "top")
    done = Runner(tmp_path / "temp").run(tmp_path / "top", "push", {"before": "0" * 40}, inputs)
    assert done.code == 2
    assert "## cbi could not check" in done.summary


def test_a_bad_change_fails_with_a_mark_on_its_line_and_its_effect_in_the_summary(hub: Hub) -> None:
    head = hub.change(BROKEN)
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    assert (done.code, done.outputs["errors"]) == (1, "1")
    lines = (hub.work / "data/ab/events/2020.toml").read_text().splitlines()
    number = lines.index("end = 2020-05-01") + 1
    assert any(f"file=data/ab/events/2020.toml,line={number}," in mark for mark in done.commands("error"))
    findings, changes = done.summary.index("CBI301"), done.summary.index("added 2020-05-04-meeting")
    assert findings < changes


def test_only_deletions_are_looked_at(hub: Hub) -> None:
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    (hub.work / "data/ab/events/2021.toml").unlink()
    (hub.work / "data/ab/editions/2022.toml").unlink()
    head = hub.push("change")
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    assert done.code == 1
    assert "2021-05-04-meeting" in done.summary
    assert "CBI603" in done.out


def test_published_changes_can_be_allowed(hub: Hub) -> None:
    head = hub.change(GREEN)
    payload = hub.pull_request(head)
    done = hub.runner.run(hub.checkout("change"), "pull_request", payload, {"allow-published-changes": "true"})
    assert (done.code, done.outputs["published-changes"]) == (0, "1"), done.out
    assert "Published lights that change (allowed)" in done.summary
    refused = hub.runner.run(hub.checkout("change"), "pull_request", payload, {"allow-published-changes": "yes"})
    assert refused.code == 2


def test_two_datasets_in_one_job_share_nothing(hub: Hub) -> None:
    other = {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in BROKEN.items()}
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    write_files(hub.work / "data" / "xy", other)
    hub.push("change")
    folder = hub.checkout("change")
    before = git(folder, "status", "--porcelain", "--ignored")
    payload = {"before": "0" * 40}
    first = hub.runner.run(folder, "push", payload, {"dataset": "data/xy"})
    second = hub.runner.run(folder, "push", payload, {"dataset": "data/ab"})
    both = hub.runner.run(folder, "push", payload)
    assert [one.code for one in (first, second, both)] == [1, 0, 1]
    assert [one.outputs["errors"] for one in (first, second, both)] == ["1", "0", "1"]
    results = [json.loads(Path(one.outputs["sarif"]).read_text())["runs"][0]["results"] for one in (first, second)]
    assert [len(one) for one in results] == [1, 0]
    assert first.outputs["sarif"] != second.outputs["sarif"]
    assert "xy 1.1.0 in data/xy" in both.out
    assert "ab 1.0.0 in data/ab" in both.out
    assert git(folder, "status", "--porcelain", "--ignored") == before


def test_a_repository_in_a_folder_of_the_workspace_is_checked_by_the_name_of_its_dataset(hub: Hub) -> None:
    head = hub.change(GREEN)
    folder = hub.checkout("change", 1)
    payload = hub.pull_request(head)
    done = hub.runner.run(folder.parent, "pull_request", payload, {"dataset": f"{folder.name}/data/ab"})
    assert_found(done)
    assert hub.runner.run(folder.parent, "pull_request", payload).code == 2


def test_results_are_not_written_through_a_link_out_of_the_checkout(hub: Hub) -> None:
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    outside = hub.folder / "outside"
    outside.write_text("mine")
    (hub.work / "cbi.sarif").symlink_to(outside)
    hub.push("change")
    done = hub.runner.run(hub.checkout("change"), "push", {"before": "0" * 40}, {"sarif": "cbi.sarif"})
    assert done.code == 2, done.out
    assert outside.read_text() == "mine"


def test_results_are_put_into_the_checkout_only_if_asked_for(hub: Hub) -> None:
    folder = hub.checkout("main")
    done = hub.runner.run(folder, "push", {"before": "0" * 40}, {"sarif": "cbi.sarif"})
    assert done.outputs["sarif"] == "cbi.sarif"
    assert git(folder, "status", "--porcelain") == "?? cbi.sarif"


def test_files_of_the_checkout_steer_nothing(hub: Hub) -> None:
    git(hub.work, "switch", "--quiet", "--create", "change", hub.old)
    hub.put(GREEN)
    for name in ("cbi_cli.py", "json.py", "sitecustomize.py", "cbi_cli/__init__.py", "cbi_cli/action.py"):
        (hub.work / name).parent.mkdir(exist_ok=True)
        (hub.work / name).write_text("raise SystemExit(0)\n")
    (hub.work / "python").write_text("#!/bin/sh\nexit 0\n")
    (hub.work / "python").chmod(0o755)
    head = hub.push("change")
    folder = hub.checkout("change")
    env = {"PYTHONPATH": str(folder)}
    assert_found(hub.runner.run(folder, "pull_request", hub.pull_request(head), env=env))


def test_a_hostile_title_forges_nothing(hub: Hub) -> None:
    title = "%0A::error::x ::set-output name=errors::9 <script> | [a](b) </details> ##[error]x"
    data = released(
        dataset_files(OLD, event_toml("2020-05-04", f'title = "{title}"', 'id = "bad"'), edition_2022=EDITION)
    )
    head = hub.change(data)
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    assert done.code == 1
    told = [line for line in done.out.splitlines() if line.lstrip().startswith("::")]
    assert told
    begins = ("::error file=", "::warning file=", "::notice file=", "::error title=A published light changes::")
    assert all(line.startswith(begins) for line in told), told
    assert set(done.outputs) == {"errors", "compared", "published-changes", "sarif", "comment-file"}
    assert "<script>" not in done.summary
    assert done.summary.count("</details>") == done.summary.count("<details>")


def test_a_summary_that_is_too_large_is_cut_and_says_so(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    title = "A long title " * 35
    many = [event_toml("2020-05-04", f'title = "{title}{number}"', name=f"n{number}") for number in range(2200)]
    head = hub.change(released(dataset_files(OLD, *many, edition_2022=EDITION)))
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    size = len(done.summary.encode())
    assert 300_000 < size < 1_000_000
    assert "left out" in done.summary
    assert done.summary.startswith("## cbi: 1 light changes in 2020, 1 series changes\n")
    comment = Path(done.outputs["comment-file"]).read_text(encoding="utf-8")
    assert 50_000 < len(comment.encode()) <= 65_536
    assert comment.splitlines()[0] == done.summary.splitlines()[0]
    listed = comment.count("- added ")
    assert f"{2200 - listed:,} more events are left out: `cbi diff {hub.old[:10]}...HEAD` shows them\n" in comment


def test_the_headline_of_the_summary_comes_first_and_the_comment_has_the_same_text(hub: Hub) -> None:
    head = hub.change(GREEN)
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    assert done.summary.startswith("## cbi: 1 light changes in 2022, 1 series changes\n\nCompared with ")
    order = [
        "no errors",
        "Published lights that change",
        "## Scorecard 2022",
        "## States and gaps",
        "## Events: 1 added",
    ]
    places = [done.summary.index(part) for part in order]
    assert places == sorted(places)
    assert Path(done.outputs["comment-file"]).read_text(encoding="utf-8") == done.summary
    assert "cbi: no comment: there is no token" in done.out
    quiet = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head), {"comment": "false"})
    assert "no comment" not in quiet.out


@pytest.mark.parametrize(
    ("data", "headline"),
    [
        (BROKEN, "1 error; lights are not known"),
        (HARMLESS, "1 light changes in 2020, 1 series changes"),
        ({**RED, "sources.toml": RED["sources.toml"].replace(b"The book", b"A book")}, "No light changes"),
    ],
)
def test_the_headline_says_what_is_known_of_the_lights(hub: Hub, data: Mapping[str, bytes], headline: str) -> None:
    head = hub.change(data)
    done = hub.runner.run(hub.checkout("change"), "pull_request", hub.pull_request(head))
    assert done.summary.startswith(f"## cbi: {headline}\n")


def test_without_a_comparison_the_headline_counts_the_errors(hub: Hub) -> None:
    assert hub.runner.run(hub.checkout("main"), "schedule", {}).summary.startswith("## cbi: No errors\n")
    hub.change(BROKEN)
    assert hub.runner.run(hub.checkout("change"), "schedule", {}).summary.startswith("## cbi: 1 error\n")
