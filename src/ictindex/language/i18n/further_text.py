"""Formulae, entries, pictures and lists of contents as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.core import formulas
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.document import Block, listed_headings
from ictindex.language.i18n.formula_words import formula_direction, symbol_names, written_digits
from ictindex.language.i18n.further_blocks import Contents, Entries, Entry, Formula, Picture
from ictindex.language.i18n.text_layout import wrap

_ISOLATES = {"ltr": "\u2066{}\u2069", "rtl": "\u2067{}\u2069"}
# Lines longer than this are hard to read, however wide the terminal is.
_LONGEST = 98


def _write_entries(entries: Sequence[Entry], width: int | None) -> list[str]:
    most = min(width or _LONGEST, _LONGEST)
    lines: list[str] = []
    for entry in entries:
        lines += wrap(entry.title, most, "    ")
        lines += [line for words in entry.lines for line in wrap(f"  {words}", most)]
        lines.append("")
    return lines[:-1]


def write_further(
    block: Formula | Entries | Picture | Contents,
    blocks: Sequence[Block],
    language: str,
    width: int | None,
) -> list[str]:
    """Write one further block: a picture by its description, a list of contents by headings."""
    match block:
        case Formula(equation, caption):
            formula = formulas.to_text(equation, symbol_names(language), written_digits(language))
            if words.direction(language) == "rtl":
                formula = _ISOLATES[formula_direction(formula)].format(formula)
            shown = words.pair(caption, formula, language) if caption else f"  {formula}"
            return wrap(shown, width, "  " if caption else "")
        case Entries(entries):
            return _write_entries(entries, width)
        case Picture(_, description, caption):
            return wrap(words.sentences(description, caption, language), width)
        case Contents(title):
            lines = wrap(title, width)
            for _, heading in listed_headings(blocks, block):
                lines += wrap(f"{'  ' * (heading.level - 2)}- {heading.words}", width, "    ")
            return lines
