"""`cbi` without a command: which dataset is in use, its state, and what can be done next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import EDITION, HEAD, dataset_files, event_toml
from tests.repositories import make_repository, write_files

TALKS_2022 = event_toml("2022-05-04")


def next_commands(out: str) -> list[str]:
    """The commands that are offered, without what they are for."""
    _, _, listed = out.partition("\nNext:\n")
    return [line.strip().partition("  ")[0] for line in listed.splitlines()]


def test_without_a_dataset_the_built_in_one_is_shown_with_what_can_be_done(tmp_path: Path, cli: Cli) -> None:
    result = cli(folder=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert "us-mexico" in result.out
    assert "in use because this folder has no dataset of its own" in result.out
    assert "latest edition 2022: 7 of 11 rows agree\n" in result.out
    assert next_commands(result.out) == ["cbi scorecard", "cbi gaps", "cbi init DIR", "cbi --help"]


def test_the_state_of_a_dataset_of_ones_own(tmp_path: Path, cli: Cli) -> None:
    # The edition says red, but the talks of 2022 were held.
    write_files(tmp_path, dataset_files(event_toml("2015-05-04"), TALKS_2022, edition_2022=EDITION))
    result = cli(folder=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        f"ab 1.0.0 in {tmp_path.name}",
        "Interactions between A and B",
        "in use because it is the one in or above this folder",
        "",
        "2 events, 2015–2022; covered until 2022-12-31; 0 errors, 0 warnings",
        "latest edition 2022: 0 of 1 rows agree",
        "",
        "Next:",
        "  cbi add-event  add an event; asks for what is missing",
        "  cbi validate   check the dataset",
        "  cbi scorecard  show the lights of 2022",
        "  cbi --help     list all commands",
    ]


def test_in_a_repository_the_change_can_be_shown(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(TALKS_2022))
    result = cli(folder=tmp_path)
    assert next_commands(result.out) == [
        "cbi add-event",
        "cbi validate",
        "cbi diff",
        "cbi scorecard 2022",
        "cbi --help",
    ]
    (tmp_path / "notes").mkdir()
    assert cli(folder=tmp_path / "notes").code == 0


@pytest.mark.parametrize("broken", ["events/2022.toml", "dataset.toml", "sources.toml"])
@pytest.mark.parametrize("text", [b"x = [", b"\xff", b"x = 1\n", b""])
def test_a_dataset_with_errors_is_no_error(broken: str, text: bytes, tmp_path: Path, cli: Cli) -> None:
    files = dataset_files(TALKS_2022, edition_2022=EDITION)
    write_files(tmp_path, files | {broken: text})
    result = cli(folder=tmp_path)
    assert (result.code, result.err) == (0, "")
    if (broken, text) == ("events/2022.toml", b""):
        assert "0 events; covered until 2022-12-31; 0 errors, 0 warnings\n" in result.out
        return
    assert " error" in result.out
    assert "0 errors" not in result.out
    assert "the dataset has errors, so no report can be made; fix them first\n" in result.out
    assert next_commands(result.out) == ["cbi validate", "cbi --help"]


def test_warnings_are_offered_to_be_shown(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(TALKS_2022))
    (tmp_path / "notes.xlsx").write_bytes(b"")
    result = cli(folder=tmp_path)
    assert "; 0 errors, 1 warning\n" in result.out
    assert "show the warnings\n" in result.out


def test_a_draft_is_offered_first(tmp_path: Path, cli: Cli) -> None:
    from cbi_cli.cli.draft import Draft
    from cbi_cli.core.settings import read_settings

    write_files(tmp_path, dataset_files(TALKS_2022))
    Draft(tmp_path, read_settings().cache).put("title", "Talks")
    result = cli(folder=tmp_path)
    assert "\na draft of an event is saved\n" in result.out
    assert next_commands(result.out)[0] == "cbi add-event --resume"


def test_a_series_that_missed_one_period_is_named(tmp_path: Path, cli: Cli) -> None:
    # Held in 2021 and yearly, so 2022 was missed, and the dataset is covered until its end.
    write_files(tmp_path, dataset_files(event_toml("2021-05-04")))
    result = cli(folder=tmp_path)
    assert "\n1 series is overdue on that day: talks-row\n" in result.out
    assert next_commands(result.out) == ["cbi add-event", "cbi validate", "cbi due", "cbi scorecard 2022", "cbi --help"]


def test_several_datasets_are_named(tmp_path: Path, cli: Cli) -> None:
    for name in ("one", "two"):
        write_files(tmp_path / "datasets" / name, dataset_files(TALKS_2022))
    result = cli(folder=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert "choose one with --dataset: one, two\n" in result.out
    named = cli("--dataset", "two", folder=tmp_path)
    assert (named.code, "in use because --dataset or CBI_DATASET names it\n" in named.out) == (0, True)


def test_a_dataset_that_the_call_names_must_exist(tmp_path: Path, cli: Cli) -> None:
    result = cli("--dataset", "us-mexcio", folder=tmp_path)
    assert result.code == 2
    assert "did you mean `us-mexico`?" in result.err


def test_any_other_option_is_refused_and_a_folder_of_several_words_is_shown_as_text(tmp_path: Path, cli: Cli) -> None:
    assert cli("--datasets", "x", folder=tmp_path).code == 2
    files = dataset_files(TALKS_2022, dataset=HEAD.replace("Interactions", "\\u001b[31mInteractions"))
    write_files(tmp_path, files)
    assert "\x1b" not in cli(folder=tmp_path).out


def test_the_title_is_in_a_language_of_the_dataset(tmp_path: Path, cli: Cli) -> None:
    info = HEAD.replace('languages = ["en"]', 'languages = ["en", "fr"]\ntitle_fr = "A et B"')
    write_files(tmp_path, dataset_files(dataset=info))
    assert "\nA et B\n" in cli("--lang", "fr", folder=tmp_path).out


def test_it_speaks_spanish(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(TALKS_2022))
    result = cli("--lang", "es", folder=tmp_path)
    assert "en uso porque" in result.out
    assert "\n1 evento, 2022; cubierto hasta 2022-12-31; 0 errores, 0 advertencias\n" in result.out
    assert "\nLo que sigue:\n" in result.out
