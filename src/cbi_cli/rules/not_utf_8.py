"""A file is not written in UTF-8.

Finds bytes that UTF-8 does not have. This happens when an editor or a spreadsheet saves in an older encoding.

Accented letters of such a file would be lost or come out as other letters, so nothing of it is read.

To mend it, open the file in an editor that shows its encoding, and save it as UTF-8.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI002", "not-utf-8", "error")
