"""The examples of the page about the Python API give what the page shows."""

from __future__ import annotations

import doctest
import re

from cbi_cli import api
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_examples_give_what_the_page_shows() -> None:
    examples = "".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    page = doctest.DocTestParser().get_doctest(examples, {}, "docs/api.md", None, 0)
    assert len(page.examples) > 5
    assert doctest.DocTestRunner(verbose=False).run(page).failed == 0


def test_every_function_is_on_the_page() -> None:
    assert [name for name in api.__all__ if name != "Snapshot" and not re.search(rf"\b{name}\b", PAGE)] == []
