"""Build docs/comments.md: the action's comment on five pull requests, as the action itself writes it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.run_cbi import fixed_environment

_HEAD = """# The action's comment on five pull requests

[The action](action.md#comment-on-the-pull-request) writes these comments; the job summary has the same text. Each is
shown as GitHub gets it, and the tests compare this page with what the action writes. The dataset is a small one: one
dialogue, one row of a scorecard, and an edition of 2022.
"""
_DATASET = """schema = 3
id = "example"
title = "Interactions between A and B"
version = "1.0.0"
license = "CC0-1.0"
languages = ["en"]
covers_until = 2023-12-31
between = ["aa", "bb"]
party = [{ id = "aa", name = "Country A" }, { id = "bb", name = "Country B" }]
"""
_SOURCES = """[[source]]
id = "report"
title = "The report of 2022"

[[source]]
id = "gazette"
title = "Ministers meet again"
publisher = "The Gazette"
published = 2023-05-05
url = "https://example.org/ministers"
"""
_PLACES = """[[place]]
id = "river-city"
name = "River City"
state = "North"
country = "bb"
"""
_INSTITUTIONS = """[[institution]]
id = "dialogue"
name = "High-Level Dialogue"
type = "dialogue"
parties = ["aa", "bb"]
sources = ["report"]
"""
_INDICATORS = """[[indicator]]
id = "dialogue"
label = "High-Level Dialogue"
sources = ["report"]
rule = { kinds = ["meeting"], institutions = ["dialogue"] }
coverage = [{ from = 2020, to = 2023, source = "report" }]
"""
_EDITION = """year = 2022
title = "The report of 2022"
published = 2023-03-01
source = "report"

[[row]]
indicator = "dialogue"
label = "High-Level Dialogue"
status = "red"
text = "None"
"""
_LONG_LIST = 8_000
"""How many events the last pull request adds."""
_SHOWN_LINES = 24
"""How many lines of a long comment are shown at its start."""


class PullRequest(NamedTuple):
    """A change of the dataset: the files that it replaces, and what a reader should see."""

    title: str
    text: str
    files: Mapping[str, str]


def comments_page() -> str:
    """Return the page with the comment on each pull request."""
    parts = [_HEAD]
    for request in _pull_requests():
        comment = _comment_on(request)
        parts.append(f"## {request.title}\n\n{request.text}\n\n```markdown\n{_shorten(comment)}```\n")
    return "\n".join(parts)


def _pull_requests() -> list[PullRequest]:
    meeting = _event(
        "2023-05-04-dialogue",
        'title = "Second meeting of the High-Level Dialogue"',
        'host = "bb"',
        'guests = ["aa"]',
        'place = "river-city"',
        'participants = [{ name = "Ana Alba", office = "foreign-affairs", party = "aa" }]',
        'sources = ["gazette"]',
        'note = "On the same day as the fair."',
    )
    late = _event("2022-05-04-dialogue", 'title = "A meeting that the report does not have"')
    wrong = _event("2023-06-01-dialogue", 'title = "A meeting that ends before it starts"', "end = 2023-05-31")
    renamed = _event("2021-05-dialogue-first", 'sources = ["gazette"]', 'former_ids = ["2021-05-04-dialogue"]')
    return [
        PullRequest(
            "A good event",
            "A light of a year without an edition turns green, which is what a new event is for.",
            {"events/2023.toml": meeting},
        ),
        PullRequest(
            "A light of a published edition turns",
            "The edition of 2022 has a red light, and the check fails until somebody allows the change.",
            {"events/2022.toml": late},
        ),
        PullRequest(
            "Bad data",
            "A version with errors has no scorecard, so the lights are not known.",
            {"events/2023.toml": wrong},
        ),
        PullRequest(
            "A renamed record",
            "The old id is in `former_ids`, so it is one record, and no light changes.",
            {"events/2021.toml": renamed},
        ),
        PullRequest(
            "8,000 events",
            "The comment is cut where GitHub's limit is; here only its start and its end are shown.",
            _many_events(),
        ),
    ]


def _many_events() -> dict[str, str]:
    """Return 8,000 events by file, 200 of each year, each on a day of its own."""
    files: dict[str, str] = {}
    for number in range(_LONG_LIST):
        year, in_year = divmod(number, 200)
        day = f"{1981 + year}-{in_year % 12 + 1:02}-{in_year // 12 + 1:02}"
        title = f'title = "Fair number {number + 1}"'
        event = _event(f"{day}-fair", title, 'kind = "forum"', "institutions = []")
        name = f"events/{1981 + year}.toml"
        files[name] = f"{files.get(name, '')}{event}\n"
    return files


def _event(record_id: str, *lines: str) -> str:
    """Return an event; its date is the start of its id, and `lines` replace what it has by itself."""
    usual = {
        "title": 'title = "First meeting of the High-Level Dialogue"',
        "kind": 'kind = "meeting"',
        "level": 'level = "cabinet"',
        "institutions": 'institutions = ["dialogue"]',
        "parties": 'parties = ["aa", "bb"]',
        "sources": 'sources = ["report"]',
    }
    given = {line.partition(" ")[0] for line in lines}
    start = record_id[:10]
    if not start[-1].isdigit():
        start = "2021-05-04"
    kept = [line for key, line in usual.items() if key not in given]
    return "\n".join(["[[event]]", f'id = "{record_id}"', f"start = {start}", *kept, *lines, ""])


def _base_files() -> dict[str, str]:
    return {
        "dataset.toml": _DATASET,
        "sources.toml": _SOURCES,
        "places.toml": _PLACES,
        "institutions.toml": _INSTITUTIONS,
        "indicators.toml": _INDICATORS,
        "editions/2022.toml": _EDITION,
        "events/2021.toml": _event("2021-05-04-dialogue", 'sources = ["gazette"]'),
    }


def _comment_on(request: PullRequest) -> str:
    """Return the comment that the action writes on a pull request."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "checkout"
        _git(Path(name), "init", "--quiet", "--initial-branch", "main", str(folder))
        _write(folder, _base_files())
        base = _commit(folder, "The dataset")
        _git(folder, "update-ref", "refs/remotes/origin/main", base)
        _git(folder, "switch", "--quiet", "--create", "change")
        _write(folder, request.files)
        head = _commit(folder, request.title)
        _git(folder, "remote", "add", "origin", "https://example.org/data")
        payload = {"pull_request": {"number": 1, "head": {"sha": head}, "base": {"sha": base, "ref": "main"}}}
        return _run_action(folder, Path(name), payload)


def _run_action(folder: Path, temporary: Path, payload: object) -> str:
    event = temporary / "event.json"
    event.write_text(json.dumps(payload), encoding="utf-8")
    environment = {
        **fixed_environment(),
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_WORKSPACE": str(folder),
        "RUNNER_TEMP": str(temporary),
    }
    command = [sys.executable, "-m", "cbi_cli.action"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode > 1:
        raise RuntimeError(f"the action on {folder.name}: {done.stdout}{done.stderr}")
    (comment,) = temporary.glob("cbi-*/comment.md")
    return comment.read_text(encoding="utf-8")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _commit(folder: Path, subject: str) -> str:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", subject)
    return _git(folder, "rev-parse", "HEAD")


def _git(folder: Path, *words: str) -> str:
    environment = fixed_environment()
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def _shorten(comment: str) -> str:
    """Return the start of a long comment, and the lines that say what is left out."""
    lines = comment.splitlines()
    if len(lines) <= 2 * _SHOWN_LINES:
        return comment
    shown = lines[:_SHOWN_LINES]
    last = [line for line in lines[_SHOWN_LINES:] if "left out" in line]
    return "\n".join([*shown, "...", *last, *lines[lines.index(last[-1]) + 1 :], ""])
