"""Derived values: what they were made of, their arithmetic, and the table that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, i18n
from ictindex.catalogue import RateRule
from ictindex.core import decimals
from ictindex.data.checks import KEY, SCORE
from ictindex.data.io.layouts import BREAKDOWNS, COLUMNS, PROVENANCE
from ictindex.data.observations import Observations, concatenate, make
from ictindex.findings import Findings
from ictindex.formulas import Equation, to_text
from ictindex.i18n.document import Block, html_fragment

if TYPE_CHECKING:
    import pandas as pd

# What a rate counts as, best first; no rate is an auxiliary series, whatever its label.
_KINDS = (
    "official", catalogue.COLLECTED, catalogue.OTHER, catalogue.ESTIMATE, "not-stated",
    catalogue.AUXILIARY,
)  # fmt: skip
_FROM_COUNT = ("consultation", "source", "vintage", "file", "line", "column")


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that a rate is made of.

    Parameters
    ----------
    indicator : str
        Id of what it is.
    value : decimal.Decimal
        The figure, in ``unit``.
    unit : str
        Its unit.
    size : fractions.Fraction
        What it is multiplied by to be in the base unit.
    row : int
        Its row in the table.
    source_class, source, vintage, status, conf_status : str
        As the table has them.
    """

    indicator: str
    value: Decimal
    unit: str
    size: Fraction
    row: int
    source_class: str
    source: str
    vintage: str
    status: str
    conf_status: str

    @property
    def provider(self) -> tuple[str, str, str]:
        """What tells figures of several providers apart."""
        return self.source_class, self.source, self.vintage


@dataclass(frozen=True, slots=True)
class Step:
    """A derived value.

    Parameters
    ----------
    rule : RateRule
        How it follows from its count.
    place : tuple
        Economy, year, and the codes of the breakdowns.
    value : decimal.Decimal
        The rate, to 20 places.
    operands : tuple of Operand
        The count, then what it was divided by.
    equation : Equation
        The formula, the arithmetic, the value.
    source_class, status, conf_status : str
        What it inherits.
    """

    rule: RateRule
    place: tuple[str, int, tuple[str, ...]]
    value: Decimal
    operands: tuple[Operand, ...]
    equation: Equation
    source_class: str
    status: str
    conf_status: str

    @property
    def note(self) -> str:
        """The arithmetic and the sources of what was divided by, in ids, which need no language.

        Where an operand is confidential there is no arithmetic: it would print the figure.
        """
        closed = self.conf_status not in catalogue.free_marks()
        arithmetic = [] if closed else [to_text(Equation(self.equation.steps[1:]))]
        named = [
            f"{o.indicator}: {', '.join(part for part in (o.source, o.vintage) if part)}"
            for o in self.operands[1:]
            if o.source or o.vintage
        ]
        return "; ".join([*arithmetic, *named])

    def _blocks(self, table: Observations, language: str) -> list[Block]:
        economy, year, parts = self.place
        title = [i18n.label("nodes", self.rule.rate, language), economy, str(year)]
        title += [part for part in parts if part]
        rows = [
            [
                i18n.label("nodes", operand.indicator, language),
                i18n.number(operand.value, language),
                i18n.label("units", operand.unit, language),
                i18n.label("source-class", operand.source_class, language)
                if operand.source_class
                else "",
                i18n.visible(operand.source),
                i18n.visible(operand.vintage),
                table.address(operand.row).show(language),
            ]
            for operand in self.operands
        ]
        names = ("indicator", "value", "unit", "source_class", "source", "vintage")
        headers = [i18n.label("columns", name, language) for name in names]
        headers.append(i18n.text("views", "where", language))
        return [
            i18n.Heading(", ".join(title), 2),
            i18n.Formula(self.equation),
            i18n.Table(headers, rows, frozenset({1})),
        ]

    def to_text(self, language: str | None = None) -> str:
        """Return the arithmetic in words, for a terminal.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Plain text.
        """
        known = i18n.current_language(language)
        economy, year, parts = self.place
        title = [i18n.label("nodes", self.rule.rate, known), economy, str(year)]
        heading = ", ".join([*title, *(part for part in parts if part)])
        return i18n.write([i18n.Paragraph(heading), i18n.Formula(self.equation)], known).rstrip()


@dataclass(frozen=True, eq=False, repr=False)
class Derived:
    """Rates that were derived from the counts of a table.

    Parameters
    ----------
    table : Observations
        The table with the counts (and the auxiliary series).
    steps : tuple of Step
        The derived values, in the order of the rates.
    findings : Findings
        Why a rate could not be derived from a count; populations of unknown vintage.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> from ictindex.data.rates import derive
    >>> rows = pd.DataFrame({"economy": ["KEN"] * 2, "indicator": ["i271", "population"],
    ...                      "year": [2023] * 2, "value": [66000000, 55000000]})
    >>> found = derive(ict.read_observations(rows))
    >>> str(found.observations.columns["value"][0].normalize()), len(found.completed)
    ('1.2E+2', 3)
    """

    table: Observations
    steps: tuple[Step, ...]
    findings: Findings

    @cached_property
    def observations(self) -> Observations:
        """The derived values alone, each at the address of its count."""
        count = len(self.steps)
        given = self.table.columns
        counted = [step.operands[0].row for step in self.steps]
        columns: dict[str, np.ndarray] = {}
        for name in (*COLUMNS, *PROVENANCE):
            if name in _FROM_COUNT or name in BREAKDOWNS:
                columns[name] = given[name][counted].copy()
                continue
            cells = np.empty(count, dtype=given[name].dtype)
            cells[:] = [self._cell(step, name) for step in self.steps]
            columns[name] = cells
        letters = dict(self.table._letters)
        files = set(columns["file"].tolist())
        sources = {
            file: digest
            for file, digest in self.table.sources.items()
            if any(name.partition("!")[0] == file for name in files)
        }
        return make(columns, [], letters=letters, sources=sources)

    def _cell(self, step: Step, name: str) -> object:
        cells: Mapping[str, object] = {
            "economy": step.place[0],
            "indicator": step.rule.rate,
            "year": step.place[1],
            # 600, not 600.000…: what is shown in messages has no zeros that nobody counted.
            "value": Decimal(decimals.canonical(step.value)),
            "unit": "",
            "status": step.status,
            "conf_status": step.conf_status,
            "source_class": step.source_class,
            "note": step.note,
            "written": decimals.canonical(step.value),
        }
        return cells[name]

    @property
    def completed(self) -> Observations:
        """The table with each derived value that no given one of its standing is there for.

        A rate that was given stays as it was given. Beside one of a weaker class (an estimate,
        where the count is official) the derived rate is put, for the selection to choose.
        """
        columns = self.table.columns
        best: dict[tuple[object, ...], int] = {}
        known = set()
        for row in np.flatnonzero(~self.table.missing).tolist():
            place = _place(columns, row)
            best[place] = min(best.get(place, len(_KINDS)), _standing(columns, row))
            known.add(_key(columns, row))
        mine = self.observations
        new = [
            _standing(mine.columns, row) < best.get(_place(mine.columns, row), len(_KINDS))
            # The same observation twice would be refused: then the given one has to be mended.
            and _key(mine.columns, row) not in known
            for row in range(len(mine))
        ]
        return concatenate([self.table, mine._take(np.array(new, dtype=bool))])

    def to_frame(self) -> pd.DataFrame:
        """Return the derived values as a data frame, with their arithmetic in ``note``.

        Returns
        -------
        pandas.DataFrame
            As :meth:`Observations.to_frame`.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> len(ict.derive(table).to_frame())
        0
        """
        return self.observations.to_frame()

    def _blocks(self, language: str) -> list[Block]:
        page: list[Block] = []
        for step in self.steps:
            page += step._blocks(self.table, language)
        return [*page, *self.findings._blocks(language)] if self.findings else page

    def to_text(self, language: str | None = None) -> str:
        """Return every derivation in words, for a terminal.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Plain text.

        Examples
        --------
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> rows = pd.DataFrame({"economy": ["KEN"], "indicator": ["i271"], "year": [2023],
        ...                      "value": [66000000]})
        >>> print(ict.derive(ict.read_observations(rows)).to_text("en").splitlines()[0])
        Findings: 1
        """
        known = i18n.current_language(language)
        return i18n.write(self._blocks(known), known)

    def to_html(self, language: str | None = None) -> str:
        """Return every derivation as HTML.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            An HTML fragment with its own language and direction.

        Examples
        --------
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> rows = pd.DataFrame({"economy": ["KEN"], "indicator": ["i271"], "year": [2023],
        ...                      "value": [66000000]})
        >>> 'dir="rtl"' in ict.derive(ict.read_observations(rows)).to_html("ar")
        True
        """
        known = i18n.current_language(language)
        return html_fragment(self._blocks(known), known)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text().rstrip()


def _place(columns: Mapping[str, np.ndarray], row: int) -> tuple[object, ...]:
    parts = (columns[name][row].replace("_T", "") for name in BREAKDOWNS)
    return (columns["economy"][row], columns["indicator"][row], int(columns["year"][row]), *parts)


def _key(columns: Mapping[str, np.ndarray], row: int) -> tuple[object, ...]:
    """Return what tells an observation apart from every other one."""
    cells = {name: columns[name][row] for name in KEY}
    return tuple({**cells, "unit": cells["unit"] == SCORE}.values())


def _standing(columns: Mapping[str, np.ndarray], row: int) -> int:
    kind = catalogue.kind_of(columns["source_class"][row], columns["status"][row])
    return _KINDS.index(kind)
