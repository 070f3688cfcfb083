"""Read the docstrings that are shown to users.

They are also read if Python leaves docstrings out (`-OO`).
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def get_docstring(described: Any) -> str:
    """Return the docstring of a module, a class or a function.

    It is without indentation, and empty if there is none. With `-OO` no docstring is kept, so it is read from the
    source of its module.
    """
    if sys.flags.optimize < 2 or isinstance(described.__doc__, str):
        return inspect.getdoc(described) or ""
    if isinstance(described, ModuleType):
        return _read_source_docstrings(described.__name__).get("", "")
    return _read_source_docstrings(described.__module__).get(described.__qualname__, "")


@cache
def _read_source_docstrings(module: str) -> dict[str, str]:
    """Return the docstrings of a module by class and function names.

    That of the module has an empty name.
    """
    source = _read_source(module)
    tree = ast.parse(source)
    docstrings = {"": ast.get_docstring(tree) or ""}
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            docstrings[node.name] = ast.get_docstring(node) or ""
    return docstrings


def _read_source(module: str) -> str:
    """Return the source of a module, empty if there is none."""
    spec = find_spec(module)
    if spec is None or spec.loader is None or not hasattr(spec.loader, "get_source"):
        return ""
    return spec.loader.get_source(module) or ""
