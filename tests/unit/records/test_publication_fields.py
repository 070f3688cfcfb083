"""What a dataset says of its publication: addresses, identifier, and the day of its version."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import validate_files
from cbi_cli.changes.version_files import set_released
from tests.datasets import HEAD, dataset_files

TODAY = date(2026, 11, 24)


def problems(line: str) -> list[tuple[str, str, str]]:
    files = dataset_files(dataset=f"{HEAD}{line}\n")
    found = validate_files(files, TODAY)[1]
    return [(one.code, one.field, str(one.message)) for one in found if one.severity == "error"]


@pytest.mark.parametrize(
    "line",
    [
        'publisher = "The Press"',
        'homepage = "https://example.org/data"',
        'repository = "https://git.example.org/data"',
        'contact = "data@example.org"',
        'contact = "https://example.org/contact@us"',
        'doi = "10.5281/zenodo.123"',
        "released = 2026-11-25",
    ],
)
def test_what_is_right(line: str) -> None:
    assert problems(line) == []


@pytest.mark.parametrize(
    ("line", "code", "problem"),
    [
        ('homepage = "example.org"', "CBI106", "the address does not begin with http:// or https://"),
        ('repository = "git@example.org:data"', "CBI106", "the address does not begin with http:// or https://"),
        ('contact = "javascript:alert(1)"', "CBI106", "the address does not begin with http:// or https://"),
        ('contact = "a b@example.org"', "CBI106", "that is neither an e-mail address nor a web address"),
        ('doi = "https://doi.org/10.5281/zenodo.123"', "CBI106", "a DOI begins with 10. and not with an address"),
        ('doi = "10.5281/{x}"', "CBI106", "a DOI begins with 10. and not with an address"),
        ("released = 2026-11-26", "CBI306", "the day of the version, 2026-11-26, is in the future"),
    ],
)
def test_what_is_wrong_is_named(line: str, code: str, problem: str) -> None:
    ((found_code, field, text),) = problems(line)
    assert (found_code, field) == (code, line.partition(" ")[0])
    assert problem in text


@pytest.mark.parametrize(
    ("before", "replace", "after"),
    [
        ('version = "1.0.0" # now\nid = 1\n', False, 'version = "1.0.0" # now\nreleased = 2022-10-13\nid = 1\n'),
        ('version = "1.0.0"\r\nid = 1\r\n', True, 'version = "1.0.0"\r\nreleased = 2022-10-13\r\nid = 1\r\n'),
        ('version = "1.0.0"', False, 'version = "1.0.0"\nreleased = 2022-10-13\n'),
        ('released = 2021-01-01 # old\nversion = "1"', True, 'released = 2022-10-13 # old\nversion = "1"'),
        ('version = "1"\nreleased = 2021-01-01\n', False, 'version = "1"\nreleased = 2021-01-01\n'),
        ('\ufeffversion = "1"\n', True, '\ufeffversion = "1"\nreleased = 2022-10-13\n'),
    ],
)
def test_the_day_of_a_version_is_set(before: str, replace: bool, after: str) -> None:
    assert set_released(before.encode(), "2022-10-13", replace).decode() == after
