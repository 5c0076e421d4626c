"""Pages as Markdown, with formulae in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ictindex.core import formulas
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


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|$&~])", r"\\\1", " ".join(text.splitlines()))


def write_markdown(blocks: Sequence[Block], language: str) -> str:
    """Write a page as Markdown."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Heading(title, level):
                parts.append(f"{'#' * level} {_escape(title)}")
            case Paragraph(sentence, note):
                parts.append(f"> **!** {_escape(sentence)}" if note else _escape(sentence))
            case Formula(equation, caption):
                formula = formulas.to_latex(
                    equation, symbol_names(language), latex_digits(language)
                )
                lead = f"{_escape(lead_words(caption, language))}\n\n" if caption else ""
                parts.append(f"{lead}$$\n{formula}\n$$")
            case Grid(headers, rows, numeric):
                rule = ["---:" if i in numeric else "---" for i in range(len(headers))]
                body = [[_escape(c) or " " for c in row] for row in (headers, *rows)]
                body.insert(1, rule)
                parts.append("\n".join(f"| {' | '.join(row)} |" for row in body))
            case Bullets(items):
                parts.append("\n".join(f"- {_escape(item)}" for item in items))
            case Entries(entries):
                parts += [
                    "\\\n  ".join(
                        [
                            f"- **{_escape(entry.title)}**",
                            *map(_escape, entry.lines),
                        ]
                    )
                    for entry in entries
                ]
            case Picture(_, description, caption):
                parts += [_escape(line) for line in (description, caption) if line]
            case Contents(title):
                listed = [
                    f"{'  ' * (h.level - 2)}- {_escape(h.words)}"
                    for _, h in listed_headings(blocks, block)
                ]
                parts += [f"**{_escape(title)}**", "\n".join(listed)]
    return "\n\n".join(parts) + "\n"
