"""A date does not exist in the calendar.

Finds dates such as 2022-02-30 or 2022-13-01, with or without quotes.

Such a date is a typo, and any other day would be a guess.

To fix it, look up the date in the source. If the source is unclear, write only what is certain: "2022-02".
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI105", "impossible-date", "error")
