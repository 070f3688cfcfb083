"""An accepted finding does not exist.

Finds an `[[accepted]]` entry in `dataset.toml` whose record has no finding with its code.

The record was corrected, or the code or the id has a typo. If the entry stays, it would hide the next finding of
this kind. If a file has a syntax error, accepted findings are not checked, because other findings may be missing.

To fix it, delete the entry, or correct its code or record.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI410", "unused-acceptance", "warning")
