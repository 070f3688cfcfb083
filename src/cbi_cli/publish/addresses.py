"""The addresses of pages: no other module makes one."""

from __future__ import annotations

from collections.abc import Mapping

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message

_FOLDERS = {
    "event": "event",
    "institution": "institution",
    "indicator": "series",
    "series": "series",
    "source": "source",
    "topic": "topic",
    "place": "place",
}
"""The folder of each kind of record that has a page of its own."""

API = "api/1"
"""The folder of the documents for programs; another shape would be in another one."""

HOME = "index.html"
CARDS = "scorecard/index.html"
GAPS = "gaps.html"
DUE = "due.html"
DISPUTES = "disputes.html"
METHODOLOGY = "methodology.html"
ABOUT = "about.html"
CHANGES = "changes.html"
SEARCH = "search.html"
DATA = "data.html"
REPORTS = "report/index.html"
"""The pages of which there is one in each language."""


class Addresses:
    """The paths of pages inside the folder of a language, which are the same in each.

    `months` has the month page of each event, if the events of the dataset are too many for a page each.
    """

    def __init__(self, months: Mapping[str, str] | None = None) -> None:
        self._months = months

    @property
    def events_share_pages(self) -> bool:
        """Whether events are shown on the page of their month instead of one each."""
        return self._months is not None

    def record(self, kind: str, record_id: str) -> str:
        """Return the path of the page that shows a record, with its anchor there if it shares the page."""
        # An id that no event has anymore is answered by a page of its own.
        if kind == "event" and self._months is not None and record_id in self._months:
            return f"timeline/{self._months[record_id]}.html#{record_id}"
        if kind == "edition":
            return self.scorecard(int(record_id))
        if kind == "dispute":
            return f"{DISPUTES}#{record_id}"
        return f"{_FOLDERS[kind]}/{record_id}.html"

    def former(self, kind: str, record_id: str) -> str:
        """Return the path at which an id answers that no record of the kind has anymore."""
        return f"{_FOLDERS.get(kind, kind)}/{record_id}.html"

    def index(self, kind: str) -> str:
        """Return the path of the list of all records of a kind; of events, that of the years."""
        if kind == "event":
            return "timeline.html"
        return f"{kind}s.html"

    def has_page(self, kind: str) -> bool:
        """Tell whether records of a kind are shown on a page."""
        return kind in _FOLDERS or kind in ("edition", "dispute")

    def scorecard(self, year: int) -> str:
        """Return the path of the card of a year."""
        return f"scorecard/{year}.html"

    def light(self, year: int, indicator: str) -> str:
        """Return the path of the light of one row of a card."""
        return f"light/{year}/{indicator}.html"

    def timeline(self, year: int, month: int | None = None) -> str:
        """Return the path of the timeline of a year, or of a month: on that page, or its own if events share it."""
        if month is None:
            return f"timeline/{year}.html"
        if self._months is not None:
            return f"timeline/{page_of_month(year, month)}.html"
        return f"timeline/{year}.html#{year}-{month:02}"

    def report(self, year: int) -> str:
        """Return the path of the annual report on a year."""
        return f"report/{year}.html"

    def reconcile(self, year: int) -> str:
        """Return the path of the comparison with the published card of a year."""
        return f"reconcile/{year}.html"


def page_of_month(year: int, month: int | None) -> str:
    """Return the name of the page that shows the events of a month, or those of which only the year is known."""
    if month is None:
        return str(year)
    return f"{year}-{month:02}"


def permanent_path(kind: str, record_id: str) -> str:
    """Return the path of the permanent address of a record, which needs no `index.html` on a server."""
    return f"id/{kind}/{record_id}/"


def report_file_path(year: int, lang: str, suffix: str) -> str:
    """Return the path of the annual report in a language as a file with a suffix, such as `.md`."""
    return f"report/{year}.{lang}{suffix}"


def relative_link(page: str, target: str) -> str:
    """Return the link from one path of the site to another, so that it works in any folder."""
    path, mark, anchor = target.partition("#")
    if path == page and mark:
        return f"#{anchor}"
    folders = page.split("/")[:-1]
    parts = path.split("/")
    shared = 0
    for folder, part in zip(folders, parts[:-1], strict=False):
        if folder != part:
            break
        shared += 1
    up = "../" * (len(folders) - shared)
    down = "/".join(parts[shared:])
    return f"{up}{down}{mark}{anchor}"


def check_base_url(text: str) -> str:
    """Return the address at which a site will be, with a slash at its end.

    Raises CbiError if it is not an address with http or https.
    """
    from cbi_cli.formats.links import is_safe_link

    if not is_safe_link(text):
        raise CbiError(
            message("--base-url: `{text}` is not an address", text=text),
            message("write it as https://example.org/us-mexico/"),
        )
    return f"{text.rstrip('/')}/"
