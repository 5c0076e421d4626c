"""Pages as LaTeX documents, for XeLaTeX or LuaLaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from ictindex.core import formulas
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    listed_headings,
)
from ictindex.language.i18n.formula_words import latex_digits, lead_words, symbol_names
from ictindex.language.i18n.further_blocks import Contents, Entries, Formula, Picture
from ictindex.language.i18n.isolates import write_latex_isolates

_BABEL = MappingProxyType(
    {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
)


def _guard_brackets(latex: str) -> str:
    """Keep words in brackets from being read as an option of the command before them."""
    return f"{{}}{latex}" if latex.startswith(("[", "*")) else latex


def _write_overview(
    block: Picture | Contents, blocks: Sequence[Block], quote: Callable[[str], str]
) -> list[str]:
    """Write a picture by its description, a list of contents by the headings it names."""
    if isinstance(block, Picture):
        lines = [line for line in (block.description, block.caption) if line]
    else:
        lines = [block.title, *(heading.words for _, heading in listed_headings(blocks, block))]
    return [_guard_brackets(quote(line)) for line in lines]


def _write_preamble(language: str) -> list[str]:
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


def write_latex(blocks: Sequence[Block], language: str) -> str:
    """Write a page as a LaTeX document."""
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
                parts += _write_overview(block, blocks, quote)
    body_text = "\n\n".join(parts)
    return "\n".join(
        [*_write_preamble(language), r"\begin{document}", body_text, r"\end{document}", ""]
    )
