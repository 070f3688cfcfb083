"""A word is not in its list.

Kinds, levels, offices, modes and states come from closed lists, because the rules of the scorecard compare them: a
misspelled word would silently turn a light.

To mend it, use the word that the hint names, or one of the list.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI104", "unknown-value", "error")
find = raised_by_reading(CHECK)
