"""A session in Spanish: help, errors and messages are in Spanish, and what programs read is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cbi_cli.cli import console, prompts
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EVENT_FIELDS
from cbi_cli.cli.registry import COMMANDS, GROUPS, load_command
from cbi_cli.core.docs import get_docstring
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml


@pytest.fixture
def spanish(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("CBI_LANG", "es")
    return cli


def test_the_help_of_the_program_is_in_spanish(spanish: Cli) -> None:
    text = spanish("--help").out
    assert text.startswith("Uso: cbi [OPTIONS] COMMAND [ARGS]...\n")
    assert re.search(r"^  validate +Comprueba un conjunto de datos\.$", text, re.MULTILINE)
    assert "\n  -h, --help            Muestra este mensaje y termina.\n" in text
    assert re.findall(r"^(\w+):$", text, re.MULTILINE) == [
        "Opciones",
        "Informar",
        "Comprobar",
        "Modificar",
        "Publicar",
    ]
    assert not any(f"\n{group}:" in text for group in GROUPS)


def test_the_help_of_a_command_is_in_the_language_of_the_call(cli: Cli) -> None:
    text = cli("history", "--help", "--lang", "es").out
    assert "\n  Muestra una serie año por año.\n" in text
    assert "\n  Ejemplos:\n    cbi history nals\n" in text
    assert "\n  SERIES                          La serie, por id, nombre o alias.  [obligatorio]\n" in text.replace(
        "\n                                  [obligatorio]", "  [obligatorio]"
    )
    assert "[variable: CBI_LANG; por omisión: en]" in " ".join(text.split())
    assert "Show one series year by year." in cli("history", "--help", "--lang", "en").out


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_no_help_is_cut_at_80_columns(name: str, lang: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", lang)
    text = cli("help", *name.split()).out
    _, _, rest = text.partition("\n\n")
    # Examples are to be copied, and a name or its choices that have no room are on a line of their own.
    assert max(len(line) for line in rest.splitlines() if not re.match(r"    cbi |  -\S, --\S+ <", line)) <= 80
    for name_with_dots in ("BASE...HEAD", "[SERIES]...", "[PATH]...", "KEY=VALUE;...", " WORDS..."):
        rest = rest.replace(name_with_dots, "")
    assert "..." not in rest
    assert not rest.count("…")


@pytest.mark.parametrize("name", COMMANDS)
def test_no_text_of_help_is_left_in_english(name: str, spanish: Cli) -> None:
    text = " ".join(spanish("help", name).out.split())
    command = load_command(name)
    for paragraph in get_docstring(command.run).split("\n\n"):
        assert " ".join(paragraph.split()) not in text
    for parameter in command.parameters:
        assert parameter.help not in text


def test_an_error_is_in_spanish(spanish: Cli) -> None:
    result = spanish("scorecard", "20x2")
    assert (result.code, result.out) == (2, "")
    assert result.err == "cbi: error: `20x2` no es un año\n  ayuda: escríbalo como 2022\n"


@pytest.mark.parametrize(
    ("words", "problem", "hint"),
    [
        (
            "show nalz",
            "ningún registro se llama `nalz`",
            "¿quiso decir `nals` (North American Leaders' Summit)?",
        ),
        (
            "history cbi-2022",
            "ninguna serie se llama `cbi-2022`; ese es el registro `cbi-2022` (source)",
            "`cbi gaps` las enumera",
        ),
        (
            "timeline --institution nal",
            "ningún registro de tipo `institution` se llama `nal`",
            "¿quiso decir `nals` (North American Leaders' Summit)?",
        ),
        ("timeline --source #x", "`#x` nombra una parte, pero ninguna fuente", "escríbala como SOURCE#PART"),
        ("scorecard --table rows", "--table elige una tabla de la salida en CSV", "agregue --format csv"),
        (
            "scorecard --format csv --table nope",
            "--table: este informe no tiene la tabla `nope`",
            "uno de: rows, occurrences, coverage, differences, changes",
        ),
        (
            "scorecard --output a.csv --format json",
            "--output: `.csv` es la extensión de csv, y --format es json",
            "dé otro nombre al archivo u omita --format",
        ),
    ],
)
def test_what_is_wrong_and_what_to_do_are_in_spanish(words: str, problem: str, hint: str, spanish: Cli) -> None:
    result = spanish(*words.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(f"cbi: error: {problem}\n  ayuda: {hint}\n")


def test_a_typed_date_is_refused_in_spanish(spanish: Cli) -> None:
    result = spanish("scorecard", "--as-of", "03/04/2022")
    assert "--as-of: `03/04/2022` puede ser dos días distintos; escriba 2022-04-03 o 2022-03-04\n" in result.err
    result = spanish("scorecard", "--as-of", "ayer")
    written = "escríbala como 2022-10-13, 13 oct 2022, oct 2022 o 2022"
    assert f"--as-of: `ayer` no es una fecha; {written}\n" in result.err


def test_a_wrong_day_in_the_environment_is_refused_in_spanish(spanish: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_TODAY", "x")
    assert spanish("gaps").err == (
        "cbi: error: CBI_TODAY es `x`, que no es una fecha\n  ayuda: escríbala como 2022-10-13\n"
    )


def test_the_effect_of_a_new_event_is_in_spanish(spanish: Cli, tmp_path: Path) -> None:
    for name, content in dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01", kind="review")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    values = [
        "--no-input",
        "--dry-run",
        "--kind",
        "meeting",
        "--level",
        "cabinet",
        "--institution",
        "talks",
        "--source",
        "book",
    ]
    result = spanish("add-event", *values, "--start", "2022-05-04", "--title", "Talks in May", folder=tmp_path)
    assert "  Talks 2022: amarillo → verde\n" in result.err
    result = spanish("add-event", *values, "--start", "2021-09-01", "--title", "Talks", folder=tmp_path)
    assert "  Talks 2021: sigue igual (verde); cuentan 2 en vez de 1; se muestran: 2021-09-01\n" in result.err


def test_an_option_goes_before_the_environment(spanish: Cli) -> None:
    assert spanish("scorecard", "20x2", "--lang", "en").err.startswith("cbi: error: `20x2` is not a year\n")


def test_the_next_call_is_in_its_own_language(cli: Cli) -> None:
    assert "no es un año" in cli("scorecard", "20x2", "--lang=es").err
    assert "is not a year" in cli("scorecard", "20x2").err


def test_a_language_that_is_not_known_leaves_english(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "fr")
    assert cli("--help").out.startswith("Usage: ")
    refused = cli("gaps")
    assert (refused.code, refused.err) == (
        2,
        "cbi: error: the dataset has no texts in the language `fr`\n"
        "  help: `--lang` and CBI_LANG take one of: en, es\n",
    )


def test_findings_for_programs_stay_english(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dataset.toml").write_text('schema = 3\nid = "ab"\n', encoding="utf-8")
    for output_format in ("json", "github", "sarif"):
        english = cli("validate", str(tmp_path), "--format", output_format, "--no-cache")
        monkeypatch.setenv("CBI_LANG", "es")
        assert cli("validate", str(tmp_path), "--format", output_format, "--no-cache").out == english.out
        monkeypatch.delenv("CBI_LANG")


@pytest.fixture
def with_findings(tmp_path: Path) -> Path:
    """Write a dataset with a warning and an error."""
    event = event_toml("2022-10-13", "sources = []")
    files = dataset_files(event, event_toml("2022-10-13", 'sources = ["book"]', name="again"))
    for name, content in files.items():
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path.parent.parent


SPANISH_FINDINGS = (
    "    este registro (event) no tiene ninguna fuente\n",
    '    ayuda: agregue `sources = ["ID"]`, con el identificador de una fuente\n',
    "error CBI403 missing-source\n",
    "    este evento es muy parecido a `2022-10-13-again`\n",
    "advertencia CBI401 near-duplicate\n",
    "events/2022.toml: 1 error, 1 advertencia\n",
    ": 6 registros, 5 archivos, 44 comprobaciones: 1 error, 1 advertencia\n",
)


@pytest.mark.parametrize("output_format", ["text", "table"])
def test_findings_are_in_spanish_from_the_files_and_from_the_cache(
    output_format: str, with_findings: Path, tmp_path: Path, spanish: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CBI_CACHE_DIR", str(tmp_path / "cache"))
    words = ("validate", str(with_findings), "--format", output_format)
    cold = spanish(*words)
    warm = spanish(*words)
    assert "nada ha cambiado" in warm.err
    assert "nada ha cambiado" not in cold.err
    assert warm.out == cold.out
    for text in SPANISH_FINDINGS:
        assert text in cold.out


def test_the_cache_of_a_spanish_call_serves_an_english_one(
    with_findings: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CBI_CACHE_DIR", str(tmp_path / "cache"))
    words = ("validate", str(with_findings))
    monkeypatch.setenv("CBI_LANG", "es")
    cli(*words)
    monkeypatch.delenv("CBI_LANG")
    warm = cli(*words)
    assert "nothing has changed" in warm.err
    assert "    this event has no source\n" in warm.out
    assert warm.out == cli(*words, "--no-cache").out


def test_the_text_is_spanish_and_a_report_of_the_same_run_english(
    with_findings: Path, tmp_path: Path, spanish: Cli
) -> None:
    file = tmp_path / "report.json"
    result = spanish("validate", str(with_findings), "--report", f"json={file}", "--no-cache")
    assert "este registro (event) no tiene ninguna fuente" in result.out
    found = {entry["code"]: entry for entry in json.loads(file.read_text(encoding="utf-8"))["findings"]}
    assert found["CBI403"]["message"] == "this event has no source"
    assert found["CBI401"]["hint"].startswith("keep one of the two; if they are two events, write distinct_from")


def test_a_report_of_a_dataset_with_errors_shows_them_in_spanish(with_findings: Path, spanish: Cli) -> None:
    result = spanish("gaps", "--dataset", str(with_findings), "--no-cache")
    assert result.code == 1
    assert "    este registro (event) no tiene ninguna fuente\n" in result.err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["gasp"], "no existe el comando `gasp`\n  ayuda: ¿quiso decir `gaps`?"),
        (["gaps", "--formt", "csv"], "no existe la opción `--formt`\n  ayuda: ¿quiso decir `--format`?"),
        (["history"], "falta el argumento `SERIES`\n  ayuda: `cbi history --help` muestra el uso"),
        (["gaps", "--format", "jsn"], "valor no válido para `--format` / `-f`: `jsn` no es uno de `table`, `json`"),
        (["timeline", "--kind", "vsit"], "--kind: no se conoce `vsit`\n  ayuda: ¿quiso decir `visit`?"),
        (["gaps", "--at", "v1", "--at", "v2"], "--at se da dos veces, y toma un solo valor"),
    ],
)
def test_a_mistyped_call_is_answered_in_spanish(words: list[str], error: str, spanish: Cli) -> None:
    result = spanish(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"cbi: error: {error}")


def test_a_prompt_is_in_spanish(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["vist", "1", "", "x", ""])

    def answer(text: str) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    printed: list[str] = []
    monkeypatch.setattr("cbi_cli.cli.console.sys.stderr.write", printed.append, raising=False)
    console.set_language("es")
    fields = {field.name: field for field in EVENT_FIELDS}
    kind = fields["kind"]._replace(choices={"visit": (), "meeting": ()})
    assert prompts.ask(kind, Draft()) == "visit"
    assert prompts.ask(fields["end"], Draft()) is None
    assert prompts.ask(fields["edition_number"], Draft()) is None
    console.set_language("en")
    assert asked == [
        "Tipo: ",
        "¿Cuál? [0-1]: ",
        "Último día, si duró varios (vacío: ninguno): ",
        "Su número en la cuenta de la institución (vacío: ninguno): ",
        "Su número en la cuenta de la institución (vacío: ninguno): ",
    ]
    assert "  `x` no es un número entero\n" in printed
    assert "  no se conoce `vist`\n" in printed


def test_completion_describes_options_in_spanish(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "es")
    monkeypatch.setenv("_CBI_COMPLETE", "complete_fish")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "cbi timeline --topi")
    assert cli().out == "--topic\tFiltra por tema.\n"
