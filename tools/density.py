"""Measure how dense code is: `python -m tools.density [FOLDER...]`.

Prints a table with one line per folder, then the functions of the first folder that need work. Without a folder, `src`
is measured. `tests/architecture/test_density.py` has the limits.

Nodes and statements are those of Python's syntax tree in the bodies of functions, without docstrings. Lines of code are
neither blank nor comments. The figure of nested comprehensions also counts those with more than one `for`; the form
that is not allowed is a comprehension inside another one.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Form(NamedTuple):
    """A form of code that is hard to read, with its place."""

    name: str
    path: Path
    line: int


class Function(NamedTuple):
    """The size of the body of a function."""

    path: Path
    name: str
    line: int
    nodes: int
    statements: int


class Density(NamedTuple):
    """The figures of a folder."""

    functions: tuple[Function, ...]
    forms: tuple[Form, ...]
    code_lines: int
    comment_lines: int
    conditional_expressions: int
    nested_comprehensions: int
    local_imports: int

    @property
    def nodes_per_statement(self) -> float:
        """Return the nodes of all functions divided by their statements."""
        nodes = sum(function.nodes for function in self.functions)
        statements = sum(function.statements for function in self.functions)
        return _ratio(nodes, statements)

    @property
    def median_nodes(self) -> float:
        """Return the median of the nodes of functions."""
        if not self.functions:
            return 0
        return statistics.median(function.nodes for function in self.functions)

    def count(self, name: str) -> int:
        """Return how often a form occurs."""
        return sum(form.name == name for form in self.forms)


CHAINED, NESTED, MULTIPLIED = "chained conditional", "nested comprehension", "list times condition"


def measure(folder: Path) -> Density:
    """Measure all Python files below a folder."""
    functions: list[Function] = []
    forms: list[Form] = []
    code_lines = comment_lines = conditional_expressions = nested_comprehensions = local_imports = 0
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        forms += _find_forms(tree, path)
        conditional_expressions += sum(isinstance(node, ast.IfExp) for node in ast.walk(tree))
        nested_comprehensions += sum(_is_nested_or_double(node) for node in ast.walk(tree))
        for function in _iter_functions(tree):
            functions.append(_measure_function(function, path))
            local_imports += sum(isinstance(node, ast.Import | ast.ImportFrom) for node in function.body)
        for line in text.splitlines():
            if line.strip().startswith("#"):
                comment_lines += 1
            elif line.strip():
                code_lines += 1
    return Density(
        tuple(functions),
        tuple(forms),
        code_lines,
        comment_lines,
        conditional_expressions,
        nested_comprehensions,
        local_imports,
    )


def _iter_functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            yield node


def _measure_function(function: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> Function:
    nodes = 0
    statements = 0
    for statement in function.body:
        if _is_docstring(statement):
            continue
        for node in ast.walk(statement):
            nodes += 1
            if isinstance(node, ast.stmt) and not _is_docstring(node):
                statements += 1
    return Function(path, function.name, function.lineno, nodes, statements)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _find_forms(tree: ast.AST, path: Path) -> Iterator[Form]:
    """Yield the forms that are not allowed.

    Each costs a reader more than the lines that it saves.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and ast.IfExp in (type(node.body), type(node.orelse)):
            yield Form(CHAINED, path, node.lineno)
        elif isinstance(node, _COMPREHENSIONS) and _has_comprehension_inside(node):
            yield Form(NESTED, path, node.lineno)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _is_list_times_condition(node):
            yield Form(MULTIPLIED, path, node.lineno)


def _is_nested_or_double(node: ast.AST) -> bool:
    if not isinstance(node, _COMPREHENSIONS):
        return False
    return len(node.generators) > 1 or _has_comprehension_inside(node)


def _has_comprehension_inside(comprehension: ast.AST) -> bool:
    return any(isinstance(node, _COMPREHENSIONS) for node in ast.walk(comprehension) if node is not comprehension)


def _is_list_times_condition(product: ast.BinOp) -> bool:
    """Tell whether a list or text is multiplied by a condition.

    A condition is a comparison, `not`, `and`, `or` or `bool()`.
    """
    for repeated, factor in ((product.left, product.right), (product.right, product.left)):
        is_text = isinstance(repeated, ast.Constant) and isinstance(repeated.value, str)
        if not (is_text or isinstance(repeated, ast.List | ast.Tuple | ast.JoinedStr)):
            continue
        if isinstance(factor, ast.Compare | ast.BoolOp):
            return True
        if isinstance(factor, ast.UnaryOp) and isinstance(factor.op, ast.Not):
            return True
        if isinstance(factor, ast.Call) and isinstance(factor.func, ast.Name) and factor.func.id == "bool":
            return True
    return False


def _ratio(part: int, total: int) -> float:
    if not total:
        return 0.0
    return part / total


def format_table(densities: dict[str, Density]) -> list[str]:
    """Return the lines of a Markdown table of figures."""
    lines = [
        "| folder | nodes per statement | nodes per function, median | conditional expressions per 100 lines "
        "| nested comprehensions per 100 lines | chained conditionals | comment lines per 100 | local imports |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, density in densities.items():
        conditionals = 100 * _ratio(density.conditional_expressions, density.code_lines)
        nested = 100 * _ratio(density.nested_comprehensions, density.code_lines)
        comments = 100 * _ratio(density.comment_lines, density.code_lines)
        cells = [
            name,
            f"{density.nodes_per_statement:.1f}",
            f"{density.median_nodes:.0f}",
            f"{conditionals:.1f}",
            f"{nested:.2f}",
            str(density.count(CHAINED)),
            f"{comments:.1f}",
            str(density.local_imports),
        ]
        row = " | ".join(cells)
        lines.append(f"| {row} |")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures of folders."""
    parser = argparse.ArgumentParser(prog="python -m tools.density", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "src"], metavar="FOLDER")
    parser.add_argument("--worst", type=int, default=20, metavar="N", help="list N functions to work on")
    options = parser.parse_args(argv)
    densities = {str(folder): measure(folder) for folder in options.folders}
    print("\n".join(format_table(densities)))
    first = densities[str(options.folders[0])]
    for form in first.forms:
        print(f"{form.path}:{form.line}: {form.name}")
    # The nodes above ten per statement are the excess that a function adds to its folder.
    densest = sorted(first.functions, key=lambda function: 10 * function.statements - function.nodes)
    for function in densest[: options.worst]:
        print(f"{function.path}:{function.line}: {function.name}: {function.nodes} nodes in {function.statements}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
