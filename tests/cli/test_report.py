"""`cbi report`: the same report in three formats and two languages, held against foreign readers."""

from __future__ import annotations

import builtins
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
import pikepdf
import pytest

from cbi_cli import api
from tests.conftest import US_MEXICO, Cli
from tests.datasets import EDITION, HEAD, dataset_files, event_toml
from tests.repositories import commit, make_repository, write_files

SECTIONS = {
    "en": [
        "1. Introduction",
        "2. Institutional highlights",
        "3. Spotlight",
        "4. Scorecard 2022",
        "5. What was published, and what the data says",
        "6. Where sources disagree",
        "7. Methodology and its limits",
        "8. What is not known",
        "9. Sources",
        "10. Annex: timeline of 2022",
    ],
    "es": [
        "1. Introducción",
        "2. Instituciones destacadas",
        "3. En foco",
        "4. Tablero 2022",
        "5. Lo publicado y lo que dicen los datos",
        "6. Donde las fuentes discrepan",
        "7. Metodología y sus límites",
        "8. Lo que no se sabe",
        "9. Fuentes",
        "10. Anexo: cronología de 2022",
    ],
}
HOSTILE = [
    "#panic()",
    "*bold*",
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "{{totals.green}}",
    "= Heading",
    "$x^2$",
    "[1]",
]


class Page(HTMLParser):
    """A reader of HTML that refuses what is not nested, and keeps texts, links and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((self.open[-1], data))

    def all_texts(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def make_report(cli: Cli, path: Path, *words: str) -> bytes:
    result = cli("report", "2022", "--output", str(path), *words)
    assert (result.code, result.out) == (0, ""), result.err
    return path.read_bytes()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_markdown_has_all_sections_and_tables_for_a_foreign_reader(lang: str, cli: Cli, tmp_path: Path) -> None:
    text = make_report(cli, tmp_path / "report.md", "--lang", lang).decode()
    page = Page(cmarkgfm.github_flavored_markdown_to_html(text))
    assert page.all_texts("h2") == SECTIONS[lang]
    # Three histories, the card, the comparison, the rules, strips of three series, and twelve months and one without.
    assert sum(tag == "table" for tag, _ in page.tags) == 6 + 3 + 13
    assert "{{" not in text
    # The rest of the program names these dates, too.
    assert ("Oct 13, 2022" if lang == "en" else "13 oct 2022") in text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_html_is_whole_and_loads_nothing(lang: str, cli: Cli, tmp_path: Path) -> None:
    page = Page(make_report(cli, tmp_path / "report.html", "--lang", lang).decode())
    assert page.all_texts("h2") == SECTIONS[lang]
    assert ("html", {"lang": lang}) in page.tags
    assert {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe"} == set()
    anchors = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    targets = {str(attributes["href"]) for tag, attributes in page.tags if tag == "a"}
    assert {target[1:] for target in targets if target.startswith("#")} <= set(anchors)
    assert all(target.startswith(("#", "http://", "https://")) for target in targets)
    # A strip is read aloud as a sentence.
    words = [attributes["aria-label"] for tag, attributes in page.tags if tag == "svg" and "role" in attributes]
    assert len(words) == 4
    assert ("not held 2010, 2011, 2013, 2015, 2022" if lang == "en" else "2010, 2011, 2013, 2015, 2022") in str(
        words[0]
    )


def test_html_that_is_not_nested_is_seen() -> None:
    with pytest.raises(AssertionError):
        Page("<p><b>a</p></b>")


def tags(element: Any) -> list[str]:
    """The types of all elements of a tagged PDF below one."""
    found: list[str] = []
    pending = [element]
    while pending:
        one = pending.pop()
        if isinstance(one, pikepdf.Array):
            pending.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found.append(str(one.S))
            if "/K" in one:
                pending.append(one.K)
    return found


@pytest.mark.parametrize(("lang", "name"), [("en", "en-US"), ("es", "es-MX")])
def test_pdf_is_tagged_and_claims_its_standard(lang: str, name: str, cli: Cli, tmp_path: Path) -> None:
    raw = make_report(cli, tmp_path / "report.pdf", "--lang", lang)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == name
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == ("Annual report 2022" if lang == "en" else "Informe anual 2022")
        found = tags(root.StructTreeRoot.K)
        # Four columns of the card, five of the comparison, two of the rules, seven of each of three histories, and four
        # of each of the thirteen tables of the timeline.
        assert found.count("/TH") == 4 + 5 + 2 + 3 * 7 + 13 * 4
        assert found.count("/H1") == 10
        titles = [str(item.title) for item in pdf.open_outline().root]
        assert titles == SECTIONS[lang]
    # The strips of three highlights and of the spotlight, and the graph.
    assert figures_with_words(raw) == 5


def figures_with_words(raw: bytes) -> int:
    """How many figures of a PDF say in words what they show."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        return sum("/Alt" in one and one.get("/S") == "/Figure" for one in objects)


@pytest.mark.parametrize("suffix", ["md", "html", "pdf"])
def test_two_reports_are_equal(suffix: str, cli: Cli, tmp_path: Path) -> None:
    first = make_report(cli, tmp_path / f"one.{suffix}")
    assert first == make_report(cli, tmp_path / f"two.{suffix}")


def small_dataset(folder: Path, *more_prose: str, title: str = "The meeting") -> Path:
    """A dataset with one meeting of that title, and with prose if there is any."""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    event = event_toml("2022-05-04", f'title = "{quoted}"')
    files = dataset_files(event, edition_2022=EDITION)
    for number, prose in enumerate(more_prose):
        name = ("introduction", "commentary")[number]
        files[f"editions/2022/{name}.en.md"] = prose.encode()
    write_files(folder, files)
    return folder


def test_without_prose_the_report_has_data_only(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path)
    result = cli("report", "2022", folder=tmp_path)
    assert (result.code, result.err) == (0, "")
    headings = re.findall(r"^## [0-9]+\\. (.*)$", result.out, re.MULTILINE)
    # Nobody wrote a commentary, no graph gives a spotlight, and nothing is disputed.
    assert headings == [
        "Introduction",
        "Institutional highlights",
        "Scorecard 2022",
        "What was published, and what the data says",
        "Methodology and its limits",
        "What is not known",
        "Sources",
        "Annex: timeline of 2022",
    ]
    assert "1 of 1 regular encounters counts as held in 2022: 1 green, 0 yellow, 0 red, 0 unknown." in result.out
    assert "light published red, computed green" in result.out


def test_prose_comes_first_in_its_section(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "It is {{light:talks-row}}, on {{last:talks-row}}.", "Words of *mine*.")
    out = cli("report", "2022", folder=tmp_path).out
    assert "## 1\\. Introduction\n\nIt is green, on May 4, 2022.\n\n> 1 of 1" in out
    assert "Commentary\n\nWords of *mine*.\n" in out


def test_prose_of_another_language_only_is_said_to_be_missing(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "English words.")
    result = cli("report", "2022", "--lang", "es", folder=tmp_path)
    assert result.code == 0
    assert "no existe editions/2022/introduction.es.md" in result.err
    assert "English words" not in result.out


def test_hostile_texts_come_out_as_text(cli: Cli, tmp_path: Path) -> None:
    title = " ".join(HOSTILE)
    small_dataset(tmp_path, "Well, {{event:2022-05-04-meeting}}.", title=title)
    for suffix in ("md", "html", "pdf"):
        result = cli("report", "2022", "--output", f"r.{suffix}", folder=tmp_path)
        assert (result.code, result.err) == (0, "")
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert title in "".join(page.all_texts("td"))
    assert "script" not in {tag for tag, _ in page.tags}
    markdown = Page(cmarkgfm.github_flavored_markdown_to_html((tmp_path / "r.md").read_text(encoding="utf-8")))
    assert title in "".join(text for _, text in markdown.texts)
    assert "script" not in {tag for tag, _ in markdown.tags}
    # The title of the source is in italics, and nothing else.
    assert markdown.all_texts("em") == ["The book"]
    shown = pdf_text(tmp_path / "r.pdf")
    for text in HOSTILE:
        assert text.replace(" ", "") in shown


def pdf_text(path: Path) -> str:
    """The text of a PDF without spaces, by the table of characters of each font."""
    found: list[str] = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            tables = {name: read_table(font) for name, font in page.Resources.get("/Font", {}).items()}
            current: dict[str, str] = {}
            instructions: Any = pikepdf.parse_content_stream(page)
            for operands, operator in instructions:
                if str(operator) == "Tf":
                    current = tables[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                    codes = "".join(bytes(part).hex() for part in parts if isinstance(part, pikepdf.String))
                    found += [current.get(codes[at : at + 4], "?") for at in range(0, len(codes), 4)]
    return "".join(found).replace(" ", "")


def read_table(font: Any) -> dict[str, str]:
    """What each code of a font stands for."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    table: dict[str, str] = {}
    for code, letters in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", text):
        table[code.lower()] = bytes.fromhex(letters).decode("utf-16-be")
    return table


def test_a_character_without_a_glyph_is_named_with_its_record(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, title="Meeting of 日本 and 🎉")
    result = cli("report", "2022", "--output", "r.pdf", folder=tmp_path)
    assert result.code == 0
    lines = result.err.splitlines()
    assert [re.findall(r"U\+[0-9A-F]+", line) for line in lines] == [["U+65E5"], ["U+672C"], ["U+1F389"]]
    assert all("of indicator talks-row, so the PDF does not claim PDF/UA-1" in line for line in lines)
    with pikepdf.open(tmp_path / "r.pdf") as pdf, pdf.open_metadata() as metadata:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "pdfuaid:part" not in metadata


def test_without_typst_the_remedy_is_named(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def refuse(name: str, *more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return original(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = cli("report", "2022", "--output", str(tmp_path / "r.pdf"))
    assert (result.code, result.out) == (2, "")
    assert "typst is not installed, which makes PDF" in result.err
    assert "extra `print`" in result.err
    assert not (tmp_path / "r.pdf").exists()


def test_a_fault_of_the_prose_is_named_with_its_place(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "One\n\n{{light:talk-row}}")
    result = cli("report", "2022", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "editions/2022/introduction.en.md:3: no series is called `talk-row`" in result.err
    assert "did you mean `talks-row` (Talks)" in result.err


def test_check_lists_what_was_typed_and_fails_on_contradictions(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "The Talks met on May 4, 2022.", "The light of the Talks is red.")
    result = cli("report", "2022", "--check", folder=tmp_path)
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines() == [
        "editions/2022/commentary.en.md:1:27: `red` contradicts the data: talks-row is green",
        "  help: write {{light:talks-row}}",
        "editions/2022/introduction.en.md:1:18: `May 4, 2022` is typed by hand, and equals the data",
        "  help: write {{date:2022-05-04-meeting}}",
        "faults: 0; contradictions: 1; equal to the data: 1; not compared: 0",
    ]
    (tmp_path / "editions" / "2022" / "commentary.en.md").unlink()
    assert cli("report", "2022", "--check", folder=tmp_path).code == 0
    (tmp_path / "editions" / "2022" / "introduction.en.md").write_text("{{totals.gren}}", encoding="utf-8")
    assert cli("report", "2022", "--check", folder=tmp_path).code == 1


def test_the_files_of_a_report_go_with_a_dataset_and_others_are_found(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "Words.")
    assert "CBI004" not in cli("validate", folder=tmp_path).out
    (tmp_path / "editions" / "2022" / "introducton.en.md").write_text("Words.", encoding="utf-8")
    assert "editions/2022/introducton.en.md" in cli("validate", folder=tmp_path).out


def test_prose_is_read_from_a_revision(cli: Cli, tmp_path: Path) -> None:
    small_dataset(tmp_path, "Old words.")
    make_repository(tmp_path)
    commit(tmp_path, "Old")
    (tmp_path / "editions" / "2022" / "introduction.en.md").write_text("New words.", encoding="utf-8")
    assert "New words." in cli("report", "2022", folder=tmp_path).out
    assert "Old words." in cli("report", "2022", "--at", "HEAD", folder=tmp_path).out


def test_excluded_files_and_links_out_are_not_read(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    small_dataset(folder, "Excluded words.")
    (folder / "dataset.toml").write_text(
        f'{HEAD}exclude = ["editions/2022/introduction*"]\n'.replace("party =", "party =")
    )
    outside = tmp_path / "secret.md"
    outside.write_text("Secret words.", encoding="utf-8")
    (folder / "editions" / "2022" / "commentary.en.md").symlink_to(outside)
    out = cli("report", "2022", folder=folder).out
    assert "Excluded words" not in out
    assert "Secret words" not in out


def test_a_pdf_is_not_written_to_a_terminal(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_dataset(tmp_path)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    result = cli("report", "2022", "--format", "pdf", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "this format is no text for a terminal" in result.err


def test_the_suffix_of_the_output_selects_the_format(cli: Cli, tmp_path: Path) -> None:
    result = cli("report", "2022", "--output", str(tmp_path / "report.docx"))
    assert result.code == 2
    assert "use one of .md, .markdown, .html, .htm, .pdf, or give --format" in result.err
    result = cli("report", "2022", "--format", "pdf", "--output", str(tmp_path / "report.html"))
    assert result.code == 2


def test_the_api_gives_the_same_report(cli: Cli, tmp_path: Path) -> None:
    with api.open_dataset(US_MEXICO) as dataset:
        for suffix in ("md", "html", "pdf"):
            made = api.report(dataset, 2022, lang="es", output_format=suffix)
            assert made == make_report(cli, tmp_path / f"r.{suffix}", "--lang", "es")
        assert api.check_report(dataset, 2022) == ()


def test_a_year_without_an_edition_has_no_comparison(cli: Cli) -> None:
    result = cli("report", "2021")
    assert result.code == 0
    assert "What was published, and what the data says" not in result.out
    assert "# Annual report 2021" in result.out
