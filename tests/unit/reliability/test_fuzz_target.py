"""What the fuzzer holds each input against, on its seeds, and that it would notice a fault."""

from __future__ import annotations

import pytest
from reliability import fuzz_toml
from reliability.fuzz_toml import DEPTH_LIMIT, BrokenInputError, check_input, parse_with_tomllib, read_seeds

from cbi_cli.core.findings import RawFinding, TextRange
from cbi_cli.toml import document as module
from cbi_cli.toml.document import Document
from cbi_cli.toml.parser import MAX_DEPTH

EVENT = b'[[event]]\nid = "a"\n'
FAULT = RawFinding("CBI001", "events/2022.toml", (), "no", region=TextRange(1, 1, 1, 2))


def test_the_seeds_are_read_as_they_should_be() -> None:
    raw = list(read_seeds())
    assert len(raw) > 50
    for one in raw:
        check_input(one)


def test_every_first_part_of_a_seed_is_read_as_it_should_be() -> None:
    longest = max(read_seeds(), key=len)
    for end in range(0, len(longest), 7):
        check_input(longest[:end])


@pytest.mark.parametrize("depth", [MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
@pytest.mark.parametrize("form", ["x = {0}1{1}", "x = {0}{1}", "{2}x = 1", "[{2}x]"])
def test_the_stated_depth_is_the_depth(depth: int, form: str) -> None:
    text = form.format("[" * depth, "]" * depth, "x." * (depth - 1))
    assert DEPTH_LIMIT == MAX_DEPTH
    check_input(text.encode())
    assert (parse_with_tomllib(text.encode()) is None) == (depth >= MAX_DEPTH + (form == "{2}x = 1"))


@pytest.mark.parametrize(
    ("raw", "document"),
    [
        (EVENT, Document("x", EVENT.decode(), {}, (), EVENT.decode())),
        (EVENT, Document("x", EVENT.decode(), {"event": [{"id": "a"}]}, (FAULT,), EVENT.decode())),
        (b"[[event", Document("x", "[[event", {}, (), "")),
        (b"=", Document("x", "=", {}, (FAULT._replace(region=TextRange(2, 1, 2, 2)),), "")),
        (b"=", Document("x", "=", {}, (FAULT._replace(region=TextRange(1, 1, 1, 9)),), "")),
    ],
)
def test_a_wrong_answer_is_noticed(raw: bytes, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "parse", lambda name, given: document)
    with pytest.raises(BrokenInputError):
        check_input(raw)


def test_figures_are_read_from_what_the_fuzzer_says() -> None:
    said = "#7\tNEW    cov: 12 ft: 20\n#64\tREDUCE cov: 15 ft: 21\nDone 100 runs in 2 second(s)\n"
    assert fuzz_toml._parse_figures(said, 2) == {"inputs": 100, "branches": 15, "seconds": 2}
    assert fuzz_toml._parse_figures("", 2) == {"inputs": 0, "branches": 0, "seconds": 2}
