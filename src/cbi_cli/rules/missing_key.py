"""A record lacks a required key.

Finds records without a key that reports need, such as `start` or `kind` in an event.

The record is left out of every report until it is complete.

To fix it, add the key. If a date is only partly known, write that part: "2022-10" or "2022".
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI102", "missing-key", "error")
