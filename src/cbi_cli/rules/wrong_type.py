"""A value has the wrong type.

A text where a number belongs, a single value where a list belongs, a date in another form. Nothing is converted
silently, so that the file means the same to every program.

To mend it, write the value in the form that the hint shows.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI103", "wrong-type", "error")
find = raised_by_reading(CHECK)
