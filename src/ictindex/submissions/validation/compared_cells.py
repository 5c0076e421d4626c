"""The cells that a finding compares with its own: message and page name each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.findings import Address, show_spot


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell whose value a message names next to that of its own cell.

    Parameters
    ----------
    name : str
        Name of the value in the message, such as ``"second"``.
    value : decimal.Decimal or None
        Its value as written.
    indicator, breakdown : str
        Subject of the cell; ``breakdown`` is the part, such as ``"sex=F"``.
    unit : str
        Id of the unit of the value.
    row : int or None
        Row of the validated table, from 0.
    address : Address or None
        Its address.
    operands : tuple of ComparedCell
        The cells from which a rate is computed, which has no cell of its own.

    Examples
    --------
    >>> spot = Address("ecu.xlsx!Coverage", 17, "value", "G17")
    >>> cell = ComparedCell("others", Decimal(94), "coverage-4g", "location=R", address=spot)
    >>> cell.name_spot("en", spot), cell.name_spot("en")
    ('cell G17', 'Coverage, cell G17')
    """

    name: str
    value: Decimal | None
    indicator: str = ""
    breakdown: str = ""
    unit: str = ""
    row: int | None = None
    address: Address | None = None
    operands: tuple[ComparedCell, ...] = ()

    def name_spot(self, language: str | None = None, near: Address | None = None) -> str:
        """Return the place of the cell in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        near : Address, optional
            The address of the finding: the sheet is named if it is another one.

        Returns
        -------
        str
            Cell, or line and column, after the name of another sheet; empty without an address.
        """
        if self.operands:
            cells = [cell.name_spot(language, near) for cell in self.operands]
            named = i18n.clauses([cell for cell in cells if cell], language)
            return i18n.text("validation", "compared-computed", language, cells=named)
        if self.address is None:
            return ""
        return place_of(self.address, language, near)

    @property
    def code(self) -> str:
        """The subject of the cell, by which a message knows that it has words of its own."""
        return self.indicator

    def to_text(self, language: str | None = None) -> str:
        """Return the name and the place of the cell, as part of a sentence.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            The name in quotation marks, then the place.
        """
        name = i18n.quote(_label(self, language), language)
        return _put_place(name, self.name_spot(language), language)

    def move_rows(self, start: int) -> ComparedCell:
        """Return the same cell with its row numbered from a later row.

        Parameters
        ----------
        start : int
            Number of rows before its own table.

        Returns
        -------
        ComparedCell
            The same cell.
        """
        row = None if self.row is None else self.row + start
        return replace(self, row=row, operands=tuple(c.move_rows(start) for c in self.operands))


def place_of(address: Address, language: str | None, near: Address | None) -> str:
    """Return an address in words; its sheet or file if it is not that of another address."""
    if near is not None and near.source == address.source:
        # In a table the line is enough: the column is that of the finding.
        same = address.line is not None and address.column == near.column
        return show_spot(replace(address, column=None) if same else address, language)
    source = address.source.partition("!")[2] or address.source
    return replace(address, source=source).show(language)


def word_values(
    cells: Iterable[ComparedCell],
    details: Mapping[str, object],
    language: str | None,
    near: Address | None,
) -> dict[str, str]:
    """Return the values of a message that are in other cells, each with its place.

    A value that the details name is followed by the place. Cells that only the placeholder
    names are listed, each with its label.
    """
    worded: dict[str, list[str]] = {}
    for cell in cells:
        spot = cell.name_spot(language, near)
        if not cell.indicator:  # a plan: the message has its name and its value
            worded[cell.name] = [spot or "\u2013"]
            continue
        value = details.get(cell.name, "\u2013" if cell.value is None else cell.value)
        words = _put_place(value, spot, language)
        if cell.name not in details:
            part = i18n.quote(_label(cell, language), language)
            words = i18n.text("validation", "compared-part", language, part=part, words=words)
        worded.setdefault(cell.name, []).append(words)
    return {name: i18n.clauses(words, language) for name, words in worded.items()}


def word_operand(cell: ComparedCell, language: str | None, near: Address | None) -> str:
    """Return a figure from which a rate is computed: its name, value, unit and place."""
    key = "derived-figure" if cell.unit in ("count", "") else "derived-amount"
    unit = i18n.label("units", cell.unit, language)
    value = "\u2013" if cell.value is None else cell.value
    shown = i18n.text("validation", key, language, value=value, unit=unit)
    name = i18n.label("nodes", cell.indicator, language)
    return i18n.pair(name, _put_place(shown, cell.name_spot(language, near), language), language)


def _put_place(value: object, spot: str, language: str | None) -> str:
    if not spot:
        return i18n.text("validation", "derived-figure", language, value=value)
    return i18n.text("validation", "compared-value", language, value=value, place=spot)


def _label(cell: ComparedCell, language: str | None) -> str:
    """Return the name of a part alone, or that of an indicator."""
    if not cell.breakdown:
        return i18n.label("nodes", cell.indicator, language)
    by, _, code = cell.breakdown.partition("=")
    return i18n.label(f"questionnaire/categories/{by}", code or by, language)
