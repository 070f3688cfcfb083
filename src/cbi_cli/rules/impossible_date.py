"""A date names a day that the calendar does not have.

Finds dates as 2022-02-30 or 2022-13-01, in quotes or not.

Such a date is a slip, and any day put in its place would be invented.

To mend it, look the day up in the source. Where the source is unclear, write what is sure: "2022-02".
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI105", "impossible-date", "error")
