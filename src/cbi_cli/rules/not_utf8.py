"""The file is not UTF-8 text.

TOML files are UTF-8. A file that was saved in another encoding loses its accents and cannot be read.

To mend it, save the file as UTF-8; most editors offer that when saving.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI002", "not-utf-8", "error")
find = raised_by_reading(CHECK)
