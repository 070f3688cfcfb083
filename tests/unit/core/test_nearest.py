from __future__ import annotations

from cbi_cli.core.nearest import did_you_mean, nearest


def test_a_slip_finds_its_word() -> None:
    assert nearest("sumit", ["visit", "summit", "plan"]) == "summit"
    assert nearest("HLSD", ["hled", "hlsd"]) == "hlsd"
    assert nearest("zebra", ["visit", "summit"]) is None


def test_the_hint_lists_few_words_and_never_many() -> None:
    assert did_you_mean("visti", ["visit", "plan"]) == "did you mean `visit`?"
    assert did_you_mean("zebra", ["visit", "plan"]) == "one of: visit, plan"
    assert did_you_mean("zebra", [f"word{n}" for n in range(40)]) == ""
    assert did_you_mean("zebra", []) == ""
