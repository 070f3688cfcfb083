"""Documented or red: every command, option, check, field, JSON key, exit code and environment variable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tools import field_reference, json_examples
from typer.main import get_command

from cbi_cli.cli import exit_codes
from cbi_cli.cli.typer_app import make_app
from cbi_cli.formats.registry import FORMATS
from cbi_cli.records.base import RecordModel
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.rules.registry import ALL_RULES_BY_CODE
from cbi_cli.views.registry import REPORTS
from tests.conftest import ROOT

COMMANDS: dict[str, Any] = get_command(make_app()).commands  # type: ignore[attr-defined]
DOCUMENTS: dict[str, dict[str, Any]] = json_examples.load_descriptions()["documents"]


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _section(page: str, heading: str) -> str:
    """The part of a page below a heading, up to the next one of the same depth."""
    depth = heading.split(" ", maxsplit=1)[0]
    before, found, after = f"\n{_page(page)}".partition(f"\n{heading}\n")
    assert found, f"{page} has no `{heading}`"
    return after.split(f"\n{depth} ")[0] or before


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_options(name: str) -> None:
    section = _section("reference/commands.md", f"## cbi {name}")
    for option in (option for param in COMMANDS[name].params for option in param.opts if option.startswith("-")):
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), f"cbi {name}: {option}"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_examples_and_a_help_for_each_parameter(name: str) -> None:
    assert "Examples:" in (COMMANDS[name].help or "")
    assert [param.name for param in COMMANDS[name].params if not getattr(param, "help", "")] in ([], ["help"])


def test_every_report_has_its_rules_in_the_methodology() -> None:
    headings = re.findall(r"^## (.*)$", _page("methodology.md"), re.MULTILINE)
    reports = ("Scorecard", "Timeline", "Gaps", "History", "Reconciliation", "Topics")
    assert set(reports) <= set(headings)


@pytest.mark.parametrize("code", ALL_RULES_BY_CODE)
def test_check(code: str) -> None:
    check = ALL_RULES_BY_CODE[code]
    text = _section("reference/checks.md", f"## {code} {check.name} ({check.severity})")
    assert len(text.split()) > 10


def _models(model: type[RecordModel]) -> Iterator[type[RecordModel]]:
    yield model
    for hint in field_reference.field_hints(model).values():
        for inner in field_reference._models_in_hint(hint):
            yield from _models(inner)


@pytest.mark.parametrize("kind", [kind.kind for kind in FILE_KINDS])
def test_fields(kind: str) -> None:
    page = _page("reference/data-model.md")
    for model in _models(next(one.model for one in FILE_KINDS if one.kind == kind)):
        section = page.split(f"\n### {model.__name__}\n")[1].split("\n##")[0]
        for name, field in model.model_fields.items():
            row = re.search(rf"^\| `{field.alias or name}` \| (.*) \| (.*) \| (.*) \|$", section, re.MULTILINE)
            assert row, f"{model.__name__}.{name}"
            assert all(row.groups()), f"{model.__name__}.{name}"


def test_every_json_document_is_described() -> None:
    rooms = [ROOT / "src/cbi_cli/views", ROOT / "src/cbi_cli/formats"]
    source = "".join(path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py"))
    made = set(re.findall(r'\bjson_envelope\(\s*"([a-z-]+)"', source)) | set(re.findall(r'"cbi/([a-z-]+)/1"', source))
    assert made == set(DOCUMENTS)
    assert set(REPORTS) < made


@pytest.mark.parametrize("name", DOCUMENTS)
def test_json_keys_are_those_of_real_documents(name: str) -> None:
    told = DOCUMENTS[name]
    real = [json_examples.load_document(call) for call in told["calls"]]
    assert {one["schema"] for one in real} == {f"cbi/{name}/1"}
    assert json_examples.document_keys(real, told.get("free", ())) == set(json_examples.flatten_keys(name))
    if "csv" in told:
        assert isinstance(real[0][told["csv"]], list)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_json_keys_stand_on_the_page(name: str) -> None:
    section = _section("reference/json.md", f"## cbi/{name}/1")
    for key in DOCUMENTS[name]["keys"]:
        assert f"| `{key}` |" in section


def test_exit_codes() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", _page("reference/exit-codes.md"), re.MULTILINE)}
    assert (
        codes
        == {exit_codes.OK, exit_codes.DATA_ERRORS, exit_codes.CANNOT_RUN, exit_codes.INTERRUPTED}
        == {0, 1, 2, 130}
    )


def test_environment_variables() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r'"(CBI_[A-Z_]+|NO_COLOR)"', source))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", _page("reference/exit-codes.md"), re.MULTILINE))
    assert used == told


def test_formats_stand_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert [name for name in [entry.name for entry in FORMATS] if name != "table" and name not in readme] == []


def test_dependencies_and_bounds_have_a_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    needed = [one.partition(";")[0].strip() for one in (*project["dependencies"], *extras)]
    assert [one for one in needed if not re.search(r">=[\d.]+,<[\d.]+$", one)] == []
    pages = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "adr").glob("*.md")))
    page = "".join(pages)
    rows = re.findall(r"^\| ([a-z0-9-]+) \| `([^`]+)` \| .+ \|$", page, re.MULTILINE)
    assert {f"{name}{bounds}" for name, bounds in rows} == set(needed)
