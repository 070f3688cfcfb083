"""What other validators of the kind have died of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.hostile.calls import option_choices
from tests.repositories import write_files

MEGABYTE = 1_000_000
LINE = "y" * 2 * MEGABYTE
FORMS = option_choices("validate", "--format")


def test_a_title_with_a_closing_tag_of_rich_kills_nothing(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", 'title = "[/foo]"')))
    for form in FORMS:
        assert cli("validate", "--format", form, folder=tmp_path).code == 0
    shown = cli("timeline", "--year", "2022", "--color", "always", folder=tmp_path)
    assert (shown.code, "[/foo]" in shown.out) == (0, True)


@pytest.mark.parametrize("raw", [b"\xff", b"\xe9", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"])
def test_a_file_that_is_not_utf_8_is_an_error(raw: bytes, tmp_path: Path, cli: Cli) -> None:
    found = dataset_files(event_toml("2022-05-04"))
    write_files(tmp_path, found | {"events/2022.toml": found["events/2022.toml"] + b"# " + raw + b"\n"})
    result = cli("validate", "--format", "json", folder=tmp_path)
    (finding,) = [one for one in json.loads(result.out)["findings"] if one["severity"] == "error"]
    # eight lines of the event and an empty one stand before it
    assert (result.code, finding["name"], finding["line"]) == (
        1,
        "invalid-encoding",
        found["events/2022.toml"].count(b"\n") + 1,
    )


@pytest.mark.parametrize("text", ["[/a]" * (MEGABYTE // 4), "\\u0007" * (MEGABYTE // 6)], ids=["markup", "bells"])
@pytest.mark.parametrize("field", ["title", "note", "kind", "id", "sources", "unheard"])
def test_a_value_of_a_megabyte_makes_no_megabyte_of_messages(field: str, text: str, tmp_path: Path, cli: Cli) -> None:
    value = f'["{text}"]' if field == "sources" else f'"{text}"'
    write_files(
        tmp_path, dataset_files(event_toml("2022-05-04", f"{field} = {value}", name="a"), event_toml("2022-05-05"))
    )
    for form in ("text", "json", "github", "sarif"):
        result = cli("validate", "--format", form, folder=tmp_path)
        assert result.code in (0, 1)
        # A SARIF log holds the pages of all rules too.
        assert len(result.out + result.err) < (80_000 if form == "sarif" else 20_000)


def test_a_key_of_a_megabyte_makes_no_megabyte_of_messages(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", f'"{"k" * MEGABYTE}" = 1')))
    result = cli("validate", folder=tmp_path)
    assert result.code == 1
    assert len(result.out + result.err) < 20_000


@pytest.mark.parametrize(
    "line",
    ['x = "' + LINE, 'x = "' + LINE + '"', "# \x07" + LINE, LINE],
    ids=["open text", "text", "comment", "word"],
)
def test_one_long_line_is_answered_in_short(line: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")) | {"topics.toml": line.encode()})
    result = cli("validate", folder=tmp_path)
    assert result.code in (1, 2)
    assert len(result.out + result.err) < 20_000


def test_one_long_note_does_not_widen_every_row_of_a_table(tmp_path: Path, cli: Cli) -> None:
    """Each of the 40 rows would else be filled up to a hundred thousand columns."""
    long = event_toml("2022-01-01", f'place = "{"x" * 100_000}"', name="long")
    write_files(tmp_path, dataset_files(long, *(event_toml(f"2022-02-{day:02}") for day in range(1, 29))))
    result = cli("timeline", "--year", "2022", folder=tmp_path)
    if result.code == 0:
        assert len(result.out) < 110_000
    else:
        assert (result.code, len(result.err) < 20_000) == (1, True)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "[" * 100_000 + "]" * 100_000,
        "x = " + "{ a = " * 100_000,
        "x = " + "{ a = " * 500 + "1" + " }" * 500,
        ".".join(["a"] * 100_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
        "[[" + ".".join(["a"] * 5_000) + "]]",
    ],
    ids=["open lists", "lists", "open tables", "tables", "dotted key", "dotted table", "dotted list"],
)
def test_deep_nesting_is_told_not_died_of(text: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")) | {"topics.toml": text.encode()})
    for form in ("text", "json", "github"):
        result = cli("validate", "--format", form, folder=tmp_path)
        assert result.code in (1, 2)
        assert "internal error" not in result.err
        assert len(result.out + result.err) < 20_000


def test_a_loop_of_links_in_a_dataset_is_not_followed_for_ever(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    (tmp_path / "events" / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to("self")
    result = cli("validate", "--format", "json", folder=tmp_path)
    assert result.code == 1
    report = json.loads(result.out)
    assert [(one["code"], one["file"]) for one in report["findings"]] == [
        ("CBI005", "events/around"),
        ("CBI004", "self"),
    ]
    assert report["summary"]["files"] == 5


def test_a_file_that_is_a_link_to_itself_cannot_be_read(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    (tmp_path / "events" / "2021.toml").symlink_to("2021.toml")
    for words in (["validate"], ["timeline"], ["fmt", "--check"], ["diff", ".", "."]):
        result = cli(*words, folder=tmp_path)
        assert result.code in (1, 2)
        assert "2021.toml" in result.out + result.err
        assert "internal error" not in result.err


def test_a_folder_that_is_a_link_to_itself_is_no_dataset(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for words in (["validate", "loop"], ["gaps", "--dataset", "loop"], ["diff", "loop", "loop"], ["fmt", "loop"]):
        result = cli(*words, folder=tmp_path)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("cbi: error: ")
        assert "internal error" not in result.err


def test_a_file_that_is_no_file_is_not_waited_for(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    (tmp_path / "events" / "2020.toml").mkdir()
    result = cli("validate", folder=tmp_path)
    assert result.code in (0, 1, 2)
    assert "internal error" not in result.err


@pytest.mark.parametrize("inside", ["nothing", "a README", "an empty file", "only comments"])
def test_a_folder_with_nothing_to_check_is_never_fine(inside: str, tmp_path: Path, cli: Cli) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    if inside == "a README":
        (empty / "README.md").write_text("Nothing", encoding="utf-8")
    elif inside != "nothing":
        (empty / "dataset.toml").write_text("# nothing\n" if inside == "only comments" else "", encoding="utf-8")
    for form in FORMS:
        result = cli("validate", "empty", "--format", form, folder=tmp_path)
        assert result.code == (1 if (empty / "dataset.toml").exists() else 2)
    assert cli("timeline", "--dataset", "empty", folder=tmp_path).code in (1, 2)


NUMBERS = ["0", "-1", str(2**63 - 1), str(2**63), str(2**64), "9" * 400, "9" * 5000, "0x" + "f" * 4000]
FLOATS = ["1e400", "-1e400", "nan", "inf", "-0.0", "1" + "0" * 400 + ".0"]


@pytest.mark.parametrize("number", [*NUMBERS, *FLOATS], ids=lambda one: one[:12])
@pytest.mark.parametrize("field", ["edition_number", "cadence_years", "year", "percent", "start", "covers_until"])
def test_no_number_breaks_a_check_or_a_report(field: str, number: str, tmp_path: Path, cli: Cli) -> None:
    """A number is either data, and then every report works and JSON gives it back, or a finding."""
    more = [f"{field} = {number}"] if field in ("edition_number", "start") else []
    found = {name: raw.decode() for name, raw in dataset_files(event_toml("2022-05-04", *more)).items()}
    if field == "cadence_years":
        found["institutions.toml"] += f"cadence_years = {number}\n"
    elif field == "covers_until":
        found["dataset.toml"] = HEAD.replace("covers_until = 2022-12-31", f"covers_until = {number}")
    elif field in ("year", "percent"):
        found["topics.toml"] = '[[topic]]\nid = "t"\nlabel = "T"\n'
        found["editions/2022.toml"] = _edition(**{field: number})
    write_files(tmp_path, {name: text.encode() for name, text in found.items()})
    code = cli("validate", folder=tmp_path).code
    assert code in (0, 1)
    for words in (
        ["timeline", "--year", "2022"],
        ["show", "2022-05-04-meeting"],
        ["gaps"],
        ["topics", "2022"],
    ):
        result = cli(*words, "--format", "json", folder=tmp_path)
        assert result.code == code
        assert "internal error" not in result.err
        assert code == 1 or json.loads(result.out, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _edition(year: str = "2022", percent: str = "1") -> str:
    return (
        f'year = {year}\ntitle = "The report"\npublished = 2023-03-01\nsource = "book"\n'
        '[[row]]\nindicator = "talks-row"\nlabel = "Talks"\nstatus = "red"\ntext = "None"\n'
        '[[graph]]\ntitle = "Graph"\nseries = "talks-row"\nfrom = 2021\nto = 2022\nsource = "book"\n'
        f'shares = [{{ topic = "t", percent = {percent} }}]\n'
    )
