"""The names of the files from which the annual report of an edition is made.

They lie in `editions/<year>/`, beside the data. No model is loaded, so that a folder can be classified quickly.
"""

from __future__ import annotations

import re

from cbi_cli.core.language_codes import LANGUAGE_PATTERN

PLAN_FILE = "report.toml"
"""Says which sections a report has, in which order, and which institutions it highlights."""

SECTIONS = (
    "introduction",
    "highlights",
    "spotlight",
    "scorecard",
    "commentary",
    "final-remarks",
    "reconciliation",
    "disputes",
    "methodology",
    "unknown",
    "sources",
    "timeline",
)
"""The sections that a report can have, in the order of the first one."""

PROSE_SECTIONS = ("commentary", "final-remarks")
"""The sections that are nothing but prose."""

HIGHLIGHT = "highlight-"
"""What the name of the prose on one highlighted institution begins with; its id follows."""

# The patterns are compiled at first use: most datasets have no such file.
_FILE = r"editions/[0-9]{4}/([^/]+)"
_LANGUAGE = LANGUAGE_PATTERN.strip("^$")
_PROSE_NAME = rf"({'|'.join(SECTIONS)}|{HIGHLIGHT}[a-z0-9]+(?:-[a-z0-9]+)*)\.{_LANGUAGE}\.md"


def report_folder(year: int) -> str:
    """Return the folder of the report on a year, inside a dataset."""
    return f"editions/{year:04d}"


def prose_name(part: str, lang: str) -> str:
    """Return the name of the file with the prose of a section, or on an institution, in a language."""
    return f"{part}.{lang}.md"


def is_report_file(name: str) -> bool:
    """Tell whether a path inside a dataset is that of a file of an annual report."""
    if not name.startswith("editions/"):
        return False
    match = re.fullmatch(_FILE, name)
    if match is None:
        return False
    file_name = match[1]
    return file_name == PLAN_FILE or re.fullmatch(_PROSE_NAME, file_name) is not None
