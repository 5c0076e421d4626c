"""The priced baskets of an edition as arrays, and what one of their cells rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from ictindex.core.arguments import frozen, frozen_arrays
from ictindex.engine.arithmetic import Array
from ictindex.findings import Address, Finding

# What a basket costs, in the order of every table: as advertised, in two other units, in income.
MEASURES = ("local", "usd", "ppp", "share")


@dataclass(frozen=True, slots=True)
class Datum:
    """A row of the table of economics that a figure rests on.

    Parameters
    ----------
    series : str
        Id of the series, such as ``"gni-per-capita-local"``.
    year : int
    value : Decimal
        As written.
    currency, source, vintage, window : str
        As the table states them; empty where it does not.
    row : int
        Row of ``economics``.
    address : Address
        Where it stands in its file.

    Examples
    --------
    >>> place = Address("economics.csv", 2)
    >>> Datum("exchange-rate", 2025, Decimal("1.6"), "AUD", "", "", "annual", 0, place).year
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
    """Everything that the price of one basket in one economy rests on.

    Parameters
    ----------
    economy, basket : str
    currency : str
        ISO 4217 code of the price as advertised; ``""`` where there is no price.
    national : tuple of str
        Currencies that are legal tender in the economy in the year of the edition.
    price_row : int
        Row of ``prices``; -1 where the price was computed from tariffs, or is missing.
    amounts : mapping of str to Decimal
        Unrounded figures (20 places) by measure; missing ones are absent.
    rounded : mapping of str to Decimal
        The same, rounded as published.
    denominator : str
        Id of the series of income; ``""`` where none applies.
    income, rate : Datum or None
        Rows of income and of the exchange rate; ``None`` where none was used.
    factor : Decimal or None
        Factor of purchasing power parity, moved or not.
    ppp : Datum or None
        Its row: of the year wanted, or the last one where it was moved.
    moved : tuple of Datum
        Where it was moved: GDP factors of the last year and of the year wanted; else empty.
    flags : tuple of str
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
class BasketCells:
    """The priced baskets of an edition as arrays.

    Parameters
    ----------
    economies : tuple of str
        ISO3 codes, sorted: the first axis.
    baskets : tuple of str
        Ids, in the order of the document: the second axis.
    currency : numpy.ndarray of str, shape (economies, baskets)
        ISO 4217 code of the price as advertised; ``""`` where there is none.
    price_rows : numpy.ndarray of int, shape (economies, baskets)
        Row of ``prices``; -1 where there is none.
    denominator : numpy.ndarray of str, shape (economies, baskets)
        Id of the series of income; ``""`` where none applies.
    income_rows, rate_rows : numpy.ndarray of int, shape (economies, baskets)
        Rows of ``economics``; -1 where none was used.
    ppp_rows : numpy.ndarray of int, shape (economies, baskets, 3)
        Rows of ``economics``: the factor of private consumption, and where it was moved the GDP
        factors of its year and of the year wanted; -1 elsewhere.
    factor : numpy.ndarray of Decimal, shape (economies, baskets)
        Factor of purchasing power parity, moved or not; 0 where none was used.
    amounts : mapping of str to numpy.ndarray of Decimal, shape (economies, baskets)
        By measure: ``local``, ``usd``, ``ppp``, ``share``; unrounded, 20 places; 0 where missing.
    missing : mapping of str to numpy.ndarray of bool, shape (economies, baskets)
        By measure: where there is no figure.
    """

    economies: tuple[str, ...]
    baskets: tuple[str, ...]
    currency: Array
    price_rows: Array
    denominator: Array
    income_rows: Array
    rate_rows: Array
    ppp_rows: Array
    factor: Array
    amounts: Mapping[str, Array]
    missing: Mapping[str, Array]

    def frozen(self) -> BasketCells:
        """Return the same cells with arrays that cannot be changed."""
        return replace(
            frozen_arrays(self),
            amounts=MappingProxyType({m: frozen(a) for m, a in self.amounts.items()}),
            missing=MappingProxyType({m: frozen(a) for m, a in self.missing.items()}),
        )

    def __reduce__(self) -> tuple[object, ...]:
        parts = [getattr(self, name) for name in self.__slots__]
        return (_remade, tuple(dict(p) if isinstance(p, MappingProxyType) else p for p in parts))


def _remade(*parts: object) -> BasketCells:
    return BasketCells(*parts).frozen()  # type: ignore[arg-type]
