"""Count the steps of regular expressions: a small backtracking matcher over the tree that `re` itself parses.

The standard library does not say how many steps a match takes, and a time says little. This matcher takes the same
alternatives in the same order, without the shortcuts of the real one, so its count is an upper bound of the same order.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import pkgutil
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import cbi_cli

Continue = Callable[[int], "int | None"]
Matcher = Callable[[int, Continue], "int | None"]

SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
"""Functions that try a pattern at each position of a text."""

ANCHORED = {"match", "fullmatch"}


class TooManySteps(Exception):
    """Stop a match whose steps have passed any linear bound."""


class PatternUse(NamedTuple):
    """A pattern of the program, where it is written, and whether it is tried at each position."""

    where: str
    pattern: str
    flags: int
    searches: bool


class StepCounter:
    """One pattern, run on texts; ``count`` is the number of steps that it has taken."""

    def __init__(self, pattern: str, flags: int, most: int = 2_000_000) -> None:
        tree = sre_parser.parse(pattern, flags)
        self.flags = tree.state.flags
        self.most = most
        self.count = 0
        self.text = ""
        self.groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(list(tree))

    def match(self, text: str, start: int = 0) -> int | None:
        """Return the end of a match that begins at a position, or None."""
        self.text = text
        self.groups = {}
        return self._match(start, lambda end: end)

    def find_all(self, text: str) -> list[tuple[int, int]]:
        """Return the matches as ``re.finditer`` finds them."""
        found = []
        start = 0
        while start <= len(text):
            end = self.match(text, start)
            if end is None:
                start += 1
                continue
            found.append((start, end))
            start = max(end, start + 1)
        return found

    def _step(self) -> None:
        self.count += 1
        if self.count > self.most:
            raise TooManySteps

    def _sequence(self, nodes: Sequence[Any]) -> Matcher:
        parts = [self._node(node) for node in nodes]

        def run(at: int, then: Continue, index: int = 0) -> int | None:
            if index == len(parts):
                return then(at)
            return parts[index](at, lambda end: run(end, then, index + 1))

        return run

    def _node(self, node: tuple[Any, Any]) -> Matcher:
        operation, argument = node
        if operation in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return self._single(node)
        if operation is sre.AT:
            return self._at(argument)
        if operation is sre.SUBPATTERN:
            return self._group(argument)
        if operation is sre.BRANCH:
            return self._branch([self._sequence(list(one)) for one in argument[1]])
        if operation is sre.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(argument)))
        if operation in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(operation is sre.ASSERT, argument[0], list(argument[1]))
        if operation is sre.GROUPREF:
            return self._reference(argument)
        low, high, inner = argument
        many = None if high is sre.MAXREPEAT else int(high)
        repeat = self._repeat(self._sequence(list(inner)), low, many, lazy=operation is sre.MIN_REPEAT)
        return self._atomic(repeat) if operation is sre.POSSESSIVE_REPEAT else repeat

    def _single(self, node: tuple[Any, Any]) -> Matcher:
        fits = character_test(node, self.flags)

        def run(at: int, then: Continue) -> int | None:
            self._step()
            return then(at + 1) if at < len(self.text) and fits(self.text[at]) else None

        return run

    def _at(self, place: Any) -> Matcher:
        holds = re.compile(
            {
                sre.AT_BEGINNING: "^",
                sre.AT_BEGINNING_STRING: r"\A",
                sre.AT_BOUNDARY: r"\b",
                sre.AT_NON_BOUNDARY: r"\B",
                sre.AT_END: "$",
                sre.AT_END_STRING: r"\Z",
            }[place],
            self.flags & re.MULTILINE,
        )

        def run(at: int, then: Continue) -> int | None:
            self._step()
            return then(at) if holds.match(self.text, at) else None

        return run

    def _group(self, argument: tuple[Any, ...]) -> Matcher:
        number, _, _, inner = argument
        body = self._sequence(list(inner))

        def run(at: int, then: Continue) -> int | None:
            def after(end: int) -> int | None:
                before = self.groups.get(number)
                self.groups[number] = (at, end)
                result = then(end)
                if result is None and before is not None:
                    self.groups[number] = before
                return result

            return body(at, after)

        return run

    def _branch(self, ways: list[Matcher]) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            for way in ways:
                self._step()
                end = way(at, then)
                if end is not None:
                    return end
            return None

        return run

    def _atomic(self, body: Matcher) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            self._step()
            end = body(at, lambda end: end)
            return None if end is None else then(end)

        return run

    def _look(self, wanted: bool, direction: int, inner: list[Any]) -> Matcher:
        body = self._sequence(inner)
        width = 0 if direction > 0 else sre_parser.SubPattern(sre_parser.State(), inner).getwidth()[0]

        def run(at: int, then: Continue) -> int | None:
            self._step()
            found = at >= width and body(at - width, lambda end: end) is not None
            return then(at) if found is wanted else None

        return run

    def _reference(self, number: int) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            self._step()
            start, end = self.groups.get(number, (0, -1))
            word = self.text[start:end]
            return then(at + len(word)) if end >= 0 and self.text.startswith(word, at) else None

        return run

    def _repeat(self, body: Matcher, low: int, high: int | None, lazy: bool) -> Matcher:
        def run(at: int, then: Continue, done: int = 0) -> int | None:
            self._step()

            def again(end: int) -> int | None:
                # An empty turn would never end.
                return None if end == at and done >= low else run(end, then, done + 1)

            if done < low:
                return body(at, again)
            if lazy:
                end = then(at)
                return end if end is not None or done == high else body(at, again)
            end = body(at, again) if done != high else None
            return end if end is not None else then(at)

        return run


def character_test(node: tuple[Any, Any], flags: int) -> Callable[[str], bool]:
    """Return the test that one character has to pass."""
    operation, argument = node
    if operation is sre.ANY:
        return lambda one: one != "\n" or bool(flags & re.DOTALL)
    if operation is sre.LITERAL:
        return lambda one: bool(ord(one) == argument)
    if operation is sre.NOT_LITERAL:
        return lambda one: bool(ord(one) != argument)
    negated = argument[0][0] is sre.NEGATE
    members = [one for one in argument if one[0] is not sre.NEGATE]
    known: dict[str, bool] = {}

    def fits(one: str) -> bool:
        if one not in known:
            known[one] = any(is_member(one, member, flags) for member in members) is not negated
        return known[one]

    return fits


def is_member(one: str, member: tuple[Any, Any], flags: int) -> bool:
    """Say whether a character belongs to a literal, range or category of a class."""
    operation, argument = member
    if operation is sre.LITERAL:
        return bool(ord(one) == argument)
    if operation is sre.RANGE:
        return bool(argument[0] <= ord(one) <= argument[1])
    name = str(argument).removeprefix("CATEGORY_")
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.removeprefix("NOT_")]
    letter = letter.upper() if name.startswith("NOT_") else letter
    return re.match(rf"\{letter}", one, flags & re.ASCII) is not None


def atoms_of(pattern: str, flags: int) -> list[str]:
    """Return pieces of text that a pattern speaks of: its literals, runs of them, and samples of its classes."""
    found = {"\n", " ", "a", "0", "é"}
    _collect_atoms(list(sre_parser.parse(pattern, flags)), found)
    return sorted(found)


def _collect_atoms(nodes: Sequence[Any], found: set[str]) -> None:
    run = ""
    for operation, argument in nodes:
        if operation is sre.LITERAL:
            run += chr(argument)
            found.add(chr(argument))
            continue
        found |= {run} - {""}
        run = ""
        if operation is sre.NOT_LITERAL:
            found.add(chr(argument))
        elif operation is sre.IN:
            found |= set(_samples(argument))
        else:
            for inner in _inner_nodes(operation, argument):
                _collect_atoms(list(inner), found)
    found |= {run} - {""}


def _samples(members: Sequence[Any]) -> Iterator[str]:
    for operation, argument in members[:8]:
        if operation is sre.LITERAL:
            yield chr(argument)
        elif operation is sre.RANGE:
            yield chr(argument[0])
            yield chr(argument[1])


def repeats_group_possessively(pattern: str, flags: int = 0) -> bool:
    """Return whether anything longer than one character is repeated with `*+`, `++`, `?+` or `{m,n}+`."""
    return any(
        operation is sre.POSSESSIVE_REPEAT and argument[-1].getwidth() != (1, 1)
        for operation, argument in _walk(list(sre_parser.parse(pattern, flags)))
    )


def _walk(nodes: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for operation, argument in nodes:
        yield operation, argument
        for inner in _inner_nodes(operation, argument):
            yield from _walk(list(inner))


def _inner_nodes(operation: Any, argument: Any) -> Iterator[Any]:
    if operation is sre.BRANCH:
        yield from argument[1]
    elif operation is sre.ATOMIC_GROUP:
        yield argument
    elif isinstance(argument, tuple) and argument and isinstance(argument[-1], sre_parser.SubPattern):
        yield argument[-1]


def periodic_texts(atoms: Sequence[str], seed: str, count: int) -> Iterator[tuple[str, str, str]]:
    """Yield a beginning, a period and an end: first each piece and pairs of signs alone, then random ones."""
    signs = [atom for atom in atoms if not atom.isalnum()][:7]
    for period in (*atoms, *(first + second for first in signs for second in signs if first != second)):
        yield "", period, ""
        yield "", period, "\x01"
    chance = random.Random(repr(seed))  # noqa: S311 - the same texts in each run
    for _ in range(count):
        words = ["".join(chance.choices(atoms, k=chance.randint(low, 3))) for low in (0, 1, 0)]
        yield words[0], words[1], words[2]


def find_patterns() -> list[PatternUse]:
    """Return every regular expression in the source of the program."""
    trees = {}
    for module in pkgutil.walk_packages(cbi_cli.__path__, "cbi_cli."):
        loaded = importlib.import_module(module.name)
        if loaded.__file__ and not module.ispkg:
            trees[module.name] = ast.parse(Path(loaded.__file__).read_text(encoding="utf-8"))
    searched = {name for tree in trees.values() for name in _searched_names(tree)}
    found: list[PatternUse] = []
    for name, tree in trees.items():
        values = vars(importlib.import_module(name))
        for call in ast.walk(tree):
            if _is_re_call(call):
                found += _pattern_uses(name, call, values, searched)
    return found


def _is_re_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in SEARCHING | ANCHORED | {"compile"}
    )


def _searched_names(tree: ast.AST) -> Iterator[str]:
    """Yield the names of compiled patterns that something searches with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in SEARCHING and isinstance(node.value, ast.Name):
            yield node.value.id


class _AnyNames(dict[str, Any]):
    """Names for the words that a pattern takes from a call: any short word."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, "x")


def _pattern_uses(module: str, call: Any, values: dict[str, Any], searched: set[str]) -> list[PatternUse]:
    names = _AnyNames(values)
    pattern = eval(compile(ast.Expression(call.args[0]), f"<{module}>", "eval"), names)  # noqa: S307 - our own source
    where = f"{module}:{call.lineno}"
    if call.func.attr != "compile":
        flags = [one for one in call.args[2:] if "re." in ast.unparse(one)]
        number = eval(compile(ast.Expression(flags[0]), f"<{module}>", "eval"), names) if flags else 0  # noqa: S307
        return [PatternUse(where, pattern, int(number), call.func.attr in SEARCHING)]
    compiled = eval(compile(ast.Expression(call), f"<{module}>", "eval"), names)  # noqa: S307
    # By value, since the cache of `re` does not keep every pattern.
    name = next((name for name, value in values.items() if isinstance(value, re.Pattern) and value == compiled), "")
    return [PatternUse(where, compiled.pattern, compiled.flags, not name or name in searched)]
