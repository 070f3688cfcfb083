"""What a change is in words: scratch repositories with pull requests in them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY, Cli, CliResult
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

HOSTILE = "</details><script>alert(1)</script> | ![x](http://e.org/y) **b** `c`\\n\\n# forged\\n::error::x\\u001b[31m"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset in a repository, with a pull request's branch checked out."""
    make_repository(tmp_path, dataset_files(event_toml("2019-05-04"), event_toml("2021-05-04"), edition_2022=EDITION))
    git(tmp_path, "switch", "--quiet", "--create", "change")
    return tmp_path


def document(result: CliResult) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.out)
    assert (found["schema"], found["dataset"]) == ("cbi/diff/1", {"id": "ab", "version": "1.0.0"})
    return found


def add(data: Path, *events: str) -> None:
    """The dataset of `data` with these events more."""
    write_files(data, dataset_files(event_toml("2019-05-04"), event_toml("2021-05-04"), *events, edition_2022=EDITION))


def test_nothing_changed(data: Path, cli: Cli) -> None:
    head = git(data, "rev-parse", "--short=10", "HEAD")
    result = cli("diff", folder=data)
    assert (result.code, result.err) == (0, f"cbi: compared ab 1.0.0 in {data.name}\n")
    assert result.out == (
        "What changed: Interactions between A and B\n\n"
        "No light changes\n"
        f"From the merge base with main ({head}) to the work tree\n"
        "No record changed.\n\n"
        "Effect\n"
        "Scorecard 2022, as of Mar 1, 2023: no row changes (0 green, 0 yellow, 1 red, 0 unknown).\n"
        "No state and no gap changes.\n"
    )


def test_a_pull_request_that_turns_a_light(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04", 'title = "The ministers meet"'))
    result = cli("diff", folder=data)
    assert (result.code, result.err) == (0, f"cbi: compared ab 1.0.0 in {data.name}\n")
    heading, compared, rest = result.out.partition("From the merge base with main")
    assert heading.endswith("\n\n1 light changes in 2022, 1 series changes\n")
    assert compared + rest.partition("work tree\n")[2] == (
        "From the merge base with main"
        "1 added.\n\n"
        "Scorecard 2022, as of Mar 1, 2023\n"
        "Institutional interaction  Before   After      Other changes\n"
        "-------------------------  -------  ---------  "
        "-------------------------------------------------------------------------\n"
        "Talks                      ○○● red  ●○○ green  counted: 0 → 1\n"
        "                                               shown: none → May 4\n"
        "                                               "
        "now differs from the published card: light published red, computed green\n"
        "                                               "
        "now differs from the published card: dates published none, computed May 4\n\n"
        "States and gaps, as of Dec 31, 2022\n"
        "Series  Before                 After   Gaps\n"
        "------  ---------------------  ------  ---------------\n"
        "Talks   overdue (missed 2022)  active  no longer: 2022\n\n"
        "A light of a published edition changes: Talks 2022.\n\n"
        "Events: 1 added\n"
        "- added 2022-05-04-meeting: The ministers meet (in events/2022.toml)\n"
        "  May 4, 2022; meeting, cabinet\n"
        "  Institution: The Talks\n"
        "  Source: The book\n"
    )


def test_check_fails_only_where_a_published_light_changes(data: Path, cli: Cli) -> None:
    assert cli("diff", "--check", folder=data).code == 0
    add(data, event_toml("2020-05-04"))
    assert cli("diff", "--check", folder=data).code == 0
    add(data, event_toml("2022-05-04"))
    assert cli("diff", "--check", folder=data).code == 1
    assert cli("diff", folder=data).code == 0


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        ("start = 2021-05-44", 'start: "2021-05-04" → "2021-05-44"'),
        ("start = 2021-05", 'start: "2021-05-04" → "2021-05"'),
        ("start = May 4", 'start: "2021-05-04" → "May 4"'),
        ("start =", 'start: "2021-05-04" → ""'),
        ("start = 2021-05-05\nstart = 2021-05-06", 'start: "2021-05-04" → "2021-05-05"'),
        ("start = 2021-05-04\nend = 2021-02-29", 'end: (none) → "2021-02-29"'),
    ],
)
def test_a_record_with_a_value_that_cannot_be_read_stays_in_sight(data: Path, cli: Cli, bad: str, shown: str) -> None:
    path = data / "events" / "2021.toml"
    path.write_text(path.read_text().replace("start = 2021-05-04", bad))
    result = cli("diff", folder=data)
    assert "- changed 2021-05-04-meeting (in events/2021.toml; " in result.out
    assert f"  {shown}\n" in result.out
    assert "1 changed." in result.out
    assert "0 in the older version, 1 in the newer one" in result.out


def test_a_change_takes_nothing_out_of_the_checks_unseen(data: Path, cli: Cli) -> None:
    head = data / "dataset.toml"
    known = '\nexclude = ["old/"]\n[[accepted]]\ncode = "CBI305"\nrecord = "a"\nreason = "so it is"\n'
    head.write_text(head.read_text() + known)
    commit(data, "Known")
    before = head.read_text()
    head.write_text(
        before.replace('["old/"]', '["events/2019.toml", "old/"]')
        + '[[accepted]]\ncode = "CBI302"\nrecord = "b"\nreason = "::error::x \\u202e"\n'
    )
    result = cli("diff", "HEAD", folder=data)
    head_lines, _, rest = result.out.partition("\n\nExcluded from the checks\n")
    assert "Excluded from the checks: 1 accepted finding, 1 file pattern.\n" in head_lines
    assert rest.startswith(
        "- CBI302 on b is accepted: ::error::x <U+202E>\n- files that match events/2019.toml are no longer read\n"
    )
    found = document(cli("diff", "HEAD", "--format", "json", folder=data))
    assert found["accepted"] == [{"code": "CBI302", "record": "b", "reason": "::error::x \u202e"}]
    assert found["excluded"] == ["events/2019.toml"]
    head.write_text(before)
    assert "out of the checks" not in cli("diff", "HEAD", folder=data).out
    head.write_text(before.replace(known, ""))
    assert "out of the checks" not in cli("diff", "HEAD", folder=data).out


def test_a_broken_table_leaves_the_effect_out(data: Path, cli: Cli) -> None:
    add(data, event_toml("2020-02-02"))
    raw = (data / "events" / "2021.toml").read_bytes()
    (data / "events" / "2021.toml").write_bytes(raw.replace(b"start = 2021-05-04\n", b"start 2021-05-04\n"))
    result = cli("diff", folder=data)
    assert result.code == 0
    assert "added 2020-02-02-meeting" in result.out
    assert (
        "\n\nCannot be read, so not compared\n"
        "- event 2021-05-04-meeting in events/2021.toml: an error in the newer version\n\n"
    ) in result.out
    assert "removed" not in result.out
    assert "0 in the older version, 1 in the newer one" in result.out
    assert "Scorecard" not in result.out
    checked = cli("diff", "--check", folder=data)
    assert checked.code == 1
    assert "it is not known whether" in checked.err
    found = document(cli("diff", "--format", "json", folder=data))
    assert (found["effects"], found["as_of"], found["summary"]["errors"]) == (None, None, {"base": 0, "head": 1})


def test_a_rewrite_of_formatting_only(data: Path, cli: Cli) -> None:
    path = data / "events" / "2021.toml"
    path.write_bytes(b"# seen\n" + path.read_bytes().replace(b" = ", b"="))
    result = cli("diff", "--check", folder=data)
    assert (result.code, result.err) == (0, f"cbi: compared ab 1.0.0 in {data.name}\n")
    assert "No record changed.\n\nEffect\n" in result.out
    assert "\n\nFormatting only, no data\n- events/2021.toml\n" in result.out


def test_a_deleted_file(data: Path, cli: Cli) -> None:
    (data / "events" / "2021.toml").unlink()
    found = document(cli("diff", "--format", "json", folder=data))
    assert [(one["id"], one["change"], one["file"]) for one in found["records"]] == [
        ("2021-05-04-meeting", "removed", "events/2021.toml")
    ]
    (series,) = found["effects"]["series"]
    assert (series["id"], series["before"], series["after"]) == ("talks-row", "overdue", "halted")
    assert series["halted_since"] == {"before": None, "after": 2019}
    assert series["last_held"] == {"before": "2021-05-04-meeting", "after": "2019-05-04-meeting"}
    missed = [[(gap["from_year"], gap["to_year"]) for gap in series["gaps"][side]] for side in ("before", "after")]
    assert missed == [[(2015, 2018), (2020, 2020), (2022, 2022)], [(2015, 2018), (2020, 2022)]]


def test_json_of_a_light_that_turns(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    found = document(cli("diff", "--format", "json", folder=data))
    (record,) = found["records"]
    assert {"field": "start", "before": None, "after": "2022-05-04"} in record["fields"]
    assert (record["kind"], record["change"], record["moved_from"]) == ("event", "added", None)
    (card,) = found["effects"]["scorecards"]
    assert (card["year"], card["as_of"], card["published"]) == (2022, "2023-03-01", True)
    (row,) = card["rows"]
    assert (row["indicator"], row["before"], row["after"]) == ("talks-row", "red", "green")
    assert row["counted"] == {"before": 0, "after": 1}
    assert row["occurrences"] == {"before": [], "after": ["2022-05-04-meeting"]}
    assert card["totals"]["after"] == {"green": 1, "yellow": 0, "red": 0, "unknown": 0}
    assert found["summary"] == {
        "added": 1,
        "changed": 0,
        "removed": 0,
        "renamed": 0,
        "withdrawn": 0,
        "moved": 0,
        "formatting_only": 0,
        "unread": 0,
        "errors": {"base": 0, "head": 0},
        "lights": 1,
        "published_lights": 1,
        "series": 1,
    }
    assert found["base"] == {
        "origin": "merge-base",
        "name": "main",
        "version": "1.0.0",
        "commit": git(data, "rev-parse", "main"),
    }
    assert found["head"] == {"origin": "work-tree", "name": "", "commit": None, "version": "1.0.0"}


def test_csv_has_a_row_per_record(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    rows = list(csv.DictReader(io.StringIO(cli("diff", "--format", "csv", folder=data).out)))
    assert [(row["kind"], row["id"], row["change"]) for row in rows] == [("event", "2022-05-04-meeting", "added")]


def test_a_hostile_title_stays_text_in_markdown_and_html(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04", f'title = "{HOSTILE}"'))
    commit(data, "A title")
    add(data, event_toml("2022-05-04", 'title = "Mended"'))
    for words in (["main", "HEAD"], ["HEAD"]):
        text = cli("diff", *words, "--format", "markdown", folder=data).out
        assert "script" in text
        own = re.sub(r"<br>|<!-- -->|(?<!\\)`cbi [a-z]+`", "", text)
        assert re.findall(r"(?<!\\)[<!\[`]|(?<!\\)\*|\x1b", own) == []
        assert not [line for line in text.splitlines() if line.startswith(("# forged", "::"))]
        page = cli("diff", *words, "--format", "html", folder=data).out
        assert not [part for part in ("<script", "</details", "\x1b") if part in page]
        plain = cli("diff", *words, folder=data).out
        assert not [line for line in plain.splitlines() if line.strip().startswith(("# forged", "::"))]


def test_a_long_list_folds_in_markdown_and_html(data: Path, cli: Cli) -> None:
    days = [f"2020-01-{day:02}" for day in range(1, 14)]
    add(data, *(event_toml(day) for day in days[:12]))
    assert "<details>" not in cli("diff", "--format", "markdown", folder=data).out
    add(data, *(event_toml(day) for day in days))
    text = cli("diff", "--format", "markdown", folder=data).out
    folded = text.partition("<details>\n<summary>Events: 13 added</summary>\n\n- added 2020-01-01-meeting")
    assert folded[1]
    assert folded[2].partition("\n\n</details>\n\n")[0].count("\n- added ") == 12
    page = cli("diff", "--format", "html", folder=data).out
    assert "<details><summary><h2>Events: 13 added</h2></summary>\n<ul>" in page
    assert page.count("<details>") == page.count("</details>") == 1


def test_as_markdown_it_fits_into_the_summary_of_a_job(data: Path, cli: Cli) -> None:
    """A summary holds 1 MiB; what does not fit is counted."""
    sources = data / "sources.toml"
    long = "".join(f'[[source]]\nid = "s{number}"\ntitle = "{"x" * 20_000}"\n' for number in range(60))
    sources.write_text(sources.read_text() + long)
    text = cli("diff", "--format", "markdown", folder=data).out
    assert 800_000 < len(text.encode()) < 2**20 < len(cli("diff", folder=data).out.encode())
    listed = text.count("- added s")
    commit = git(data, "rev-parse", "--short=10", "main")
    assert f"{60 - listed} more are left out: `cbi diff {commit}` shows them\n" in text


def test_in_spanish(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    out = cli("diff", "--lang", "es", folder=data).out
    assert "Eventos: 1 agregado\n" in out
    assert "Tablero 2022, al 1 mar 2023" in out
    assert "Cambia una luz de una edición publicada: Talks 2022." in out


def test_main_may_go_on_meanwhile(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    commit(data, "Ours")
    git(data, "switch", "--quiet", "main")
    add(data, event_toml("2020-05-04"))
    theirs = commit(data, "Theirs")
    git(data, "switch", "--quiet", "change")

    def ids(*words: str) -> list[tuple[str, str]]:
        found = document(cli("diff", *words, "--format", "json", folder=data))
        return [(one["change"], one["id"]) for one in found["records"]]

    ours = ("added", "2022-05-04-meeting")
    assert ids() == ids("main...HEAD") == ids("main...") == [ours]
    assert (
        ids("main")
        == ids("main..HEAD")
        == ids("main", "HEAD")
        == ids("main..")
        == [
            ours,
            ("removed", "2020-05-04-meeting"),
        ]
    )
    assert ids("..main") == [("added", "2020-05-04-meeting"), ("removed", "2022-05-04-meeting")]
    assert ids(theirs, "change") == ids("main", ".")


def test_folders(data: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write_files(other / "datasets" / "ab", dataset_files(event_toml("2021-05-04"), edition_2022=EDITION))
    for words in ([str(other), str(data)], [str(other / "datasets" / "ab"), "."], [str(other)]):
        found = document(cli("diff", *words, "--format", "json", folder=data))
        assert [(one["id"], one["change"]) for one in found["records"]] == [("2019-05-04-meeting", "added")]
    assert found["base"] == {"origin": "folder", "name": str(other), "commit": None, "version": "1.0.0"}
    assert found["head"]["origin"] == "work-tree"


def test_a_folder_that_is_named_like_a_revision_is_never_taken(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    here = commit(data, "Ours")
    main = git(data, "rev-parse", "main")
    git(data, "tag", "v1", "main")
    git(data, "branch", "topic/one", "main")
    names = [main, main[:9], "main", "v1", "HEAD~1", "main^{commit}", "topic/one", "HEAD^", "@~1"]
    for name in names:
        write_files(
            data / name, dataset_files(event_toml("2021-05-04"), event_toml("2022-05-04"), edition_2022=EDITION)
        )
    for name in names:
        found = document(cli("diff", name, here, "--format", "json", folder=data))
        assert [(one["id"], one["change"]) for one in found["records"]] == [("2022-05-04-meeting", "added")], name
        assert (found["base"]["origin"], found["base"]["commit"]) == ("revision", main)
        found = document(cli("diff", here, name, "--format", "json", folder=data))
        assert (found["head"]["origin"], found["head"]["commit"]) == ("revision", main)
    git(data, "tag", "--delete", "v1")
    result = cli("diff", "v1", folder=data)
    assert (result.code, result.out) == (2, "")
    assert "git finds no revision `v1`" in result.err
    assert "write it as ./v1" in result.err
    for name in ("./v1", "v1/", str(data / "v1")):
        assert document(cli("diff", name, here, "--format", "json", folder=data))["base"]["origin"] == "folder"


def test_a_dataset_that_is_new(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "README.md").write_text("# R\n")
    make_repository(tmp_path)
    write_files(tmp_path / "data", dataset_files(event_toml("2021-05-04")))
    result = cli("diff", folder=tmp_path / "data")
    assert result.code == 0
    assert "added 2021-05-04-meeting" in result.out
    assert "there was no dataset before" in result.out
    refused = cli("diff", "main..HEAD", folder=tmp_path / "data")
    assert (refused.code, "no dataset in revision `HEAD`" in refused.err) == (2, True)


def test_the_files_are_left_alone(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data.rglob("*.toml")}
    index = (data / ".git" / "index").read_bytes()
    assert cli("diff", "main", "HEAD", folder=data).code == 0
    assert cli("diff", folder=data).code == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data.rglob("*.toml")} == before
    assert (data / ".git" / "index").read_bytes() == index


def test_a_day_for_all_reports(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"), event_toml("2023-02-01"))
    assert "Scorecard 2023, as of Feb 1, 2023" in cli("diff", folder=data).out
    result = cli("diff", "--as-of", "2022-05-03", folder=data)
    assert (
        "Not included in the effect, because they begin after May 3, 2022: 2022-05-04-meeting, 2023-02-01-meeting.\n"
        in result.out
    )
    assert "Scorecard 2022, as of May 3, 2022: no row changes" in result.out


def test_every_day_that_the_help_names_is_taken(data: Path, cli: Cli) -> None:
    add(data, event_toml("2022-05-04"), event_toml("2024-02-01"))
    for word, day in (("latest", "2024-02-01"), (" Latest", "2024-02-01"), ("today", TODAY.isoformat())):
        result = cli("diff", "--as-of", word, "--format", "json", folder=data)
        assert (result.code, json.loads(result.out)["as_of"]) == (0, day)
    wrong = cli("diff", "--as-of", "last", folder=data)
    assert (wrong.code, "help: today or latest is accepted too" in wrong.err) == (2, True)


def test_a_record_that_was_merged_says_where_its_id_leads(data: Path, cli: Cli) -> None:
    write_files(data / "old", dataset_files(event_toml("2022-05-04"), event_toml("2022-05-05", name="twin")))
    write_files(data / "new", dataset_files(event_toml("2022-05-04", 'former_ids = ["2022-05-05-twin"]')))
    gone = "- removed 2022-05-05-twin: Event 2022-05-05 twin (in events/2022.toml; "
    assert f"{gone}its id now leads to 2022-05-04-meeting)\n" in cli("diff", "./old", "./new", folder=data).out
    write_files(data / "less", dataset_files(event_toml("2022-05-04")))
    assert f"{gone}its id no longer works)\n" in cli("diff", "./old", "./less", folder=data).out


def test_main_at_origin_is_enough(data: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(data, "checkout", "--quiet", "main")
    git(clone, "clone", "--quiet", str(data), ".")
    git(clone, "checkout", "--quiet", "--detach")
    git(clone, "branch", "--quiet", "-D", "main")
    assert "the merge base with origin/main" in cli("diff", folder=clone).out
    git(clone, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    assert "the merge base with origin/main" in cli("diff", folder=clone).out


def test_a_shallow_clone_says_what_to_fetch(data: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    add(data, event_toml("2022-05-04"))
    commit(data, "Ours")
    commit(data, "Ours, too")
    git(data, "checkout", "--quiet", "main")
    clone = tmp_path_factory.mktemp("shallow")
    git(clone, "clone", "--quiet", "--depth", "1", "--branch", "change", f"file://{data}", ".")
    result = cli("diff", folder=clone)
    assert (result.code, result.out) == (2, "")
    assert "no branch main or master" in result.err
    assert "git fetch --unshallow" in result.err
    git(clone, "fetch", "--quiet", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    result = cli("diff", folder=clone)
    assert result.code == 2
    assert "no common commit with `origin/main`" in result.err
    assert "git fetch --unshallow" in result.err
    assert "1 added." in cli("diff", "origin/main", folder=clone).out
    git(clone, "fetch", "--quiet", "--unshallow")
    assert "1 added." in cli("diff", folder=clone).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["no-such"], "finds no revision `no-such`"),
        (["main", "no-such"], "finds no revision `no-such`"),
        (["main..no-such"], "finds no revision `no-such`"),
        (["../no-such"], "no dataset at ../no-such"),
        ([""], "is empty"),
        (["main", "--as-of", "someday"], "--as-of"),
    ],
)
def test_what_cannot_be_compared(data: Path, cli: Cli, words: list[str], message: str) -> None:
    result = cli("diff", *words, folder=data)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_without_git_or_without_a_commit(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2021-05-04")))
    result = cli("diff", folder=tmp_path)
    assert (result.code, "not in a git repository" in result.err) == (2, True)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    result = cli("diff", folder=tmp_path)
    assert (result.code, "nothing was committed yet" in result.err) == (2, True)
    commit(tmp_path, "The dataset")
    git(tmp_path, "branch", "--quiet", "--move", "line")
    assert cli("diff", folder=tmp_path).code == 0
    git(tmp_path, "branch", "--quiet", "other")
    result = cli("diff", folder=tmp_path)
    assert (result.code, "no branch main or master" in result.err) == (2, True)
    assert "cbi diff HEAD" in result.err


def test_the_built_in_dataset_is_not_compared(tmp_path: Path, cli: Cli) -> None:
    for words in (("diff",), ("diff", "HEAD"), ("diff", "--dataset", "us-mexico")):
        result = cli(*words, folder=tmp_path)
        assert (result.code, result.out) == (2, "")
        assert "cbi init --from us-mexico DIR" in result.err


def test_an_added_event_comes_with_what_a_reviewer_asks_and_links_to_its_sources(tmp_path: Path, cli: Cli) -> None:
    base = dataset_files(event_toml("2022-05-04"))
    linked = {
        **base,
        "sources.toml": base["sources.toml"].replace(b'id = "book"\n', b'id = "book"\nurl = "https://example.org/b"\n'),
        "events/2022.toml": dataset_files(event_toml("2022-05-04"), event_toml("2022-06-07"))["events/2022.toml"],
    }
    write_files(tmp_path / "old", base)
    write_files(tmp_path / "new", linked)
    shown = cli("diff", "./old", "./new", "--format", "markdown", folder=tmp_path).out
    line = next(one for one in shown.splitlines() if "added 2022-06-07-meeting" in one)
    assert line.endswith(
        "(in events/2022.toml)<br>Jun 7, 2022; meeting, cabinet<br>Institution: The Talks<br>"
        "Source: The book [https://example.org/b](<https://example.org/b>)"
    )
