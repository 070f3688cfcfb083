"""A value breaks a limit of its field.

An empty text or list, a number out of range, an id with capital letters, an address without http.

To mend it, follow the hint.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI106", "invalid-value", "error")
find = raised_by_reading(CHECK)
