"""A file is not valid TOML.

Finds text that the file format does not allow: an unclosed quote, a key without `=`, a missing comma, a key that is
given twice, a file that is too large. Each value that cannot be read is reported separately, and the rest of its
record is still checked. If more than single values of a table are wrong, the table is skipped, and the other tables
are checked.

Data that cannot be read would be missing from every report.

To fix it, look at the marked position and just before it. Strings are in double quotes, lists in square brackets,
and every record starts with its header line, such as `[[event]]`.
"""

from __future__ import annotations

from cbi_cli.core.findings import Rule

RULE = Rule("CBI001", "invalid-syntax", "error")
