"""A page is in one language: what a Spanish one says has no word of the English one, in any report and any case."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.datasets import SOURCES
from tests.repositories import write_files

ENGLISH = "Anglo"
"""What every English text of the dataset below has in it; the Spanish one beside it has not."""

HEAD = """
schema = 3
id = "ab"
title = "Anglo dataset"
title_es = "Conjunto"
note = "Anglo note"
note_es = "Apunte"
version = "1.0.0"
license = "CC0-1.0"
languages = ["en"]
covers_until = 2022-12-31
between = ["aa", "bb"]
party = [{ id = "aa", name = "A" }, { id = "bb", name = "B" }]
"""
TOPICS = """
[[topic]]
id = "tt"
label = "Anglo topic"
label_es = "Asunto"
[[topic]]
id = "uu"
label = "Anglo other topic"
label_es = "Otro"
"""
EDITION = """
year = 2022
title = "Report"
published = 2023-03-01
source = "book"

[[row]]
indicator = "full-row"
label = "Full"
status = "red"
text = "None"
[[row]]
indicator = "weak-row"
label = "Weak"
status = "green"
occurrences = [{ start = 2022-01-02, text = "x" }]
since = 2018
[[row]]
indicator = "halted-row"
label = "Halted"
status = "red"

[[admission]]
indicator = "full-row"
event = "2023-01-10-full"
reason = "Anglo admission"
reason_es = "Admitido"
source = "book"

[[graph]]
title = "Anglo graph"
title_es = "Figura"
note = "Anglo figures"
note_es = "Cifras"
series = "full-row"
from = 2015
to = 2020
source = "book"
shares = [{ topic = "tt", percent = 60 }, { topic = "uu", rank = "least" }]
"""
DISPUTES = """
[[dispute]]
id = "when"
record = "event"
about = "2022-05-04-full"
field = "start"
claims = [{ value = "Anglo 4", value_es = "Cuatro", source = "book" }, { value = "5", source = "book#p1" }]
chosen = "Anglo 4"
chosen_es = "Cuatro"
why = "Anglo why"
why_es = "Motivo"
note = "Anglo aside"
note_es = "Aparte"
[[dispute]]
id = "whose"
record = "topic"
about = "tt"
field = "label"
claims = [{ value = "1", source = "book" }, { value = "2", source = "book#p1" }]
chosen = "1"
why = "Anglo"
why_es = "Porque"
"""


def institution(name: str, *more: str) -> str:
    lines = (
        f'[[institution]]\nid = "{name}"\nname = "Anglo {name}"\nname_es = "Nombre {name}"\ntype = "dialogue"',
        'parties = ["aa", "bb"]\nsources = ["book"]',
    )
    return "\n".join([*lines, *more, ""])


def row(name: str, *more: str, rule: str = "") -> str:
    lines = (
        f'[[indicator]]\nid = "{name}-row"\nlabel = "Anglo {name}"\nlabel_es = "Fila {name}"\nsources = ["book"]',
        rule or f'rule = {{ kinds = ["meeting"], institutions = ["{name}"] }}',
    )
    return "\n".join([*lines, *more, ""])


def event(start: str, name: str, *more: str, kind: str = "meeting") -> str:
    when = start if len(start) == 10 else f'"{start}"'
    lines = (
        f'[[event]]\nid = "{start}-{name}"\nstart = {when}\ntitle = "Anglo {start} {name}"\ntitle_es = "Acto {start}"',
        f'kind = "{kind}"\nlevel = "cabinet"\ninstitutions = ["{name}"]\nparties = ["aa", "bb"]\nsources = ["book"]',
    )
    return "\n".join([*lines, *more, ""])


COVERED = 'coverage = [{ from = 2015, to = 2022, source = "book", note = "Anglo look", note_es = "Vista" }]'
WEAKER = 'weaker = [{ kinds = ["review"], institutions = ["weak"], reason = "Anglo weaker", reason_es = "Apenas" }]'
EVERYTHING = """
[indicator.rule]
kinds = ["meeting", "summit"]
levels = ["cabinet"]
offices = ["trade"]
not_offices = ["labor"]
institutions = ["odd"]
not_institutions = ["weak"]
parties = ["aa", "bb"]
modes = ["virtual"]
"""
PAUSE = '[[institution.pauses]]\nfrom = 2018\nsource = "book"\nnote = "Anglo pause"\nnote_es = "Receso"\n'
EVENTS = (
    event("2014-03-01", "halted"),
    event("2016-03-01", "full", 'mode = "virtual"', 'host = "aa"', 'guests = ["bb"]'),
    event("2017-03-01", "paused"),
    event("2019", "full"),
    event("2020-02-01", "late"),
    event("2021-12-30", "full", "end = 2022-01-02"),
    event("2022-05-04", "full", 'topics = ["tt"]', 'place = "Town"'),
    event("2022-06-04", "full", 'topics = ["tt"]'),
    event("2022-07", "weak", kind="review"),
    *(event(f"2022-08-0{day}", "odd", kind="forum") for day in range(1, 8)),
    event("2022-09-01", "odd", 'office = "labor"'),
    event("2022-10-01", "full", 'status = "planned"'),
    event("2022-10-02", "full", 'status = "postponed"'),
    event("2022-10-03", "full", 'status = "cancelled"'),
    event("2023-01-10", "full"),
)


def dataset(*events: str) -> dict[str, bytes]:
    """A dataset of which the reports say nearly all that they can say."""
    institutions = [
        *map(institution, ("full", "weak", "halted", "odd", "bare", "never")),
        institution("late", "cadence_years = 1", COVERED),
        institution("gone", "cadence_years = 1", 'ended = 2020-06-30\nreplaced_by = "late"\nsuccession = "replaced"'),
        institution("paused") + PAUSE,
    ]
    rows = [
        row("full", COVERED),
        row("weak", COVERED, WEAKER),
        row("halted", COVERED),
        row("paused", COVERED.replace("2022", "2017")),
        row("never"),
        row("bare", COVERED.replace("2015", "2022")),
        row("odd", COVERED, EVERYTHING, rule="cadence_years = 1"),
    ]
    texts = {
        "dataset.toml": HEAD,
        "sources.toml": SOURCES,
        "institutions.toml": "\n".join(institutions),
        "indicators.toml": "\n".join(rows),
        "topics.toml": TOPICS,
        "disputes.toml": DISPUTES,
        "editions/2022.toml": EDITION,
    }
    for text in events:
        name = f"events/{text.partition('start = ')[2].strip(chr(34))[:4]}.toml"
        texts[name] = texts.get(name, "") + text + "\n"
    return {name: text.encode() for name, text in texts.items()}


REPORTS = [
    ["scorecard", "2022"],
    ["scorecard", "2022", "--strict-year"],
    ["scorecard", "2022", "--as-of", "2022-06-30"],
    ["scorecard", "2022", "--as-of", "2022-12-31"],
    ["scorecard", "2022", "--compare", "2021"],
    ["scorecard", "2022", "--compare", "2022"],
    ["scorecard", "2022", "--published"],
    ["scorecard", "2022", "--evidence", "edition"],
    ["scorecard", "2018"],
    ["scorecard", "2015-2024"],
    ["scorecard", "2015-2016", "--compare", "2022"],
    ["scorecard", "2024"],
    ["timeline", "--year", "all", "--status", "any"],
    ["timeline", "--year", "2022"],
    ["timeline", "--year", "2023"],
    ["timeline", "--year", "2016", "--month", "mar", "--month", "apr"],
    ["timeline", "--text", "nothing"],
    ["compare", "."],
    ["compare", ".", "--year", "1999"],
    ["timeline", "--year", "2022", "--evidence", "edition"],
    ["gaps"],
    ["due"],
    ["due", "--as-of", "2019-11-15"],
    ["gaps", "--as-of", "2019-12-31"],
    ["gaps", "bare", "--as-of", "2022-12-31"],
    ["history", "full"],
    ["history", "paused"],
    ["history", "never"],
    ["history", "late"],
    ["reconcile", "2022"],
    ["reconcile", "2022", "--evidence", "edition"],
    ["topics", "2022"],
    ["topics", "all"],
    *(["explain", "2022", f"{name}-row"] for name in ("full", "weak", "halted", "paused", "never", "odd")),
    ["explain", "2022", "full-row", "--strict-year"],
    ["explain", "2022", "full-row", "--as-of", "2022-05-10"],
    ["explain", "2014", "never-row"],
]

TEXTS = {"label", "title", "reason", "note", "value", "chosen", "why", "admission"}
"""The keys of the documents whose values are texts for people."""


def words(shown: str) -> set[str]:
    """The words of a page in HTML, without its tags and commands."""
    body = re.sub("<code>.*?</code>", "", shown.partition("<body>")[2])
    # The years of a strip are said in words in the attributes.
    told = re.sub(r'<[^>]* (?:title|aria-label)="([^"]*)"[^>]*>|<[^>]*>', r" \1 ", body)
    return of_text(html.unescape(told))


def of_text(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text))


def of_files(files: dict[str, bytes]) -> set[str]:
    """The words that a page may have in both languages: ids, kinds, names of files, and some that are equal."""
    texts = of_text(b"\n".join(files.values()).decode()) | of_text(" ".join(files))
    return texts - {ENGLISH} | {"error", "held", "strict", "video"}


def of_document(document: Any, key: str = "") -> Iterator[str]:
    """The words of the texts for people in a document; records as they are in the files are left out."""
    if isinstance(document, str) and key in TEXTS:
        yield from of_text(document)
    elif isinstance(document, list):
        for one in document:
            yield from of_document(one, key)
    elif isinstance(document, dict):
        for name, one in document.items():
            if name not in ("fields", "rule", "weaker"):
                yield from of_document(one, name)


def in_both(cli: Cli, folder: Path, *call: str) -> set[str]:
    """The words that a report has in both languages, as a page or as a document."""
    found: set[str] = set()
    for form in ("html", "json"):
        english, spanish = (cli(*call, "--format", form, "--lang", lang, folder=folder) for lang in ("en", "es"))
        assert (english.code, spanish.code) == (0, 0), english.err
        if form == "html":
            # A command between backticks is code.
            assert "`" not in english.out + spanish.out
            found |= words(english.out) & words(spanish.out)
        else:
            found |= {*of_document(json.loads(english.out))} & {*of_document(json.loads(spanish.out))}
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ab")
    write_files(folder, dataset(*EVENTS))
    return folder


@pytest.mark.parametrize("call", REPORTS, ids=" ".join)
def test_no_report_mixes_its_language_with_the_other(call: list[str], data: Path, cli: Cli) -> None:
    assert in_both(cli, data, *call) <= of_files(dataset(*EVENTS))


def changed(before: dict[str, bytes], **texts: tuple[str, str]) -> dict[str, bytes]:
    """The files with one text of each put in place of another; ``events_2022`` names ``events/2022.toml``."""
    found = dict(before)
    for name, (old, new) in texts.items():
        path = f"{name.replace('_', '/')}.toml"
        text = found[path].decode()
        assert old in text
        found[path] = text.replace(old, new, 1).encode()
    return found


GONE = """
[[withdrawn]]
kind = "event"
id = "2022-09-01-odd"
title = "Anglo gone"
title_es = "Retirado"
date = 2026-11-20
reason = "Anglo reason"
reason_es = "Error"
"""
OLD = dataset(*EVENTS)
JUNE = event("2022-06-04", "full", 'topics = ["tt"]')
SILENCED = """
exclude = ["drafts/", "old/"]
accepted = [
  { code = "CBI401", record = "2022-08-02-odd", reason = "x" },
  { code = "CBI401", record = "2022-08-03-odd", reason = "y" },
]
"""
CHANGES = {
    "added, removed, moved, renamed and withdrawn": {
        **changed(
            OLD,
            events_2022=('id = "2022-08-07-odd"', 'id = "2022-08-07-new"\nformer_ids = ["2022-08-07-odd"]'),
            sources=('title = "The book"', 'title = "The book"\nauthor = "Eve"'),
        ),
        "events/2014.toml": b"",
        "events/more.toml": event("2022-11-01", "weak", 'host = "aa"', 'guests = ["bb"]').encode()
        + OLD["events/2016.toml"],
        "events/2016.toml": b"",
        "topics.toml": b"# seen\n" + OLD["topics.toml"],
    },
    "a withdrawn event": {
        **OLD,
        "events/2022.toml": OLD["events/2022.toml"].replace(
            event("2022-09-01", "odd", 'office = "labor"').encode(), b""
        ),
        "withdrawn.toml": GONE.encode(),
    },
    "no event of the year": {
        name: raw for name, raw in OLD.items() if name not in ("events/2022.toml", "disputes.toml")
    },
    "another order": {
        **OLD,
        "events/2022.toml": OLD["events/2022.toml"].replace(JUNE.encode(), b"") + JUNE.encode(),
    },
    "fewer events": {**OLD, "events/2022.toml": OLD["events/2022.toml"].replace(JUNE.encode(), b"")},
    "another row": changed(OLD, indicators=('id = "bare-row"', 'id = "other-row"')),
    "another last day": changed(OLD, dataset=("covers_until = 2022-12-31", "covers_until = 2023-12-31")),
    "another date of a meeting": changed(OLD, events_2019=('start = "2019"', "start = 2019-02-01")),
    "what is kept from the checks": changed(OLD, dataset=("covers_until =", f"{SILENCED}covers_until =")),
    "an error": changed(OLD, events_2022=("start = 2022-05-04", "start = 2022-05-44")),
    "a table that cannot be read": changed(OLD, events_2022=("start = 2022-05-04", "start 2022-05-04")),
    "nothing": OLD,
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", CHANGES)
def test_no_change_mixes_its_language_with_the_other(name: str, turned: bool, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "a", CHANGES[name] if turned else OLD)
    write_files(tmp_path / "b", OLD if turned else CHANGES[name])
    # The folders are too short to be words.
    known = of_files(OLD) | of_files(CHANGES[name])
    for more in (), ("--as-of", "2022-05-20"):
        assert in_both(cli, tmp_path, "diff", "./a", "./b", *more) <= known
