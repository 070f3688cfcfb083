"""A record has a key that the data model does not know.

Mostly the key is misspelled; its value would be lost without a word.

To mend it, use the key that the hint names, or remove the line.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI101", "unknown-key", "error")
find = raised_by_reading(CHECK)
