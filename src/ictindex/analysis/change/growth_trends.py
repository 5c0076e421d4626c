"""Trends: the growth of a figure of each economy over the years of a panel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from ictindex.analysis.change.edition_series import Series
from ictindex.analysis.tables.edition_figures import list_marks
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of
from ictindex.core.tables.columns import Column, Part, define
from ictindex.definitions import catalogue
from ictindex.engine.statistics.growth_rates import GrowthRate, compound_growth, fitted_change
from ictindex.indices.results import result_kind
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms

CAGR: Final = "cagr"
FITTED: Final = "percentage-change"
_RATES: Mapping[str, Callable[[Sequence[float], Sequence[float]], GrowthRate]] = MappingProxyType(
    {CAGR: compound_growth, FITTED: fitted_change}
)


def _name_remark(remark: str, language: str) -> str:
    return i18n.text("trends", remark, language)


def _rate(name: str, page: str, scale: int, data: bool) -> Column:
    about = "the rate; NaN where it is not defined"
    return Column(
        name,
        "estimate",
        "trends/rate",
        about,
        places=1,
        scale=scale,
        signed=True,
        page=page,
        data=data,
        get="value",
    )


TRENDS = define(
    "trends",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("name", "code", about="node or column of the frame", page=False),
    Column("rate", "code", about="cagr or percentage-change", get="=rate", page=False),
    _rate("value", FITTED, 1, data=True),
    _rate("percent", CAGR, 100, data=False),
    Column(
        "first_year",
        "year",
        "trends/years",
        "of the rate",
        gaps=True,
        upto="last_year",
        align="left",
    ),
    Column("last_year", "year", about="of the rate", gaps=True, page=False),
    Column("count", "count", about="years with a figure", page=False),
    Column("availability", "estimate", about="their share of the years", page=False),
    Column(
        "remark", "code", "trends/remark", "why there is no rate", names=_name_remark, absent=""
    ),
    KIND_OF_RESULT,
    key=("economy", "name"),
)


@dataclass(frozen=True, slots=True)
class Trend:
    """The growth of one figure of one economy.

    Parameters
    ----------
    economy, name : str
        ISO3 code, and the node or column.
    value : float
        The rate (see :func:`ictindex.analysis.trends`); NaN where it is not defined.
    first_year, last_year : int or None
        First and last year of the rate.
    count : int
        Years with a figure.
    availability : float
        Their share among the years of the panel.
    remark : str
        ``too-few``: fewer than two figures; ``from-zero`` or ``not-positive``: no growth rate
        is defined; else empty.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("BRA", 2018, 50.0), ("BRA", 2020, 60.5)]
    >>> panel = pd.DataFrame(rows, columns=["economy", "year", "users"])
    >>> trend = ict.analysis.trends(panel).trends[0]
    >>> trend.name, round(trend.value, 4), trend.first_year, trend.last_year
    ('users', 0.1, 2018, 2020)
    """

    economy: str
    name: str
    value: float
    first_year: int | None
    last_year: int | None
    count: int
    availability: float
    remark: str


class Trends(ReadOnly, TabularResult):
    """The growth of figures of economies. Made by :func:`ictindex.analysis.trends`.

    Parameters
    ----------
    trends : tuple of Trend
        A trend for each economy and figure.
    rate : str
        ``cagr`` or ``percentage-change``.
    kind : str
        Kind of result of the figures; empty for a frame.
    series : Series, optional
        The series of the figures, for its names and its marks.

    Examples
    --------
    >>> import ictindex as ict
    >>> printed = [ict.read_published({("BRA", "idi"): score}) for score in ("82.0", "84.4")]
    >>> series = ict.analysis.series({2024: printed[0], 2025: printed[1]})
    >>> trends = ict.analysis.trends(series)
    >>> trends.rate, len(trends.trends), round(trends.to_frame()["value"].item(), 4)
    ('cagr', 1, 0.0293)
    """

    trends: tuple[Trend, ...]
    rate: str
    kind: str
    _series: Series | None

    def __init__(
        self, trends: Sequence[Trend], rate: str, kind: str = "", series: Series | None = None
    ) -> None:
        self._set(trends=tuple(trends), rate=rate, kind=kind, _series=series)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """The names of the user's own indicators and areas, if the series has any."""
        return None if self._series is None else terms_of(self._series)

    _parts = (Part("trends", TRENDS, "trends"),)

    def _facts(self) -> dict[str, object]:
        """Return the rate, and the kind of the results."""
        return {
            "rate": self.rate,
            CAGR: self.rate == CAGR,
            FITTED: self.rate == FITTED,
            "result_kind": self.kind,
        }

    def _blocks(self, language: str) -> list[Block]:
        def say(key: str) -> str:
            return i18n.text("trends", key, language)

        blocks: list[Block] = [
            i18n.Heading(say(f"title-{self.rate}"), 1),
            i18n.Sentence(f"trends/meaning-{self.rate}"),
        ]
        if self._series is not None:
            editions = self._series.editions
            marks = dict.fromkeys(mark for figures in editions for mark in list_marks(figures))
            blocks += [mark.as_note() for mark in marks]
        table = self._table().sort(
            lambda row: (row["value"] is None, -(row["value"] or 0.0), row["economy"])
        )
        for name in dict.fromkeys(trend.name for trend in self.trends):
            rows = [n for n, own in enumerate(table.cells["name"]) if own == name]
            if name:
                blocks.append(i18n.Heading(_name(name, language), 2))
            blocks.append(write_grid(table.take(rows), language))
        return blocks


def _name(name: str, language: str) -> str:
    codes = {*catalogue.node_ids(), *catalogue.indicators()}
    return i18n.label("nodes", name, language) if name in codes else i18n.visible(name)


def trends(
    figures: Series | pd.DataFrame,
    *,
    rate: Literal["cagr", "percentage-change"] = CAGR,
    node: str | None = None,
    directions: Mapping[str, int] | None = None,
) -> Trends:
    r"""Return the annual growth of each figure of each economy.

    Parameters
    ----------
    figures : Series or pandas.DataFrame
        A series of editions of one methodology; or a frame with the columns economy and year and
        a column for each figure. Codes of economies are not checked.
    rate : str
        ``"cagr"``: compound annual growth rate, a share (0.03 is 3 % a year); or
        ``"percentage-change"``: the mean annual change of a fitted straight line, in percent of its
        first point.
    node : str, optional
        For a series: a node that all editions have; by default the index.
    directions : mapping, optional
        ``-1`` for each figure where less is better: its rate then has the opposite sign, so that
        more is always better.

    Returns
    -------
    Trends
        A trend for each economy and figure.

    Raises
    ------
    UsageError
        If the series has a break, a column is missing, an economy has a year twice, or an argument
        does not fit.

    Notes
    -----
    .. math:: g = \left(\frac{y_n}{y_1}\right)^{1/(x_n - x_1)} - 1, \qquad
              p = 100\, \frac{\hat b}{\hat y(x_1)}

    with the first and last year that have a figure, and the slope :math:`\hat b` by ordinary least
    squares over the years with a figure. A missing year is left out; nothing is filled in. Where
    figures are not all positive, a growth rate is not defined: the value is missing, with a remark.
    The formulae are in ``statistics.growth_rates``. Years of a series are those of the data.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("KEN", 2018, 100.0), ("KEN", 2019, 110.0), ("KEN", 2021, 140.0)]
    >>> panel = pd.DataFrame(rows, columns=["economy", "year", "traffic"])
    >>> trends = ict.analysis.trends(panel)
    >>> round(trends.trends[0].value, 6), trends.trends[0].count
    (0.118689, 3)
    >>> fitted = ict.analysis.trends(panel, rate="percentage-change")
    >>> round(fitted.trends[0].value, 6)
    13.768116
    """
    require(is_text(rate), "rate", "text", rate)
    if rate not in _RATES:
        raise UsageError("trends.rate-unknown", wanted=rate[:80], allowed=list(_RATES))
    require(
        directions is None or isinstance(directions, Mapping), "directions", "mapping", directions
    )
    signs = dict(directions or {})
    for key, sign in signs.items():
        if sign not in (1, -1):
            raise UsageError("trends.direction", name=str(key)[:80], value=str(sign)[:80])
    if isinstance(figures, Series):
        if not figures.comparable:
            raise UsageError("series.not-comparable", documents=figures.methodologies)
        frame = figures.to_frame(node)
        name = node or figures.editions[0].methodology.plan.root
        kind = result_kind.join_kinds(edition.kind for edition in figures.editions)
        panel = frame[["economy", "year", "score"]].rename(columns={"score": name})
    else:
        panel, kind = _check_panel(figures), ""
    for key in signs:
        if key not in panel.columns:
            raise UsageError("trends.column", column=str(key)[:80])
    rows = list(_trends(panel, rate, signs))
    return Trends(rows, rate, kind, figures if isinstance(figures, Series) else None)


def _check_panel(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of a panel, or refuse a frame that is not a panel."""
    import pandas as pd

    require(isinstance(figures, pd.DataFrame), "figures", "panel", figures)
    for column in ("economy", "year"):
        if column not in figures.columns:
            raise UsageError("trends.column", column=column)
    twice = figures.duplicated(["economy", "year"])
    if twice.any():
        row = figures[twice].iloc[0]
        raise UsageError("trends.twice", economy=str(row["economy"])[:80], year=str(row["year"]))
    return figures


def _trends(panel: pd.DataFrame, rate: str, signs: Mapping[str, int]) -> Iterator[Trend]:
    count = panel["year"].nunique()
    for column in panel.columns:
        if column in ("economy", "year"):
            continue
        for economy, rows in panel.groupby("economy", sort=True):
            numbers = [float("nan") if n is None else float(n) for n in rows[column].to_numpy()]
            growth = _RATES[rate]([float(year) for year in rows["year"]], numbers)
            value = math.nan if growth.remark else growth.value * signs.get(str(column), 1)
            ends = [None if math.isnan(x) else int(x) for x in (growth.first, growth.last)]
            if growth.count < 2:
                ends = [None, None]
            yield Trend(
                str(economy),
                str(column),
                value,
                ends[0],
                ends[1],
                growth.count,
                growth.count / count,
                growth.remark,
            )
