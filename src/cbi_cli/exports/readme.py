"""The readme of a download: what it is, what it covers, and how to use and cite it. It is in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbi_cli.core.markdown import escape_markdown
from cbi_cli.core.messages import Count
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.distribution import license_address
from cbi_cli.exports.notes import FORMAT_NOTES
from cbi_cli.exports.registry import Export, RowCounts
from cbi_cli.exports.tables import Table
from cbi_cli.formats.citations import bibtex, text
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.cite import compute_citation

_ADDRESSES = {
    "publisher": "Published by",
    "homepage": "Homepage",
    "doi": "DOI",
    "repository": "Repository",
    "contact": "Contact for corrections",
}
"""Fields of a dataset, and what the readme calls them."""

_CAVEATS = """\
## What to know before use

- **“Not known” is not “none”.** No event in a year that was looked through means that none was held. In any other year
  it means that nobody has looked. Which years were looked through, by which source, and in which direction of travel,
  stands in the coverage of each indicator and institution.
- **Dates are as exact as their sources.** `2018` is a year and `2022-09` a month of which the day is not known;
  `2020-07..2021-05` lies somewhere between the two.
- **Sources disagree.** The disputes have what each source says, the reading that the dataset uses, and why.
- **Only held events count.** The status of an event can also be planned, postponed or cancelled.
- An empty field means that the dataset does not say it.
- Ids stay. A corrected record keeps its id, a renamed one names its former ids, and a withdrawn one is listed with the
  reason.
"""

_CHECKSUMS = """\
## Check the files

`SHA256SUMS` has a checksum for each file. In this folder, `sha256sum --check SHA256SUMS` compares them (on macOS,
`shasum -a 256 --check SHA256SUMS`). `manifest.json` lists the files with their sizes.
"""


def format_readme(dataset: ExportedDataset, export: Export, rows: RowCounts) -> str:
    """Return the readme of a download in one format, as Markdown."""
    head = _head(dataset)
    what = f"This folder has it in the format `{export.name}`: {export.title}.\n"
    note = FORMAT_NOTES.get(export.name, "")
    citation = _citation(dataset)
    contents = _contents(dataset, export, rows)
    sections = (head, what, note, _CAVEATS, citation, _CHECKSUMS, contents)
    return "\n".join(section for section in sections if section)


def format_readme_of_all(dataset: ExportedDataset, in_folders: Iterable[Export], at_top: Iterable[Export]) -> str:
    """Return the readme of a download in several formats, as Markdown: those in folders, and those beside them."""
    lines = ["| where | what |", "| --- | --- |"]
    lines += [f"| `{export.name}/` | {export.title} |" for export in in_folders]
    lines += [f"| beside the folders | {export.title} |" for export in at_top]
    sections = [
        _head(dataset),
        "This folder has it in several formats. The readme in each folder describes its files.\n",
        "\n".join([*lines, ""]),
        _CAVEATS,
        _citation(dataset),
        _CHECKSUMS,
    ]
    return "\n".join(sections)


def _head(dataset: ExportedDataset) -> str:
    lines = [f"# {escape_markdown(dataset.title)}", ""]
    spanish = dataset.record.get("title_es")
    if spanish:
        lines += [f"En español: {escape_markdown(spanish)}", ""]
    lines.append("| | |")
    lines.append("| --- | --- |")
    for name, value in _facts(dataset):
        lines.append(f"| {name} | {value} |")
    lines.append("")
    note = dataset.record.get("note")
    if note:
        lines += [escape_markdown(note), ""]
    return "\n".join(lines)


def _facts(dataset: ExportedDataset) -> Iterator[tuple[str, str]]:
    yield "Dataset", f"`{dataset.id}`"
    yield "Version", f"`{dataset.version}`"
    released = dataset.record.get("released")
    if released:
        yield "Released", f"`{released}`"
    yield "Covers until", f"`{dataset.covers_until}`"
    license_name = escape_markdown(dataset.license)
    address = license_address(dataset.license)
    if address:
        license_name = f"[{license_name}]({address})"
    yield "License", license_name
    for key, name in _ADDRESSES.items():
        value = dataset.record.get(key)
        if value:
            yield name, escape_markdown(value)
    names = [str(maintainer["name"]) for maintainer in dataset.record.get("maintainer", ())]
    if names:
        yield "Maintained by", escape_markdown(", ".join(names))


def _contents(dataset: ExportedDataset, export: Export, rows: RowCounts) -> str:
    """Return the tables with their columns, or how many records there are of each kind."""
    if not export.has_tables:
        lines = ["## Content", "", "| records | number |", "| --- | ---: |"]
        for name, count in rows.items():
            lines.append(f"| {name} | {Count(count)} |")
        return "\n".join([*lines, ""])
    # The models of records take long to load, and documents are made without them.
    from cbi_cli.exports.table_rows import DatasetTables

    tables = DatasetTables(dataset).tables
    lines = ["## Tables", "", "| table | rows | content |", "| --- | ---: | --- |"]
    for table in tables:
        lines.append(f"| [`{table.name}`](#{table.name}) | {rows[table.name]} | {table.description} |")
    for table in tables:
        lines += ["", *_table_lines(table)]
    return "\n".join([*lines, ""])


def _table_lines(table: Table) -> Iterator[str]:
    """Yield the section of a table."""
    yield f"### {table.name}"
    yield ""
    yield f"{table.description}. A row is identified by {_join(table.key)}."
    yield ""
    targets: dict[str, str] = {}
    for key in table.foreign_keys:
        targets[key.columns[-1]] = f" → `{key.table}`"
    yield "| column | type | content |"
    yield "| --- | --- | --- |"
    for column in table.columns:
        content = column.description.replace("|", "\\|")
        yield f"| `{column.name}` | {column.type} | {content}{targets.get(column.name, '')} |"


def _join(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return ", ".join(quoted)


def _citation(dataset: ExportedDataset) -> str:
    """Return how the dataset is cited, as text and as BibTeX."""
    citations = (compute_citation(dataset.snapshot, "dataset", dataset.id),)
    tr = get_translator("en")
    line = text.render(citations, tr).rstrip()
    entry = bibtex.render(citations, tr).rstrip()
    return f"""\
## How to cite it

> {escape_markdown(line)}

```bibtex
{entry}
```

Name the version. If you use a single fact, cite the source that its record names, too.
"""
