"""A value is of the wrong type.

Finds a text where a list belongs, a number in quotes, a single table in place of a list of tables, and the like.
Nothing is converted silently.

A guess at what was meant could be wrong, and nobody would see it.

To mend it, write the value as the message shows. A list of one item has brackets too: `parties = ["us"]`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI103", "wrong-type", "error")
