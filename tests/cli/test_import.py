"""Importing a table: all events or none, nothing twice, and each row accounted for."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path

import openpyxl
import pexpect
import pytest

from cbi_cli import api
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml

MAPPING = """
confirmed = true
[columns]
when = "Date"
title = "What"
institutions = "Body"
sources = "Source"
[constants]
parties = ["aa", "bb"]
kind = "meeting"
level = "cabinet"
"""
HEAD = "Date,What,Body,Source\n"
GOOD = "2022-04-04,Talks in April,talks,book\n5-6 May 2020,Talks in May,The Talks,book#p1\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset with two events, and beside it a mapping for `t.csv`."""
    folder = tmp_path / "data"
    for name, raw in dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01", kind="review")).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    (tmp_path / "t.mapping.toml").write_text(MAPPING)
    return folder


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def write_table(data: Path, text: str, name: str = "t.csv") -> None:
    (data.parent / name).write_text(text, encoding="utf-8")


def rejected(data: Path, name: str = "t.rejected.csv") -> list[dict[str, str]]:
    text = (data.parent / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_events_are_written_in_date_order_and_turn_the_light(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + GOOD)
    before = contents(data)
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert (result.code, result.out) == (0, "")
    assert "Talks 2022: yellow → green" in result.err
    assert "rows read: 2; added: 2; already there: 0; duplicates: 0; rejected: 0" in result.err
    after = contents(data)
    old = before["events/2022.toml"]
    assert after.pop("events/2022.toml") == old + (
        b'[[event]]\nid = "2022-04-04-talks-april"\nstart = 2022-04-04\ntitle = "Talks in April"\nkind = "meeting"\n'
        b'level = "cabinet"\ninstitutions = ["talks"]\nparties = ["aa", "bb"]\nsources = ["book"]\n'
    )
    assert after.pop("events/2020.toml") == (
        b'[[event]]\nid = "2020-05-05-talks-may"\nstart = 2020-05-05\nend = 2020-05-06\ntitle = "Talks in May"\n'
        b'kind = "meeting"\nlevel = "cabinet"\ninstitutions = ["talks"]\nparties = ["aa", "bb"]\n'
        b'sources = ["book#p1"]\n'
    )
    del before["events/2022.toml"]
    assert after == before
    assert not (data.parent / "t.rejected.csv").exists()
    assert cli("validate", folder=data).code == 0
    assert "events/2020.toml" not in cli("fmt", "--check", folder=data).err


def test_the_second_time_nothing_is_added(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + GOOD)
    cli("import", "../t.csv", "--yes", folder=data)
    after = contents(data)
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert result.code == 0
    assert "added: 0; already there: 2" in result.err
    assert contents(data) == after


def test_a_dry_run_shows_the_files_and_writes_none(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + GOOD + "soon,T,talks,book\n")
    before = contents(data.parent)
    result = cli("import", "../t.csv", "--dry-run", folder=data)
    assert result.code == 1
    assert '+title = "Talks in April"\n' in result.out
    assert "    row 4: when: `soon` is not a date" in result.err
    assert contents(data.parent) == before


def test_each_row_that_is_not_taken_says_why(data: Path, cli: Cli) -> None:
    rows = (
        "2022-04-04,Talks in April,talks,book\n"
        "2022-04-04,The April talks,talks,book\n"
        "2021-05-04,Meeting of May,talks,book\n"
        "2022-04-04,Talks in April,talks,book\n"
        "soon,Talks,talks,book\n"
        "2022-06-01,=1+1,tolks,book\n"
    )
    write_table(data, HEAD + rows)
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert result.code == 1
    assert "rows read: 6; added: 1; already there: 1; duplicates: 2; rejected: 2" in result.err
    found = rejected(data)
    assert [row["Date"] for row in found] == ["2022-04-04", "2021-05-04", "soon", "2022-06-01"]
    assert found[0]["reason"] == "looks like row 2"
    assert found[1]["reason"] == "looks like 2021-05-04-meeting"
    assert found[2]["reason"].startswith("when: `soon` is not a date")
    assert "similar: `talks`" in found[3]["reason"]
    assert found[3]["What"] == "'=1+1", "no cell starts a formula"


def test_rejected_rows_can_be_corrected_and_imported(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + "2022-06-01,=1+1,tolks,book\n")
    cli("import", "../t.csv", "--yes", folder=data)
    path = data.parent / "t.rejected.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("tolks", "talks"), encoding="utf-8")
    words = ("import", "../t.rejected.csv", "--mapping", "../t.mapping.toml", "--yes")
    assert cli(*words, folder=data).code == 0
    assert 'title = "=1+1"' in (data / "events" / "2022.toml").read_text()
    assert not (data.parent / "t.rejected.rejected.csv").exists()


def test_duplicates_are_added_as_distinct_if_the_mapping_says_so(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text('duplicates = "distinct"\n' + MAPPING)
    write_table(data, HEAD + "2021-05-04,Meeting of May,talks,book\n2021-05-04,Another of May,talks,book\n")
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert result.code == 0, result.err
    text = (data / "events" / "2021.toml").read_text()
    assert 'distinct_from = ["2021-05-04-meeting"]' in text
    assert text.count("distinct_from") == 2
    assert "CBI304" not in cli("validate", folder=data).out
    assert "already there: 2" in cli("import", "../t.csv", "--yes", folder=data).err


def test_a_row_with_an_id_keeps_it(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text(MAPPING.replace("[columns]\n", '[columns]\nid = "Id"\n'))
    rows = (
        "2021-05-04-meeting,2021-05-04,Any title,talks,book\n"
        "2021-05-04-meeting,2021-05-05,Any title,talks,book\n"
        "2020-01-02-own,2020-01-02,Talks,talks,book\n"
        "2020-01-02-own,2020-01-02,Other talks of another kind,talks,book\n"
        "2020-02-02-own,2020-01-02,Talks,talks,book\n"
    )
    write_table(data, "Id," + HEAD + rows)
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert "added: 1; already there: 1; duplicates: 0; rejected: 3" in result.err
    assert 'id = "2020-01-02-own"' in (data / "events" / "2020.toml").read_text()
    reasons = [row["reason"] for row in rejected(data)]
    assert "does not begin with the start, 2021-05-05" in reasons[0]
    assert "another row has the id" in reasons[1]
    assert "does not begin with the start, 2020-01-02" in reasons[2]


def test_new_records_are_written_with_the_events_that_need_them(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text(
        MAPPING.replace("[constants]", 'place = "City"\n[constants]')
        + '[create.source]\ncolumns = { url = "Link" }\n[create.place]\nconstants = { country = "aa" }\n'
    )
    write_table(
        data,
        "Date,What,Body,Source,City,Link\n"
        "2022-04-04,Talks in April,talks,A new paper,Springfield,https://example.org/p\n"
        "2022-06-04,Talks in June,talks,A new paper,Springfield,https://example.org/p\n"
        "soon,Talks,talks,Another paper,Shelbyville,\n",
    )
    before = (data / "sources.toml").read_text()
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert "2 new records that they name:" in result.err
    # Behind the record with the next smaller id, of which there is none.
    paper = '\n[[source]]\nid = "a-new-paper"\ntitle = "A new paper"\nurl = "https://example.org/p"\n'
    assert (data / "sources.toml").read_text() == paper + before
    assert (data / "places.toml").read_text() == (
        '[[place]]\nid = "springfield"\nname = "Springfield"\ncountry = "aa"\n'
    )
    assert (data / "events" / "2022.toml").read_text().count('place = "springfield"') == 2
    assert cli("validate", "--strict", folder=data).code == 0


def test_a_row_that_a_check_finds_wrong_is_rejected(data: Path, cli: Cli) -> None:
    mapping = MAPPING.replace("when", "start").replace("[constants]", 'end = "End"\n[constants]')
    (data.parent / "t.mapping.toml").write_text(mapping)
    rows = "2022-04-04,Talks in April,talks,book,2022-04-01\n2022-06-04,Talks in June,talks,book,2022-06-05\n"
    write_table(data, HEAD.replace("\n", ",End\n") + rows)
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert result.code == 1
    assert "added: 1; already there: 0; duplicates: 0; rejected: 1" in result.err
    assert rejected(data)[0]["reason"].startswith("CBI301: ")
    assert "Talks in April" not in (data / "events" / "2022.toml").read_text()


def test_a_call_without_a_person_needs_yes(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + GOOD)
    before = contents(data)
    result = cli("import", "../t.csv", folder=data)
    assert result.code == 2
    assert "there is no terminal to ask on" in result.err
    assert contents(data) == before


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("none.csv",), "there is no mapping none.mapping.toml"),
        (("../none.csv", "--mapping", "../t.mapping.toml"), "cannot read ../none.csv"),
        (
            ("../t.csv", "--rejected", "../t.csv", "--yes"),
            "cbi: error: --rejected: ../t.csv is read by this call\n  help: name another file\n",
        ),
        (("../t.csv", "--rejected", "../t.mapping.toml", "--yes"), "is read by this call"),
        (("../t.csv", "--output", "x.toml"), "--output goes with --guess"),
        (("../t.csv", "--guess", "--output", "../t.mapping.toml"), "a guess never replaces what a person wrote"),
        (("../t.csv", "--yes", "--dataset", "us-mexico"), "cannot be edited"),
    ],
)
def test_a_call_that_cannot_be_carried_out(words: tuple[str, ...], expected: str, data: Path, cli: Cli) -> None:
    write_table(data, HEAD + "2022-04-04,Talks in Apri,talks,book\n")
    before = contents(data.parent)
    result = cli("import", *words, folder=data)
    assert (result.code, result.out) == (2, "")
    assert expected in result.err
    assert contents(data.parent) == before


def test_a_guess_has_to_be_confirmed_by_a_person(data: Path, cli: Cli) -> None:
    write_table(data, "Fecha,Título,Tipo,Fuente\n13/10/2022,Pláticas,Meeting,book\n01/11/2022,Otras,Encuentro,bok\n")
    result = cli("import", "../t.csv", "--guess", folder=data)
    assert result.code == 0
    assert result.out.startswith("# A guess")
    for line in (
        "confirmed = false",
        'dates = "day-first"  # by dates such as 13/10/2022; check it',
        'start = "Fecha"',
        'title = "Título"',
        'kind = "Tipo"',
        'sources = "Fuente"',
        'parties = ["aa", "bb"]',
        '# "Encuentro" = ""',
        '# "bok" = ""  # similar: book',
    ):
        assert line in result.out.splitlines()
    (data.parent / "t.mapping.toml").write_text(result.out)
    refused = cli("import", "../t.csv", "--yes", folder=data)
    assert (refused.code, "is not confirmed" in refused.err) == (2, True)
    confirmed = result.out.replace("confirmed = false", "confirmed = true")
    confirmed = confirmed.replace('# level = ""', 'level = "cabinet"').replace(
        '# "Encuentro" = ""', '"Encuentro" = "meeting"'
    )
    (data.parent / "t.mapping.toml").write_text(confirmed.replace('# "bok" = ""', '"bok" = "book"'))
    accepted = cli("import", "../t.csv", "--yes", folder=data)
    assert accepted.code == 0, accepted.err


def test_other_forms_of_tables(data: Path, cli: Cli) -> None:
    line = {"Date": "2022-04-04", "What": "Talks in April", "Body": ["talks"], "Source": "book"}
    write_table(data, json.dumps(line) + "\n{\n", "t.jsonl")
    result = cli("import", "../t.jsonl", "--yes", folder=data)
    assert "rows read: 2; added: 1; already there: 0; duplicates: 0; rejected: 1" in result.err
    assert rejected(data) == [{"Date": "{", "What": "", "Body": "", "Source": "", "reason": "the line is not JSON"}]
    book = openpyxl.Workbook()
    for row in (list(line), ["2022-06-04", "Talks in June", "talks", "book"]):
        book.active.append(row)
    book.save(data.parent / "t.xlsx")
    assert "added: 1;" in cli("import", "../t.xlsx", "--yes", folder=data).err
    (data.parent / "t.csv").write_bytes((HEAD + "2022-08-04,Reunión,talks,book\n").encode("cp1252"))
    assert cli("import", "../t.csv", "--yes", folder=data).code == 2
    assert cli("import", "../t.csv", "--yes", "--encoding", "windows-1252", folder=data).code == 0
    assert "Reunión" in (data / "events" / "2022.toml").read_text(encoding="utf-8")


def test_without_openpyxl_excel_is_refused_with_the_remedy(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data.parent / "t.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    result = cli("import", "../t.xlsx", "--yes", folder=data)
    assert (result.code, 'pip install "cbi-cli[xlsx]"' in result.err) == (2, True)


def test_unused_columns_and_long_lists_are_said(data: Path, cli: Cli) -> None:
    rows = [f"soon,Talks {number},talks,book,x\n" for number in range(25)]
    write_table(data, HEAD.replace("\n", ",Extra\n") + "".join(rows))
    result = cli("import", "../t.csv", "--dry-run", folder=data)
    assert "columns that are not used: Extra" in result.err
    assert result.err.count("    row ") == 20
    assert "    and 5 more\n" in result.err


def test_one_file_per_event_where_the_layout_says_so(data: Path, cli: Cli) -> None:
    with (data / "dataset.toml").open("a") as file:
        file.write('[layout]\nevents = "event"\n')
    write_table(data, HEAD + GOOD)
    assert cli("import", "../t.csv", "--yes", folder=data).code == 0
    assert (data / "events" / "2022" / "2022-04-04-talks-april.toml").is_file()
    assert (data / "events" / "2020" / "2020-05-05-talks-may.toml").is_file()


def test_the_api_plans_the_same(data: Path) -> None:
    write_table(data, HEAD + GOOD + "soon,T,talks,book\n")
    with api.open_dataset(data, today="2026-11-24") as dataset:
        change = api.plan_import(dataset, data.parent / "t.csv")
        counts = {name: change.details.count(name) for name in ("added", "present", "duplicate", "rejected")}
        assert counts == {"added": 2, "present": 0, "duplicate": 0, "rejected": 1}
        assert [file.path for file in change.files] == ["events/2020.toml", "events/2022.toml"]
        change.apply()
        dataset.reload()
        again = api.plan_import(dataset, data.parent / "t.csv")
        assert again.files == ()
        assert [row.reason for row in again.details.rows[:2]] == ["already in the dataset"] * 2


def test_the_help_in_spanish(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "es")
    assert "Agrega los eventos de una tabla." in cli("import", "--help", folder=ROOT).out


def ask(data: Path) -> pexpect.spawn[str]:
    """An import on a terminal."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    words = ["-m", "cbi_cli", "import", "../t.csv"]
    return pexpect.spawn(sys.executable, words, cwd=str(data), env=env, encoding="utf-8", timeout=30)


@pytest.mark.parametrize(("answer", "is_written"), [("", False), ("n", False), ("y", True), ("sí", True)])
def test_on_a_terminal_a_person_decides(data: Path, answer: str, is_written: bool) -> None:
    write_table(data, HEAD + GOOD)
    call = ask(data)
    call.expect("yellow → green")
    call.expect("Write it")
    call.sendline(answer)
    call.expect("added: 2" if is_written else "nothing was written")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    assert (data / "events" / "2020.toml").exists() is is_written


def test_what_others_wrote_meanwhile_is_taken_into_account(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + GOOD)
    call = ask(data)
    call.expect("Write it")
    cli("import", "../t.csv", "--yes", folder=data)
    after = contents(data)
    call.sendline("y")
    call.expect("the dataset changed in the meantime")
    call.expect(pexpect.EOF)
    call.close()
    assert (call.exitstatus, contents(data)) == (2, after)


def test_the_same_mapping_reads_the_rejected_rows_of_any_table(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text('encoding = "windows-1252"\ndelimiter = ";"\n' + MAPPING)
    text = (HEAD + "soon,Reunión,talks,book\n").replace(",", ";")
    (data.parent / "t.csv").write_bytes(text.encode("cp1252"))
    cli("import", "../t.csv", "--yes", folder=data)
    path = data.parent / "t.rejected.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("soon;", "2022-06-01;"), encoding="utf-8")
    assert cli("import", "../t.rejected.csv", "--mapping", "../t.mapping.toml", "--yes", folder=data).code == 0
    assert 'title = "Reunión"' in (data / "events" / "2022.toml").read_text(encoding="utf-8")


def test_rejected_rows_can_go_to_stdout(data: Path, cli: Cli) -> None:
    write_table(data, HEAD + "soon,T,talks,book\n")
    result = cli("import", "../t.csv", "--yes", "--rejected", "-", folder=data)
    assert result.out.startswith('\ufeffDate,What,Body,Source,reason\nsoon,T,talks,book,"when: `soon`')
    assert "are in" not in result.err
    assert not (data.parent / "t.rejected.csv").exists()


def test_texts_of_a_table_reach_the_terminal_harmless(data: Path, cli: Cli) -> None:
    rows = (
        '2022-06-01,"\x1b[31m\n::error::red",talks,book\n'
        "2022-06-05,##[error]blue,talks,book\n"
        "2022-06-15,Talks,\x1b]0;title\x07,book\n"
    )
    write_table(data, "Date,What,Body,Source,\x1b[2J\n" + rows.replace("book\n", "book,\n"))
    for words in (("--dry-run",), ("--guess",), ("--yes",)):
        result = cli("import", "../t.csv", *words, folder=data)
        shown = result.out + result.err
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert not any(line.startswith("::") for line in shown.splitlines())
        assert "##[error]" not in shown


def test_an_id_that_is_known_and_means_another_event(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text(MAPPING.replace("[columns]\n", '[columns]\nid = "Id"\n'))
    text = (data / "events" / "2021.toml").read_text().replace("start = 2021-05-04", "start = 2021-05-05")
    text = text.replace("Event 2021-05-04", "Event of May")
    (data / "events" / "2021.toml").write_text(text)
    (data / "withdrawn.toml").write_text(
        '[[withdrawn]]\nid = "2020-01-01-gone"\nkind = "event"\ntitle = "X"\ndate = 2022-01-01\nreason = "never held"\n'
    )
    write_table(
        data,
        f"Id,{HEAD}2021-05-04-meeting,2021-05-04,Other,talks,book\n2020-01-01-gone,2020-01-01,Talks,talks,book\n",
    )
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert (result.code, "rejected: 2" in result.err) == (1, True), result.err
    first, second = [row["reason"] for row in rejected(data)]
    assert first.startswith("the id `2021-05-04-meeting` is that of an event of 2021-05-05; leave the id out")
    assert "was withdrawn on 2022-01-01: never held" in second


def test_events_of_one_day_and_title_get_ids_that_count(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text('duplicates = "distinct"\n' + MAPPING + "[create.source]\n")
    write_table(
        data, HEAD + "".join(f"2020-01-01,Talks,talks,Paper {letter}\n" for letter in ("Alpha", "Beta", "Gamma"))
    )
    assert cli("import", "../t.csv", "--yes", folder=data).code == 0
    text = (data / "events" / "2020.toml").read_text()
    assert [line for line in text.splitlines() if line.startswith("id = ")] == [
        'id = "2020-01-01-talks"',
        'id = "2020-01-01-talks-2"',
        'id = "2020-01-01-talks-3"',
    ]


def test_records_are_put_into_files_of_any_form(data: Path, cli: Cli) -> None:
    (data.parent / "t.mapping.toml").write_text(MAPPING + "[create.source]\n")
    raw = (data / "sources.toml").read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    (data / "sources.toml").write_bytes(raw)
    write_table(data, HEAD + "2020-01-01,Talks,talks,A paper\n")
    assert cli("import", "../t.csv", "--yes", folder=data).code == 0
    expected = b'\r\n[[source]]\r\nid = "a-paper"\r\ntitle = "A paper"\r\n' + raw
    assert (data / "sources.toml").read_bytes() == expected
    inline = 'source = [{ id = "book", title = "The book", locators = [{ id = "p1", title = "Page 1" }] }]\n'
    (data / "sources.toml").write_text(inline)
    write_table(data, HEAD + "2020-06-01,Talks,talks,A paper\n")
    (data / "events" / "2020.toml").unlink()
    result = cli("import", "../t.csv", "--yes", folder=data)
    assert (result.code, "sources.toml cannot be edited automatically" in result.err) == (2, True)
    assert (data / "sources.toml").read_text() == inline
    assert not (data / "events" / "2020.toml").exists()
