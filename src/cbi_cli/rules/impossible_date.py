"""The calendar has no such day.

To mend it, look the date up in the source. A date of which only the month or the year is known is written in quotes:
`"2022-10"`, `"2022"`.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI105", "impossible-date", "error")
find = raised_by_reading(CHECK)
