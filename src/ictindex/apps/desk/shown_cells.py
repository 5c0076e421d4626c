"""Cells of a workbook for people: numbers as the language writes them, and as they are typed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ictindex.language import i18n
from ictindex.submissions.questionnaires.cell_values import cell_text


def _is_number(raw: object) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


def shown_cell(raw: object, language: str) -> str:
    """Return the content of a cell for people: numbers in groups, as the language writes them."""
    text = i18n.visible(cell_text(raw))
    if not _is_number(raw):
        return text
    try:
        return i18n.grouped_number(Decimal(text), language)
    except InvalidOperation:  # infinity, which no spreadsheet writes
        return text


def typed_cell(raw: object, language: str) -> str:
    """Return the content of a cell as it is typed: no groups, the decimal mark of the language."""
    text = i18n.visible(cell_text(raw))
    return text.replace(".", i18n.decimal_mark(language)) if _is_number(raw) else text
