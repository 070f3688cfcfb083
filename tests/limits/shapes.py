"""Datasets of a size that can be chosen, each with much of one thing: what some reader, somewhere, has died of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tests.datasets import EDITION, HEAD, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml

Files = dict[str, bytes]
Shape = Callable[[int], Files]
Text = Callable[[int], str]

_BASE = dataset_files(event_toml("2022-05-04"), edition_2022=EDITION)
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


def repeat_unit(unit: str, length: int) -> str:
    """The unit so often that it gives about this length."""
    return unit * max(1, length // len(unit))


def repeat_numbered(form: str, length: int) -> str:
    """The form with 0, 1, 2 and so on put in, so often that it gives about this length."""
    return "".join(form.format(number) for number in range(max(1, length // len(form.format(10**6)))))


def many_meetings(length: int, more: Callable[[int], Iterable[str]] = lambda number: (), kind: str = "meeting") -> str:
    """Meetings of one day, with titles that have little in common and further lines that their number gives."""
    return "".join(
        event_toml("2021-05-04", *(f'title = "{number} {number * 7919}"', *more(number)), kind=kind, name=f"n{number}")
        + "\n"
        for number in range(max(2, length // 200))
    )


def one_meeting(line: str) -> str:
    """One meeting with a line more, or in place of its own."""
    return event_toml("2021-05-04", line)


def meetings_by_day(length: int) -> Files:
    """Meetings of many years, in the files of their years, with nothing wrong."""
    found: dict[int, list[str]] = {}
    for number in range(max(1, length // 200)):
        day = date(1900, 1, 1) + timedelta(days=number * 4 % 40_000)
        found.setdefault(day.year, []).append(
            event_toml(day.isoformat(), f'title = "{number} {number * 7919}"', name=f"n{number}")
        )
    return {f"events/{year}.toml": "\n".join(events).encode() for year, events in found.items()}


TEXTS: dict[str, Text] = {
    "a long comment": lambda n: "# " + "y" * n,
    "bells in a comment": lambda n: "# " + "\x07" * n,
    "zero widths in a comment": lambda n: "# " + "\u200b" * n,
    "comments": lambda n: repeat_unit("# c\n", n),
    "a long word": lambda n: "y" * n,
    "a long key": lambda n: "y" * n + " = 1",
    "a long key in quotes": lambda n: f'"{"y" * n}" = 1',
    "a long key with accents": lambda n: "é" * n + " = 1",
    "an open text": lambda n: 'x = "' + "y" * n,
    "an open text of escapes": lambda n: 'x = "' + repeat_unit("\\n", n),
    "an open text of backslashes": lambda n: 'x = "' + "\\" * n,
    "an open literal": lambda n: "x = '" + "y" * n,
    "an open text of lines": lambda n: 'x = """' + repeat_unit("y\n", n),
    "an open literal of lines": lambda n: "x = '''" + repeat_unit("y\n", n),
    "a text": lambda n: f'x = "{"y" * n}"',
    "a text of escapes": lambda n: f'x = "{repeat_unit(chr(92) + "u0041", n)}"',
    "a text of bells": lambda n: f'x = "{repeat_unit(chr(92) + "u0007", n)}"',
    "a text of surrogates": lambda n: f'x = "{repeat_unit(chr(92) + "ud800", n)}"',
    "a text with a bad escape": lambda n: f'x = "{"a" * n}\\q"',
    "a text of lines": lambda n: f'x = """{repeat_unit(f"yyyyyyyy{chr(10)}", n)}"""',
    "a text of quotes": lambda n: f'x = """{repeat_unit(f"y{chr(34) * 2} ", n)}"""',
    "a text of line ends": lambda n: 'x = """\\' + "\n" * n + '"""',
    "a text of combining marks": lambda n: 'x = "e' + "\u0301" * n + '"',
    "a text that is not composed": lambda n: 'x = "' + repeat_unit("e\u0301", n) + '"',
    "headers in a text": lambda n: 'x = """\n' + repeat_unit("[[topic]]\n", n) + '"""',
    "headers in an open text": lambda n: 'x = """\n' + repeat_unit("[[topic]]\n", n),
    "open texts": lambda n: '[[topic]]\nid = """\n' + repeat_unit('[[topic]]\nid = """\n' * 2, n),
    "open lists": lambda n: repeat_unit("[[topic]]\nid = [\n", n),
    "bare words": lambda n: repeat_unit("[[topic]]\nid = a\n", n),
    "bad dates": lambda n: repeat_unit("[[topic]]\nid = 2022-13-01\n", n),
    "half headers": lambda n: repeat_unit("[[topic\n", n),
    "one header again and again": lambda n: repeat_unit("[topic]\n", n),
    "a staircase of headers": lambda n: "".join(f"[{'.'.join('a' * depth)}]\n" for depth in range(1, int(n**0.5) + 1)),
    "a dotted key": lambda n: repeat_unit("a.", n) + "a = 1",
    "a dotted key with blanks": lambda n: repeat_unit("a . ", n) + "a = 1",
    "a dotted key in quotes": lambda n: repeat_unit('"a b".', n) + "a = 1",
    "a dotted key in braces": lambda n: "x = {" + repeat_unit("a.", n) + "a = 1 }",
    "a dotted header": lambda n: "[" + repeat_unit("a.", n) + "a]",
    "a dotted header in quotes": lambda n: "[[" + repeat_unit("'a b'.", n) + "a]]",
    "dotted keys": lambda n: repeat_numbered("a.b.c.d.e.f.g.h.k{:07} = 1\n", n),
    "blanks": lambda n: " " * n + "a = 1" + " " * n,
    "blanks before a bracket": lambda n: "[[" + "\t" * n + "topic",
    "rows of blanks before a bracket": lambda n: repeat_unit("\t" * 999 + "[\n", n),
    "line feeds": lambda n: "\n" * n,
    "carriage returns": lambda n: "\r" * n,
    "zeros": lambda n: "\0" * n,
    "a list": lambda n: "x = [" + repeat_unit("1,", n) + "]",
    "a list of lines": lambda n: "x = [\n" + repeat_unit("1,\n", n) + "]",
    "a list of comments": lambda n: "x = [\n" + repeat_unit("# c\n", n) + "]",
    "a list without commas": lambda n: "x = [" + repeat_unit("1 ", n) + "]",
    "a list without an end": lambda n: "x = [" + repeat_unit("1,", n),
    "a list of lists": lambda n: "x = [" + repeat_unit("[],", n) + "]",
    "a table in braces": lambda n: "x = {" + repeat_numbered("k{:07} = 1, ", n) + "z = 1 }",
    "a table in braces without an end": lambda n: "x = {" + repeat_numbered("k{:07} = 1, ", n),
    "lists in lists": lambda n: "x = " + "[" * (n // 2) + "]" * (n // 2),
    "open lists in lists": lambda n: "x = " + "[" * n,
    "tables in tables": lambda n: "x = " + "{a=" * (n // 4) + "1" + "}" * (n // 4),
    "closing brackets": lambda n: "]" * n,
    "quotes": lambda n: "x = " + '"' * n,
    "texts after a text": lambda n: 'x = "a" ' + repeat_unit('"b" ', n),
    "digits": lambda n: "x = " + "9" * n,
    "numbers too large": lambda n: repeat_unit("[[topic]]\nx = " + "9" * 60 + "\n", n),
    "hexadecimal digits": lambda n: "x = 0x" + "f" * n,
    "digits behind a point": lambda n: "x = 0." + "1" * n,
    "underscores": lambda n: "x = 1" + repeat_unit("_1", n),
    "dates in a row": lambda n: "x = " + repeat_unit("2022-01-01", n),
    "bare dates": lambda n: "x = " + repeat_unit("2022-01 ", n),
    "signs": lambda n: "=" * n,
}
"""Texts of the file of topics, by what there is much of."""

EVENTS: dict[str, Text] = {
    "headers alone": lambda n: repeat_unit("[[event]]\n", n),
    "headers of something else": lambda n: repeat_numbered("[[o{:07}]]\n", n),
    "headers inside an event": lambda n: "[[event]]\n" + repeat_unit("[[event.participants]]\n", n),
    "headers inside a broken event": lambda n: "[[event]]\nx = a\n" + repeat_unit("[[event.participants]]\n", n),
    "tables in braces as events": lambda n: "event = [\n" + repeat_unit("{},\n", n) + "]",
    "keys outside of events": lambda n: repeat_numbered("k{:07} = 1\n", n),
    "keys of one event": lambda n: "[[event]]\n" + repeat_numbered("k{:07} = 1\n", n),
    "events without a title": lambda n: many_meetings(n, lambda number: ['title = ""']),
    "events of one id": lambda n: repeat_unit(event_toml("2021-05-04") + "\n", n),
    "events of one title": lambda n: many_meetings(n, lambda number: ['title = "The same title"']),
    "events known by year, of one title": lambda n: many_meetings(
        n, lambda number: ['title = "The same title"', 'start = "2021"']
    ),
    "one wrong name": lambda n: many_meetings(n, lambda number: ['institutions = ["tolks"]']),
    "wrong names": lambda n: many_meetings(n, lambda number: [f'institutions = ["t{number}"]']),
    "one wrong kind": lambda n: many_meetings(n, kind="metting"),
    "wrong keys": lambda n: many_meetings(n, lambda number: [f"tytle{number} = 1"]),
    "bells in titles": lambda n: many_meetings(n, lambda number: [f'title = "{number}\\u0007"']),
    "other dates in titles": lambda n: many_meetings(n, lambda number: [f'title = "{number} of 1 May 1999"']),
    "empty names of one event": lambda n: one_meeting("parties = [" + repeat_unit('"",', n) + "]"),
    "wrong parties of one event": lambda n: one_meeting("parties = [\n" + repeat_numbered('"p{:07}",\n', n) + "]"),
    "zeros for the parties of one event": lambda n: one_meeting("parties = [" + repeat_unit("0,", n) + "]"),
    "participants of one event": lambda n: one_meeting("participants = [\n" + repeat_unit("{},", n) + "]"),
    "attendance of one event": lambda n: one_meeting(
        "attendance = [\n" + repeat_unit('{ party = "aa", count = 1 },\n', n) + "]"
    ),
    "places that are texts": lambda n: many_meetings(n, lambda number: [f'place = "Town {number}"']),
    "events beside one": lambda n: many_meetings(n, lambda number: ['side_event_of = "2021-05-04-n0"']),
    "events beside each other": lambda n: many_meetings(
        n, lambda number: [f'id = "2021-05-n{number}"', f'side_event_of = "2021-05-n{number + 1}"']
    ),
    "a long note": lambda n: one_meeting(f'note = "{repeat_unit("y ", n)}"'),
    "a long title with dates": lambda n: one_meeting(f'title_es = "{repeat_unit("2021 may 1 ", n)}"'),
    "a long id": lambda n: one_meeting(f'id = "{repeat_unit("y-", n)}"'),
    "notes": lambda n: many_meetings(n, lambda number: [f'note = "{"y " * 80}"']),
}
"""Texts of a file of events."""


def _encode_files(**texts: str) -> Files:
    return {f"{name}.toml": text.encode() for name, text in texts.items()}


def _many_sources(length: int, cited: str) -> Files:
    """Sources with a thousand parts each, and events that cite these or others."""
    count = max(1, length // 60_000)
    parts = "".join(f'  {{ id = "i{number}", title = "N" }},\n' for number in range(1000))
    sources = "".join(f'[[source]]\nid = "s{one}"\ntitle = "S"\nlocators = [\n{parts}]\n' for one in range(count))
    cite = many_meetings(length // 2, lambda number: [f'sources = ["s{number % count}#{cited}{number % 1000}"]'])
    return {**_encode_files(sources=SOURCES + sources), "events/2021.toml": cite.encode()}


def _many_files(folder: str, text: Callable[[int], str], length: int) -> Files:
    """Many small files; ``text`` gives that of each."""
    return {f"{folder}/f{number:06}.toml": text(number).encode() for number in range(max(1, length // _PER_FILE))}


_PLACE = '[[place]]\nid = "i{0:07}"\nname = "N{0:07}"\n'

DATASETS: dict[str, Shape] = {
    "events of many years": meetings_by_day,
    "bytes that are not UTF-8": lambda n: {"topics.toml": b"\xff" * n},
    "UTF-16": lambda n: {"topics.toml": ("x" * n).encode("utf-16")},
    "institutions": lambda n: _encode_files(institutions=TALKS + repeat_numbered(_INSTITUTION, n)),
    "institutions in a chain": lambda n: _encode_files(
        institutions=TALKS
        + repeat_numbered(_INSTITUTION + 'part_of = "talks"\nreplaced_by = "i0000000"\nended = "1990"\n', n)
    ),
    "series of all years": lambda n: _encode_files(
        institutions=TALKS
        + repeat_numbered(
            _INSTITUTION + f"cadence_years = 1\ncoverage = [\n{_SPAN.replace('{', '{{').replace('}', '}}')}]\n", n
        )
    ),
    "institutions that have ended": lambda n: (
        _encode_files(institutions=TALKS + repeat_numbered(_INSTITUTION + 'ended = "1990"\n', n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'institutions = ["i{number % 10:07}"]']).encode()}
    ),
    "pauses": lambda n: (
        _encode_files(institutions=f"{TALKS}pauses = [\n{_SPAN * 900}]\n")
        | {"events/2021.toml": many_meetings(n).encode()}
    ),
    "covered years": lambda n: _encode_files(
        indicators=TALKS_ROW.replace("coverage = [", "coverage = [\n" + repeat_unit(_SPAN, n))
    ),
    "indicators": lambda n: (
        _encode_files(indicators=TALKS_ROW + repeat_numbered(_INDICATOR, n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'institutions = ["i{number}"]']).encode()}
    ),
    "sources": lambda n: _encode_files(
        sources=SOURCES + repeat_numbered('[[source]]\nid = "i{0:07}"\ntitle = "N{0:07}"\n', n)
    ),
    "parts of sources": lambda n: _many_sources(n, "i"),
    "wrong parts of sources": lambda n: _many_sources(n, "j"),
    "topics": lambda n: (
        _encode_files(topics=repeat_numbered('[[topic]]\nid = "i{0:07}"\nlabel = "N{0:07}"\n', n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'topics = ["i{number % 10:07}"]']).encode()}
    ),
    "places": lambda n: (
        _encode_files(places=repeat_numbered(_PLACE + 'country = "aa"\n', n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'place = "i{number % 10:07}"']).encode()}
    ),
    "places of one name": lambda n: _encode_files(
        places=repeat_numbered(_PLACE.replace('"N{0:07}"', '"N"') + 'state = "S"\n', n)
    ),
    "places in a chain": lambda n: _encode_files(places=repeat_numbered(_PLACE + 'country = "i0000000"\n', n)),
    "places that are texts among many": lambda n: (
        _encode_files(places=repeat_numbered(_PLACE, n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'place = "N {number}"']).encode()}
    ),
    "claimed values": lambda n: _encode_files(
        disputes=f'[[dispute]]\nid = "d"\n{_ABOUT.format(0)}claims = [\n'
        + repeat_unit('{ value = "x", source = "book", values = { halted_since = 2019 } },\n', n)
        + "]\n"
    ),
    "wrong names among many": lambda n: (
        _encode_files(institutions=TALKS + repeat_numbered(_INSTITUTION, n))
        | {"events/2021.toml": many_meetings(n, lambda number: [f'institutions = ["j{number:07}"]']).encode()}
    ),
    "parties": lambda n: _encode_files(
        dataset=HEAD.replace(
            "party = [", "party = [\n" + repeat_numbered('{{ id = "i{0:07}", name = "N{0:07}" }},\n', n)
        )
    ),
    "disputes": lambda n: _encode_files(
        disputes=repeat_numbered(
            '[[dispute]]\nid = "i{0:07}"\n' + _ABOUT + 'claims = [{{ value = "x", source = "book" }}]\n', n
        )
    ),
    "rows of an edition": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + repeat_unit(_ROW, n)).encode()},
    "admissions": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + _ROW + repeat_unit(_ADMITTED, n)).encode()},
    "graphs": lambda n: {"editions/2022.toml": (_EDITION.format(2022) + _ROW + repeat_unit(_GRAPH, n)).encode()},
    "editions": lambda n: _many_files("editions", lambda number: _EDITION.format(number + 1) + _ROW, n),
    "editions of one year": lambda n: _many_files("editions", lambda number: _EDITION.format(2022) + _ROW, n),
    "files of events": lambda n: _many_files("events", lambda number: many_meetings(_PER_FILE), n),
    "files of one event": lambda n: _many_files("events", lambda number: one_meeting(f'title = "{number}"'), n * 4),
    "files without anything": lambda n: _many_files("events", lambda number: "", n * 4),
    "files that are broken": lambda n: _many_files("events", lambda number: "[[event]]\nx = a", n * 4),
    "files that are not read": lambda n: _many_files("other", lambda number: "", n * 4),
}
"""Whole datasets, or the files of them that are not as in a good one."""


def _in_file(file: str, text: Text) -> Shape:
    return lambda length: {file: text(length).encode()}


SHAPES: dict[str, Shape] = {
    **{name: _in_file("topics.toml", text) for name, text in TEXTS.items()},
    **{name: _in_file("events/2021.toml", text) for name, text in EVENTS.items()},
    **DATASETS,
}
"""Every shape by its name: from a length, of which its size is some small multiple, to files that are put into a good
dataset."""


def make_dataset(name: str, length: int) -> Files:
    """A whole dataset of a shape."""
    return _BASE | SHAPES[name](length)
