"""The prose of an annual report: Markdown, in which references stand for values of the data.

Only a part of Markdown is known: headings, paragraphs, lists, quotations, emphasis, code and links. HTML is text. A
reference is written in two pairs of braces, such as `{{light:hlsd}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message

if TYPE_CHECKING:
    from markdown_it.token import Token

REFERENCE = re.compile(r"\{\{([^{}\n]{1,300})\}\}")
"""A reference to the data; its group is what it names."""

_MAX_HEADING = 2
ProseKind = Literal["heading", "paragraph", "bullets", "numbers", "quotation"]
PieceKind = Literal["text", "strong", "emphasis", "code", "link", "reference"]
_LIST_KINDS: dict[str, ProseKind] = {"bullet_list_open": "bullets", "ordered_list_open": "numbers"}


class ProsePiece(NamedTuple):
    """A part of a line: a text, or what a reference names, with the line of the file."""

    kind: PieceKind
    text: str
    line: int
    url: str = ""


class ProseBlock(NamedTuple):
    """A heading of a level from 1, a paragraph, or a list or a quotation with a line for each item or paragraph."""

    kind: ProseKind
    lines: tuple[tuple[ProsePiece, ...], ...]
    level: int = 0


class Prose(NamedTuple):
    """The prose of one file; `file` is its path inside the dataset."""

    file: str
    text: str
    blocks: tuple[ProseBlock, ...]

    def references(self) -> Iterator[ProsePiece]:
        """Yield the references in the order of the file."""
        for block in self.blocks:
            for line in block.lines:
                yield from (piece for piece in line if piece.kind == "reference")


def read_prose(file: str, raw: bytes) -> Prose:
    """Return the prose of a file.

    Raises CbiError, with the place, if it is not UTF-8 or has something that prose does not know.
    """
    # Only a report with prose needs the parser.
    from markdown_it import MarkdownIt

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CbiError(message("{file}: the text is not UTF-8", file=file), message("save the file as UTF-8")) from None
    tokens = MarkdownIt("commonmark", {"html": False}).parse(text)
    return Prose(file, text, tuple(_ProseReader(file, tokens).blocks()))


class _ProseReader:
    """Makes blocks of the tokens of a file."""

    def __init__(self, file: str, tokens: Sequence[Token]) -> None:
        self._file = file
        self._tokens = tokens
        self._position = 0

    def blocks(self) -> Iterator[ProseBlock]:
        """Yield all blocks."""
        while self._position < len(self._tokens):
            token = self._next()
            if token.type == "heading_open":
                yield self._heading(token)
            elif token.type == "paragraph_open":
                yield ProseBlock("paragraph", (self._line(),))
                self._next()
            elif token.type in _LIST_KINDS:
                kind = _LIST_KINDS[token.type]
                yield ProseBlock(kind, tuple(self._lines_until(token.type.replace("open", "close"))))
            elif token.type == "blockquote_open":
                yield ProseBlock("quotation", tuple(self._lines_until("blockquote_close")))
            else:
                self._refuse(token)

    def _next(self) -> Token:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _heading(self, token: Token) -> ProseBlock:
        level = int(token.tag.removeprefix("h"))
        if level > _MAX_HEADING:
            self._refuse(token)
        block = ProseBlock("heading", (self._line(),), level)
        self._next()
        return block

    def _lines_until(self, end: str) -> Iterator[tuple[ProsePiece, ...]]:
        """Yield the line of each paragraph up to the end of a list or a quotation, which contains no other one."""
        token = self._next()
        while token.type != end:
            if token.type == "paragraph_open":
                yield self._line()
                self._next()
            elif token.type not in ("list_item_open", "list_item_close"):
                self._refuse(token)
            token = self._next()

    def _line(self) -> tuple[ProsePiece, ...]:
        return tuple(self._pieces(self._next()))

    def _pieces(self, inline: Token) -> Iterator[ProsePiece]:
        """Yield the parts of a paragraph."""
        line = _line_of(inline)
        kinds: list[PieceKind] = ["text"]
        url = ""
        for token in inline.children or ():
            if token.type == "text":
                yield from self._split(token.content, kinds[-1], line, url)
            elif token.type in ("softbreak", "hardbreak"):
                yield ProsePiece(kinds[-1], " " if token.type == "softbreak" else "\n", line, url)
                line += 1
            elif token.type == "code_inline":
                yield ProsePiece("code", token.content, line)
            elif token.type in ("strong_open", "em_open"):
                kinds.append("strong" if token.type == "strong_open" else "emphasis")
            elif token.type == "link_open":
                kinds.append("link")
                url = str(token.attrGet("href") or "")
            elif token.type in ("strong_close", "em_close", "link_close"):
                kinds.pop()
                url = url if "link" in kinds else ""
            else:
                self._refuse(token, line)

    def _split(self, text: str, kind: PieceKind, line: int, url: str) -> Iterator[ProsePiece]:
        """Yield the parts of a text between references, and what these name."""
        position = 0
        for match in REFERENCE.finditer(text):
            yield from self._text(text[position : match.start()], kind, line, url)
            yield ProsePiece("reference", match[1].strip(), line)
            position = match.end()
        yield from self._text(text[position:], kind, line, url)

    def _text(self, text: str, kind: PieceKind, line: int, url: str) -> Iterator[ProsePiece]:
        if "{{" in text or "}}" in text:
            raise CbiError(
                message("{file}:{line}: a reference is not complete", file=self._file, line=line),
                message("write it on one line, as {{light:hlsd}}"),
            )
        if text:
            yield ProsePiece(kind, text, line, url)

    def _refuse(self, token: Token, line: int = 0) -> NoReturn:
        """Raise CbiError for something that prose does not know."""
        line = line or _line_of(token)
        problem = message(
            "{file}:{line}: the prose of a report cannot have this ({what})",
            file=self._file,
            line=line,
            what=token.type.removesuffix("_open"),
        )
        hint = message("it can have headings with # and ##, paragraphs, simple lists, quotations, emphasis and links")
        raise CbiError(problem, hint)


def _line_of(token: Token) -> int:
    """Return the line, from 1, at which a token begins."""
    return token.map[0] + 1 if token.map else 1
