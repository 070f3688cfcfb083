"""Generate a dataset of any size, the same at every run: `python -m benchmarks.generate N FOLDER`.

Institutions, indicators, topics and the edition are those of the built-in dataset; events, places and most sources are
made up. The dataset is clean: `cbi validate` finds nothing, and `cbi fmt` has nothing to change.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.events import EventCitations, EventStart, EventWriter, generate_starts, slugify
from benchmarks.vocabulary import CITIES

BUILT_IN = Path(__file__).parent.parent / "datasets" / "us-mexico"
LAST_YEAR = 2022
_CROWDED_YEAR_EVENTS = 100
"""Events of a year above which several can share a city, a month and a person."""

_SCHEMA_DIRECTIVE = re.compile(r"\A#:schema .*\n\n?")
_ADMISSION = re.compile(r"\[\[admission\]\]\n(?:.+\n)+\n")
_DISPUTE_REMARK = re.compile(r"; see the disputes|; véanse las discrepancias")


def generate(count: int, folder: Path) -> None:
    """Write a dataset of `count` events into a folder, which is created if it does not exist.

    Raises ValueError for fewer than 60 events: some sources would stay uncited.
    """
    if count < 60:
        raise ValueError("a dataset of fewer than 60 events leaves sources uncited")
    for inner in ("events", "editions"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    years = _file_years(count)
    kept = _write_fixed_files(folder, years[0])
    generated = _count_generated_sources(count, len(kept))
    _write_text(folder / "sources.toml", "\n".join([*kept, *(_source_toml(number) for number in range(generated))]))
    _write_events(count, generated, years, folder / "events")


def _file_years(count: int) -> range:
    """Return the years of the files: 60 of them, or 12 for a small dataset."""
    return range(LAST_YEAR - (59 if count >= 1000 else 11), LAST_YEAR + 1)


def _write_fixed_files(folder: Path, first_year: int) -> list[str]:
    """Write all files but events and sources; return the tables of the built-in sources that they cite."""
    texts = {
        "institutions.toml": _DISPUTE_REMARK.sub("", _read_built_in("institutions.toml")),
        "indicators.toml": _read_built_in("indicators.toml"),
        "editions/2022.toml": _ADMISSION.sub("", _read_built_in("editions/2022.toml")),
    }
    for name, text in texts.items():
        _write_text(folder / name, text)
    _write_text(folder / "topics.toml", _read_built_in("topics.toml"))
    _write_text(folder / "places.toml", "\n".join(_place_toml(city, party) for city, party in CITIES))
    _write_text(folder / "dataset.toml", _dataset_toml(first_year))
    return _cited_sources("".join(texts.values()))


def _place_toml(city: str, party: str) -> str:
    return f'[[place]]\nid = "{slugify(city)}"\nname = "{city}"\nname_es = "{city}"\ncountry = "{party}"\n'


def _read_built_in(name: str) -> str:
    """Read a file of the built-in dataset, without the directive for editors, which has a path in it."""
    return _SCHEMA_DIRECTIVE.sub("", (BUILT_IN / name).read_text(encoding="utf-8"))


def _dataset_toml(first_year: int) -> str:
    text = _read_built_in("dataset.toml")
    text = re.sub(r'(?m)^(id|title|title_es) = "(us-mexico|Institutional|Interacciones).*"$', _benchmark_name, text)
    text = re.sub(r"(?m)^note(_es)? = .*\n", "", text)
    return re.sub(r"(?m)^covers_from = .*$", f"covers_from = {first_year}", text)


def _benchmark_name(match: re.Match[str]) -> str:
    names = {"id": "benchmark", "title": "Generated interactions", "title_es": "Interacciones generadas"}
    return f'{match[1]} = "{names[match[1]]}"'


def _cited_sources(text: str) -> list[str]:
    """Return the tables of the built-in sources that a text names in quotes."""
    cited = set(re.findall(r'"([a-z0-9-]+)(?:#[a-z0-9-]+)?"', text))
    blocks = re.split(r"(?m)^(?=\[\[source\]\]$)", _read_built_in("sources.toml"))[1:]
    named = [(re.search(r'(?m)^id = "(.+)"$', block), block) for block in blocks]
    kept = [block for match, block in named if match and match[1] in cited]
    return [re.sub(r"(?m)^#.*\n", "", block).strip("\n") + "\n" for block in kept]


def _count_generated_sources(count: int, kept: int) -> int:
    """Return how many sources are generated: 120 and one per hundred events, but never more than there are events."""
    return min(count, 120 + count // 100 - kept)


def _source_toml(number: int) -> str:
    return (
        f'[[source]]\nid = "chronicle-{number:05d}"\ntitle = "Chronicle of binational affairs, number {number}"\n'
        f'publisher = "The Border Chronicle"\nurl = "https://chronicle.example/numbers/{number:05d}"\n'
    )


def _write_events(count: int, source_count: int, years: Sequence[int], folder: Path) -> None:
    random = Random(f"cbi {count}")  # noqa: S311 - the same at every run is what is wanted
    writer = EventWriter(random)
    institutions = sorted(tomllib.loads(_read_built_in("institutions.toml"))["institution"], key=_first_year)
    citations = _generate_citations(random, count, source_count)
    for number, year in enumerate(years):
        here = count * (number + 1) // len(years) - count * number // len(years)
        alive = [
            (number % 4, institution["id"])
            for number, institution in enumerate(institutions)
            if _is_active_in(institution, year)
        ]
        with (folder / f"{year}.toml").open("w", encoding="utf-8", newline="\n") as file:
            for position, start in enumerate(generate_starts(random, year, here)):
                chosen = _choose_institutions(random, alive, start)
                block = writer.block(start, chosen, next(citations), is_crowded=here > _CROWDED_YEAR_EVENTS)
                file.write("\n" + block if position else block)


def _choose_institutions(random: Random, alive: Sequence[tuple[int, str]], start: EventStart) -> list[str]:
    """Return the institutions of an event, from those that exist, each with one of four parts.

    No two events around the turn of a year share one: they are in different files, so their titles may have the same
    words. An event of which only the year is known touches both turns.
    """
    early = start.first <= date(start.first.year, 1, 3)
    late = start.last >= date(start.last.year, 12, 29)
    if not early and not late:
        return [name for _, name in random.sample(alive, random.choice((0, 1, 1, 1, 2)))]
    part = 2 + start.first.year % 2 if early and late else int(late)
    return random.sample([name for own, name in alive if own == part], random.choice((1, 1, 2)))


def _generate_citations(random: Random, count: int, source_count: int) -> Iterator[EventCitations]:
    """Yield what each event cites, in order: every source is cited, and neighbors have a source in common."""
    before = 0
    for number in range(count):
        own = number * source_count // count
        second = own
        if own != before:
            second = before
        elif random.random() < 0.4:
            second = random.randrange(source_count)
        second_id = None
        if second != own:
            second_id = f"chronicle-{second:05d}"
        yield EventCitations(f"chronicle-{own:05d}", second_id)
        before = own


def _is_active_in(institution: dict[str, Any], year: int) -> bool:
    """Tell whether an institution existed for a whole year, and was not paused in it."""
    ended = int(str(institution.get("ended", "9999"))[:4])
    paused = any(pause["from"] <= year <= pause.get("to", 9999) for pause in institution.get("pauses", ()))
    return _first_year(institution) < year < ended and not paused


def _first_year(institution: dict[str, Any]) -> int:
    """Return the first year of an institution; 0 if it is not known."""
    return int(str(institution.get("established", "0"))[:4])


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the two arguments and write the dataset; exits with 2 if they are not a number and a folder."""
    try:
        count, folder = sys.argv[1:]
        generate(int(count), Path(folder))
    except ValueError as error:
        sys.exit(f"python -m benchmarks.generate N FOLDER: {error}")


if __name__ == "__main__":
    main()
