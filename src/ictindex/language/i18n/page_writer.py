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

from ictindex.core import formulas
from ictindex.core.errors import UsageError
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Contents,
    Entries,
    Entry,
    Formula,
    Grid,
    Heading,
    Paragraph,
    Picture,
    listed_headings,
    title_of,
    word_sentences,
)
from ictindex.language.i18n.formula_words import (
    formula_direction,
    latex_digits,
    lead_words,
    symbol_names,
    written_digits,
)
from ictindex.language.i18n.isolates import write_latex_isolates
from ictindex.language.i18n.text_layout import cell_width, text_table, wrap

_ISOLATES = {"ltr": "\u2066{}\u2069", "rtl": "\u2067{}\u2069"}


# Lines longer than this are hard to read, however wide the terminal is.
_LONGEST = 98


def _text_entries(entries: Sequence[Entry], width: int | None) -> list[str]:
    most = min(width or _LONGEST, _LONGEST)
    lines: list[str] = []
    for entry in entries:
        lines += wrap(entry.title, most, "    ")
        lines += [line for words in entry.lines for line in wrap(f"  {words}", most)]
        lines.append("")
    return lines


def _text_overview(
    block: Picture | Contents, blocks: Sequence[Block], language: str, width: int | None
) -> list[str]:
    """Write a picture by its description, a list of contents by the headings it names."""
    if isinstance(block, Picture):
        return wrap(words.sentences(block.description, block.caption, language), width)
    lines = wrap(block.title, width)
    for _, heading in listed_headings(blocks, block):
        lines += wrap(f"{'  ' * (heading.level - 2)}- {heading.words}", width, "    ")
    return lines


def _text(blocks: Sequence[Block], language: str, width: int | None = None) -> str:
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
            case Formula(equation, caption):
                formula = formulas.to_text(
                    equation, symbol_names(language), written_digits(language)
                )
                if words.direction(language) == "rtl":
                    formula = _ISOLATES[formula_direction(formula)].format(formula)
                shown = words.pair(caption, formula, language) if caption else f"  {formula}"
                lines += [*wrap(shown, width, "  " if caption else ""), ""]
            case Grid(headers, rows, numeric):
                lines += [*text_table(headers, rows, numeric, width), ""]
            case Bullets(items):
                lines += [*(line for item in items for line in wrap(f"- {item}", width, "  ")), ""]
            case Entries(entries):
                lines += _text_entries(entries, width)
            case Picture() | Contents():
                lines += [*_text_overview(block, blocks, language, width), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _markdown_escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|$&~])", r"\\\1", " ".join(text.splitlines()))


def _markdown(blocks: Sequence[Block], language: str) -> str:
    parts: list[str] = []
    for block in blocks:
        match block:
            case Heading(title, level):
                parts.append(f"{'#' * level} {_markdown_escape(title)}")
            case Paragraph(sentence, note):
                parts.append(
                    f"> **!** {_markdown_escape(sentence)}" if note else _markdown_escape(sentence)
                )
            case Formula(equation, caption):
                formula = formulas.to_latex(
                    equation, symbol_names(language), latex_digits(language)
                )
                lead = f"{_markdown_escape(lead_words(caption, language))}\n\n" if caption else ""
                parts.append(f"{lead}$$\n{formula}\n$$")
            case Grid(headers, rows, numeric):
                rule = ["---:" if i in numeric else "---" for i in range(len(headers))]
                body = [[_markdown_escape(c) or " " for c in row] for row in (headers, *rows)]
                body.insert(1, rule)
                parts.append("\n".join(f"| {' | '.join(row)} |" for row in body))
            case Bullets(items):
                parts.append("\n".join(f"- {_markdown_escape(item)}" for item in items))
            case Entries(entries):
                parts += [
                    "\\\n  ".join(
                        [
                            f"- **{_markdown_escape(entry.title)}**",
                            *map(_markdown_escape, entry.lines),
                        ]
                    )
                    for entry in entries
                ]
            case Picture(_, description, caption):
                parts += [_markdown_escape(line) for line in (description, caption) if line]
            case Contents(title):
                listed = [
                    f"{'  ' * (h.level - 2)}- {_markdown_escape(h.words)}"
                    for _, h in listed_headings(blocks, block)
                ]
                parts += [f"**{_markdown_escape(title)}**", "\n".join(listed)]
    return "\n\n".join(parts) + "\n"


def _html(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.html_blocks import html_fragment, html_page

    return html_page(title_of(blocks), html_fragment(blocks, language), language)


_BABEL = MappingProxyType(
    {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
)


def _guard_brackets(latex: str) -> str:
    """Keep words in brackets from being read as an option of the command before them."""
    return f"{{}}{latex}" if latex.startswith(("[", "*")) else latex


def _latex_overview(
    block: Picture | Contents, blocks: Sequence[Block], quote: Callable[[str], str]
) -> list[str]:
    """Write a picture by its description, a list of contents by the headings it names."""
    if isinstance(block, Picture):
        lines = [line for line in (block.description, block.caption) if line]
    else:
        lines = [block.title, *(heading.words for _, heading in listed_headings(blocks, block))]
    return [_guard_brackets(quote(line)) for line in lines]


def _latex_preamble(language: str) -> list[str]:
    # XeLaTeX or LuaLaTeX: the six languages need Unicode fonts and, for Arabic, right to left.
    main = _BABEL.get(language)
    preamble = [r"\documentclass[a4paper]{article}", r"\usepackage{amsmath,booktabs,longtable}"]
    if main:
        preamble += [r"\usepackage{polyglossia}", rf"\setmainlanguage{{{main}}}"]
        if language in ("ar", "ru"):
            font = "Amiri" if language == "ar" else "CMU Serif"
            preamble.append(rf"\newfontfamily\{main}font{{{font}}}")
    else:
        preamble.append(r"\usepackage{xeCJK}")
    return preamble


def _latex(blocks: Sequence[Block], language: str) -> str:
    sections = {1: "section", 2: "subsection", 3: "subsubsection", 4: "paragraph"}
    right_to_left = words.direction(language) == "rtl"

    def quote(sentence: str) -> str:
        escaped = formulas.latex_escape(sentence)
        return write_latex_isolates(escaped, right_to_left=right_to_left)

    parts: list[str] = []
    for block in blocks:
        match block:
            case Heading(title, level):
                parts.append(rf"\{sections[level]}*{{{quote(title)}}}")
            case Paragraph(sentence, note):
                parts.append(rf"\textbf{{!}} {quote(sentence)}" if note else quote(sentence))
            case Formula(equation, caption):
                formula = formulas.to_latex(
                    equation, symbol_names(language), latex_digits(language)
                )
                lead = f"{quote(lead_words(caption, language))}\n" if caption else ""
                parts.append(f"{lead}\\[\n{formula}\n\\]")
            case Grid(headers, rows, numeric):
                spec = "".join(
                    "r" if i in numeric else f"p{{{0.8 / len(headers):.2f}\\linewidth}}"
                    for i in range(len(headers))
                )
                body = [" & ".join(map(quote, row)) + r" \\" for row in rows]
                body = [_guard_brackets(row) for row in body]
                parts.append(
                    "\n".join(
                        [
                            rf"\begin{{longtable}}{{{spec}}}",
                            r"\toprule",
                            _guard_brackets(" & ".join(map(quote, headers)) + r" \\"),
                            r"\midrule",
                            *body,
                            r"\bottomrule",
                            r"\end{longtable}",
                        ]
                    )
                )
            case Bullets(items):
                inner = "\n".join(rf"\item {_guard_brackets(quote(item))}" for item in items)
                parts.append(f"\\begin{{itemize}}\n{inner}\n\\end{{itemize}}")
            case Entries(entries):
                inner = "\n".join(
                    "\\\\\n".join([rf"\item \textbf{{{quote(e.title)}}}", *map(quote, e.lines)])
                    for e in entries
                )
                parts.append(f"\\begin{{itemize}}\n{inner}\n\\end{{itemize}}")
            case Picture() | Contents():
                parts += _latex_overview(block, blocks, quote)
    body_text = "\n\n".join(parts)
    return "\n".join(
        [*_latex_preamble(language), r"\begin{document}", body_text, r"\end{document}", ""]
    )


def _typst(blocks: Sequence[Block], language: str) -> str:
    from ictindex.language.i18n.typst_page import write_typst

    return write_typst(blocks, language)


_WRITERS: MappingProxyType[str, Callable[[Sequence[Block], str], str]] = MappingProxyType(
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
