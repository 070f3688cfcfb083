"""Datasets of a size that can be chosen, each with much of one thing: what some reader, somewhere, has died of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tests.datasets import EDITION, HEAD, SOURCES, TALKS, TALKS_ROW, event, files

Files = dict[str, bytes]
Shape = Callable[[int], Files]
Text = Callable[[int], str]

_BASE = files(event("2022-05-04"), edition_2022=EDITION)
_EDITION = 'year = {}\ntitle = "T"\npublished = 2023-03-01\nsource = "book"\n'
_ROW = '[[row]]\nindicator = "talks-row"\nlabel = "Talks"\nstatus = "red"\ntext = "None"\n'
_ADMITTED = '[[admission]]\nindicator = "talks-row"\nevent = "2022-05-04-meeting"\nreason = "r"\nsource = "book"\n'
_GRAPH = '[[graph]]\ntitle = "G"\nseries = "talks-row"\nfrom = 2000\nto = 2022\nsource = "book"\nshares = []\n'
_ABOUT = 'record = "indicator"\nabout = "talks-row"\nfield = "since"\nchosen = "x"\nwhy = "y"\n'
_INSTITUTION = (
    '[[institution]]\nid = "i{0:07}"\nname = "N{0:07}"\ntype = "dialogue"\nparties = ["aa"]\nsources = ["book"]\n'
)
_INDICATOR = '[[indicator]]\nid = "i{0:07}"\nlabel = "N{0:07}"\nsources = ["book"]\nrule = {{ kinds = ["meeting"] }}\n'
_SPAN = '  { from = 1, to = 9999, source = "book" },\n'
_PER_FILE = 1000
"""Characters in each file where there are many."""


def repeated(unit: str, length: int) -> str:
    """The unit so often that it gives about this length."""
    return unit * max(1, length // len(unit))


def numbered(form: str, length: int) -> str:
    """The form with 0, 1, 2 and so on put in, so often that it gives about this length."""
    return "".join(form.format(number) for number in range(max(1, length // len(form.format(10**6)))))


def meetings(length: int, more: Callable[[int], Iterable[str]] = lambda number: (), kind: str = "meeting") -> str:
    """Meetings of one day, with titles that have little in common and further lines that their number gives."""
    return "".join(
        event("2021-05-04", *(f'title = "{number} {number * 7919}"', *more(number)), kind=kind, name=f"n{number}")
        + "\n"
        for number in range(max(2, length // 200))
    )


def one_meeting(line: str) -> str:
    """One meeting with a line more, or in place of its own."""
    return event("2021-05-04", line)


def days(length: int) -> Files:
    """Meetings of many years, in the files of their years, with nothing wrong."""
    found: dict[int, list[str]] = {}
    for number in range(max(1, length // 200)):
        day = date(1900, 1, 1) + timedelta(days=number * 4 % 40_000)
        found.setdefault(day.year, []).append(
            event(day.isoformat(), f'title = "{number} {number * 7919}"', name=f"n{number}")
        )
    return {f"events/{year}.toml": "\n".join(events).encode() for year, events in found.items()}


TEXTS: dict[str, Text] = {
    "a long comment": lambda n: "# " + "y" * n,
    "bells in a comment": lambda n: "# " + "\x07" * n,
    "zero widths in a comment": lambda n: "# " + "\u200b" * n,
    "comments": lambda n: repeated("# c\n", n),
    "a long word": lambda n: "y" * n,
    "a long key": lambda n: "y" * n + " = 1",
    "a long key in quotes": lambda n: f'"{"y" * n}" = 1',
    "a long key with accents": lambda n: "é" * n + " = 1",
    "an open text": lambda n: 'x = "' + "y" * n,
    "an open text of escapes": lambda n: 'x = "' + repeated("\\n", n),
    "an open text of backslashes": lambda n: 'x = "' + "\\" * n,
    "an open literal": lambda n: "x = '" + "y" * n,
    "an open text of lines": lambda n: 'x = """' + repeated("y\n", n),
    "an open literal of lines": lambda n: "x = '''" + repeated("y\n", n),
    "a text": lambda n: f'x = "{"y" * n}"',
    "a text of escapes": lambda n: f'x = "{repeated(chr(92) + "u0041", n)}"',
    "a text of bells": lambda n: f'x = "{repeated(chr(92) + "u0007", n)}"',
    "a text of surrogates": lambda n: f'x = "{repeated(chr(92) + "ud800", n)}"',
    "a text with a bad escape": lambda n: f'x = "{"a" * n}\\q"',
    "a text of lines": lambda n: f'x = """{repeated(f"yyyyyyyy{chr(10)}", n)}"""',
    "a text of quotes": lambda n: f'x = """{repeated(f"y{chr(34) * 2} ", n)}"""',
    "a text of line ends": lambda n: 'x = """\\' + "\n" * n + '"""',
    "a text of combining marks": lambda n: 'x = "e' + "\u0301" * n + '"',
    "a text that is not composed": lambda n: 'x = "' + repeated("e\u0301", n) + '"',
    "headers in a text": lambda n: 'x = """\n' + repeated("[[topic]]\n", n) + '"""',
    "headers in an open text": lambda n: 'x = """\n' + repeated("[[topic]]\n", n),
    "open texts": lambda n: '[[topic]]\nid = """\n' + repeated('[[topic]]\nid = """\n' * 2, n),
    "open lists": lambda n: repeated("[[topic]]\nid = [\n", n),
    "bare words": lambda n: repeated("[[topic]]\nid = a\n", n),
    "bad dates": lambda n: repeated("[[topic]]\nid = 2022-13-01\n", n),
    "half headers": lambda n: repeated("[[topic\n", n),
    "one header again and again": lambda n: repeated("[topic]\n", n),
    "a staircase of headers": lambda n: "".join(f"[{'.'.join('a' * depth)}]\n" for depth in range(1, int(n**0.5) + 1)),
    "a dotted key": lambda n: repeated("a.", n) + "a = 1",
    "a dotted key with blanks": lambda n: repeated("a . ", n) + "a = 1",
    "a dotted key in quotes": lambda n: repeated('"a b".', n) + "a = 1",
    "a dotted key in braces": lambda n: "x = {" + repeated("a.", n) + "a = 1 }",
    "a dotted header": lambda n: "[" + repeated("a.", n) + "a]",
    "a dotted header in quotes": lambda n: "[[" + repeated("'a b'.", n) + "a]]",
    "dotted keys": lambda n: numbered("a.b.c.d.e.f.g.h.k{:07} = 1\n", n),
    "blanks": lambda n: " " * n + "a = 1" + " " * n,
    "blanks before a bracket": lambda n: "[[" + "\t" * n + "topic",
    "rows of blanks before a bracket": lambda n: repeated("\t" * 999 + "[\n", n),
    "line feeds": lambda n: "\n" * n,
    "carriage returns": lambda n: "\r" * n,
    "zeros": lambda n: "\0" * n,
    "a list": lambda n: "x = [" + repeated("1,", n) + "]",
    "a list of lines": lambda n: "x = [\n" + repeated("1,\n", n) + "]",
    "a list of comments": lambda n: "x = [\n" + repeated("# c\n", n) + "]",
    "a list without commas": lambda n: "x = [" + repeated("1 ", n) + "]",
    "a list without an end": lambda n: "x = [" + repeated("1,", n),
    "a list of lists": lambda n: "x = [" + repeated("[],", n) + "]",
    "a table in braces": lambda n: "x = {" + numbered("k{:07} = 1, ", n) + "z = 1 }",
    "a table in braces without an end": lambda n: "x = {" + numbered("k{:07} = 1, ", n),
    "lists in lists": lambda n: "x = " + "[" * (n // 2) + "]" * (n // 2),
    "open lists in lists": lambda n: "x = " + "[" * n,
    "tables in tables": lambda n: "x = " + "{a=" * (n // 4) + "1" + "}" * (n // 4),
    "closing brackets": lambda n: "]" * n,
    "quotes": lambda n: "x = " + '"' * n,
    "texts after a text": lambda n: 'x = "a" ' + repeated('"b" ', n),
    "digits": lambda n: "x = " + "9" * n,
    "numbers too large": lambda n: repeated("[[topic]]\nx = " + "9" * 60 + "\n", n),
    "hexadecimal digits": lambda n: "x = 0x" + "f" * n,
    "digits behind a point": lambda n: "x = 0." + "1" * n,
    "underscores": lambda n: "x = 1" + repeated("_1", n),
    "dates in a row": lambda n: "x = " + repeated("2022-01-01", n),
    "bare dates": lambda n: "x = " + repeated("2022-01 ", n),
    "signs": lambda n: "=" * n,
}
"""Texts of the file of topics, by what there is much of."""

EVENTS: dict[str, Text] = {
    "headers alone": lambda n: repeated("[[event]]\n", n),
    "headers of something else": lambda n: numbered("[[o{:07}]]\n", n),
    "headers inside an event": lambda n: "[[event]]\n" + repeated("[[event.participants]]\n", n),
    "headers inside a broken event": lambda n: "[[event]]\nx = a\n" + repeated("[[event.participants]]\n", n),
    "tables in braces as events": lambda n: "event = [\n" + repeated("{},\n", n) + "]",
    "keys outside of events": lambda n: numbered("k{:07} = 1\n", n),
    "keys of one event": lambda n: "[[event]]\n" + numbered("k{:07} = 1\n", n),
    "events without a title": lambda n: meetings(n, lambda number: ['title = ""']),
    "events of one id": lambda n: repeated(event("2021-05-04") + "\n", n),
    "events of one title": lambda n: meetings(n, lambda number: ['title = "The same title"']),
    "events known by year, of one title": lambda n: meetings(
        n, lambda number: ['title = "The same title"', 'start = "2021"']
    ),
    "one wrong name": lambda n: meetings(n, lambda number: ['institutions = ["tolks"]']),
    "wrong names": lambda n: meetings(n, lambda number: [f'institutions = ["t{number}"]']),
    "one wrong kind": lambda n: meetings(n, kind="metting"),
    "wrong keys": lambda n: meetings(n, lambda number: [f"tytle{number} = 1"]),
    "bells in titles": lambda n: meetings(n, lambda number: [f'title = "{number}\\u0007"']),
    "other dates in titles": lambda n: meetings(n, lambda number: [f'title = "{number} of 1 May 1999"']),
    "empty names of one event": lambda n: one_meeting("parties = [" + repeated('"",', n) + "]"),
    "wrong parties of one event": lambda n: one_meeting("parties = [\n" + numbered('"p{:07}",\n', n) + "]"),
    "zeros for the parties of one event": lambda n: one_meeting("parties = [" + repeated("0,", n) + "]"),
    "participants of one event": lambda n: one_meeting("participants = [\n" + repeated("{},", n) + "]"),
    "a long note": lambda n: one_meeting(f'note = "{repeated("y ", n)}"'),
    "a long title with dates": lambda n: one_meeting(f'title_es = "{repeated("2021 may 1 ", n)}"'),
    "a long id": lambda n: one_meeting(f'id = "{repeated("y-", n)}"'),
    "notes": lambda n: meetings(n, lambda number: [f'note = "{"y " * 80}"']),
}
"""Texts of a file of events."""


def _files(**texts: str) -> Files:
    return {f"{name}.toml": text.encode() for name, text in texts.items()}


def _sources(length: int, cited: str) -> Files:
    """Sources with a thousand parts each, and events that cite these or others."""
    count = max(1, length // 60_000)
    parts = "".join(f'  {{ id = "i{number}", title = "N" }},\n' for number in range(1000))
    sources = "".join(f'[[source]]\nid = "s{one}"\ntitle = "S"\nlocators = [\n{parts}]\n' for one in range(count))
    cite = meetings(length // 2, lambda number: [f'sources = ["s{number % count}#{cited}{number % 1000}"]'])
    return {**_files(sources=SOURCES + sources), "events/2021.toml": cite.encode()}


def _files_of(folder: str, text: Callable[[int], str], length: int) -> Files:
    """Many small files; ``text`` gives that of each."""
    return {f"{folder}/f{number:06}.toml": text(number).encode() for number in range(max(1, length // _PER_FILE))}


DATASETS: dict[str, Shape] = {
    "events of many years": days,
    "bytes that are not UTF-8": lambda n: {"topics.toml": b"\xff" * n},
    "UTF-16": lambda n: {"topics.toml": ("x" * n).encode("utf-16")},
    "institutions": lambda n: _files(institutions=TALKS + numbered(_INSTITUTION, n)),
    "institutions in a chain": lambda n: _files(
        institutions=TALKS + numbered(_INSTITUTION + 'part_of = "talks"\nreplaced_by = "i0000000"\nended = "1990"\n', n)
    ),
    "series of all years": lambda n: _files(
        institutions=TALKS
        + numbered(
            _INSTITUTION + f"cadence_years = 1\ncoverage = [\n{_SPAN.replace('{', '{{').replace('}', '}}')}]\n", n
        )
    ),
    "institutions that have ended": lambda n: (
        _files(institutions=TALKS + numbered(_INSTITUTION + 'ended = "1990"\n', n))
        | {"events/2021.toml": meetings(n, lambda number: [f'institutions = ["i{number % 10:07}"]']).encode()}
    ),
    "pauses": lambda n: (
        _files(institutions=f"{TALKS}pauses = [\n{_SPAN * 900}]\n") | {"events/2021.toml": meetings(n).encode()}
    ),
    "covered years": lambda n: _files(
        indicators=TALKS_ROW.replace("coverage = [", "coverage = [\n" + repeated(_SPAN, n))
    ),
    "indicators": lambda n: (
        _files(indicators=TALKS_ROW + numbered(_INDICATOR, n))
        | {"events/2021.toml": meetings(n, lambda number: [f'institutions = ["i{number}"]']).encode()}
    ),
    "sources": lambda n: _files(sources=SOURCES + numbered('[[source]]\nid = "i{0:07}"\ntitle = "N{0:07}"\n', n)),
    "parts of sources": lambda n: _sources(n, "i"),
    "wrong parts of sources": lambda n: _sources(n, "j"),
    "topics": lambda n: (
        _files(topics=numbered('[[topic]]\nid = "i{0:07}"\nlabel = "N{0:07}"\n', n))
        | {"events/2021.toml": meetings(n, lambda number: [f'topics = ["i{number % 10:07}"]']).encode()}
    ),
    "wrong names among many": lambda n: (
        _files(institutions=TALKS + numbered(_INSTITUTION, n))
        | {"events/2021.toml": meetings(n, lambda number: [f'institutions = ["j{number:07}"]']).encode()}
    ),
    "parties": lambda n: _files(
        dataset=HEAD.replace("party = [", "party = [\n" + numbered('{{ id = "i{0:07}", name = "N{0:07}" }},\n', n))
    ),
    "disputes": lambda n: _files(
        disputes=numbered(
            '[[dispute]]\nid = "i{0:07}"\n' + _ABOUT + 'claims = [{{ value = "x", source = "book" }}]\n', n
        )
    ),
    "rows of an edition": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + repeated(_ROW, n)).encode()},
    "admissions": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + _ROW + repeated(_ADMITTED, n)).encode()},
    "graphs": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + _ROW + repeated(_GRAPH, n)).encode()},
    "editions": lambda n: _files_of("editions", lambda number: _EDITION.format(number + 1) + _ROW, n),
    "editions of one year": lambda n: _files_of("editions", lambda number: _EDITION.format(2022) + _ROW, n),
    "files of events": lambda n: _files_of("events", lambda number: meetings(_PER_FILE), n),
    "files of one event": lambda n: _files_of("events", lambda number: one_meeting(f'title = "{number}"'), n * 4),
    "files without anything": lambda n: _files_of("events", lambda number: "", n * 4),
    "files that are broken": lambda n: _files_of("events", lambda number: "[[event]]\nx = a", n * 4),
    "files that are not read": lambda n: _files_of("other", lambda number: "", n * 4),
}
"""Whole datasets, or the files of them that are not as in a good one."""


def _in(file: str, text: Text) -> Shape:
    return lambda length: {file: text(length).encode()}


SHAPES: dict[str, Shape] = {
    **{name: _in("topics.toml", text) for name, text in TEXTS.items()},
    **{name: _in("events/2021.toml", text) for name, text in EVENTS.items()},
    **DATASETS,
}
"""Every shape by its name: from a length, of which its size is some small multiple, to files that are put into a good
dataset."""


def dataset(name: str, length: int) -> Files:
    """A whole dataset of a shape."""
    return _BASE | SHAPES[name](length)
