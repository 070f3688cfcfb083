"""``cbi fmt``: what it writes, what it only shows, and what it leaves alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cbi_cli.api import validate_files
from cbi_cli.cli.main import run
from cbi_cli.records.json_schema import schema_files
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files
from tests.conftest import TODAY, US_MEXICO, Cli
from tests.datasets import dataset_files, event_toml

LATE, EARLY = event_toml("2022-05-01"), event_toml("2022-02-01", kind="visit")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A canonical dataset with one file that is not: its events stand in the wrong order, with Windows line ends."""
    write(tmp_path, dataset_files(LATE))
    assert run(["fmt", str(tmp_path)]) == 0
    write(tmp_path, {"events/2022.toml": f"{LATE}\n{EARLY}".replace("\n", "\r\n").encode()})
    return tmp_path


def write(folder: Path, texts: dict[str, bytes]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_the_files_that_are_not_in_their_form(cli: Cli, folder: Path) -> None:
    before = contents(folder)
    result = cli("fmt", folder=folder)
    assert (result.code, result.out) == (0, "")
    assert result.err == f"formatted events/2022.toml\nab 1.0.0 in {folder.name}: 5 files: 1 formatted\n"
    after = contents(folder)
    assert {name for name in before if before[name] != after[name]} == {str(folder / "events/2022.toml")}
    assert after[str(folder / "events/2022.toml")].decode() == f"{EARLY}\n{LATE}"
    assert set(after) == set(before)


def test_the_second_time_there_is_nothing_to_do(cli: Cli, folder: Path) -> None:
    cli("fmt", folder=folder)
    result = cli("fmt", "--check", folder=folder)
    assert (result.code, result.out, result.err) == (0, "", f"ab 1.0.0 in {folder.name}: 5 files: nothing to format\n")


def test_check_writes_nothing_and_ends_with_1(cli: Cli, folder: Path) -> None:
    before = contents(folder)
    result = cli("fmt", "--check", folder=folder)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"would format events/2022.toml\nab 1.0.0 in {folder.name}: 5 files: 1 would change\n"
    assert contents(folder) == before


def test_no_diff_is_made_that_nobody_sees(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making one takes long where a large file changes in many places."""
    monkeypatch.setattr("difflib.unified_diff", None)
    assert cli("fmt", "--check", folder=folder).code == 1
    assert cli("fmt", folder=folder).code == 0


def test_diff_shows_the_lines_and_writes_nothing(cli: Cli, folder: Path) -> None:
    before = contents(folder)
    result = cli("fmt", "--diff", folder=folder)
    assert result.code == 0
    rows = result.out.splitlines()
    assert rows[:2] == ["--- events/2022.toml", "+++ events/2022.toml"]
    added = [row[1:] for row in rows[2:] if row.startswith("+")]
    assert added == [*EARLY.splitlines(), ""]
    assert contents(folder) == before
    assert cli("fmt", "--diff", "--check", folder=folder).code == 1


def test_line_ends_alone_are_told_of(cli: Cli, folder: Path) -> None:
    write(folder, {"events/2022.toml": LATE.replace("\n", "\r\n").encode()})
    result = cli("fmt", "--diff", folder=folder)
    assert result.out == ""
    assert "would format events/2022.toml (line endings or byte order mark only)" in result.err


def test_a_file_with_an_error_is_left_alone_and_the_others_are_formatted(cli: Cli, folder: Path) -> None:
    write(folder, {"topics.toml": b"[[topic]\nid = 'a'\n"})
    result = cli("fmt", folder=folder)
    assert result.code == 1
    assert "topics.toml:1:1: error CBI001 invalid-syntax" in result.err
    assert "formatted events/2022.toml" in result.err
    assert (folder / "topics.toml").read_bytes() == b"[[topic]\nid = 'a'\n"


def test_one_file(cli: Cli, folder: Path) -> None:
    write(folder, {"sources.toml": b"[[source]]\ntitle='T'\nid='book'\n"})
    result = cli("fmt", "sources.toml", folder=folder)
    assert result.err == f"formatted sources.toml\nab 1.0.0 in {folder.name}: 1 file: 1 formatted\n"
    assert (folder / "sources.toml").read_text() == '[[source]]\nid = "book"\ntitle = "T"\n'
    assert b"\r" in (folder / "events/2022.toml").read_bytes()


def test_files_that_are_no_part_of_a_dataset_have_no_form(cli: Cli, folder: Path) -> None:
    write(folder, {"more.toml": b"x=1\n"})
    assert cli("fmt", folder=folder).err.endswith("5 files: 1 formatted\n")
    assert (folder / "more.toml").read_bytes() == b"x=1\n"
    result = cli("fmt", "more.toml", folder=folder)
    assert (result.code, "more.toml is not a data file" in result.err) == (2, True)


def test_terminal_escapes_do_not_reach_the_terminal(cli: Cli, folder: Path) -> None:
    write(folder, {"topics.toml": "[[topic]]\nlabel='\u009b31m\u202e'\nid='a'\n".encode()})
    out = cli("fmt", "--diff", folder=folder).out
    assert "label" in out
    assert not {"\u009b", "\u202e"} & set(out)


def test_a_link_in_the_dataset_keeps_pointing_and_one_out_of_it_is_not_written_through(
    cli: Cli, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    inside = folder / "schemas" / "topics.toml"
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("[[topic]]\nid='a'\n")
    (folder / "topics.toml").symlink_to("schemas/topics.toml")
    assert cli("fmt", folder=folder).code == 0
    assert (folder / "topics.toml").is_symlink()
    assert inside.read_text() == '[[topic]]\nid = "a"\n'
    outside = tmp_path_factory.mktemp("elsewhere") / "topics.toml"
    outside.write_text("[[topic]]\nid='a'\n")
    (folder / "topics.toml").unlink()
    (folder / "topics.toml").symlink_to(outside)
    for words in (("fmt",), ("fmt", "--check"), ("validate", "--fix")):
        result = cli(*words, folder=folder)
        assert result.code == 1
        assert "CBI005" in result.out + result.err
        assert outside.read_text() == "[[topic]]\nid='a'\n"


@pytest.mark.parametrize("words", [(), ("--check",), ("--dataset", "us-mexico"), ("us-mexico",)])
def test_the_built_in_dataset_is_neither_written_nor_checked(words: tuple[str, ...], cli: Cli, tmp_path: Path) -> None:
    before = contents(US_MEXICO)
    result = cli("fmt", *words, folder=tmp_path)
    assert (result.code, result.out, "cbi init --from us-mexico DIR" in result.err) == (2, "", True)
    assert contents(US_MEXICO) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [(("nope",), "no dataset with the name or the path `nope`"), ((".", "--dataset", "."), "name the same thing")],
)
def test_calls_that_cannot_be_carried_out(words: tuple[str, ...], told: str, cli: Cli, folder: Path) -> None:
    result = cli("fmt", *words, folder=folder)
    assert (result.code, told in result.err) == (2, True)


def test_the_shipped_dataset_is_in_its_form_and_says_the_same_as_before(cli: Cli) -> None:
    assert cli("fmt", "--check", str(US_MEXICO)).code == 0
    assert validate_files(read_files(DatasetLocation(US_MEXICO, "folder")), TODAY)[1] == ()


def test_new_datasets_and_new_events_are_in_their_form(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "new", "--parties", "aaaaaaaa,bbbbbbbb,cc", folder=tmp_path).code == 0
    words = ["--start", "2022-05-01", "--kind", "visit", "--level", "cabinet", "--source", "maintainers-notes"]
    for day in ("2022-05-01", "2022-03-01"):
        words[1] = day
        added = cli("add-event", "--no-input", "--dataset", "new", *words, "--title", f"Visit {day}", folder=tmp_path)
        assert added.code == 0, added.err
    assert cli("fmt", "new", "--check", "--diff", folder=tmp_path).out == ""


OLD_HEAD = """#:schema ./schemas/dataset.schema.json

# A comment at the head.
schema  =  1 # the file format
id = "ab" # beside
"""


def version_1(*tables: str) -> dict[str, bytes]:
    """The files of a dataset of version 1, with comments, a strange order of keys and Windows line ends."""
    found = dataset_files(*tables)
    rest = found["dataset.toml"].decode().replace("schema = 3\n", "").replace('id = "ab"\n', "")
    text = f"{OLD_HEAD}{rest}\n# The end.\n"
    return found | {"dataset.toml": text.replace("\n", "\r\n").encode()}


@pytest.mark.parametrize("version", [1, 2])
def test_a_dataset_of_an_older_version_is_refused_with_the_remedy(cli: Cli, tmp_path: Path, version: int) -> None:
    files = dataset_files(LATE)
    write(tmp_path, files | {"dataset.toml": files["dataset.toml"].replace(b"schema = 3", b"schema = %d" % version)})
    result = cli("validate", folder=tmp_path)
    assert result.code == 1
    assert f"`schema`: this dataset has the older file format {version}\n" in result.out
    assert "help: `cbi fmt` upgrades all of its files; what they mean stays the same\n" in result.out
    assert cli("fmt", folder=tmp_path).code == 0
    assert cli("validate", folder=tmp_path).code == 0


def test_an_upgrade_is_of_the_whole_dataset_or_of_nothing(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, version_1(LATE))
    assert cli("fmt", "dataset.toml", folder=tmp_path).code == 0
    assert "schema = 1 " in (tmp_path / "dataset.toml").read_text(encoding="utf-8")
    write(tmp_path, version_1(LATE) | {"topics.toml": b"[[topic]\nid = 'a'\n"})
    for words in (("fmt",), ("validate", "--fix")):
        assert cli(*words, folder=tmp_path).code == 1
        assert "schema = 1 " in (tmp_path / "dataset.toml").read_text(encoding="utf-8")
        assert "mode" not in (tmp_path / "events/2022.toml").read_text(encoding="utf-8")


def test_it_brings_version_1_to_the_newest_and_loses_nothing(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, version_1(LATE))
    check = cli("fmt", "--check", folder=tmp_path)
    assert (check.code, "would format dataset.toml\nwould format events/2022.toml\n" in check.err) == (1, True)
    assert cli("fmt", folder=tmp_path).code == 0
    event = tomllib.loads((tmp_path / "events/2022.toml").read_text(encoding="utf-8"))["event"]
    assert event == [one | {"mode": "in-person"} for one in tomllib.loads(LATE)["event"]]
    text = (tmp_path / "dataset.toml").read_text(encoding="utf-8")
    assert text.startswith(
        OLD_HEAD.replace("schema  =  1 # the file format", "schema = 3  # the file format").replace(
            " # beside", "  # beside"
        )
    )
    assert text.endswith("# The end.\n")
    assert tomllib.loads(text) == tomllib.loads(version_1()["dataset.toml"].decode()) | {"schema": 3}


@pytest.mark.parametrize("call", [("fmt",), ("validate", "--fix")])
def test_the_schemas_that_a_dataset_carries_follow_its_version(cli: Cli, tmp_path: Path, call: tuple[str, ...]) -> None:
    write(tmp_path, version_1(LATE) | {"schemas/event.schema.json": b"{}", "schemas/own.json": b"[]"})
    shown = cli("fmt", "--diff", "--check", folder=tmp_path)
    assert shown.code == 1
    assert "would format schemas/event.schema.json\n" in shown.err
    assert (tmp_path / "schemas/event.schema.json").read_bytes() == b"{}"
    assert cli(*call, folder=tmp_path).code == 0
    there = {f"schemas/{path.name}": path.read_bytes() for path in (tmp_path / "schemas").iterdir()}
    assert there == schema_files() | {"schemas/own.json": b"[]"}
    assert cli("fmt", "--check", folder=tmp_path).code == 0


def test_a_dataset_without_schemas_gets_none(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, version_1(LATE))
    assert cli("fmt", folder=tmp_path).code == 0
    assert not (tmp_path / "schemas").exists()


@pytest.mark.parametrize("given", ["0", "4", "true", '"1"', "1.0"])
def test_a_version_that_is_not_known_is_left_alone(cli: Cli, tmp_path: Path, given: str) -> None:
    old = dataset_files(LATE)
    write(tmp_path, old | {"dataset.toml": old["dataset.toml"].replace(b"schema = 3", f"schema = {given}".encode())})
    cli("fmt", folder=tmp_path)
    assert f"schema = {given}\n" in (tmp_path / "dataset.toml").read_text(encoding="utf-8")
    assert cli("validate", folder=tmp_path).code == 1


def test_a_date_between_two_stays_text_and_is_sorted_by_its_first_date(cli: Cli, folder: Path) -> None:
    between = event_toml("2022-03..2022-04", name="between")
    write(folder, {"events/2022.toml": f"{LATE}\n{between}\n{EARLY}".encode()})
    assert cli("fmt", folder=folder).code == 0
    assert (folder / "events/2022.toml").read_bytes().decode() == f"{EARLY}\n{between}\n{LATE}"
