"""What the options of `timeline` offer to the shell."""

from __future__ import annotations

from cbi_cli.cli.commands.timeline import TimelineOptions
from cbi_cli.cli.parser import Parameter
from cbi_cli.core.vocabulary import VOCABULARIES


def test_the_statuses_and_any_are_offered() -> None:
    (status,) = [one for one in TimelineOptions.parameters() if one.attribute == "status"]
    assert isinstance(status, Parameter)
    assert status.complete is not None
    assert [word for word, _ in status.complete({}, "")] == [*VOCABULARIES["status"], "any"]
    assert [word for word, _ in status.complete({}, "pl")] == ["planned"]
