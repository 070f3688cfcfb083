"""A value has the wrong type.

Finds a string instead of a list, a number in quotes, a single table instead of a list of tables, and so on. Values
are never converted silently.

A guess about the meaning could be wrong, and nobody would notice.

To fix it, write the value as the message shows. A list of one item needs brackets too: `parties = ["us"]`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI103", "wrong-type", "error")
