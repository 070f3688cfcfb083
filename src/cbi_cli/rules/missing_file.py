"""A file that every dataset has is missing.

A dataset needs `dataset.toml`, `institutions.toml`, `indicators.toml` and `sources.toml`. Without them no light can be
computed and no citation can be followed.

To mend it, add the file; a copy of the built-in dataset (`cbi init DIR`) shows what stands in it.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI003", "missing-file", "error")
find = raised_by_reading(CHECK)
