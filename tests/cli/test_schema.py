"""The schemas of a dataset's files, printed, written, and carried along."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import US_MEXICO, Cli
from tests.datasets import dataset_files, event_toml

NAMES = [
    "dataset",
    "institution",
    "indicator",
    "source",
    "topic",
    "place",
    "dispute",
    "withdrawn",
    "release",
    "event",
    "edition",
]
ADDED = [
    *("add-event", "--no-input", "--title", "Talks", "--kind", "meeting", "--level", "cabinet"),
    *("--institution", "talks", "--source", "book"),
]
LINE = "#:schema ../schemas/event.schema.json\n"


def dataset(root: Path) -> Path:
    """A small dataset with events in 2021."""
    for name, raw in dataset_files(event_toml("2021-05-04")).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return root


def test_without_a_kind_the_kinds_are_listed(cli: Cli) -> None:
    result = cli("schema")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("dataset      dataset.toml\n")
    assert "event        events/<year>.toml\n" in result.out
    assert [line.split()[0] for line in result.out.splitlines()] == NAMES


def test_a_kind_is_printed_as_the_dataset_carries_it(cli: Cli) -> None:
    result = cli("schema", "event")
    assert (result.code, result.err) == (0, "")
    assert result.out == (US_MEXICO / "schemas" / "event.schema.json").read_text(encoding="utf-8")
    assert json.loads(result.out)["title"] == "events/<year>.toml"


def test_a_kind_typed_nearly_right_is_told(cli: Cli) -> None:
    result = cli("schema", "evnt")
    assert (result.code, result.out) == (2, "")
    assert "`evnt` is not a kind of file" in result.err
    assert "did you mean `event`?" in result.err


def test_all_are_written_to_a_new_folder_and_old_ones_replaced(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "data" / "schemas"
    assert cli("schema", "topic", "--output", "data/schemas", folder=tmp_path).err.endswith(
        "1 schema to data/schemas\n"
    )
    assert [path.name for path in folder.iterdir()] == ["topic.schema.json"]
    (folder / "topic.schema.json").write_text("old")
    assert f"wrote {len(NAMES)} schemas to" in cli("schema", "--output", "data/schemas", folder=tmp_path).err
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.schema.json" for name in NAMES)
    assert (folder / "topic.schema.json").read_text().startswith("{\n")


def test_a_file_is_no_folder(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "taken").write_text("keep")
    result = cli("schema", "--output", "taken", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "cannot write taken" in result.err
    assert (tmp_path / "taken").read_text() == "keep"


def test_a_new_file_of_events_names_its_schema_where_the_dataset_carries_it(tmp_path: Path, cli: Cli) -> None:
    root = dataset(tmp_path)
    assert cli("schema", "--output", "schemas", folder=root).code == 0
    assert cli(*ADDED, "--start", "2020-02", folder=root).code == 0
    text = (root / "events" / "2020.toml").read_text()
    assert text.startswith(f'{LINE}\n[[event]]\nid = "2020-02-talks"\n')
    assert text.count("#:schema") == 1
    assert cli("validate", ".", folder=root).code == 0
    assert cli(*ADDED, "--start", "2020-01", "--distinct-from", "2020-02-talks", folder=root).code == 0
    assert (root / "events" / "2020.toml").read_text().startswith(f'{LINE}\n[[event]]\nid = "2020-01-talks"\n')


def test_no_line_leads_to_a_schema_that_is_not_there(tmp_path: Path, cli: Cli) -> None:
    root = dataset(tmp_path)
    assert cli(*ADDED, "--start", "2020-02", folder=root).code == 0
    assert (root / "events" / "2020.toml").read_text().startswith("[[event]]\n")


def test_a_file_that_is_there_keeps_its_beginning(tmp_path: Path, cli: Cli) -> None:
    root = dataset(tmp_path)
    before = (root / "events" / "2021.toml").read_text()
    cli("schema", "--output", "schemas", folder=root)
    assert cli(*ADDED, "--start", "2021-09-01", folder=root).code == 0
    assert (root / "events" / "2021.toml").read_text().startswith(before)


def test_a_copy_brings_the_schemas_and_is_read_as_before(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "copy", "--from", "us-mexico", folder=tmp_path).code == 0
    for path in (US_MEXICO / "schemas").iterdir():
        assert (tmp_path / "copy" / "schemas" / path.name).read_bytes() == path.read_bytes()
    checked = cli("validate", ".", folder=tmp_path / "copy")
    assert (checked.code, "schema" in checked.out + checked.err) == (0, False)


def test_an_empty_dataset_has_schemas_and_every_file_its_line(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "new", "--parties", "ca,us", folder=tmp_path).code == 0
    root = tmp_path / "new"
    assert len(list((root / "schemas").iterdir())) == len(NAMES)
    for name in ("dataset", "indicator", "institution", "source", "place"):
        path = root / f"{name}{'' if name == 'dataset' else 's'}.toml"
        assert path.read_text().startswith(f"#:schema ./schemas/{name}.schema.json\n")
    assert cli("fmt", "--check", ".", folder=root).code == 0
