"""Each report is one entry of the registry, which leads to its command, its result and its JSON document."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cbi_cli import api
from cbi_cli.cli.registry import COMMANDS, GROUPS
from cbi_cli.core.language_codes import Lang
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.views.registry import REPORTS, find_report, load_report

RESULTS: dict[str, Callable[[Snapshot], object]] = {
    "scorecard": lambda snapshot: api.scorecard(snapshot, 2022),
    "timeline": api.timeline,
    "gaps": api.gaps,
    "due": api.due,
    "history": lambda snapshot: api.history(snapshot, "nals"),
    "reconcile": lambda snapshot: api.reconcile(snapshot, 2022),
    "compare": lambda snapshot: api.compare(snapshot, snapshot),
    "topics": api.topics,
    "search": lambda snapshot: api.search(snapshot, "summit"),
    "show": lambda snapshot: api.show(snapshot, "nals"),
    "list": lambda snapshot: api.list_records(snapshot, "event"),
    "info": api.info,
    "explain": lambda snapshot: api.explain(snapshot, 2022, "nals"),
}


def test_every_report_has_a_command_and_a_function() -> None:
    assert tuple(GROUPS["Report"]) == REPORTS
    assert set(RESULTS) == set(REPORTS)
    assert set(REPORTS) - {"list"} <= set(api.__all__)
    assert COMMANDS["list"] == "list_"


@pytest.mark.parametrize("name", REPORTS)
def test_a_result_leads_to_its_report(name: str, us_mexico: Snapshot) -> None:
    result = RESULTS[name](us_mexico)
    report = find_report(result)
    assert report is load_report(name)
    assert report.name == name
    assert api.to_dict(us_mexico, result)["schema"] == f"cbi/{name}/1"


@pytest.mark.parametrize(("lang", "label"), [("en", "Trade"), ("es", "Comercio")])
def test_a_document_has_the_texts_of_its_language(lang: Lang, label: str, us_mexico: Snapshot) -> None:
    document = api.to_dict(us_mexico, api.topics(us_mexico, 2022), lang)
    assert label in [topic["label"] for topic in document["topics"]]


def test_other_values_have_no_report() -> None:
    with pytest.raises(TypeError, match="tuple is not the result of a report"):
        api.to_dict(None, (), "en")  # type: ignore[arg-type]
