"""The file is not TOML.

What is written cannot be read: a quote or bracket is not closed, a text has no quotes, a comma is missing. Each table
with a fault is told by itself, and the tables around it are still read and checked.

To mend it, look at the line that is shown: the fault is there, or on the line above it.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI001", "invalid-syntax", "error")
find = raised_by_reading(CHECK)
