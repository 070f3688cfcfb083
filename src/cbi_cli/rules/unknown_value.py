"""A word is not in the list of words that a field may have.

Finds kinds, levels, offices, modes, states and types outside their lists, as `kind = "sumit"`.

Indicators count events by these words. An event with a word of its own would count nowhere.

To mend it, take the word from the hint. The lists stand in the data model.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI104", "unknown-value", "error")
