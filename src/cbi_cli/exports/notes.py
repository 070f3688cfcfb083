"""What the readme of a download says of its format, as Markdown."""

from __future__ import annotations

FORMAT_NOTES = {
    "csv": """\
Each table below is a file `TABLE.csv`: comma-separated as RFC 4180 has it, UTF-8 without a byte order mark. The first
line has the names of the columns, and a cell without a value is empty. Numbers and dates have no thousands or local
signs; `true` and `false` are written so.

A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) has an
apostrophe before it. To have the text exactly, remove one apostrophe from a cell that begins with apostrophes and then
one of these signs. Excel shows accents wrongly when it opens a CSV file by a double click: import it as UTF-8, or take
the format `xlsx`.
""",
    "sqlite": """\
The tables below are in `NAME.sqlite`. Any SQLite opens it (`sqlite3`, DB Browser, Datasette, R, Python). `.schema`
shows the columns with their descriptions; references are foreign keys. Three views answer common questions: `scorecard`
(the light of each row in each year), `timeline` (events in order of date, with their lists as text) and
`event_sources` (the sources of each event with their addresses).
""",
    "parquet": """\
Each table below is a file `TABLE.parquet`; types and descriptions are in its schema.

`reports/` has the tables that the reports need and their SQL, as `cbi scorecard --engine duckdb --dataset FOLDER` and
other SQL engines use them.
""",
    "xlsx": """\
Each table below is a sheet of `NAME.xlsx`; the first sheet lists all columns. Full dates are dates, others texts, as
are those before March 1900, which Excel does not know. There are no formulas and no links.
""",
    "datapackage": """\
`datapackage.json` describes the tables in `data/` with types, keys, sizes and checksums, for programs such as
frictionless (`frictionless validate datapackage.json`). The tables are CSV as RFC 4180 has it, UTF-8 without a byte
order mark. A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break)
has an apostrophe before it.
""",
}
