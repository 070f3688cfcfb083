"""A value has the right type and still cannot stand.

Finds empty and overlong texts, ids with capitals or spaces, numbers outside their limits, lists without an item where
one is needed, and addresses that are none.

Ids appear in other records and on the command line, and limits keep slips of a digit out.

To mend it, follow the hint. An id is lower-case letters and digits, with single hyphens between words.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI106", "invalid-value", "error")
