"""The texts in the code, found by its syntax tree and not by the tool that writes the catalogs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import jinja2
from jinja2 import nodes

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "cbi_cli"
TEXT_ARGUMENTS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "message": 1, "plural_message": 2}
"""How many of the arguments of a call are texts."""


class TranslatableText(NamedTuple):
    """A text in the code: what a catalog knows it by, its plural, and the values that the call fills in."""

    place: str
    context: str
    message: str
    plural: str
    values: frozenset[str]


def find_texts(path: Path) -> Iterator[TranslatableText]:
    """Yield the texts of a module. Raises AssertionError for one that is not written out, and for unknown values."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        if name not in TEXT_ARGUMENTS or _passes_on(path, node):
            continue
        place = f"{path.name}:{node.lineno}"
        given = node.args[: TEXT_ARGUMENTS[name]]
        literals = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        assert len(literals) == TEXT_ARGUMENTS[name], f"{place}: a text that is not written out cannot be translated"
        assert all(word.arg for word in node.keywords), f"{place}: values have to be named"
        values = frozenset(str(word.arg) for word in node.keywords)
        if name in ("ngettext", "plural_message"):
            yield TranslatableText(place, "", literals[0], literals[1], values | {"n"})
        else:
            context = literals[0] if name == "pgettext" else ""
            yield TranslatableText(place, context, literals[-1], "", values)


def _passes_on(path: Path, node: ast.Call) -> bool:
    """Tell whether a call passes on a text from elsewhere: the translator, or what translates messages and help."""
    if path.name in ("help_texts.py", "option_texts.py"):
        return True
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(receiver, ast.Attribute) and receiver.attr == "_catalog":
        return True
    return path.name in ("translator.py", "typer_app.py") and not isinstance(node.args[0], ast.Constant)


def find_template_texts(path: Path) -> Iterator[TranslatableText]:
    """Yield the texts of a template, with the same demands as on those of a module."""
    tree = jinja2.Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701 - nothing is rendered
    for node in tree.find_all(nodes.Call):
        name = getattr(node.node, "name", "")
        if name not in TEXT_ARGUMENTS:
            continue
        place = f"{path.name}:{node.lineno}"
        given = node.args[: TEXT_ARGUMENTS[name]]
        literals = [one.value for one in given if isinstance(one, nodes.Const) and isinstance(one.value, str)]
        assert len(literals) == TEXT_ARGUMENTS[name], f"{place}: a text that is not written out cannot be translated"
        values = frozenset(word.key for word in node.kwargs)
        if path.name == "search.html":
            # The script of the page fills them in.
            values |= placeholders(literals[-1])
        if name == "ngettext":
            yield TranslatableText(place, "", literals[0], literals[1], values | {"n"})
        else:
            context = literals[0] if name == "pgettext" else ""
            yield TranslatableText(place, context, literals[-1], "", values)


def find_all_texts() -> list[TranslatableText]:
    """Return the texts of the whole package."""
    texts = [text for path in sorted(PACKAGE.rglob("*.py")) for text in find_texts(path)]
    for path in sorted(PACKAGE.rglob("templates/*.html")):
        texts.extend(find_template_texts(path))
    return texts


def placeholders(text: str) -> set[str]:
    """Return the names in braces in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
