"""A file is not valid TOML.

Finds text that the file format does not allow: a quote that is never closed, a key without `=`, a comma too few,
a key given twice, a file that is too large. Each value that cannot be read is reported by itself, and the rest of its
record is still checked. If more than single values are wrong with a table, it is left out as a whole, and the other
tables are checked.

What cannot be read would be missing from every report.

To correct it, look at the marked place and just before it. Texts are in double quotes, lists in square brackets, and
every record begins with its header line, as `[[event]]`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Check

CHECK = Check("CBI001", "invalid-syntax", "error")
