"""The plan of an annual report: its sections in order, and the series that it highlights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.report_files import PLAN_FILE, SECTIONS, report_folder

if TYPE_CHECKING:
    from cbi_cli.toml.document import Document

_KEYS = ("sections", "highlights", "spotlight")
_FIRST_SERIES = "SELECT id FROM series WHERE kind = 'indicator' AND institution IS NOT NULL ORDER BY sort_key"


class ReportPlan(NamedTuple):
    """Which sections a report has, in order, and the ids of the series of its highlights and its spotlight."""

    sections: tuple[str, ...]
    highlights: tuple[str, ...]
    spotlight: str | None


def default_plan(snapshot: Snapshot, year: int) -> ReportPlan:
    """Return the plan of a report without `report.toml`.

    It highlights the rows of the scorecard that follow one institution each; its spotlight is what the first graph of
    the edition is about.
    """
    highlights = tuple(row["id"] for row in snapshot.rows(_FIRST_SERIES))
    edition = snapshot.record("edition", str(year)) or {}
    spotlight = None
    for graph in edition.get("graph", ())[:1]:
        spotlight = find_series(snapshot, graph["series"])
    chosen = tuple(name for name in highlights if name != spotlight)
    return ReportPlan(SECTIONS, chosen, spotlight)


def read_plan(snapshot: Snapshot, year: int, raw: bytes | None) -> ReportPlan:
    """Return the plan that a file `report.toml` describes; a key that it leaves out is as without the file.

    Raises CbiError, with the place, if it cannot be read or names what there is not.
    """
    plan = default_plan(snapshot, year)
    if raw is None:
        return plan
    # Only this file needs the parser.
    from cbi_cli.toml.document import parse

    document = parse(f"{report_folder(year)}/{PLAN_FILE}", raw)
    reader = _PlanReader(snapshot, document)
    for error in document.errors:
        line = error.region.line if error.region else 1
        reader.refuse_at(line, error.message, error.hint)
    data = document.data
    for key in data:
        if key not in _KEYS:
            reader.refuse(key, message("unknown key `{key}`", key=key), did_you_mean(key, _KEYS))
    if "sections" in data:
        plan = plan._replace(sections=tuple(reader.sections(data["sections"])))
    if "highlights" in data:
        plan = plan._replace(highlights=tuple(reader.series("highlights", data["highlights"])))
    if "spotlight" in data:
        (spotlight,) = reader.series("spotlight", [data["spotlight"]])
        plan = plan._replace(spotlight=spotlight)
    return plan


class _PlanReader:
    """Reads the values of a plan, and refuses those that mean nothing."""

    def __init__(self, snapshot: Snapshot, document: Document) -> None:
        self._snapshot = snapshot
        self._document = document

    def refuse(self, key: str, problem: str, hint: str) -> NoReturn:
        """Raise CbiError for the value of a key."""
        # Only a mistake has to be located.
        from cbi_cli.toml.locate import locate

        self.refuse_at(locate(self._document, (key,)).key.line, problem, hint)

    def refuse_at(self, line: int, problem: str, hint: str) -> NoReturn:
        """Raise CbiError for a line."""
        file = self._document.name
        raise CbiError(message("{file}:{line}: {problem}", file=file, line=line, problem=problem), hint)

    def sections(self, value: Any) -> Iterator[str]:
        """Yield the sections of a list, each once."""
        seen: set[str] = set()
        for name in self._texts("sections", value):
            if name not in SECTIONS:
                problem = message("there is no section `{name}`", name=name)
                self.refuse("sections", problem, did_you_mean(name, SECTIONS))
            if name in seen:
                problem = message("the section `{name}` is listed twice", name=name)
                self.refuse("sections", problem, message("remove one of them"))
            seen.add(name)
            yield name

    def series(self, key: str, value: Any) -> Iterator[str]:
        """Yield the ids of the series that a list names."""
        for name in self._texts(key, value):
            try:
                yield find_series(self._snapshot, name)
            except CbiError as error:
                self.refuse(key, error.message, error.hint)

    def _texts(self, key: str, value: Any) -> Sequence[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, message("this must be a list of texts"), message('write it as ["nals", "hled"]'))
        texts: Sequence[str] = value
        return texts
