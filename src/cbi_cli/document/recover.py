"""A file that does not parse, table by table: a fault for each broken one, and the data of all others.

A table in which only single values cannot be read keeps its other ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from cbi_cli.core.findings import Fault, Path, Region, most_findings
from cbi_cli.document.attempt import Trouble, attempt
from cbi_cli.document.explain import explain
from cbi_cli.document.said import SYNTAX, shown
from cbi_cli.document.syntax_tree import syntax_tree
from cbi_cli.document.tokens import KEY
from cbi_cli.document.values import BadValue, without_values

_HEADER = re.compile(
    rf"^[ \t]*+\[{{1,2}}[ \t]*+(?P<key>{KEY})[ \t]*+\]{{0,2}}[^\],=#\n]*+(?:\#[^\n]*)?$",
    re.MULTILINE,
)
"""A line that looks like a table header, right or with a bracket missing or too much behind it."""

_LOOK_AHEAD = 20
"""How many pieces are tried together when one ends inside a text or a list: header-like lines may stand in those."""

_MOST_CONTRADICTIONS, _LARGE = 20, 1_000_000
"""Tables that are left out since one before them has their name; the text is read once for each, if it is not large."""

_NOT_LINE_END = re.compile(r"[^\n]+")


class _Piece(NamedTuple):
    """The text from one header-like line to the next; ``key`` is the key between the brackets, empty for the first."""

    line: int
    text: str
    key: str


class Recovered(NamedTuple):
    """The data of the readable tables, what is wrong with the others, and the text with those left empty.

    ``unread`` has the paths of single values that cannot be read. Each is in the data with its text as the file has it,
    so that it can be shown, and is a text of ``x`` in ``clean``.
    """

    data: dict[str, Any]
    faults: tuple[Fault, ...]
    clean: str
    unread: tuple[Path, ...] = ()


def recover(name: str, text: str) -> Recovered:
    """Read what can be read of a text that does not parse."""
    faults: list[Fault] = []
    bad: list[BadValue] = []
    kept: list[_Piece] = []
    broken: tuple[str, ...] = ()
    pieces = _pieces(text)
    for judged in _judged(pieces):
        piece, trouble = judged
        if len(faults) + len(bad) > most_findings(len(text)):
            faults.insert(0, _stopped(name, [one for one in pieces if one.line >= piece.line]))
            break
        if broken and not _inside(piece, broken):
            broken = ()
        sound = without_values(piece.text) if trouble is not None and not broken else None
        if sound is not None:
            bad += (_lower(one, piece.line - 1) for one in sound.bad)
            piece, trouble = piece._replace(text=sound.text), None
        if trouble is not None:
            faults.append(_fault(name, piece, trouble))
            broken = broken or _path(piece.key)
        kept.append(_emptied(piece) if trouble or broken else piece)
    result = attempt(_joined(kept))
    for _ in range(_MOST_CONTRADICTIONS if len(text) < _LARGE else 0):
        found = _contradiction(name, kept, result) if isinstance(result, Trouble) else None
        if found is None:
            break
        faults.append(found)
        result = attempt(_joined(kept))
    clean = _joined(kept)
    if isinstance(result, Trouble):
        faults += [_of_value(name, one, ()) for one in bad]
        return Recovered({}, (*faults, _fault(name, _Piece(1, clean, ""), result)), "")
    paths = _put_back(result, clean, bad)
    faults += [_of_value(name, *one) for one in zip(bad, paths, strict=True)]
    return Recovered(result, tuple(faults), clean, tuple(filter(None, paths)))


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _emptied(piece: _Piece) -> _Piece:
    return piece._replace(text=_NOT_LINE_END.sub("", piece.text))


def _contradiction(name: str, pieces: list[_Piece], trouble: Trouble) -> Fault | None:
    """Empty a table that another one contradicts, and those that belong to it, and return the fault.

    It is the later of the two, or the one in single brackets among records of a list.
    """
    number = bisect_right(pieces, trouble.line, key=lambda piece: piece.line) - 1
    path = _path(pieces[number].key) if trouble.line else ()
    if not path:
        return None
    same = [at for at, piece in enumerate(pieces) if piece.text.strip() and _path(piece.key) == path]
    single = [at for at in same if not pieces[at].text.lstrip().startswith("[[")]
    if single and len(single) < len(same):
        number = single[0]
        fault = _single(name, pieces[number])
    else:
        fault = _fault(name, _Piece(1, _joined(pieces), ""), trouble)
    pieces[number] = _emptied(pieces[number])
    for after in range(number + 1, len(pieces)):
        if not _inside(pieces[after], path):
            break
        pieces[after] = _emptied(pieces[after])
    return fault


def _single(name: str, piece: _Piece) -> Fault:
    """The fault of a table in single brackets, which records of a list have double."""
    row = piece.text.split("\n", 1)[0].split("#")[0].rstrip()
    lead = len(row) - len(row.lstrip())
    message = f"{shown(row.strip())} has single brackets, and other records of this list have double ones"
    hint = f"begin each record with [[{piece.key}]]"
    return Fault(SYNTAX, name, (), message, hint, region=Region(piece.line, lead + 1, piece.line, len(row) + 1))


def _lower(bad: BadValue, lines: int) -> BadValue:
    """Return a bad value so many lines further down."""
    region = bad.said.region
    moved = region._replace(line=region.line + lines, end_line=region.end_line + lines)
    return bad._replace(line=bad.line + lines, said=bad.said._replace(region=moved))


def _put_back(data: dict[str, Any], clean: str, bad: list[BadValue]) -> tuple[Path, ...]:
    """Put the texts of bad values into the data; return their paths, empty for one whose table is left out."""
    if not bad:
        return ()
    found: list[Path] = []
    known = syntax_tree(clean).value_starts()
    for one in bad:
        path = known.get((one.line, one.column), ())
        found.append(path)
        if not path:
            continue
        holder: Any = data
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = one.text
    return tuple(found)


def _of_value(name: str, bad: BadValue, path: Path) -> Fault:
    return Fault(bad.said.code, name, path, bad.said.message, bad.said.hint, region=bad.said.region)


def _stopped(name: str, left: list[_Piece]) -> Fault:
    """Say from where on a file with too many broken tables was not read."""
    message = f"too many tables are broken; the {len(left):,} from line {left[0].line:,} on were not read"
    region = Region(left[0].line, 1, left[0].line, 1)
    return Fault("CBI001", name, (), message, "correct those before it, and check again", region=region)


def _pieces(text: str) -> list[_Piece]:
    """The text cut before every line that looks like a header; nothing is lost."""
    found = list(_HEADER.finditer(text))
    starts = [0, *(match.start() for match in found), len(text)]
    keys = ["", *(match["key"] for match in found)]
    pieces: list[_Piece] = []
    line = 1
    for key, start, end in zip(keys, starts, starts[1:], strict=False):
        pieces.append(_Piece(line, text[start:end], key))
        line += text.count("\n", start, end)
    return pieces


def _judged(pieces: list[_Piece]) -> Iterator[tuple[_Piece, Trouble | None]]:
    """Each piece with its trouble; pieces that only parse together come as one."""
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        result = attempt(piece.text)
        taken = 1
        if isinstance(result, Trouble) and result.at_end:
            taken = _together(pieces, index)
            if taken > 1:
                whole = "".join(part.text for part in pieces[index : index + taken])
                piece, result = piece._replace(text=whole), {}
        yield piece, result if isinstance(result, Trouble) else None
        index += taken


def _together(pieces: list[_Piece], index: int) -> int:
    """How many pieces from ``index`` on parse as one, 1 where none do."""
    text = pieces[index].text
    for count, piece in enumerate(pieces[index + 1 : index + _LOOK_AHEAD], start=2):
        text += piece.text
        result = attempt(text)
        if isinstance(result, dict):
            return count
        if not result.at_end:
            break
    return 1


@lru_cache(maxsize=64)
def _path(key: str) -> tuple[str, ...]:
    """The names in a header's key; empty where the key itself is broken or there is none."""
    data: Any = attempt(f"{key} = 0") if key else {}
    names: list[str] = []
    while isinstance(data, dict) and data:
        name, data = next(iter(data.items()))
        names.append(name)
    return tuple(names)


def _inside(piece: _Piece, broken: tuple[str, ...]) -> bool:
    """Whether a table belongs to the broken one before it: without that it would fall to another record."""
    path = _path(piece.key)
    return len(path) > len(broken) and path[: len(broken)] == broken


def _fault(name: str, piece: _Piece, trouble: Trouble) -> Fault:
    said = explain(piece.text, trouble)
    shift = piece.line - 1
    region = said.region._replace(line=said.region.line + shift, end_line=said.region.end_line + shift)
    return Fault(said.code, name, (), said.message, said.hint, region=region)
