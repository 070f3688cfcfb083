"""Results that go to what is no file, and to a disk that is full."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cbi_cli.workspace.atomic_write import PendingWrite, write_all_atomic
from tests.conftest import ROOT, Cli
from tests.faults.jobs import APRIL, CARD, read_contents
from tests.repositories import git


def program(*words: str, folder: Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    """A call in a process of its own."""
    call = [sys.executable, "-m", "cbi_cli", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(call, cwd=folder, env=env, check=False, **more)  # type: ignore[call-overload,no-any-return]


def test_a_folder_is_told(data: Path, cli: Cli) -> None:
    result = cli(*CARD, "events", folder=data)
    assert (result.code, result.err) == (2, "cbi: error: events is a folder\n  help: name a file in it\n")


RESULTS = [["info", "--format", "json", "-o"], ["validate", "--format", "json", "-o"], ["gaps", "-f", "json", "-o"]]


@pytest.mark.parametrize("name", ["events/2022.toml", "new.TOML", "link.json"])
@pytest.mark.parametrize("words", RESULTS)
def test_no_result_takes_the_place_of_data(data: Path, cli: Cli, words: list[str], name: str) -> None:
    (data / "link.json").symlink_to("sources.toml")
    before = read_contents(data)
    result = cli(*words, name, folder=data)
    assert (result.code, result.out, read_contents(data)) == (2, "", before)
    assert result.err.startswith(f"cbi: error: cannot write the result to {name}: TOML files are data\n")


@pytest.mark.parametrize(
    "words",
    [
        ["--report", "sarif=a", "--report", "junit=./a"],
        ["--report", "sarif=a", "-f", "json", "-o", "events/../a"],
        ["--report", "sarif=link", "--report", "gitlab=a"],
        ["--report", "sarif=-"],
        ["-f", "json", "--report", "sarif=-"],
    ],
)
def test_two_results_are_not_written_to_one_file(data: Path, cli: Cli, words: list[str]) -> None:
    (data / "link").symlink_to("a")
    result = cli("validate", *words, folder=data)
    assert (result.code, result.out, (data / "a").exists()) == (2, "", False)
    assert result.err.startswith("cbi: error: two results would be written to ")


def test_a_device_takes_several_results(data: Path, cli: Cli) -> None:
    words = ("--report", "sarif=/dev/null", "--report", "junit=/dev/null")
    assert cli("validate", *words, folder=data).code == 0


def test_a_vanished_folder_is_told(data: Path, cli: Cli) -> None:
    before = read_contents(data)
    result = cli(*CARD, "gone/card.json", folder=data)
    assert (result.code, read_contents(data)) == (2, before)
    assert result.err == "cbi: error: cannot write gone/card.json: No such file or directory\n"


def test_a_full_device_is_told(data: Path, cli: Cli) -> None:
    result = cli(*CARD, "/dev/full", folder=data)
    assert (result.code, result.err) == (2, "cbi: error: cannot write /dev/full: No space left on device\n")
    assert cli(*CARD, "/dev/null", folder=data).code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_the_open_output_is_written_to_and_not_replaced(data: Path, cli: Cli, tmp_path: Path, name: str) -> None:
    expected = cli("scorecard", "2022", "--format", "json", folder=data).out.encode()
    piped = program(*CARD, name, folder=data, capture_output=True)
    assert (piped.returncode, piped.stdout) == (0, expected)
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as file:
        assert program(*CARD, name, folder=data, stdout=file).returncode == 0
    assert log.read_bytes() == b"before\n" + expected


@pytest.mark.parametrize("steps", [["/dev/stdout"], ["/dev/fd/1"], ["two", "/proc/self/fd/1"], ["folder/stdout"]])
def test_a_link_to_the_open_output_is_written_to_and_not_replaced(
    data: Path, cli: Cli, tmp_path: Path, steps: list[str]
) -> None:
    expected = cli("scorecard", "2022", "--format", "json", folder=data).out.encode()
    (tmp_path / "folder").symlink_to("/dev")
    for name, target in zip(["one", "two"], steps, strict=False):
        (tmp_path / name).symlink_to(target)
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as file:
        assert program(*CARD, str(tmp_path / "one"), folder=data, stdout=file).returncode == 0
    assert log.read_bytes() == b"before\n" + expected
    assert (tmp_path / "one").readlink() == Path(steps[0])


def test_a_link_leads_to_no_other_open_file_and_to_none_of_another_process(data: Path, tmp_path: Path) -> None:
    for name, target in {"three": "/dev/fd/3", "other": "/proc/1/fd/1"}.items():
        (tmp_path / name).symlink_to(target)
        assert program(*CARD, str(tmp_path / name), folder=data, capture_output=True).returncode == 2


OUTPUTS = {
    "output": ("scorecard", "2022", "--format", "json", "--output", "{}"),
    "report": ("validate", "--report", "sarif={}"),
    "findings": ("validate", "--format", "json", "--output", "{}"),
    "schema": ("schema", "--output", "{}"),
    "init": ("init", "{}", "--parties", "ca,us"),
}


@pytest.mark.parametrize("words", OUTPUTS.values(), ids=OUTPUTS)
@pytest.mark.parametrize("kind", ["file", "folder", "new", "device", "chain"])
def test_no_result_goes_through_a_link_out_of_the_repository(
    words: tuple[str, ...], kind: str, data: Path, cli: Cli, tmp_path: Path
) -> None:
    git(data, "init", "--quiet")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("mine")
    targets = {"file": outside / "file", "folder": outside, "new": outside / "new", "device": Path("/dev/null")}
    (data / "docs").mkdir()
    (data / "docs" / "link").symlink_to(targets.get(kind, Path("second")))
    (data / "docs" / "second").symlink_to(outside / "file")
    name = "docs/link/card.json" if kind == "folder" else "docs/link"
    result = cli(*(word.format(name) for word in words), folder=data)
    assert result.code == 2
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "mine"
    assert (data / "docs" / "link").is_symlink()


def test_a_closed_output_is_told(data: Path) -> None:
    done = program(*CARD, "/dev/fd/77", folder=data, capture_output=True)
    assert (done.returncode, done.stderr) == (2, b"cbi: error: cannot write /dev/fd/77: Bad file descriptor\n")


def test_a_named_pipe_gets_all_and_stays_one(data: Path, cli: Cli, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert cli(*CARD, str(pipe), folder=data).code == 0
    reader.join()
    assert read == [cli("scorecard", "2022", "--format", "json", folder=data).out.encode()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_dataset_with_a_pipe_for_a_file_of_a_plan_is_not_written_through(data: Path) -> None:
    os.mkfifo(data / "pipe")
    with pytest.raises(Exception, match="is not a file"):
        write_all_atomic([PendingWrite(data / "pipe", b"x")])


SMALL_DISK = """
mount -t tmpfs -o size=256k none "$1"
cp -r "$2/." "$1"
cd "$1"
dd if=/dev/zero of=filler bs=1k count=1000 2>/dev/null
shift 2
for words in "$@"; do
  find . -type f | sort | xargs sha256sum | sha256sum
  sh -c "$words" >/dev/null
  echo "code $?"
done
find . -type f | sort | xargs sha256sum | sha256sum
find . -name '.cbi-*'
"""


def test_a_disk_that_is_full_keeps_everything(data: Path, tmp_path: Path) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("a small disk can only be mounted by root, with `unshare`")
    (tmp_path / "disk").mkdir()
    cbi = f"{sys.executable} -m cbi_cli"
    calls = [
        f"{cbi} {' '.join(APRIL[:-1])} 'Talks in April'",
        f"{cbi} fmt",
        f"{cbi} {' '.join(CARD)} card.json",
        f"{cbi} init new --parties ca,us",
    ]
    script = ["unshare", "--mount", "sh", "-c", SMALL_DISK, "sh", str(tmp_path / "disk"), str(data), *calls]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(script, capture_output=True, text=True, check=False, env=env)
    states, codes = done.stdout.splitlines()[::2], done.stdout.splitlines()[1::2]
    assert codes == ["code 2"] * len(calls), done
    assert len(states) == len(calls) + 1
    assert len(set(states)) == 1
    assert done.stderr.count("No space left on device") == len(calls)
    assert done.stderr.count("cbi: error: ") == len(calls)
