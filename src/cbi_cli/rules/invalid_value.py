"""A value has the right type but is not allowed.

Finds empty and overlong texts, ids with capital letters or spaces, numbers out of range, empty lists that need an
item, and invalid addresses.

Ids are used in other records and on the command line. Limits catch typos in numbers.

To fix it, follow the hint. An id consists of lower-case letters and digits, with single hyphens between words.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI106", "invalid-value", "error")
