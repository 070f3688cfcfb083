"""A record has an unknown key.

Finds keys and tables that are not in the data model. Most are misspelled, or belong to another kind of record.

The value of an unknown key is not read. The record would look complete but be wrong.

To fix it, use the name from the hint or from the data model. Put information that has no key into `note`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI101", "unknown-key", "error")
