"""Names that may be one name are offered; others are not."""

from __future__ import annotations

import pytest

from cbi_cli.tables.similar_names import NameIndex

NAMES = ["ciudad juarez", "washington, d.c.", "el paso", "joint statement of may 2022", "hamburg", "nogales, sonora"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cuidad juarez", ["ciudad juarez"]),
        ("washington", ["washington, d.c."]),
        ("el paso, texas", ["el paso"]),
        ("nogales", ["nogales, sonora"]),
        ("hamburgo", ["hamburg"]),
        ("joint statements of may 2022", ["joint statement of may 2022"]),
        ("joint statement of may 2023", []),
        ("el pasos del norte", []),
        ("hamm", []),
        ("", []),
    ],
)
def test_similar_names(name: str, expected: list[str]) -> None:
    index = NameIndex()
    for one in NAMES:
        index.add(one, one)
    assert index.find_similar(name) == expected


def test_a_few_are_enough() -> None:
    index = NameIndex()
    for number in range(50):
        index.add(str(number), f"town of {'abcdefghij'[number % 10]}{'klmno'[number // 10]}")
    assert len(index.find_similar("town of")) == 3
