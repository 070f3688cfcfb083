"""Make a table of the travels or visits with one country from the files of the Office of the Historian.

The Office of the Historian, U.S. Department of State, publishes the foreign travels of presidents and secretaries of
state, and the visits of foreign leaders, as XML. Get https://github.com/HistoryAtState/travels or
https://github.com/HistoryAtState/visits, and name the folder of XML files and the country as the files write it:

    python recipes/historyatstate.py travels/secretary-travels mexico us > secretaries.csv
    python recipes/historyatstate.py visits/data mexico mx > visits.csv

The last argument is the party of the travelers in your dataset. docs/compare.md describes what to do with the table.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree

COLUMNS = ("record", "start", "end", "participant", "level", "office", "place", "remarks")
ROLES = {"president": ("presidential", ""), "secretary": ("cabinet", "foreign-affairs")}
"""The level and the office of a trip by its role."""

SPELLINGS = {"Mexico, D.F.": "Mexico City"}
"""Places that contain a comma, which separates places in the files, and what they are called today."""

_RANKS = re.compile(r"(president\s*-\s*elect|president|prime minister|chancellor|premier|king|queen)\s+", re.IGNORECASE)
_OFFICES = {"presidential": "presidency", "cabinet": "foreign-affairs"}
_ELECT = re.compile(r"president\s*-\s*elect", re.IGNORECASE)


def main() -> int:
    """Write the rows of one country to stdout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of XML files, such as travels/secretary-travels")
    parser.add_argument("country", help="the country as the files write it, e.g. mexico")
    parser.add_argument("party", help="the party of the travelers, e.g. us")
    given = parser.parse_args()
    rows = list(read_rows(given.folder, given.country, given.party))
    if not rows:
        print(f"{given.folder} has no row of `{given.country}`", file=sys.stderr)
        return 1
    write_csv(rows, sys.stdout)
    return 0


def read_rows(folder: Path, country: str, party: str) -> Iterator[dict[str, str]]:
    """Yield the trips to a country, or the visits from it, in order of date."""
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.xml")):
        root = ElementTree.parse(path).getroot()  # noqa: S314 - files that you have chosen
        rows.extend(_trip(trip, party) for trip in root.iter("trip") if _is_of(trip, "country", country))
        rows.extend(_visit(visit, party) for visit in root.iter("visit") if _is_of(visit, "from", country))
    yield from sorted(rows, key=lambda row: (row["start"], row["end"], int(row["record"])))


def write_csv(rows: list[dict[str, str]], file: TextIO) -> None:
    """Write rows with a header."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _is_of(record: ElementTree.Element, tag: str, country: str) -> bool:
    element = record.find(tag)
    return element is not None and element.get("id") == country


def _trip(trip: ElementTree.Element, party: str) -> dict[str, str]:
    remarks = _text(trip, "remarks") or "Trip without remarks"
    level, office = ROLES[trip.get("role", "")]
    if level == "presidential" and _ELECT.search(remarks) and "made as" in remarks.lower():
        level = "president-elect"
    place = _text(trip, "locale")
    for spelling, name in SPELLINGS.items():
        place = place.replace(spelling, name)
    return _row(trip, party, _text(trip, "name"), level, office, place, remarks)


def _visit(visit: ElementTree.Element, party: str) -> dict[str, str]:
    visitor = _text(visit, "visitor")
    level = "president-elect" if _ELECT.match(visitor) else "presidential"
    # The files have no place of a visit but in the description.
    remarks = _text(visit, "description") or "Visit without description"
    return _row(visit, party, _RANKS.sub("", visitor, count=1), level, "", "", remarks)


def _row(
    record: ElementTree.Element, party: str, person: str, level: str, office: str, place: str, remarks: str
) -> dict[str, str]:
    return {
        "record": _text(record, "id"),
        "start": _text(record, "start-date"),
        "end": _text(record, "end-date"),
        # As a cell of participants is written: name, office, party.
        "participant": f"{person.replace(',', '')}, {_OFFICES.get(level, '')}, {party}",
        "level": level,
        "office": office,
        "place": place,
        "remarks": remarks,
    }


def _text(record: ElementTree.Element, tag: str) -> str:
    """Return the text of an element without line breaks, empty if there is none."""
    element = record.find(tag)
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())


if __name__ == "__main__":
    sys.exit(main())
