"""The examples of the page about the Python API give what the page shows, and the API is complete."""

from __future__ import annotations

import doctest
import inspect
import re
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.changes.version_files import VersionPart
from cbi_cli.cli.registry import COMMANDS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
FUNCTIONS = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]


def test_the_examples_give_what_the_page_shows() -> None:
    examples = "".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    page = doctest.DocTestParser().get_doctest(examples, {}, "docs/api.md", None, 0)
    assert len(page.examples) > 20
    assert doctest.DocTestRunner(verbose=False).run(page).failed == 0


def test_every_function_and_type_is_on_the_page() -> None:
    assert [name for name in api.__all__ if not re.search(rf"\b{name}\b", PAGE)] == []


def parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and all inside it."""
    yield typing.get_origin(annotation) or annotation
    for part in typing.get_args(annotation):
        yield from parts(part)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_type_that_a_function_returns_is_exported(name: str) -> None:
    types = {exported: getattr(api, exported) for exported in api.__all__}
    hints = typing.get_type_hints(getattr(api, name), localns={"VersionPart": VersionPart, **types})
    own = [part for part in parts(hints["return"]) if getattr(part, "__module__", "").startswith("cbi_cli.")]
    assert [part for part in own if part not in types.values()] == []


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    module: ModuleType = api
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing


def test_every_command_has_a_function() -> None:
    others = {
        **{name: "plan_add_record" for name in COMMANDS if name.startswith("add ")},
        "add-event": "plan_add_event",
        "cover": "plan_coverage",
        "edit": "plan_edit",
        "edition new": "plan_new_edition",
        "fmt": "plan_format",
        "import": "plan_import",
        "init": "plan_scaffold",
        "list": "list_records",
        "release": "plan_release",
        "remove": "plan_remove",
        "rename": "plan_rename",
        "site": "write_site",
        "undo": "plan_undo",
    }
    names = COMMANDS.keys() - {"schema"}
    assert {others.get(name, name) for name in names} <= set(FUNCTIONS)
