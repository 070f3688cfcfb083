"""Options are declared once, as classes, and their parameters come in the order of the help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest

from cbi_cli.cli.parser import NeedsFullParser, Options, argument, group_args, option, parse_args


class Shared(Options):
    size: Annotated[str, option("--size", "-s", envvar="SIZE", help="How large.")] = "m"
    note = "no option"
    untold: str = "no option either"


class Own(Shared):
    what: Annotated[str, argument(metavar="WHAT", help="What.")]
    color: Annotated[Literal["red", "blue"] | None, option("--color", help="Which color.")] = None
    folder: Annotated[Path | None, option("--folder", help="Where.")] = None
    names: Annotated[list[str] | None, option("--name", help="Names.")] = None
    loud: Annotated[bool, option("--loud", help="Whether.")] = False


def test_parameters_are_those_of_the_class_and_then_of_its_bases() -> None:
    assert [one.attribute for one in Own.parameters()] == ["what", "color", "folder", "names", "loud", "size"]
    assert [one.attribute for one in Shared.parameters()] == ["size"]


def test_types_say_what_a_parameter_takes() -> None:
    what, color, folder, names, loud, size = Own.parameters()
    assert [one.default for one in Own.parameters()] == [..., None, None, None, False, "m"]
    assert [one.choices for one in Own.parameters()] == [(), ("red", "blue"), (), (), (), ()]
    assert (folder.is_path, names.is_list, loud.is_flag) == (True, True, True)
    assert not any((what.is_path, color.is_list, size.is_flag, names.is_path, folder.is_list))
    assert (what.display_name, size.display_name) == ("WHAT", "--size")


def test_values_come_from_words_then_variables_then_defaults() -> None:
    read = parse_args(Own, ["--name=a", "x", "--name", "b", "--loud", "--folder", "f"], {"SIZE": "l"})
    assert read is not None
    assert vars(read) == {
        "what": "x",
        "color": None,
        "folder": Path("f"),
        "names": ["a", "b"],
        "loud": True,
        "size": "l",
    }
    read = parse_args(Own, ["x", "-s", "s"], {"SIZE": "l"})
    assert read is not None
    assert read.size == "s"


@pytest.mark.parametrize("words", [[], ["x", "y"], ["x", "--color", "green"], ["x", "--loud=1"], ["x", "-ss"]])
def test_the_rest_is_left_to_the_full_parser(words: list[str]) -> None:
    assert parse_args(Own, words, {}) is None


def test_an_option_without_its_value_is_pending() -> None:
    given, pending = group_args(["x", "--name", "a", "--size"], Own.parameters())
    assert given == {"what": ["x"], "names": ["a"]}
    assert pending is not None
    assert pending.attribute == "size"
    assert parse_args(Own, ["x", "--size"], {}) is None
    with pytest.raises(NeedsFullParser):
        group_args(["--size", "--loud"], Own.parameters())
