from __future__ import annotations

from cbi_cli.core.suggestions import closest_match, did_you_mean


def test_a_slip_finds_its_word() -> None:
    assert closest_match("sumit", ["visit", "summit", "plan"]) == "summit"
    assert closest_match("HLSD", ["hled", "hlsd"]) == "hlsd"
    assert closest_match("zebra", ["visit", "summit"]) is None


def test_the_hint_lists_few_words_and_never_many() -> None:
    assert did_you_mean("visti", ["visit", "plan"]) == "did you mean `visit`?"
    assert did_you_mean("zebra", ["visit", "plan"]) == "one of: visit, plan"
    assert did_you_mean("zebra", [f"word{n}" for n in range(40)]) == ""
    assert did_you_mean("zebra", []) == ""
