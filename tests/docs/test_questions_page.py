"""The page with five questions answers each with one command in each language, with what is known to be right."""

from __future__ import annotations

import re

import pytest
from tools.console_blocks import find_calls

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
ANSWERS = {
    "When did the presidents last meet?": ("Nov 17, 2023", "17 nov 2023"),
    "Who hosted the summit of 2016?": ("Justin Trudeau (CA)", "Justin Trudeau (CA)"),
    "What happened in October 2022?": (
        "Second meeting of the High-Level Security Dialogue",
        "Segunda reunión del Diálogo de Alto Nivel de Seguridad",
    ),
    "What is halted?": ("halted since 2019", "interrumpida desde 2019"),
    "How do I cite it?": ("version 1.0.0", "versión 1.0.0"),
}


def test_the_questions_are_those_of_the_page() -> None:
    assert list(SECTIONS) == list(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_has_a_call_in_each_language_that_shows_the_answer(question: str) -> None:
    english, spanish = find_calls(SECTIONS[question])
    assert "--lang" not in english.words
    assert spanish.words.endswith(" --lang es")
    for call, answer in zip((english, spanish), ANSWERS[question], strict=True):
        assert any(answer in line for line in call.expected)
