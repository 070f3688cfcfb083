"""Texts that have broken other programs, by name, and what may never reach a terminal."""

from __future__ import annotations

import re
import unicodedata

ACCEPTED_TEXTS = {
    "rich closing tag": "[/foo]",
    "rich style": "[bold red]x[/bold red] [link=https://evil.example]y[/link] \\[z]",
    "markdown link": "[text](https://evil.example) ![i](x.png) [a]: https://evil.example",
    "markdown emphasis": "**b** _i_ ~~s~~ `code` ```fence``` # no heading $x$",
    "markdown table": "a | b || c |---|---| \\| \\\\| d",
    "markdown list": "- item",
    "markdown number": "1. item",
    "markdown plus": "+ item",
    "markdown code block": "     code",
    "markdown rule": "---",
    "markdown break": "ends with \\",
    "html in markdown": '<details open><a href="https://evil.example">x</a></details> <!-- c --> &lt; &#60; &copy;',
    "script": "<script>alert(1)</script>",
    "attribute end": '"><img src=x onerror=alert(1)>',
    "attribute end, single": "' onmouseover='alert(1)",
    "closing tags": "</td></tr></table></title></style></textarea></svg>",
    "cdata end": "]]> <![CDATA[ x ]]> <?php ?> -->",
    "formula": "=cmd|' /C calc'!A0",
    "formula plus": "+1+1",
    "formula minus": "-2+3",
    "formula at": "@SUM(A1:A9)",
    "formula wide": "\uff1d1\uff0b1",
    "csv signs": 'a,"b";c""d\',e',
    "workflow command": "::set-output name=x::y",
    "workflow command, indented": "  ::error file=x,line=1::y",
    "workflow command, old": "##[error]x ##vso[task.setvariable variable=x]y",
    "commands of Azure": "##[group]x ##VSO[task.complete result=Failed;]y ###[error]z",
    "commands of TeamCity": "##teamcity[buildStatus status='SUCCESS'] ##TeamCity[x]",
    "folds of GitLab": "section_start:1560896352:x section_end:1:x section_start:0:x[collapsed=true]",
    "folds of Travis": "travis_fold:start:x travis_time:end:1",
    "links made by themselves": "www.evil.example (user@evil.example) user:pass@evil.example HTTPS://evil.example/x",
    "links of other kinds": "ftp://evil.example mailto:a@evil.example xmpp:a@evil.example/x http:\\\\//evil.example",
    "mentions": "@everyone octo@name #1 x#2 www.",
    "percent": "%0A::error::x %0D %25 %s %d %(x)s",
    "braces": "{0} {x!r} {{ }} ${HOME} $(id) `id` {{constructor.constructor('x')()}}",
    "quotes": "\"'`´«»\\' OR 1=1; DROP TABLE event; --",
    "two lines": "first\nsecond ::error::x\n::warning::y\n# z\n- w",
    "commands on lines": "x\n ::stop-commands::y\n\t::error::z\n\u00a0\u3000::notice::w\n##[error]v\nsection_start:1:u",
    "arabic": "اجتماع القمة الثالث",
    "hebrew": "פגישת פסגה 2022 (שלוש)",
    "chinese": "第三次高级别经济对话",
    "thai": "การประชุมครั้งที่สาม",
    "hindi": "तीसरी बैठक",
    "korean": "제3차 회의",
    "emoji": "🇲🇽🤝🇺🇸 🙂 ❤️",
    "composed": "Reunión de São Paulo, Łódź, Đà Nẵng",
    "combining": "q\u0331\u0307y\u0331",
    "zalgo": "Z" + "\u0334" * 20 + "\u0316" * 20 + "\u0300" * 20 + "o",
    "astral": "\U0001d54f",
    "tab": "a\tb",
    "long word": "x" * 3000,
}
"""The checks have nothing against these, so every report must show them without harm."""

REJECTED_TEXTS = {
    "color": "\x1b[31mred\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H",
    "window title": "\x1b]0;owned\x07",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "device string": "\x1bP$qm\x1b\\",
    "c1": "\x9b31m \x9d0;x\x9c \x85 \x90",
    "bell and backspace": "a\x07\x08\x08b",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    "right to left override": "\u202etxt.exe",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "marks": "a\u200eb\u200fc\u061cd",
    "no width": "a\u200bb\u2060c\ufeffd",
    "noncharacters": "a\ufffe\uffffb",
    "private": "a\ue000b\U0010fffdc",
    "carriage return": "hidden\rshown",
    "carriage return before a command": "x\r::error::y",
    "soft hyphen": "Consular\u00ad Dialogue",
    "tags": "Summit\U000e0041\U000e0042",
    "replacement": "Reuni\ufffdn",
    "accents apart": "Reunio\u0301n",
    "separators": "a\u2028::error::b\u2029c",
}
"""The checks name these as errors; their messages and `diff` meet them all the same."""

ALL_TEXTS = ACCEPTED_TEXTS | REJECTED_TEXTS

_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_COLOR_CODE = re.compile("\x1b\\[[0-9;]*m")


def find_dangers(shown: str, colored: bool = False) -> set[str]:
    """The characters in it that a terminal obeys, or that turn the direction of what follows.

    Line ends are fine, and so are color codes where color was asked for.
    """
    text = _COLOR_CODE.sub("", shown) if colored else shown
    text = text.replace("\r\n", "\n")
    return {
        one
        for one in text
        if one in _DIRECTION_MARKS or (unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t")
    }


def expected_text(text: str, tab: str = " ") -> str:
    """The text as people may see it: hidden and broken characters by their numbers, tabs as spaces."""
    broken = {one for one in text if ord(one) & 0xFFFE == 0xFFFE or unicodedata.category(one) == "Co"}
    broken |= {one for one in text if 0xE0000 <= ord(one) < 0xE1000}
    unsafe = find_dangers(text) | set("\u00ad\u200b\u2028\u2029\u2060\ufeff\ufffd") | broken
    return "".join(f"<U+{ord(one):04X}>" if one in unsafe else one for one in text).replace("\t", tab)


def find_commands(shown: str) -> list[str]:
    """The lines that a CI system, reading along, would obey: of GitHub, Azure, TeamCity, GitLab and Travis.

    A command of GitHub begins a line after white space or color codes; those of the others can be anywhere.
    """
    lines = re.split("[\r\n]", shown)
    anywhere = re.compile(r"##(vso|teamcity)?\[|section_(start|end):|travis_(fold|time):", re.IGNORECASE)
    return [one for one in lines if _COLOR_CODE.sub("", one).strip().startswith("::") or anywhere.search(one)]


def expected_plain_text(text: str, tab: str = " ") -> str:
    """A harmless text as a plain one shows it: with the number of the first sign of each command."""
    text = re.sub(r"(?im)#(?=#(vso|teamcity)?\[)", "<U+0023>", expected_text(text, tab))
    text = re.sub(r"(section_start|section_end|travis_fold|travis_time):", r"\1<U+003A>", text)
    return re.sub(r"(?m)^([^\S\n]*):(?=:)", r"\1<U+003A>", text)
