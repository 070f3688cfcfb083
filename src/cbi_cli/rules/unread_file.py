"""A TOML file lies in the dataset and is not read.

Only the files that the data model names are read. Records in any other file count nowhere, which looks the same as
records that nobody has entered.

To mend it, move the records to a file that is read, as `events/2022.toml`, or take the file out of the folder.
"""

from cbi_cli.core.findings import Check
from cbi_cli.rules.base import raised_by_reading

CHECK = Check("CBI004", "unread-file", "warning")
find = raised_by_reading(CHECK)
