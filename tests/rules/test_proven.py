"""Each check is proven to fire: a small edit of the shipped dataset after which this check alone finds something."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.findings import Finding
from cbi_cli.rules.registry import BASE_RULES_BY_CODE, RULES_BY_CODE
from tests.conftest import TODAY, US_MEXICO, Cli
from tests.repositories import make_repository, write_files
from tests.rules.datasets import resolve_links

SHIPPED = {path.relative_to(US_MEXICO).as_posix(): path.read_bytes() for path in sorted(US_MEXICO.rglob("*.toml"))}
LOG = "CHANGELOG.md"


NEW = '"cbi-agreements-new"'
"""The id of a source that another one cannot have had."""


class Edit(NamedTuple):
    """One edit of one file, and the one place that a check then finds.

    Where ``old`` is empty, ``new`` is put to the end of the file. ``found`` is the text of the place, and ``at`` its
    file, where that is not the edited one.
    """

    file: str
    old: str
    new: str
    found: str
    at: str = ""


MEETING = SHIPPED["events/1961.toml"].decode().partition("\n\n")[2]
ACCEPTED = '[[accepted]]\ncode = "CODE"\nrecord = "mx"\nreason = "A test."\n'
PLANNED = f'{MEETING.replace("end = 1961-02-11", "")}status = "planned"\n'
DISPUTE = 'id = "border-governors-halted-since"'
SECOND = DISPUTE.replace("border-governors", "interparliamentary")
SOURCE = '\n[[source]]\nid = "forgotten"\ntitle = "A book"\n'
SOLE = 'parties = ["us", "mx"]\ntopics = ["security"]\n'
CITED = f'{SOLE}sources = ["cbi-2022#timeline"]'
PAPER = 'institutions = ["sre-ucsd-mou"]\nparties = ["us"'
AS_COA = '"https://www.as-coa.org/sites/default/files/ASCOA_USMF_Media_Brief_on_2023NALS.pdf"'
THE_WEEK = (
    '"https://theweek.com/united-states/1019926/everything-you-need-to-know-about-the-north-american-leaders-summit"'
)
ADMITTED, OF_THE_YEAR = '"2023-01-09-north-american-leaders-summit"', '"2022-10-13-high-level-security-dialogue"'

EDITS = {
    "CBI001": Edit("disputes.toml", '"border-governors"', "border-governors", "border-governors"),
    "CBI101": Edit("events/1961.toml", "place = ", "town = ", "town"),
    "CBI102": Edit("events/1961.toml", 'level = "legislative"\n', "", "[[event]]"),
    "CBI103": Edit("events/1961.toml", "edition_number = 1", 'edition_number = "1"', '"1"'),
    "CBI104": Edit("events/1961.toml", 'kind = "meeting"', 'kind = "meting"', '"meting"'),
    "CBI105": Edit("events/1961.toml", "end = 1961-02-11", 'end = "1961-02-29"', '"1961-02-29"'),
    "CBI106": Edit("events/1961.toml", "edition_number = 1", "edition_number = 0", "0"),
    "CBI107": Edit("events/1961.toml", '"guadalajara"', '" "', '" "'),
    "CBI108": Edit("events/1961.toml", 'parties = ["us", "mx"]', 'parties = ["us", "mx", "mx"]', '"mx"'),
    "CBI201": Edit("disputes.toml", DISPUTE, SECOND, SECOND[5:]),
    "CBI202": Edit("events/1961.toml", 'topics = ["legislature"]', 'topics = ["legislation"]', '"legislation"'),
    "CBI203": Edit(
        "events/1961.toml", 'id = "1961-02-06', 'id = "1961-13-06', MEETING[15:60].replace("-02-06", "-13-06")
    ),
    "CBI205": Edit("topics.toml", '"Educación"', '"COMERCIO"', '"COMERCIO"'),
    "CBI206": Edit("institutions.toml", 'id = "nals"\n', 'id = "nals"\npart_of = "nals"\n', '"nals"'),
    "CBI207": Edit("sources.toml", THE_WEEK, AS_COA, AS_COA),
    "CBI209": Edit("sources.toml", 'id = "cbi-2022"\n', f'id = "cbi-2022"\nformer_ids = [{NEW}]\n', NEW),
    "CBI210": Edit("events/1961.toml", '"guadalajara"', '"Guadalajara, Jal."', '"Guadalajara, Jal."'),
    "CBI211": Edit("releases.toml", "", '\n[[release]]\nversion = "0.9.0"\ndate = 2026-11-24\n', '"0.9.0"'),
    "CBI301": Edit("events/1961.toml", "end = 1961-02-11", "end = 1961-02-05", "1961-02-05"),
    "CBI302": Edit("events/2012.toml", 'institutions = ["nals"]', 'institutions = ["nals", "spp"]', '"spp"'),
    "CBI303": Edit("institutions.toml", "from = 2017\nto", "from = 2016\nto", '"nals"', "events/2016.toml"),
    "CBI304": Edit("events/2027.toml", "", MEETING.replace("1961", "2027"), "2027-02-06"),
    "CBI305": Edit("events/2005.toml", "in Waco", "of May 2005", '"North American Leaders\' Summit of May 2005"'),
    "CBI306": Edit("dataset.toml", "covers_until = 2023-", "covers_until = 2203-", "2203-12-31"),
    "CBI307": Edit("events/1961.toml", "end = 1961-02-11", "end = 1971-02-11", "1971-02-11"),
    "CBI308": Edit("events/2099.toml", "", PLANNED.replace("1961", "2099"), "2099-02-06"),
    "CBI401": Edit("events/1961.toml", "", MEETING.replace("06-first-", "06-"), MEETING.splitlines()[4][8:]),
    "CBI402": Edit("events/2022.toml", '["cbi-2022#text", "los-', '["los-', "2022-06-10"),
    "CBI403": Edit("events/2022.toml", CITED, SOLE, "[[event]]"),
    "CBI404": Edit("sources.toml", "", SOURCE, '"forgotten"'),
    "CBI405": Edit("events/1961.toml", "title_es = ", "# ", MEETING.splitlines()[4][8:]),
    "CBI406": Edit("events/2022.toml", f'{PAPER}, "mx"]', f"{PAPER}]", '["us"]'),
    "CBI407": Edit("topics.toml", '"Trade"', '"Tra\u200bde"', '"Tra\u200bde"'),
    "CBI408": Edit("topics.toml", '"Educación"', '"Educacio\u0301n"', '"Educacio\u0301n"'),
    "CBI409": Edit("events/1961.toml", 'guests = ["us"]', 'guests = ["mx"]', '"mx"'),
    "CBI410": Edit("dataset.toml", "", ACCEPTED.replace("CODE", "CBI305"), '"mx"'),
    "CBI411": Edit("dataset.toml", "", ACCEPTED.replace("CODE", "CBI202"), '"CBI202"'),
    "CBI412": Edit("events/1961.toml", '"guadalajara"', '"washington"', '"washington"'),
    "CBI501": Edit("editions/2022.toml", ADMITTED, OF_THE_YEAR, OF_THE_YEAR),
}
"""Edits of text by the code of the check that they are made for."""

BYTES: dict[str, tuple[str, dict[str, bytes | None]]] = {
    "CBI002": ("disputes.toml", {"disputes.toml": SHIPPED["disputes.toml"].replace("ª".encode(), b"\xaa", 1)}),
    "CBI003": ("indicators.toml", {"indicators.toml": None}),
    "CBI004": ("topics-old.toml", {"topics-old.toml": b""}),
    "CBI204": ("events/1971.toml", {"events/1961.toml": None, "events/1971.toml": SHIPPED["events/1961.toml"]}),
}
"""Changes of whole files, with the file in which something is found; None takes a file away."""


def edited(edit: Edit) -> dict[str, bytes]:
    """The shipped files after an edit."""
    text = SHIPPED.get(edit.file, b"").decode()
    assert edit.old in text, f"the shipped dataset has no {edit.old!r} any more; choose another edit"
    new = text.replace(edit.old, edit.new, 1) if edit.old else f"{text}\n{edit.new}"
    return SHIPPED | {edit.file: new.encode()}


def changed(changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """The shipped files after a change of whole files."""
    return {name: raw for name, raw in {**SHIPPED, **changes}.items() if raw is not None}


def shown(files: dict[str, bytes], finding: Finding) -> str:
    """The text that a finding marks, which is within one line."""
    line = files[finding.file].decode().split("\n")[finding.region.line - 1]
    assert finding.region.end_line == finding.region.line
    return line[finding.region.column - 1 : finding.region.end_column - 1]


def test_the_shipped_dataset_has_no_findings() -> None:
    assert validate_files(SHIPPED, TODAY)[1] == ()


LINKS: dict[str, tuple[str, str]] = {"CBI005": ("events/1971.toml", "../../1971.toml")}
"""Files that become links, with what these say."""


def test_every_check_has_its_edit() -> None:
    assert sorted([*EDITS, *BYTES, *LINKS]) == sorted(RULES_BY_CODE)
    assert set(CHANGES) == set(BASE_RULES_BY_CODE)


@pytest.mark.parametrize("code", EDITS)
def test_an_edit_is_found_by_its_check_alone_and_at_its_place(code: str) -> None:
    edit = EDITS[code]
    files = edited(edit)
    found = validate_files(files, TODAY)[1]
    assert [(one.code, one.file) for one in found] == [(code, edit.at or edit.file)]
    assert shown(files, found[0]) == edit.found


@pytest.mark.parametrize("code", BYTES)
def test_a_changed_file_is_found_by_its_check_alone(code: str) -> None:
    file, changes = BYTES[code]
    found = validate_files(changed(changes), TODAY)[1]
    assert [(one.code, one.file) for one in found] == [(code, file)]


@pytest.mark.parametrize("code", LINKS)
def test_a_link_is_found_by_its_check_alone(code: str) -> None:
    file, target = LINKS[code]
    files = {name: raw for name, raw in SHIPPED.items() if name != file}
    found = validate_files(resolve_links({**files, f"{file}.link": target.encode()}), TODAY)[1]
    assert [(one.code, one.file) for one in found] == [(code, file)]


NEW_EVENT = b"""
[[event]]
id = "2005-01-02-border-forum"
start = 2005-02-01
title = "Border forum"
title_es = "Foro fronterizo"
kind = "forum"
level = "agency"
parties = ["us", "mx"]
sources = ["cbi-2022#text"]
"""
RAISED = SHIPPED["dataset.toml"].replace(b'version = "', b'version = "9', 1)
CHANGES: dict[str, tuple[str, dict[str, bytes]]] = {
    "CBI603": (
        "editions/2022.toml",
        {
            "dataset.toml": RAISED,
            "editions/2022.toml": SHIPPED["editions/2022.toml"].replace(b"Cabinet Level", b"Cabinet-level", 1),
            LOG: b"## 91.0.0\n",
        },
    ),
    "CBI604": ("disputes.toml", {"disputes.toml": SHIPPED["disputes.toml"].replace(b'\nid = "', b'\nid = "x-', 1)}),
    "CBI605": ("events/2005.toml", {"events/2005.toml": SHIPPED["events/2005.toml"] + NEW_EVENT}),
}
"""Changes since a revision, with the file in which something is found."""


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """The shipped dataset and its changelog in a repository, without a change."""
    return make_repository(tmp_path, SHIPPED | {LOG: (US_MEXICO / LOG).read_bytes()})


def against_head(cli: Cli, folder: Path) -> list[tuple[str, str]]:
    """Code and file of what ``validate --base HEAD`` finds."""
    result = cli("validate", ".", "--base", "HEAD", "--format", "json", folder=folder)
    return [(one["code"], one["file"]) for one in json.loads(result.out)["findings"]]


@pytest.mark.parametrize("code", CHANGES)
def test_a_change_is_found_by_its_check_alone(code: str, committed: Path, cli: Cli) -> None:
    assert against_head(cli, committed) == []
    file, changes = CHANGES[code]
    write_files(committed, SHIPPED | changes)
    assert against_head(cli, committed) == [(code, file)]
