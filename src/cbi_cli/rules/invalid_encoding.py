"""A file is not encoded in UTF-8.

Finds bytes that are not valid UTF-8. This happens if an editor or a spreadsheet saves a file in an older encoding.

Accented letters would be lost or replaced, so the file is not read.

To fix it, open the file in an editor that shows its encoding, and save it as UTF-8.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI002", "invalid-encoding", "error", "not-utf-8")
