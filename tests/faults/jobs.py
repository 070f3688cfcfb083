"""The commands that write, each with a dataset to write to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

MAY, REVIEW = event_toml("2022-05-04"), event_toml("2022-03-01", kind="review")
ADD = (
    "add-event",
    "--no-input",
    "--kind",
    "meeting",
    "--level",
    "cabinet",
    "--institution",
    "talks",
    "--source",
    "book",
)
APRIL = (*ADD, "--start", "2022-04-04", "--title", "Talks in April")

NEW_SOURCE = (*APRIL, "--new-source", "https://example.org/paper;The paper")

EDITION_FACTS = ("--title", "The report", "--published", "2023-03", "--source", "book")


class Job(NamedTuple):
    """A command, how its folder is made, and whether it writes several files, each for itself.

    One ``in_place`` writes as no program should, to see whether that is noticed. The command ``first`` is run before
    it, unharmed. What is left of a command that ``is_undone`` is taken back with `cbi undo` before it is run again.
    """

    name: str
    words: tuple[str, ...]
    make: Callable[[Path], None]
    several: bool = False
    in_place: bool = False
    first: tuple[str, ...] = ()
    is_undone: bool = False


def _make_dataset(folder: Path) -> None:
    write_files(folder, dataset_files(MAY, REVIEW))
    for path in folder.rglob("*.toml"):
        path.chmod(0o640)


def _make_unformatted(folder: Path) -> None:
    """Three files out of form, one of them with a byte order mark and the line ends of Windows."""
    texts = dataset_files(f"{MAY}\n{REVIEW}", event_toml("2021-05-04"))
    texts["events/2022.toml"] = b"\xef\xbb\xbf" + texts["events/2022.toml"].replace(b"\n", b"\r\n")
    write_files(folder, texts)


def _make_commented(folder: Path) -> None:
    """Three events in two files, one with a comment of its own: one file stays, one goes, and three are new."""
    texts = dataset_files(f"{REVIEW}\n{MAY}", event_toml("2021-05-04"))
    texts["events/2022.toml"] = b"# Of 2022.\n\n" + texts["events/2022.toml"]
    write_files(folder, texts)


def _make_misspelled(folder: Path) -> None:
    write_files(folder, dataset_files(MAY.replace('"meeting"', '"meetting"'), event_toml("2021-05-04", kind="revew")))


def _make_table(folder: Path) -> None:
    """A table of three events in two years, one of them with a new source."""
    _make_dataset(folder)
    (folder / "docs").mkdir()
    (folder / "docs" / "t.csv").write_text(
        "Date,What,Source\n2022-04-04,Talks in April,book\n2020-06-06,Talks in June,A new paper\n"
        "2022-08-08,Talks in August,book\n"
    )
    (folder / "docs" / "t.mapping.toml").write_text(
        'confirmed = true\n[columns]\nstart = "Date"\ntitle = "What"\nsources = "Source"\n'
        '[constants]\nkind = "meeting"\nlevel = "cabinet"\nparties = ["aa", "bb"]\ninstitutions = "talks"\n'
        "[create.source]\n"
    )


def _make_two_years(folder: Path) -> None:
    write_files(folder, dataset_files(MAY, event_toml("2021-05-04")))


def _make_event_files(folder: Path) -> None:
    """A dataset with a file for each event."""
    texts = dataset_files(dataset=HEAD + '\n[layout]\nevents = "event"\n')
    texts["events/2021/2021-05-04-meeting.toml"] = event_toml("2021-05-04").encode()
    texts["events/2022/2022-03-01-review.toml"] = REVIEW.encode()
    texts["events/2022/2022-05-04-meeting.toml"] = MAY.encode()
    write_files(folder, texts)


def _make_nothing(folder: Path) -> None:
    """An empty folder."""


def _make_repository(folder: Path) -> None:
    """A repository without a dataset, with an editor's settings of its own."""
    make_repository(folder, {"README.md": b"# Ours\n", ".editorconfig": b"root = true\n"})


def _make_untagged(folder: Path) -> None:
    """A dataset that was never released."""
    make_repository(folder, dataset_files(MAY, REVIEW))


def _make_unreleased(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text("# Changelog\r\n\r\n## 1.0.0\r\n\r\n- First.\r\n", newline="")
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.0.0\ndate-released: 2020-01-01\n")
    make_repository(folder, dataset_files(REVIEW))
    git(folder, "tag", "v1.0.0")
    write_files(folder, dataset_files(MAY, REVIEW))
    commit(folder, "A meeting")


def _make_old_results(folder: Path) -> None:
    _make_dataset(folder)
    for suffix in ("txt", "json", "csv", "md", "html", "svg"):
        (folder / f"card.{suffix}").write_text("the old one\n")


def _make_old_schemas(folder: Path) -> None:
    (folder / "schemas").mkdir()
    (folder / "schemas" / "event.schema.json").write_text("{}\n")


NEW_RECORDS = {
    "source": ("--title", "The paper"),
    "institution": ("--name", "The Forum", "--type", "dialogue", "--party", "aa", "--party", "bb", "--source", "book"),
    "indicator": ("--label", "Forums", "--rule", "kinds=forum", "--source", "book"),
    "topic": ("--label", "Railways"),
    "place": ("--name", "Springfield", "--country", "aa"),
    "dispute": (
        *("--record", "institution", "--about", "talks", "--field", "first meeting"),
        *("--claim", "2013; source=book#p1", "--claim", "2014; source=book"),
        *("--chosen", "2013", "--why", "It is dated."),
    ),
}
"""The fields of a record of each kind, as `cbi add KIND` takes them."""

JOBS = (
    Job("add-event", APRIL, _make_dataset),
    Job("add-event, new file", (*ADD, "--start", "2020-04-04", "--title", "Talks in April"), _make_dataset),
    Job("add-event, new source", NEW_SOURCE, _make_dataset, several=True, is_undone=True),
    *(Job(f"add {kind}", ("add", kind, "--no-input", *fields), _make_dataset) for kind, fields in NEW_RECORDS.items()),
    Job("import", ("import", "docs/t.csv", "--yes"), _make_table, several=True),
    Job("cover", ("cover", "2021", "--row", "talks-row; book#p1"), _make_two_years),
    Job(
        "edition new",
        ("edition", "new", "2022", *EDITION_FACTS, "--covers-until", "2023-03-31"),
        _make_dataset,
        several=True,
    ),
    Job("edit", ("edit", "2022-05-04-meeting", "--set", "title=Talks in May", "--yes"), _make_dataset),
    Job(
        "edit, other year",
        ("edit", "2022-05-04-meeting", "--set", "start=2020-05-04", "--set", "title=Talks", "--yes"),
        _make_dataset,
        several=True,
        is_undone=True,
    ),
    Job("rename", ("rename", "talks", "dialogue", "--yes"), _make_dataset, several=True, is_undone=True),
    Job(
        "remove",
        ("remove", "2022-03-01-review", "--reason", "It was another one.", "--yes"),
        _make_dataset,
        several=True,
        is_undone=True,
    ),
    Job(
        "remove, whole file",
        ("remove", "2021-05-04-meeting", "--reason", "It was another one.", "--yes"),
        _make_event_files,
        several=True,
        is_undone=True,
    ),
    Job("undo", ("undo", "--yes"), _make_unformatted, several=True, first=("fmt",)),
    Job("fmt", ("fmt",), _make_unformatted, several=True),
    Job("fmt --layout event", ("fmt", "--layout", "event"), _make_commented, several=True),
    Job("fmt --layout year", ("fmt", "--layout", "year"), _make_event_files, several=True),
    Job("validate --fix", ("validate", "--fix"), _make_misspelled, several=True),
    Job("init", ("init", "new", "--parties", "ca,us"), _make_nothing),
    Job("init, in a repository", ("init", "new", "--parties", "ca,us"), _make_repository, several=True),
    Job("release, first", ("release",), _make_untagged, several=True),
    Job("release", ("release",), _make_unreleased, several=True),
    Job("schema --output", ("schema", "--output", "schemas"), _make_old_schemas, several=True),
    *(
        Job(f"scorecard --output card.{suffix}", ("scorecard", "2022", "--output", f"card.{suffix}"), _make_old_results)
        for suffix in ("txt", "json", "csv", "md", "html", "svg")
    ),
    Job(
        "validate --report",
        ("validate", "--report", "sarif=card.json", "--output", "card.txt"),
        _make_old_results,
        True,
    ),
)

SITE = Job("site", ("site", "--output", "pages"), _make_dataset, several=True)
"""Not one of the others: its list of files is written before the rest, and again after it."""

BY_NAME = {job.name: job for job in JOBS}
REPORTS = [job.name for job in JOBS if "--output card" in job.name or "--report" in job.name]
CARD = ("scorecard", "2022", "--format", "json", "--output")


class Workshop:
    """A home folder for the runs of one job: the dataset in ``data``, the cache in ``cache``, both as new each time."""

    def __init__(self, folder: Path, job: Job) -> None:
        self.home, self.job = folder / "home", job
        self._origin = folder / "origin"
        self._origin.mkdir(parents=True)
        job.make(self._origin)

    @property
    def data(self) -> Path:
        """The folder that the command works in."""
        return self.home / "data"

    @property
    def env(self) -> dict[str, str]:
        """The environment of a run."""
        home = {"CBI_CACHE_DIR": str(self.home / "cache"), "HOME": str(self.home), "TMPDIR": str(self.home)}
        return home | ({"IN_PLACE": "1"} if self.job.in_place else {})

    def renew(self) -> None:
        """Make everything as it was before the first run."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._origin, self.data)

    def contents(self) -> dict[str, bytes]:
        """Every file of the data, git's own left out, and every folder that is no data."""
        found = {}
        for path in self.data.rglob("*"):
            name = path.relative_to(self.data).as_posix()
            if not name.startswith(".git/") and (path.is_file() or name.endswith(".tmp")):
                found[name] = path.read_bytes() if path.is_file() else b""
        return found


def read_contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, git's own left out."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".git/")}


def stray_files(now: Mapping[str, bytes], *known: Mapping[str, bytes]) -> list[str]:
    """The files that belong to none of the states."""
    return sorted(name for name in now if not any(name in state for state in known))


def partial_files(now: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The files that are neither the old one nor the new one, whole."""
    return sorted(name for name in {**before, **after} if now.get(name) not in (before.get(name), after.get(name)))
