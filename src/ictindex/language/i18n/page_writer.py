"""The writers of pages.

An explanation or the prose of a methodology is built once, as blocks in a language, and written
as plain text, Markdown, LaTeX, HTML (whose formulae are MathML) or Typst, which becomes PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from ictindex.core.errors import UsageError
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    WordedBlock,
    title_of,
    word_sentences,
)
from ictindex.language.i18n.text_layout import cell_width, text_table, wrap


def _text(blocks: Sequence[WordedBlock], language: str, width: int | None = None) -> str:
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading(title, level):
                lines_of_title = wrap(title, width)
                rule = "=" if level == 1 else "-"
                underline = [rule * max(map(cell_width, lines_of_title))] if level <= 2 else []
                lines += ["", *lines_of_title, *underline, ""]
            case Paragraph(sentence, note):
                lines += [*wrap(f"! {sentence}" if note else sentence, width, "  " * note), ""]
            case Grid(headers, rows, numeric):
                lines += [*text_table(headers, rows, numeric, width), ""]
            case Bullets(items):
                lines += [*(line for item in items for line in wrap(f"- {item}", width, "  ")), ""]
            case _:
                from ictindex.language.i18n.further_text import write_further

                lines += [*write_further(block, blocks, language, width), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _markdown(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.markdown_page import write_markdown

    return write_markdown(blocks, language)


def _html(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.html_blocks import html_fragment, html_page

    return html_page(title_of(blocks), html_fragment(blocks, language), language)


def _latex(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.latex_page import write_latex

    return write_latex(blocks, language)


def _typst(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.typst_page import write_typst

    return write_typst(blocks, language)


_WRITERS: MappingProxyType[str, Callable[[Sequence[WordedBlock], str], str]] = MappingProxyType(
    {
        "text": _text,
        "markdown": _markdown,
        "latex": _latex,
        "html": _html,
        "mathml": _html,
        "typst": _typst,
    }
)
FORMATS = tuple(_WRITERS)
_page_width: ContextVar[int | None] = ContextVar("ictindex_page_width", default=None)


@contextmanager
def page_width(width: int | None) -> Iterator[None]:
    """Wrap plain text to a width within a ``with`` block, as the command line does."""
    token = _page_width.set(width)
    try:
        yield
    finally:
        _page_width.reset(token)


def write(
    blocks: Sequence[Block], language: str, format: str = "text", width: int | None = None
) -> str:
    """Write a page."""
    if not isinstance(format, str) or format not in _WRITERS:
        raise UsageError("format.unknown", format=format, allowed=FORMATS)
    worded = word_sentences(blocks, language)
    if format == "text":
        return _text(worded, language, _page_width.get() if width is None else width)
    return _WRITERS[format](worded, language)
