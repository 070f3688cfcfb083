"""A file that does not parse, table by table: a fault for each broken one, and the data of all others.

A table in which only single values cannot be read keeps its other ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, TextRange, max_findings_for
from cbi_cli.toml.error_messages import describe_error
from cbi_cli.toml.parser import ParseError, parse_toml
from cbi_cli.toml.syntax_error import INVALID_SYNTAX, quote_text
from cbi_cli.toml.syntax_tree import parse_syntax_tree
from cbi_cli.toml.tokens import KEY
from cbi_cli.toml.value_recovery import BadValue, replace_bad_values

_HEADER = re.compile(
    rf"^[ \t]*+\[{{1,2}}[ \t]*+(?P<key>{KEY})[ \t]*+\]{{0,2}}[^\],=#\n]*+(?:\#[^\n]*)?$",
    re.MULTILINE,
)
"""A line that looks like a table header, right or with a bracket missing or too much behind it."""

_LOOK_AHEAD = 20
"""How many pieces are tried together when one ends inside a text or a list: header-like lines may stand in those."""

_MAX_CONTRADICTIONS, _MAX_REREAD_LENGTH = 20, 1_000_000
"""Tables that are left out since one before them has their name; the text is read once for each, if it is not large."""

_NOT_LINE_END = re.compile(r"[^\n]+")


class _TableChunk(NamedTuple):
    """The text from one header-like line to the next; ``key`` is the key between the brackets, empty for the first."""

    line: int
    text: str
    key: str


class RecoveredTables(NamedTuple):
    """The data of the readable tables, what is wrong with the others, and the text with those left empty.

    `unreadable` has the paths of single values that cannot be read. Each is in the data with its text as the file has
    it, so that it can be shown, and is a text of `x` in `clean`.
    """

    data: dict[str, Any]
    errors: tuple[RawFinding, ...]
    clean: str
    unreadable: tuple[KeyPath, ...] = ()


def recover_tables(name: str, text: str) -> RecoveredTables:
    """Read what can be read of a text that does not parse."""
    faults: list[RawFinding] = []
    bad: list[BadValue] = []
    kept: list[_TableChunk] = []
    broken: tuple[str, ...] = ()
    pieces = _split_into_chunks(text)
    for judged in _parse_chunks(pieces):
        piece, trouble = judged
        if len(faults) + len(bad) > max_findings_for(len(text)):
            faults.insert(0, _describe_unread_rest(name, [one for one in pieces if one.line >= piece.line]))
            break
        if broken and not _is_inside(piece, broken):
            broken = ()
        sound = replace_bad_values(piece.text) if trouble is not None and not broken else None
        if sound is not None:
            bad += (_shift_down(one, piece.line - 1) for one in sound.bad_values)
            piece, trouble = piece._replace(text=sound.text), None
        if trouble is not None:
            faults.append(_build_fault(name, piece, trouble))
            broken = broken or _parse_header_key(piece.key)
        kept.append(_blank_out(piece) if trouble or broken else piece)
    result = parse_toml(_join_chunks(kept))
    for _ in range(_MAX_CONTRADICTIONS if len(text) < _MAX_REREAD_LENGTH else 0):
        found = _drop_contradiction(name, kept, result) if isinstance(result, ParseError) else None
        if found is None:
            break
        faults.append(found)
        result = parse_toml(_join_chunks(kept))
    clean = _join_chunks(kept)
    if isinstance(result, ParseError):
        faults += [_build_value_fault(name, one, ()) for one in bad]
        return RecoveredTables({}, (*faults, _build_fault(name, _TableChunk(1, clean, ""), result)), "")
    paths = _restore_bad_values(result, clean, bad)
    faults += [_build_value_fault(name, *one) for one in zip(bad, paths, strict=True)]
    return RecoveredTables(result, tuple(faults), clean, tuple(filter(None, paths)))


def _join_chunks(pieces: Iterable[_TableChunk]) -> str:
    return "".join(piece.text for piece in pieces)


def _blank_out(piece: _TableChunk) -> _TableChunk:
    return piece._replace(text=_NOT_LINE_END.sub("", piece.text))


def _drop_contradiction(name: str, pieces: list[_TableChunk], trouble: ParseError) -> RawFinding | None:
    """Empty a table that another one contradicts, and those that belong to it, and return the fault.

    It is the later of the two, or the one in single brackets among records of a list.
    """
    number = bisect_right(pieces, trouble.line, key=lambda piece: piece.line) - 1
    path = _parse_header_key(pieces[number].key) if trouble.line else ()
    if not path:
        return None
    same = [at for at, piece in enumerate(pieces) if piece.text.strip() and _parse_header_key(piece.key) == path]
    single = [at for at in same if not pieces[at].text.lstrip().startswith("[[")]
    if single and len(single) < len(same):
        number = single[0]
        fault = _describe_single_brackets(name, pieces[number])
    else:
        fault = _build_fault(name, _TableChunk(1, _join_chunks(pieces), ""), trouble)
    pieces[number] = _blank_out(pieces[number])
    for after in range(number + 1, len(pieces)):
        if not _is_inside(pieces[after], path):
            break
        pieces[after] = _blank_out(pieces[after])
    return fault


def _describe_single_brackets(name: str, piece: _TableChunk) -> RawFinding:
    """The fault of a table in single brackets, which records of a list have double."""
    row = piece.text.split("\n", 1)[0].split("#")[0].rstrip()
    lead = len(row) - len(row.lstrip())
    message = f"{quote_text(row.strip())} has single brackets, and other records of this list have double ones"
    hint = f"begin each record with [[{piece.key}]]"
    return RawFinding(
        INVALID_SYNTAX, name, (), message, hint, region=TextRange(piece.line, lead + 1, piece.line, len(row) + 1)
    )


def _shift_down(bad: BadValue, lines: int) -> BadValue:
    """Return a bad value so many lines further down."""
    region = bad.said.region
    moved = region._replace(line=region.line + lines, end_line=region.end_line + lines)
    return bad._replace(line=bad.line + lines, said=bad.said._replace(region=moved))


def _restore_bad_values(data: dict[str, Any], clean: str, bad: list[BadValue]) -> tuple[KeyPath, ...]:
    """Put the texts of bad values into the data; return their paths, empty for one whose table is left out."""
    if not bad:
        return ()
    found: list[KeyPath] = []
    known = parse_syntax_tree(clean).value_starts()
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


def _build_value_fault(name: str, bad: BadValue, path: KeyPath) -> RawFinding:
    return RawFinding(bad.said.code, name, path, bad.said.message, bad.said.hint, region=bad.said.region)


def _describe_unread_rest(name: str, left: list[_TableChunk]) -> RawFinding:
    """Say from where on a file with too many broken tables was not read."""
    message = f"too many tables are broken; the {len(left):,} from line {left[0].line:,} on were not read"
    region = TextRange(left[0].line, 1, left[0].line, 1)
    return RawFinding("CBI001", name, (), message, "correct those before it, and check again", region=region)


def _split_into_chunks(text: str) -> list[_TableChunk]:
    """The text cut before every line that looks like a header; nothing is lost."""
    found = list(_HEADER.finditer(text))
    starts = [0, *(match.start() for match in found), len(text)]
    keys = ["", *(match["key"] for match in found)]
    pieces: list[_TableChunk] = []
    line = 1
    for key, start, end in zip(keys, starts, starts[1:], strict=False):
        pieces.append(_TableChunk(line, text[start:end], key))
        line += text.count("\n", start, end)
    return pieces


def _parse_chunks(pieces: list[_TableChunk]) -> Iterator[tuple[_TableChunk, ParseError | None]]:
    """Each piece with its trouble; pieces that only parse together come as one."""
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        result = parse_toml(piece.text)
        taken = 1
        if isinstance(result, ParseError) and result.at_end:
            taken = _joined_chunk_count(pieces, index)
            if taken > 1:
                whole = "".join(part.text for part in pieces[index : index + taken])
                piece, result = piece._replace(text=whole), {}
        yield piece, result if isinstance(result, ParseError) else None
        index += taken


def _joined_chunk_count(pieces: list[_TableChunk], index: int) -> int:
    """How many pieces from ``index`` on parse as one, 1 where none do."""
    text = pieces[index].text
    for count, piece in enumerate(pieces[index + 1 : index + _LOOK_AHEAD], start=2):
        text += piece.text
        result = parse_toml(text)
        if isinstance(result, dict):
            return count
        if not result.at_end:
            break
    return 1


@lru_cache(maxsize=64)
def _parse_header_key(key: str) -> tuple[str, ...]:
    """The names in a header's key; empty where the key itself is broken or there is none."""
    data: Any = parse_toml(f"{key} = 0") if key else {}
    names: list[str] = []
    while isinstance(data, dict) and data:
        name, data = next(iter(data.items()))
        names.append(name)
    return tuple(names)


def _is_inside(piece: _TableChunk, broken: tuple[str, ...]) -> bool:
    """Whether a table belongs to the broken one before it: without that it would fall to another record."""
    path = _parse_header_key(piece.key)
    return len(path) > len(broken) and path[: len(broken)] == broken


def _build_fault(name: str, piece: _TableChunk, trouble: ParseError) -> RawFinding:
    said = describe_error(piece.text, trouble)
    shift = piece.line - 1
    region = said.region._replace(line=said.region.line + shift, end_line=said.region.end_line + shift)
    return RawFinding(said.code, name, (), said.message, said.hint, region=region)
