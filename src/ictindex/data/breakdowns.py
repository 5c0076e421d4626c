"""Comparison of breakdowns: female/male parity, the urban/rural gap, and totals with their parts.

Data (``derivations.toml``) state the two parts that are compared; by default they are the lowest
and the highest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.rates import convert_to_own_unit
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

# Codes that together make a whole. Parts with other codes may overlap or leave something out.
WHOLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex": ("F", "M"),
        "location": ("U", "R"),
        "disability": ("PD", "PWD"),
        "age": ("Y_LT15", "Y15T24", "Y25T74", "Y_GE75"),
        "education": ("ISCED11_0_1", "ISCED11_2", "ISCED11_3_4", "ISCED11_5T8"),
        "income": ("Q1", "Q2", "Q3", "Q4", "Q5"),
    }
)
_ADDITIVE = frozenset({"count", "exabytes", "mbit-s"})  # units of figures that add up
_TOTALS = ("", "_T")
_VERDICTS = {True: "agrees", False: "disagrees", None: "not-decidable"}
COMPARISONS = define(
    "breakdowns",
    Column("economy", "code"),
    Column("indicator", "indicator"),
    Column("year", "year", align="right"),
    Column("breakdown", "code", "gaps/breakdown", names="columns"),
    Column("first", "code", "gaps/first"),
    Column("second", "code", "gaps/second"),
    Column("first_value", "figure", page=False),
    Column("second_value", "figure", page=False),
    Column("ratio", "figure", "gaps/ratio", places=3),
    Column("gap", "figure", "gaps/gap"),
    Column("total", "figure", page=False),
    Column(
        "agrees",
        "boolean",
        "gaps/agrees",
        gaps=True,
        write=lambda row, language: i18n.text("gaps", _VERDICTS[row["agrees"]], language),
    ),
    Column("imbalance", "figure", page=False),
    key=("economy", "indicator", "year", "breakdown"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parts of a figure, compared."""

    economy: str
    indicator: str
    year: int
    breakdown: str
    first: str
    second: str
    first_value: Decimal
    second_value: Decimal
    ratio: Decimal | None
    gap: Decimal
    total: Decimal | None
    agrees: bool | None
    imbalance: Decimal | None


@dataclass(frozen=True, eq=False, repr=False)
class Comparisons(Renderable):
    """Comparisons of the breakdowns of a table.

    Parameters
    ----------
    rows : tuple of Comparison
        The comparisons, in the order of the table.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = pd.DataFrame({"economy": ["KEN"] * 3, "indicator": ["xHH18"] * 3,
    ...                      "year": [2022] * 3, "value": [48.6, 46.2, 51.1],
    ...                      "sex": ["_T", "F", "M"]})
    >>> comparison = compare_breakdowns(ict.read_observations(rows)).rows[0]
    >>> str(comparison.gap), round(float(comparison.ratio), 3), comparison.agrees
    ('4.9', 0.904, True)
    """

    rows: tuple[Comparison, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each comparison; numbers as floats.

        Returns
        -------
        pandas.DataFrame
            The fields of each comparison.

        Examples
        --------
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> rows = pd.DataFrame({"economy": ["KEN"] * 2, "indicator": ["xHH18"] * 2,
        ...                      "year": [2022] * 2, "value": [46.2, 51.1], "sex": ["F", "M"]})
        >>> float(ict.data.compare_breakdowns(ict.read_observations(rows)).to_frame().loc[0, "gap"])
        4.9
        """
        return write_frame(Table.of(COMPARISONS, self.rows))

    _json_name = "breakdowns"

    def _to_dict(self) -> dict[str, Any]:
        """Return a row for each comparison as plain data, for JSON."""
        return {"rows": write_records(Table.of(COMPARISONS, self.rows))}

    def records(self) -> list[dict[str, Any]]:
        """Return plain records, for JSON.

        Returns
        -------
        list of dict
            A record for each comparison; numbers as floats.

        Examples
        --------
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> rows = pd.DataFrame({"economy": ["KEN"] * 2, "indicator": ["xHH18"] * 2,
        ...                      "year": [2022] * 2, "value": [46.2, 51.1], "sex": ["F", "M"]})
        >>> ict.data.compare_breakdowns(ict.read_observations(rows)).records()[0]["gap"]
        4.9
        """
        return [
            {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in asdict(row).items()
            }
            for row in self.rows
        ]

    def _blocks(self, language: str) -> list[Block]:

        title = i18n.Heading(i18n.text("gaps", "title", language), 2)
        return [title, write_grid(Table.of(COMPARISONS, self.rows), language)]


# Economy, indicator, year, class of source, source and vintage.
_Key = tuple[str, str, int, str, str, str]


def adds_up(indicator: str) -> bool:
    """Tell whether the parts of an indicator add up to the whole, as counts do."""
    definition = catalogue.indicators().get(indicator)
    return definition is not None and definition.unit in _ADDITIVE


def compare_breakdowns(
    observations: Observations,
    breakdown: Literal["sex", "age", "location", "disability", "education", "income"] | None = None,
    *,
    pair: Sequence[str] | None = None,
) -> Comparisons:
    r"""Compare the parts of figures, and totals with their parts.

    .. math:: \text{ratio} = \frac{x_1}{x_2}, \qquad \text{gap} = x_2 - x_1

    where :math:`x_1` is the figure for women (rural areas, persons with disabilities, the lowest
    fifth of incomes) and :math:`x_2` the one for men (urban areas, persons without disabilities,
    the highest fifth). Parity is a ratio of 1 and a gap of 0, as in the parity indices of
    Sustainable Development Goal indicator 4.5.1.

    Parameters
    ----------
    observations : Observations
        The table. Figures of one source and vintage are compared with one another, in the unit of
        the indicator, even if they are stated in a multiple of it. Rows with errors, scores,
        figures with two breakdowns, and parts that are stated twice are ignored.
    breakdown : str, optional
        One breakdown: ``"sex"``, ``"location"``, ``"disability"``, ``"income"``, ``"age"`` or
        ``"education"``; by default all.
    pair : sequence of two str, optional
        Codes of two other parts of that breakdown to compare, the first over the second.

    Returns
    -------
    Comparisons
        A row for each economy, indicator, year, source and breakdown with two parts or more. By
        age and education, and without a pair, the lowest part is compared with the highest.

    Raises
    ------
    UsageError
        If it is not a table of observations, there is no such breakdown, or the pair is not valid.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = pd.DataFrame({"economy": ["ECU"] * 3, "indicator": ["internet-users"] * 3,
    ...                      "year": [2023] * 3, "value": [38.0, 91.5, 61.2],
    ...                      "age": ["Y_GE75", "Y15T24", "Y25T74"]})
    >>> table = ict.read_observations(rows)
    >>> [(row.first, row.second, str(row.gap)) for row in compare_breakdowns(table).rows]
    [('Y_GE75', 'Y15T24', '53.5')]
    >>> comparisons = compare_breakdowns(table, "age", pair=("Y25T74", "Y15T24"))
    >>> [(row.first, row.second, str(row.gap)) for row in comparisons.rows]
    [('Y25T74', 'Y15T24', '30.3')]
    """
    arguments.require(
        isinstance(observations, Observations), "observations", "observations", observations
    )
    chosen = _pair(breakdown, pair)
    figures: dict[tuple[_Key, str], dict[str, list[Decimal]]] = {}
    totals: dict[_Key, list[Decimal]] = {}
    cells, faulty = observations.cells, frozenset(observations.faulty_rows())
    for row, value in enumerate(cells["value"]):
        indicator = cells["indicator"][row]
        usable = value is not None and row not in faulty and cells["unit"][row] != SCORE
        if not usable or indicator not in catalogue.indicators():
            continue
        key = (
            cells["economy"][row],
            indicator,
            cells["year"][row],
            cells["source_class"][row],
            cells["source"][row],
            cells["vintage"][row],
        )
        value = convert_to_own_unit(indicator, value, cells["unit"][row])
        marks = {name: cells[name][row] for name in BREAKDOWNS}
        categories = {name: code for name, code in marks.items() if code not in _TOTALS}
        if not categories:
            totals.setdefault(key, []).append(value)
        elif len(categories) == 1:
            ((name, code),) = categories.items()
            if breakdown in (None, name):
                figures.setdefault((key, name), {}).setdefault(code, []).append(value)
    rows = [
        _compare_parts(
            key, name, _single(parts), _single({"": totals.get(key, [])}).get(""), chosen
        )
        for (key, name), parts in figures.items()
    ]
    return Comparisons(tuple(row for row in rows if row is not None))


def _single(figures: Mapping[str, list[Decimal]]) -> dict[str, Decimal]:
    """Keep parts that are stated once: the table cannot decide between two figures."""
    return {code: values[0] for code, values in figures.items() if len(set(values)) == 1}


def _pair(by: str | None, pair: Sequence[str] | None) -> tuple[str, str] | None:
    if by is not None and by not in BREAKDOWNS:
        raise UsageError("gaps.no-breakdown", by=str(by)[:40], allowed=BREAKDOWNS)
    if pair is None:
        return None
    two = isinstance(pair, (list, tuple)) and len(pair) == 2 and all(map(arguments.is_text, pair))
    if by is None or not two or pair[0] == pair[1] or set(pair) & set(_TOTALS):
        raise UsageError("gaps.no-pair")
    return pair[0], pair[1]


def _compare_parts(
    key: _Key,
    breakdown: str,
    values: Mapping[str, Decimal],
    total: Decimal | None,
    chosen: tuple[str, str] | None,
) -> Comparison | None:
    if not values:
        return None
    pair = chosen or catalogue.compared_parts().get(breakdown)
    if pair is None:
        pair = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
    first, second = pair
    if first not in values or second not in values or first == second:
        return None
    first_value, second_value = values[first], values[second]
    with decimals.exact():
        ratio = None if second_value == 0 else decimals.stage(first_value / second_value)
        gap = second_value - first_value
    agrees, imbalance = _judge_total(key[1], breakdown, values, total)
    return Comparison(
        *key[:3],
        breakdown,
        first,
        second,
        first_value,
        second_value,
        ratio,
        gap,
        total,
        agrees,
        imbalance,
    )


def _judge_total(
    indicator: str, breakdown: str, values: Mapping[str, Decimal], total: Decimal | None
) -> tuple[bool | None, Decimal | None]:
    """Tell whether a total fits its parts, and return the difference."""
    if total is None or set(values) != set(WHOLES[breakdown]):
        return None, None  # an incomplete set of parts cannot be compared with the whole
    with decimals.exact():
        if adds_up(indicator):
            off = total - sum(values.values(), Decimal(0))
        else:
            low, high = min(values.values()), max(values.values())
            off = max(low - total, total - high, Decimal(0))
    return off == 0, off
