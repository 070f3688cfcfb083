"""Read a file that does not parse, table by table.

There is an error for each broken table, and the data of all others. A table in which only single values cannot be read
keeps its other values.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, TextRange, max_findings_for
from cbi_cli.core.messages import message
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
"""A line that looks like a table header, also with a bracket missing or something after it."""

_LOOK_AHEAD = 20
"""Chunks that are tried together when one ends inside a text or a list, which may contain header-like lines."""

_MAX_CONTRADICTIONS, _MAX_REREAD_LENGTH = 20, 1_000_000
"""Tables that are left out because an earlier one has their name; the text is parsed again for each if it is short."""

_NOT_LINE_END = re.compile(r"[^\n]+")


class _TableChunk(NamedTuple):
    """The text from one header-like line to the next.

    `key` is the key between the brackets, empty for the first chunk.
    """

    line: int
    text: str
    key: str


class RecoveredTables(NamedTuple):
    """The data of the readable tables, and the errors of the others.

    `clean` is the text with the others left empty. `unreadable` has the paths of single values that cannot be read.
    Each is in the data with its text as the file has it, so that it can be shown, and is a text of `x` in `clean`.
    """

    data: dict[str, Any]
    errors: tuple[RawFinding, ...]
    clean: str
    unreadable: tuple[KeyPath, ...] = ()


def recover_tables(name: str, text: str) -> RecoveredTables:
    """Read the valid parts of a file that does not parse."""
    chunks, errors, bad_values = _read_chunks(name, text)
    # Tables that parse by themselves can still contradict each other.
    result = parse_toml(_join_chunks(chunks))
    rereads = 0
    if len(text) < _MAX_REREAD_LENGTH:
        rereads = _MAX_CONTRADICTIONS
    for _ in range(rereads):
        if not isinstance(result, ParseError):
            break
        error = _drop_contradiction(name, chunks, result)
        if error is None:
            break
        errors.append(error)
        result = parse_toml(_join_chunks(chunks))
    clean = _join_chunks(chunks)
    if isinstance(result, ParseError):
        errors += [_build_value_error(name, bad_value, ()) for bad_value in bad_values]
        errors.append(_build_error(name, _TableChunk(1, clean, ""), result))
        # Nothing may be concluded from a text that does not parse as a whole.
        return RecoveredTables({}, tuple(errors), "")
    paths = _restore_bad_values(result, clean, bad_values)
    for bad_value, path in zip(bad_values, paths, strict=True):
        errors.append(_build_value_error(name, bad_value, path))
    unreadable = tuple(path for path in paths if path)
    return RecoveredTables(result, tuple(errors), clean, unreadable)


def _read_chunks(name: str, text: str) -> tuple[list[_TableChunk], list[RawFinding], list[BadValue]]:
    """Parse each table by itself.

    Returns the chunks of the text, those of broken tables blank, with the errors of these tables, and the values that
    are bad in the other ones.
    """
    errors: list[RawFinding] = []
    bad_values: list[BadValue] = []
    kept: list[_TableChunk] = []
    broken_table: tuple[str, ...] = ()
    max_errors = max_findings_for(len(text))
    chunks = _split_into_chunks(text)
    for chunk, error in _parse_chunks(chunks):
        if len(errors) + len(bad_values) > max_errors:
            unread = [later for later in chunks if later.line >= chunk.line]
            errors.insert(0, _describe_unread_rest(name, unread))
            break
        if broken_table and not _is_inside(chunk, broken_table):
            broken_table = ()
        if error is None:
            # A table inside a broken one would fall to another record.
            kept.append(_blank_out(chunk) if broken_table else chunk)
            continue
        if not broken_table:
            patched = replace_bad_values(chunk.text)
            if patched is not None:
                bad_values += [_shift_down(bad_value, chunk.line - 1) for bad_value in patched.bad_values]
                kept.append(chunk._replace(text=patched.text))
                continue
            broken_table = _parse_header_key(chunk.key)
        errors.append(_build_error(name, chunk, error))
        kept.append(_blank_out(chunk))
    return kept, errors, bad_values


def _join_chunks(chunks: Iterable[_TableChunk]) -> str:
    return "".join(chunk.text for chunk in chunks)


def _blank_out(chunk: _TableChunk) -> _TableChunk:
    return chunk._replace(text=_NOT_LINE_END.sub("", chunk.text))


def _drop_contradiction(name: str, chunks: list[_TableChunk], error: ParseError) -> RawFinding | None:
    """Blank out a table that another one contradicts, and return its error.

    The tables inside it are blanked out too. It is the later of the two, or the one in single brackets among records of
    a list.
    """
    # Without a place, the table is not known, e.g. if something is nested too deeply.
    if not error.line:
        return None
    index = bisect_right(chunks, error.line, key=lambda chunk: chunk.line) - 1
    path = _parse_header_key(chunks[index].key)
    if not path:
        return None
    same_name: list[int] = []
    single_brackets: list[int] = []
    for number, chunk in enumerate(chunks):
        if chunk.text.strip() and _parse_header_key(chunk.key) == path:
            same_name.append(number)
            if not chunk.text.lstrip().startswith("[["):
                single_brackets.append(number)
    # The parser stops at the second of the two, even if the first has the wrong brackets.
    if single_brackets and len(single_brackets) < len(same_name):
        index = single_brackets[0]
        finding = _describe_single_brackets(name, chunks[index])
    else:
        whole_text = _TableChunk(1, _join_chunks(chunks), "")
        finding = _build_error(name, whole_text, error)
    chunks[index] = _blank_out(chunks[index])
    # Without their parent, the tables inside it would fall to another record.
    for later in range(index + 1, len(chunks)):
        if not _is_inside(chunks[later], path):
            break
        chunks[later] = _blank_out(chunks[later])
    return finding


def _describe_single_brackets(name: str, chunk: _TableChunk) -> RawFinding:
    """Return the error of single brackets in a list of tables."""
    row = chunk.text.split("\n", 1)[0].split("#")[0].rstrip()
    indent = len(row) - len(row.lstrip())
    description = message(
        "{header} has single brackets, and other records of this list have double ones", header=quote_text(row.strip())
    )
    hint = message("begin each record with [[{key}]]", key=chunk.key)
    region = TextRange(chunk.line, indent + 1, chunk.line, len(row) + 1)
    return RawFinding(INVALID_SYNTAX, name, (), description, hint, region=region)


def _shift_down(bad_value: BadValue, lines: int) -> BadValue:
    """Move the place of a bad value by a number of lines."""
    region = bad_value.error.region
    region = region._replace(line=region.line + lines, end_line=region.end_line + lines)
    error = bad_value.error._replace(region=region)
    return bad_value._replace(line=bad_value.line + lines, error=error)


def _restore_bad_values(data: dict[str, Any], clean: str, bad_values: list[BadValue]) -> tuple[KeyPath, ...]:
    """Put the texts of bad values into the data, and return their paths.

    The path of a value whose table is left out is empty.
    """
    if not bad_values:
        return ()
    paths: list[KeyPath] = []
    paths_by_start = parse_syntax_tree(clean).value_starts()
    for bad_value in bad_values:
        path = paths_by_start.get((bad_value.line, bad_value.column), ())
        paths.append(path)
        if not path:
            continue
        container: Any = data
        for part in path[:-1]:
            container = container[part]
        container[path[-1]] = bad_value.text
    return tuple(paths)


def _build_value_error(name: str, bad_value: BadValue, path: KeyPath) -> RawFinding:
    error = bad_value.error
    return RawFinding(error.code, name, path, error.message, error.hint, region=error.region)


def _describe_unread_rest(name: str, unread: list[_TableChunk]) -> RawFinding:
    """Return the error that names the first table that was not read."""
    line = unread[0].line
    description = message(
        "too many tables are broken; the {count:,} from line {line:,} on were not read", count=len(unread), line=line
    )
    region = TextRange(line, 1, line, 1)
    return RawFinding(
        "CBI001", name, (), description, message("correct those before it, and check again"), region=region
    )


def _split_into_chunks(text: str) -> list[_TableChunk]:
    """Split a text before every line that looks like a header."""
    chunks: list[_TableChunk] = []
    key = ""
    start = 0
    line = 1
    for header in _HEADER.finditer(text):
        end = header.start()
        chunks.append(_TableChunk(line, text[start:end], key))
        line += text.count("\n", start, end)
        key = header["key"]
        start = end
    chunks.append(_TableChunk(line, text[start:], key))
    return chunks


def _parse_chunks(chunks: list[_TableChunk]) -> Iterator[tuple[_TableChunk, ParseError | None]]:
    """Yield each chunk with its error.

    Chunks that only parse together are yielded as one.
    """
    index = 0
    while index < len(chunks):
        chunk = chunks[index]
        result = parse_toml(chunk.text)
        count = 1
        # A text or a list may contain a line that looks like a header.
        if isinstance(result, ParseError) and result.at_end:
            count = _joined_chunk_count(chunks, index)
        if count > 1:
            yield chunk._replace(text=_join_chunks(chunks[index : index + count])), None
        elif isinstance(result, ParseError):
            yield chunk, result
        else:
            yield chunk, None
        index += count


def _joined_chunk_count(chunks: list[_TableChunk], index: int) -> int:
    """Return how many chunks from `index` on parse as one, 1 if none do."""
    text = chunks[index].text
    for count, chunk in enumerate(chunks[index + 1 : index + _LOOK_AHEAD], start=2):
        text += chunk.text
        result = parse_toml(text)
        if isinstance(result, dict):
            return count
        # No further chunk changes an error that is not at the end.
        if not result.at_end:
            break
    return 1


@lru_cache(maxsize=64)
def _parse_header_key(key: str) -> tuple[str, ...]:
    """Return the names in a header's key.

    There are none if the key is broken or empty.
    """
    if not key:
        return ()
    table: Any = parse_toml(f"{key} = 0")
    names: list[str] = []
    # A broken key gives a `ParseError`, so it has no names.
    while isinstance(table, dict):
        (name,) = table
        names.append(name)
        table = table[name]
    return tuple(names)


def _is_inside(chunk: _TableChunk, table: tuple[str, ...]) -> bool:
    """Tell whether a table belongs to another one, by its name."""
    path = _parse_header_key(chunk.key)
    return len(path) > len(table) and path[: len(table)] == table


def _build_error(name: str, chunk: _TableChunk, error: ParseError) -> RawFinding:
    error_message = describe_error(chunk.text, error)
    shift = chunk.line - 1
    region = error_message.region._replace(
        line=error_message.region.line + shift, end_line=error_message.region.end_line + shift
    )
    return RawFinding(error_message.code, name, (), error_message.message, error_message.hint, region=region)
