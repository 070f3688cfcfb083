"""A release of a dataset: what changed since the last one, and the files that say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cbi_cli.cli.files import NewFile
from cbi_cli.core.errors import CbiError
from cbi_cli.edit.release import Part, has_section, next_version, with_citation, with_section, with_version
from cbi_cli.render.markup import markdown_text
from cbi_cli.store.base import read_beside
from cbi_cli.store.entries import WorkTree
from cbi_cli.store.files import read_files
from cbi_cli.store.git import Repository
from cbi_cli.store.place import Place
from cbi_cli.store.states import state_at

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Change, Diff


class Release(NamedTuple):
    """What a release would write: the version, the lines for the changelog, the files, and since when."""

    version: str
    since: str
    lines: tuple[str, ...]
    files: tuple[NewFile, ...]


def last_tag(place: Place) -> str:
    """The newest version tag that leads to ``HEAD``; empty where there is none."""
    return next(iter(Repository.of(place.root).tags("v[0-9]*")), "")


def plan_release(place: Place, since: str, part: Part | None, today: date) -> Release:
    """The next release of a dataset.

    Without a part: major where records were removed, minor where some were added, else patch; a version that was raised
    further already stays. Raises CbiError where
    nothing changed since ``since``, where a side has errors, or where there is nothing to compare with.
    """
    from cbi_cli.api import diff

    older, now = state_at(place.root, since), read_files(place)
    found = diff(older.files, now, today)
    if found.base.errors or found.head.errors or found.base.dataset.info is None or found.head.dataset.info is None:
        raise CbiError(f"the dataset has errors, here or at {since}", "`cbi validate` shows them")
    lines = tuple(_lines(found))
    if not lines:
        raise CbiError(f"no record changed since {since}", "there is nothing to release")
    raised = next_version(found.base.dataset.info.record.version, part or _part(found))
    version = raised if part else max(raised, found.head.dataset.info.record.version, key=_numbers)
    return Release(version, since, lines, _files(place, now, version, today, list(lines)))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _part(found: Diff) -> Part:
    kinds = {one.change for one in found.changes}
    return "major" if "removed" in kinds else "minor" if "added" in kinds else "patch"


def _lines(found: Diff) -> Iterator[str]:
    """The changelog in words: lights first, then records by what happened to them."""
    if found.effect is not None:
        for card in found.effect.cards:
            for row in card.rows:
                if row.before is not None and row.after is not None and row.before.light != row.after.light:
                    yield f"Scorecard {card.year}, {row.after.label.en}: {row.before.light} → {row.after.light}."
    for one in found.changes:
        if one.kind != "dataset":
            yield _line(one)


def _line(one: Change) -> str:
    head = f"{one.change.capitalize()}: {one.kind} `{one.id}`"
    if one.change == "changed":
        return f"{head} ({', '.join(field.field for field in one.fields)})."
    return f"{head}, {markdown_text(one.title.en)}."


def _files(place: Place, now: dict[str, bytes], version: str, today: date, lines: list[str]) -> tuple[NewFile, ...]:
    """The files of the release, with what they hold now."""
    old = {
        "dataset.toml": now["dataset.toml"],
        "CHANGELOG.md": read_beside(place, "CHANGELOG.md") or b"",
        "CITATION.cff": read_beside(place, "CITATION.cff"),
    }
    new = {"dataset.toml": with_version(now["dataset.toml"], version)}
    changelog = _text("CHANGELOG.md", old["CHANGELOG.md"] or b"")
    if not has_section(changelog, version):
        new["CHANGELOG.md"] = with_section(changelog, version, today.isoformat(), lines).encode("utf-8")
    if old["CITATION.cff"] is not None:
        citation = _text("CITATION.cff", old["CITATION.cff"])
        new["CITATION.cff"] = with_citation(citation, version, today.isoformat()).encode("utf-8")
    tree = WorkTree(place.root)
    return tuple(NewFile(tree.path_to_write(name), content, old[name]) for name, content in new.items())


def _text(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CbiError(f"{name} is not UTF-8 at byte {error.start + 1}", "save it as UTF-8 first") from None
