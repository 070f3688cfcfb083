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
(the light of each row in each year), `timeline` (held events in order of date, with their lists as text) and
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
    "json": """\
`NAME.json` has all records by kind, each on a line of its own. A record has the fields of the file that it comes from.
Those that it lacks are left out, except for values that are taken for granted, such as `"status": "held"`.
""",
    "ndjson": """\
Each line of `NAME.ndjson` is a JSON object with the `kind` of a record and its fields as `record`. The first line is
the dataset itself. A record has the fields of the file that it comes from. Those that it lacks are left out, except for
values that are taken for granted, such as `"status": "held"`.
""",
    "ics": """\
`NAME.LANGUAGE.ics` has every event whose days are known; how many are left out stands in its description.
`NAME-expected.LANGUAGE.ics` has what is due by the end of a year by the cadence of its series; nobody announced these
days. Subscribe to them at an address on the web rather than importing a copy, which is never corrected. An entry keeps
its name (`UID`) when its event is renamed or its date is corrected.
""",
    "atom": """\
`NAME.LANGUAGE.atom` has the newest 100 events: by the day on which they were added where it is known, otherwise by
their date. An entry keeps its name (`id`) when its event is renamed or corrected.
""",
    "jsonfeed": """\
`NAME.LANGUAGE.json` has the newest 100 events as JSON Feed 1.1: by the day on which they were added where it is known,
otherwise by their date. An entry keeps its name (`id`) when its event is renamed or corrected.
""",
    "jsonld": """\
`dataset.jsonld` describes the dataset in the words of schema.org. In a download of all formats, it names the files with
all records. Put it into a script element of type `application/ld+json` on the page of the dataset.
""",
    "dcat": """\
`data.json` is a catalog of DCAT-US 1.1 with the dataset. The standard requires a contact: if the dataset names none, it
is left out.
""",
    "datapackage": """\
`datapackage.json` describes the tables in `data/` with types, keys, sizes and checksums, for programs such as
frictionless (`frictionless validate datapackage.json`). The tables are CSV as RFC 4180 has it, UTF-8 without a byte
order mark. A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break)
has an apostrophe before it.
""",
}
