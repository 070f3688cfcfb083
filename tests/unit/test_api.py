"""The Python API: dates, errors, and changes that the page does not show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cbi_cli import api
from tests.conftest import TODAY
from tests.datasets import dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

REVIEW, MEETING = event_toml("2022-03-01", kind="review"), event_toml("2022-05-04")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "data", dataset_files(MEETING))
    return tmp_path / "data"


def test_a_day_is_a_date_or_iso_text(folder: Path) -> None:
    with api.open_dataset(folder, today="2026-11-24") as dataset:
        card = api.scorecard(dataset, 2022, as_of="2022-04-30")
        assert (card.day, card.rows[0].light) == (date(2022, 4, 30), "unknown")
        assert api.scorecard(dataset, 2022, as_of=date(2022, 4, 30)) == card
        assert api.scorecard(dataset, 2022, as_of="2022-12-31").rows[0].light == "green"
        with pytest.raises(api.CbiError, match="`May 2022` is not a date"):
            api.gaps(dataset, as_of="May 2022")


def test_reports_take_a_snapshot_too(folder: Path) -> None:
    dataset = api.open_dataset(folder)
    assert api.scorecard(dataset.snapshot, 2022) == api.scorecard(dataset, 2022)
    assert api.to_dict(dataset, api.info(dataset))["dataset"]["id"] == "ab"
    dataset.close()


def test_a_dataset_with_errors_opens_and_is_reported_and_fixed(folder: Path) -> None:
    write_files(folder, dataset_files(MEETING.replace('"meeting"', '"meetting"')))
    dataset = api.open_dataset(folder, today=TODAY)
    assert [finding.code for finding in dataset.findings if finding.severity == "error"] == ["CBI104"]
    with pytest.raises(api.InvalidDatasetError):
        api.info(dataset)
    report = api.validate(dataset)
    assert report.summary.errors == 1
    assert api.to_dict(dataset, report)["summary"]["errors"] == 1
    fix = api.plan_fix(dataset)
    assert [(correction.record_id, correction.typo.after) for correction in fix.details] == [
        ("2022-05-04-meeting", "meeting")
    ]
    fix.verify(strict=True)
    fix.apply()
    dataset.reload()
    assert api.scorecard(dataset, 2022).rows[0].light == "green"
    dataset.close()


def test_files_are_formatted_and_stay_as_they_are_until_then(folder: Path) -> None:
    path = folder / "events" / "2022.toml"
    before = path.read_bytes() + b"\n\n\n"
    path.write_bytes(before)
    with api.open_dataset(folder) as dataset:
        change = api.plan_format(dataset, "events/2022.toml")
        assert [file.path for file in change.files] == ["events/2022.toml"]
        assert path.read_bytes() == before
        change.apply()
        assert path.read_bytes() == change.files[0].after
        assert api.plan_format(dataset, "events/2022.toml").files == ()


def test_an_event_with_an_error_is_planned_and_not_written(folder: Path) -> None:
    fields = {"start": date(2022, 6, 1), "title": "Talks", "kind": "visit", "level": "cabinet", "parties": ["aa", "zz"]}
    with api.open_dataset(folder) as dataset:
        before = dataset.files["events/2022.toml"]
        change = api.plan_add_event(dataset, {**fields, "sources": ["book"]})
        assert {finding.code for finding in change.new_errors} == {"CBI202"}
        assert change.impact is None
        with pytest.raises(api.NewFindingsError):
            change.apply()
        assert dataset.files["events/2022.toml"] == before
        for missing in ("start", "title"):
            with pytest.raises(api.CbiError, match=f"an event needs a {missing}"):
                api.plan_add_event(dataset, {**fields, missing: ""})
        with pytest.raises(api.CbiError, match="end: "):
            api.plan_add_event(dataset, {**fields, "end": "2022-13"})


def test_an_event_changes_a_light(folder: Path) -> None:
    write_files(folder, dataset_files(REVIEW))
    fields = {
        "start": api.PartialDate(2022, 6),
        "title": "Talks in June",
        "kind": "meeting",
        "level": "cabinet",
        "institutions": ["talks"],
        "parties": ["aa", "bb"],
        "sources": ["book"],
    }
    with api.open_dataset(folder) as dataset:
        change = api.plan_add_event(dataset, fields)
    assert change.impact is not None
    (card,) = [card for card in change.impact.cards if card.year == 2022]
    (row,) = card.rows
    assert row.before is not None
    assert row.after is not None
    assert (row.before.light, row.after.light) == ("yellow", "green")


def test_a_release(tmp_path: Path) -> None:
    make_repository(tmp_path, dataset_files(REVIEW))
    git(tmp_path, "tag", "v1.0.0")
    write_files(tmp_path, dataset_files(REVIEW, MEETING))
    commit(tmp_path, "A meeting")
    with api.open_dataset(tmp_path) as dataset:
        change = api.plan_release(dataset)
        assert (change.details.version, change.details.since) == ("1.1.0", "v1.0.0")
        change.apply()
    assert 'version = "1.1.0"' in (tmp_path / "dataset.toml").read_text()
    with api.open_dataset(tmp_path, revision="v1.0.0") as old, api.open_dataset(tmp_path) as new:
        difference = api.diff(old, new)
        assert [(one.change, one.id) for one in difference.changes if one.kind == "event"] == [
            ("added", "2022-05-04-meeting")
        ]
        assert api.to_dict(new, difference)["schema"] == "cbi/diff/1"
        with pytest.raises(api.CbiError, match="cannot be changed"):
            api.plan_format(old)._replace(files=(api.FileChange("dataset.toml", b"", b""),)).apply()


def test_a_new_dataset_for_parties(tmp_path: Path) -> None:
    api.plan_scaffold(tmp_path / "new", parties=["ca", "us"], today="2026-11-24").apply()
    with api.open_dataset(tmp_path / "new") as dataset:
        assert api.validate(dataset).summary.errors == 0
        assert api.info(dataset).fields["id"] == "ca-us"


def test_an_export(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with api.open_dataset(folder) as dataset:
        download = api.export(dataset, tmp_path / "out", "parquet")
    assert download.formats["parquet"]["event"] == 1
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_what_does_not_exist_is_an_error(folder: Path) -> None:
    with pytest.raises(api.CbiError, match="nowhere"):
        api.open_dataset("nowhere")
    with pytest.raises(api.CbiError):
        api.open_dataset(folder, revision="v9")
    with api.open_dataset(folder) as dataset, pytest.raises(TypeError, match="is not the result of a report"):
        api.to_dict(dataset, "a text")
