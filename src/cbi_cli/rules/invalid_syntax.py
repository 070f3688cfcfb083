"""A file is not valid TOML.

Finds text that the file format does not allow: a quote that is never closed, a key without `=`, a comma too few,
a key given twice, a file that is too large. Each broken table is reported by itself, and the others are still checked.

A broken table cannot be read at all, so its record would be missing from every report.

To mend it, look at the marked place and just before it. Texts stand in double quotes, lists in square brackets, and
every record begins with its header line, as `[[event]]`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI001", "invalid-syntax", "error")
