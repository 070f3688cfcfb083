"""A record lacks a key that it must have.

To mend it, add the key. The data model lists the keys of each record.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI102", "missing-key", "error")
find = raised_by_reading(CHECK)
