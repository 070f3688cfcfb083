"""A value is not in its vocabulary.

Finds kinds, levels, offices, modes, statuses and types that are not in their vocabulary, such as `kind = "sumit"`.

Indicators count events by these values. An event with any other value would never count.

To fix it, use the value from the hint. The data model lists the vocabularies.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI104", "unknown-value", "error")
