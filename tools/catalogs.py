"""Keep the catalogs in step with the code: `python -m tools.catalogs`.

The texts are the arguments of `gettext` and `message` in the code, and the help of the commands. New texts are put into
each catalog, texts that are no longer used are taken out, and the catalogs are compiled. A text that is much like a
former one gets its translation, marked as fuzzy, to be corrected by hand. Texts without a translation are listed: those
of reports are errors, and the others are shown in English. With `--check`, nothing is written, and catalogs that are
not current are listed.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
FOLDER = SOURCE / "cbi_cli" / "i18n" / "catalogs"
REPORT_KEYWORDS = {
    **dict.fromkeys(("_", "gettext")),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
KEYWORDS = {**REPORT_KEYWORDS, "message": None, "plural_message": (1, 2)}
_METHODS = [("**/publish/templates/*", "jinja2"), ("**.py", "python")]
"""Which files have texts, and how they are found in them."""

_METHOD_OPTIONS = {"**/publish/templates/*": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}

# They tell of the last run and not of the texts: each run would change them.
_VOLATILE_HEADERS = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)


def catalog_paths() -> list[Path]:
    """Return the catalogs as translators write them.

    There is one for each language but English.
    """
    return sorted(FOLDER.glob("*.po"))


def extract_texts() -> Catalog:
    """Return the texts in the code.

    Files are named without lines, which each change of the code would move.
    """
    # Building the package loads this module, and the package is not installed yet then.
    from cbi_cli.cli.help_texts import find_help_texts

    catalog = _extract_code_texts(KEYWORDS)
    for module, text in find_help_texts():
        name = module.replace(".", "/")
        if (SOURCE / f"{name}.py").exists():
            catalog.add(text, locations=[(f"src/{name}.py", 0)])
    return catalog


def required_texts() -> set[tuple[str, ...]]:
    """Return the texts that need a translation: those of reports.

    Each comes with its plural if it has one.
    """
    return {plural_forms(text.id) for text in _extract_code_texts(REPORT_KEYWORDS)}


def _extract_code_texts(keywords: Mapping[str, Any]) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    catalog = Catalog()
    for name, _, message, comments, context in extract_from_dir(
        SOURCE, method_map=_METHODS, options_map=_METHOD_OPTIONS, keywords=keywords, comment_tags=("Note:",)
    ):
        catalog.add(message, locations=[(f"src/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def read_catalog(path: Path) -> Catalog:
    """Return the catalog in a file."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def update_catalog(path: Path, template: Catalog) -> bytes:
    """Return what the file of a catalog should hold."""
    from babel.messages.pofile import write_po

    catalog = read_catalog(path)
    catalog.update(template)
    written = io.BytesIO()
    write_po(written, catalog, width=0, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    return _VOLATILE_HEADERS.sub(b"", written.getvalue())


def compile_catalog(path: Path) -> None:
    """Write the compiled form of a catalog beside it, in one step.

    Fuzzy texts are left out.
    """
    from babel.messages.mofile import write_mo

    catalog = read_catalog(path)
    # Without a time, so that two builds are the same bytes.
    catalog.creation_date = catalog.revision_date = datetime.fromtimestamp(0, UTC)
    target = path.with_suffix(".mo")
    temporary = target.with_suffix(f".{os.getpid()}")
    with temporary.open("wb") as file:
        write_mo(file, catalog)
    temporary.replace(target)


def compile_outdated() -> None:
    """Compile the catalogs that have changed since they were compiled.

    They change, for example, with a change of branches.
    """
    for path in catalog_paths():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns <= path.stat().st_mtime_ns:
            compile_catalog(path)


def find_untranslated(path: Path) -> tuple[list[str], list[str]]:
    """Return the texts of a catalog that a translator has to look at.

    Those of reports come first, then the others.
    """
    required = required_texts()
    of_reports: list[str] = []
    others: list[str] = []
    for text in read_catalog(path):
        if not text.id or (all(plural_forms(text.string)) and not text.fuzzy):
            continue
        forms = plural_forms(text.id)
        if forms in required:
            of_reports.append(forms[-1])
        else:
            others.append(forms[-1])
    return of_reports, others


def plural_forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a text of a catalog.

    There is one, or one for each plural; there are none if the catalog does not have the text.
    """
    if text is None:
        return ("",)
    return (text,) if isinstance(text, str) else tuple(text)


def main(words: list[str]) -> int:
    """Write or check all catalogs.

    Return 1 if one is not current or a translation is missing, 2 for other words.
    """
    if words not in ([], ["--check"]):
        print("usage: python -m tools.catalogs [--check]", file=sys.stderr)
        return 2
    template = extract_texts()
    code = 0
    for path in catalog_paths():
        name, wanted = path.relative_to(ROOT).as_posix(), update_catalog(path, template)
        if path.read_bytes() != wanted:
            if words:
                print(f"not current: {name}; update it with: python -m tools.catalogs")
                code = 1
            else:
                path.write_bytes(wanted)
                print(f"wrote {name}")
        if not words:
            compile_catalog(path)
        of_reports, others = find_untranslated(path)
        for text in of_reports:
            print(f"{name}: to be translated: {text}")
            code = 1
        for text in others:
            print(f"{name}: shown in English: {text}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
