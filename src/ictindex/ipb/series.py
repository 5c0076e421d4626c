"""Prices of baskets over the years: economies x definitions x years x measures.

Read from published figures (``published.py``) or put together from results (``combine.py``). A
change of allowance is a break: a series has an axis of definitions, and levels of two of them
are never compared. Group figures are made on whole numbers (``medians.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import i18n
from ictindex.core.arguments import ReadOnly, frozen, is_text, require
from ictindex.findings import Address, Findings
from ictindex.i18n.document import html_fragment
from ictindex.ipb import axes as along
from ictindex.ipb import seriesframes
from ictindex.ipb.axes import Axes, Origins
from ictindex.ipb.medians import MISSING, Units, from_units
from ictindex.results.group_figures import members

if TYPE_CHECKING:
    import pandas as pd


class PriceSeries(ReadOnly):
    """Prices of baskets by economy, definition, year and measure.

    Made by :func:`read_baskets` and by :func:`ictindex.concat`; nothing in it can be changed.

    Parameters
    ----------
    **parts
        The attributes.

    Attributes
    ----------
    axes : Axes
        The four axes together.
    economies, definitions, years, measures : tuple
        ISO3 codes, sorted; ids in the order of the catalogue; years; ``local``, ``usd``, ``ppp``,
        ``share``: as far as there are prices.
    places : int
        Decimals of the whole numbers in ``units``.
    units : numpy.ndarray
        Prices as whole numbers of their last decimal; -1 where there is none.
    status : numpy.ndarray
        Place in ``("official", "experimental", "outside")``: what the source says of a price.
    origins : Origins
        File, line and source of each price.
    edition : int or None
        Edition of the index whose vintage of groups holds where none is named.
    findings : Findings
        What is wrong with the cells that were read; prices with errors are not in the series.
    unread : tuple of str
        Columns of the file that were not read.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.ipb.series_reader import read_baskets
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91"), ("KEN", 2019, "9.30")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    >>> series.economies, series.definitions, series.years, series.measures
    (('CHE', 'KEN'), ('fixed-broadband-5gb',), (2018, 2019), ('share',))
    >>> series.value("CHE", "fixed-broadband-5gb", 2018), len(series.frame)
    (Decimal('1.01'), 3)
    >>> series.address("KEN", "fixed-broadband-5gb", 2019).show("en")
    'DataFrame, line 3, column value'
    >>> series.select(years=2018).years, series.panel("fixed-broadband-5gb", [2018, 2019])
    ((2018,), ('CHE',))
    >>> figures = series.groups("itu-region", years=[2019]).set_index("group")
    >>> float(figures.loc["africa", "value"]), float(figures.loc["all", "value"])
    (9.3, 5.11)
    >>> series.ungrouped("ldc") == series.economies
    True
    >>> float(series.change("fixed-broadband", 2018, 2019).loc[0, "change"])
    -0.1
    >>> print(series.to_text("en").splitlines()[0])
    Basket prices over the years
    """

    axes: Axes
    economies: tuple[str, ...]
    definitions: tuple[str, ...]
    years: tuple[int, ...]
    measures: tuple[str, ...]
    places: int
    units: Units
    status: Units
    origins: Origins
    edition: int | None
    findings: Findings
    unread: tuple[str, ...]

    def __init__(self, **parts: Any) -> None:
        own = {name: frozen(parts[name]) for name in ("units", "status")}
        axes = parts["axes"]
        named = {name: getattr(axes, name) for name in along.NAMES}
        self._set(**{**parts, **own, **named})

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (dict(self.__dict__),)

    def _with(self, **parts: Any) -> PriceSeries:
        """Return the same with other parts."""
        return PriceSeries(**{**self.__dict__, **parts})

    def __len__(self) -> int:
        return int(np.sum(self.units != MISSING))

    def value(
        self, economy: str, definition: str, year: int, measure: str = "share"
    ) -> Decimal | None:
        """Return one price, or ``None`` if there is none.

        Parameters
        ----------
        economy, definition : str
            ISO3 code; id of the definition, or ITU's code.
        year : int
            Year.
        measure : str
            Measure.

        Returns
        -------
        decimal.Decimal or None
            The price.

        Raises
        ------
        UsageError
            If the series has no such economy, definition, year or measure.
        """
        unit = self.units[along.place(self.axes, economy, definition, year, measure)]
        return from_units(unit, self.places)

    def address(
        self, economy: str, definition: str, year: int, measure: str = "share"
    ) -> Address | None:
        """Return where a price stands in the file that it was read from; ``None`` without one.

        Parameters
        ----------
        economy, definition : str
            As for :meth:`value`.
        year : int
            Year.
        measure : str
            Measure.

        Returns
        -------
        Address or None
            File, line and column.

        Raises
        ------
        UsageError
            As for :meth:`value`.
        """
        place = along.place(self.axes, economy, definition, year, measure)
        if self.units[place] == MISSING or self.origins.file[place] < 0:
            return None
        file, column = self.origins.files[self.origins.file[place]]
        return Address(file, int(self.origins.line[place]) or None, column)

    def select(
        self,
        *,
        economies: Iterable[str] | str | None = None,
        definition: Iterable[str] | str | None = None,
        years: Iterable[int] | int | None = None,
        measure: Iterable[str] | str | None = None,
    ) -> PriceSeries:
        """Choose a part of the series; what is not mentioned stays whole.

        Parameters
        ----------
        economies, definition : str or iterable of str, optional
            ISO3 codes; ids of definitions or ITU's codes.
        years : int or iterable of int, optional
            Years.
        measure : str or iterable of str, optional
            Measures.

        Returns
        -------
        PriceSeries
            The part.

        Raises
        ------
        UsageError
            If the series has nothing by one of the names.
        """
        kept = along.chosen(self.axes, economies, definition, years, measure)
        at = np.ix_(*kept)
        parts = {
            "axes": along.picked(self.axes, kept),
            "units": self.units[at],
            "status": self.status[at],
            "origins": self.origins.taken(at),
        }
        return self._with(**parts)

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each price: economy, basket, definition, year, measure, value, status, kind.

        ``result_kind`` is ``published`` for prices that were read, else the kind of result.

        Values are floats, each the one nearest to the decimal.
        """
        return seriesframes.rows(self)

    def panel(
        self, definition: Iterable[str] | str, years: Iterable[int], measure: str = "share"
    ) -> tuple[str, ...]:
        """Return the economies with a price in every year of a window: a balanced panel.

        Parameters
        ----------
        definition : str or iterable of str
            One definition, or several: every year of each, the matched sample of early reports.
        years : iterable of int
            The window, such as ``range(2021, 2026)``.
        measure : str
            Measure.

        Returns
        -------
        tuple of str
            ISO3 codes, sorted.

        Raises
        ------
        UsageError
            If the series has no such definition, year or measure.
        """
        kept = along.chosen(self.axes, None, definition, years, measure)
        whole = np.all(self.units[np.ix_(*kept)] != MISSING, axis=(1, 2, 3))
        return tuple(self.economies[place] for place in np.flatnonzero(whole))

    def ungrouped(
        self, by: str | Mapping[str, str] = "itu-region", vintage: str | None = None
    ) -> tuple[str, ...]:
        """Return the economies that are in no group: they count in ``all`` only.

        Parameters
        ----------
        by : str or mapping
            As for :meth:`groups`.
        vintage : str, optional
            As for :meth:`groups`.

        Returns
        -------
        tuple of str
            ISO3 codes, sorted.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping or vintage is unknown, or none is named where it has to be.
        """
        inside = {e for group in members(by, vintage, self._vintage).values() for e in group}
        return tuple(economy for economy in self.economies if economy not in inside)

    @property
    def _vintage(self) -> str:
        return "" if self.edition is None else f"ipb-{self.edition}"

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        vintage: str | None = None,
        *,
        measure: str = "share",
        definition: Iterable[str] | str | None = None,
        years: Iterable[int] | None = None,
        balanced: bool = False,
        statistic: str = "median",
        decimals: int = 2,
    ) -> pd.DataFrame:
        r"""Return figures by group, definition and year, each exact and rounded half up once.

        Every price counts, whatever its status: so do the published medians.

        .. math:: \tilde x = \tfrac12 \left(x_{(\lfloor (n+1)/2 \rfloor)} +
                  x_{(\lceil (n+1)/2 \rceil)}\right), \qquad \bar x = \tfrac1n \sum_i x_i

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping, such as ``"ipb-2025"``; by default that of the edition of
            the series, and asked for where there is none.
        measure : str
            ``share``, ``usd`` or ``ppp``.
        definition : str or iterable of str, optional
            Definitions; by default all.
        years : iterable of int, optional
            Years; by default all, and obligatory for a balanced panel.
        balanced : bool
            Count only economies with a price in every one of the years, for each definition.
        statistic : str
            ``median``, or ``mean`` (unweighted: the early reports).
        decimals : int
            Decimals of the figures.

        Returns
        -------
        pandas.DataFrame
            Columns group, definition, year, count, value, experimental (how many of the prices
            counted are so), of (economies that the publisher has, where they are known),
            result_kind; ``all`` is every economy of the series. A definition and year without
            any price has no rows, a group without any has a count of 0 and NaN. ``attrs`` says
            what was asked, and which economies are in no group (``ungrouped``).

        Raises
        ------
        CatalogueError, UsageError
            If the grouping has no such vintage, one is needed, or an argument does not fit.

        Notes
        -----
        ITU, ICT Price Basket workbook, December 2025; ITU, Measuring the Information Society 2011.
        """
        require(is_text(measure), "measure", "text", measure)
        frame = seriesframes.by_group(
            self,
            members(by, vintage, self._vintage),
            measure=measure,
            definition=definition,
            years=years,
            balanced=balanced,
            statistic=statistic,
            decimals=decimals,
        )
        dated = isinstance(by, str)
        frame.attrs["grouping"] = by if dated else "own"
        frame.attrs["vintage"] = (vintage or self._vintage) if dated else ""
        return frame

    def change(
        self, definition: str, first: int, last: int, measure: str = "share"
    ) -> pd.DataFrame:
        """Return the change from one year to another, for economies with a price in both.

        Parameters
        ----------
        definition : str
            A definition, by its id or ITU's code, with a history in both years; or a basket,
            which must have the same definition in both.
        first, last : int
            Years.
        measure : str
            Measure.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change, result_kind.

        Raises
        ------
        UsageError
            If the allowance changed in between: levels of two definitions are never compared.
        """
        require(is_text(definition), "definition", "text", definition)
        return seriesframes.change(self, definition, first, last, measure)

    def to_text(self, language: str | None = None) -> str:
        """Return what the series has, for a terminal.

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
        return i18n.write(seriesframes.blocks(self, known), known, "text")

    def _repr_html_(self) -> str:
        known = i18n.current_language()
        return html_fragment(seriesframes.blocks(self, known), known)

    def __repr__(self) -> str:
        return self.to_text().rstrip()


def _rebuilt(parts: Mapping[str, Any]) -> PriceSeries:
    return PriceSeries(**parts)
