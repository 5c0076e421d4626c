"""The priced baskets of an edition as arrays, and the inputs of each of their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.records import Record
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents import Conversion
from ictindex.language.findings import Address, Finding

if TYPE_CHECKING:
    from ictindex.core.arrays import Array
    from ictindex.data.economics import Economics
    from ictindex.definitions.catalogue import Redenomination

NO_ROW = -1
DOLLAR = "USD"
_OWN_WINDOWS = ("", "annual")
Row = int | Finding


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of purchasing power parity: its row, and the rows that moved it, if any."""

    row: int
    moved: tuple[int, ...] = ()


class Lookup:
    """Lookup of income, exchange rate and purchasing power parity of an economy for an edition."""

    def __init__(
        self, economics: Economics | None, rules: Conversion, edition: int, year: int
    ) -> None:
        self.rules, self.edition, self.year = rules, edition, year
        self._columns: Mapping[str, Sequence[Any]] = {} if economics is None else economics.cells
        self._rows_of: dict[tuple[str, str], dict[int, list[int]]] = {}
        if economics is None:
            return
        names = ("economy", "series", "year", "value")
        keys = zip(*(economics.cells[name] for name in names), strict=True)
        for row, (economy, series, of, value) in enumerate(keys):
            if value is not None:
                self._rows_of.setdefault((economy, series), {}).setdefault(of, []).append(row)

    def value(self, row: int) -> Decimal:
        """Return the value of a row."""
        value: Decimal = self._column("value", row)
        return value

    def currency(self, row: int) -> str:
        """Return the currency that a row states; empty for none."""
        return str(self._column("currency", row))

    def year_of(self, row: int) -> int:
        """Return the year of a row."""
        return int(self._column("year", row))

    def _column(self, name: str, row: int) -> Any:
        return self._columns[name][row]

    def income(self, economy: str, series: str) -> Row:
        """Return the row of income in the first of the admitted years that has one."""
        return self._first(economy, series, self.rules.income_year.years(self.edition))

    def rate(self, economy: str) -> Row:
        """Return the row of the exchange rate of the document's year and window."""
        rule = self.rules.exchange_rate
        wanted, window = rule.find_year(self.edition)
        rows = self._rows_of.get((economy, rule.series), {}).get(wanted, [])
        if not rows:
            return self._absent(economy, rule.series, [wanted])
        windows = {str(self._column("window", row)): row for row in rows}
        first, last = documents.WINDOWS[window]
        months = f"{wanted}-{first:02}/{wanted}-{last:02}"
        for admitted in (window, months, ""):  # a row with a stated window comes first
            if admitted in windows:
                return windows[admitted]
        return self._reason(
            "economics.of-other-window",
            economy,
            rule.series,
            there=sorted(windows),
            wanted=window,
            year=str(wanted),
        )

    def factor(self, economy: str) -> Factor | Finding:
        """Return the factor of the year, or the last one with the GDP factors that move it."""
        rule = self.rules.ppp
        wanted = rule.find_year(self.edition)
        years = self._rows_of.get((economy, rule.series), {})
        if wanted in years:
            own = self._single(economy, rule.series, wanted)
            return own if isinstance(own, Finding) else Factor(own)
        earlier = [of for of in years if of < wanted]
        if not earlier:
            return self._absent(economy, rule.series, [wanted])
        last = max(earlier)
        rows = [self._single(economy, rule.series, last)]
        rows += [self._first(economy, rule.moved_by, [of]) for of in (last, wanted)]
        for row in rows:
            if isinstance(row, Finding):
                return row
        own, *moved = (row for row in rows if not isinstance(row, Finding))
        return Factor(own, tuple(moved))

    def _first(self, economy: str, series: str, years: Sequence[int]) -> Row:
        there = self._rows_of.get((economy, series), {})
        for year in years:
            if year in there:
                return self._single(economy, series, year)
        return self._absent(economy, series, years)

    def _single(self, economy: str, series: str, year: int) -> Row:
        """Return the only row of a year; among several with windows, the row of the whole year."""
        rows = self._rows_of[economy, series][year]
        if len(rows) > 1:
            whole = [row for row in rows if self._column("window", row) in _OWN_WINDOWS]
            if len(whole) != 1:
                windows = sorted(str(self._column("window", row)) for row in rows)
                return self._reason(
                    "economics.of-other-window",
                    economy,
                    series,
                    there=windows,
                    wanted="annual",
                    year=str(year),
                )
            rows = whole
        return rows[0]

    def _absent(self, economy: str, series: str, years: Sequence[int]) -> Finding:
        there = sorted(self._rows_of.get((economy, series), {}))
        code = "economics.of-other-year" if there else "economics.absent"
        return self._reason(
            code, economy, series, year=[str(y) for y in years], there=[str(y) for y in there]
        )

    def _reason(self, code: str, economy: str, series: str, **facts: object) -> Finding:
        return Finding(
            code,
            "information",
            economy,
            year=self.year,
            details={"economy": economy, "series": series, **facts},
        )

    def other_unit(self, row: int, economy: str, currency: str) -> Redenomination | None:
        """Return the redenomination before which a row was written, if the price is later.

        A vintage from that day on may have been restated: it is used, and flagged.
        """
        change = catalogue.find_redenomination(economy, currency, self.year_of(row), self.year)
        restated = change is not None and change.is_before(str(self._column("vintage", row)))
        return None if restated else change

    def comparable(self, row: int, economy: str, currency: str) -> bool:
        """Tell whether a row fits a currency: it states none, the same, or one at par with it."""
        if self.other_unit(row, economy, currency) is not None:
            return False
        stated = self.currency(row)
        if stated == currency:
            return True
        if stated == "":  # a currency at another rate than the national one has to be stated
            return currency not in catalogue.parallel_currencies(economy, self.year)
        national = catalogue.national_currencies(economy, self.year)
        return (
            stated in national
            and currency in national
            and not any(catalogue.replaced_currency(economy, c) for c in (stated, currency))
        )


# Measures of the cost of a basket in the order of all tables: as advertised, dollars, PPP, share.
MEASURES = ("local", "usd", "ppp", "share")


@dataclass(frozen=True, slots=True)
class Datum:
    """A row of the table of economics that a figure depends on.

    Parameters
    ----------
    series : str
        Id of the series, such as ``"gni-per-capita-local"``.
    year : int
        Year of the value.
    value : Decimal
        The value as written.
    currency, source, vintage, window : str
        As stated in the table; empty if not stated.
    row : int
        Row of ``economics``.
    address : Address
        Address of the row in its file.

    Examples
    --------
    >>> address = Address("economics.csv", 2)
    >>> Datum("exchange-rate", 2025, Decimal("1.6"), "AUD", "", "", "annual", 0, address).year
    2025
    """

    series: str
    year: int
    value: Decimal
    currency: str
    source: str
    vintage: str
    window: str
    row: int
    address: Address


@dataclass(frozen=True, slots=True)
class Provenance:
    """All inputs of the price of one basket in one economy.

    Parameters
    ----------
    economy, basket : str
        ISO3 code; id of the basket.
    currency : str
        ISO 4217 code of the price as advertised; ``""`` if there is no price.
    national : tuple of str
        Currencies that are legal tender in the economy in the year of the edition.
    price_row : int
        Row of ``prices``; -1 if the price was computed from tariffs, or is missing.
    amounts : mapping of str to Decimal
        Unrounded figures (20 places) by measure; missing ones are absent.
    rounded : mapping of str to Decimal
        The same figures, rounded as published.
    denominator : str
        Id of the series of income; ``""`` if none applies.
    income, rate : Datum or None
        Rows of income and of the exchange rate; ``None`` if not used.
    factor : Decimal or None
        Factor of purchasing power parity, moved or not.
    ppp : Datum or None
        Row of the factor: of the year of the edition, or the last one if it was moved.
    moved : tuple of Datum
        If it was moved, the GDP factors of the last year and of the year of the edition.
    flags : tuple of str
        Facts to know before the price is used.
    reasons : mapping of str to Finding
        Why a measure is missing.

    Examples
    --------
    >>> Provenance("BRA", "mobile-low").currency
    ''
    """

    economy: str
    basket: str
    currency: str = ""
    national: tuple[str, ...] = ()
    price_row: int = -1
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    rounded: Mapping[str, Decimal] = field(default_factory=dict)
    denominator: str = ""
    income: Datum | None = None
    rate: Datum | None = None
    factor: Decimal | None = None
    ppp: Datum | None = None
    moved: tuple[Datum, ...] = ()
    flags: tuple[str, ...] = ()
    reasons: Mapping[str, Finding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BasketCells(Record):
    """The priced baskets of an edition as arrays, economies x baskets."""

    economies: tuple[str, ...]  # ISO3 codes, sorted: the first axis
    baskets: tuple[str, ...]  # ids, in the order of the document: the second axis
    currency: Array  # ISO 4217 code of the price as advertised; "" for none
    price_rows: Array  # rows of ``prices``; -1 for none
    denominator: Array  # ids of the series of income; "" for none
    income_rows: Array  # rows of ``economics``; -1 for none
    rate_rows: Array  # the same for exchange rates
    # On a third axis: the row of the factor of private consumption and, if it was moved, of the GDP
    # factors of its year and of the year of the edition; -1 for none.
    ppp_rows: Array
    factor: Array  # of purchasing power parity, moved or not: decimals; ``None`` for none
    amounts: Mapping[str, Array]  # by measure: decimals, unrounded, 20 places; ``None`` if missing
    missing: Mapping[str, Array]  # by measure: whether the figure is missing
