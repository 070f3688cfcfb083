"""An acceptance accepts nothing.

Finds an `[[accepted]]` in `dataset.toml` whose record has no finding of its code.

The record was corrected, or the code or the id is a slip. Left there, it would hide the next finding of this kind.
While the form of a file is at fault, nothing is said of acceptances, since other findings may be missing.

To correct it, delete the acceptance, or correct its code or its record.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI410", "unused-acceptance", "warning")
