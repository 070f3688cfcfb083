"""A record has a key that is not known.

Finds keys and tables that the data model does not have. Most are misspelled, or stand in the wrong kind of record.

What stands under an unknown key is not read. The record would look complete and be wrong.

To mend it, take the name from the hint, or from the data model. What has no key of its own belongs in `note`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI101", "unknown-key", "error")
