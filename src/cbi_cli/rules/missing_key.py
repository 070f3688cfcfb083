"""A record lacks a key that it must have.

Finds records without a key that reports rely on, as `start` or `kind` in an event.

The record is left out of every report until it is complete.

To mend it, add the key. Where a date is known in part only, write the part: "2022-10" or "2022".
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI102", "missing-key", "error")
