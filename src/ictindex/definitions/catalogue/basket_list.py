"""Price baskets: their contents, their official years, and ITU's codes of their series."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading
from ictindex.definitions.catalogue.economies import near_name
from ictindex.language import i18n
from ictindex.language.i18n.translations import Named

Years = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Basket(Named):
    """A price basket.

    Parameters
    ----------
    id : str
        Identifier, such as ``"mobile-high"``.
    service : str
        ``mobile``, ``fixed-broadband`` or ``fixed-telephone``.
    indicator : str
        Indicator of its price as a share of income; empty if the catalogue has none.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.baskets()["mobile-high"].service
    'mobile'
    """

    id: str
    service: str
    indicator: str

    def _find_name(self, language: str) -> str:
        return i18n.label("baskets", self.id, language)


@dataclass(frozen=True, slots=True)
class BasketDefinition(Named):
    """A basket with its allowance for a month, which its name states.

    Parameters
    ----------
    id, basket : str
        Identifiers, such as ``"mobile-high-2gb"`` and ``"mobile-high"``.
    itu : str
        ITU's code without suffix; empty if ITU publishes no series of it.
    data_mb : int or None
        Allowance of data; ``None`` if the basket has none. 1 GB is written as 1000 MB.
    minutes : decimal.Decimal or None
        Minutes of all calls; ``None`` without calls, or if no source states them.
    calls, sms : int or None
        Allowance of calls and of messages; ``None`` if the basket has none.
    years, experimental : tuple of (int, int or None), or None
        First and last year in which it is official, or experimental, by the history sheet of ITU's
        price-basket workbook of December 2025. A last year of ``None`` means that it is still in
        use; ``None`` as a whole, that the sheet has no such years.

    Examples
    --------
    >>> import ictindex as ict
    >>> high = ict.data.basket_definitions()["mobile-high-2gb"]
    >>> high.data_mb
    2000
    >>> high.name("en")
    'Mobile data and voice high-consumption basket (140 minutes, 70 SMS, 2 GB)'
    """

    id: str
    basket: str
    itu: str
    data_mb: int | None
    minutes: Decimal | None
    calls: int | None
    sms: int | None
    years: Years | None
    experimental: Years | None

    def _find_name(self, language: str) -> str:
        return i18n.label("basket-definitions", self.id, language)

    def status(self, year: int) -> str:
        """Return ``official``, ``experimental``, or ``outside`` of the years of the history.

        Parameters
        ----------
        year : int
            Year of the prices.

        Returns
        -------
        str
            ``"official"``, ``"experimental"`` or ``"outside"``.

        Examples
        --------
        >>> basket_definitions()["mobile-data-only-5gb"].status(2024)
        'experimental'
        """
        for name, years in (("official", self.years), ("experimental", self.experimental)):
            if years and years[0] <= year and (years[1] is None or year <= years[1]):
                return name
        return "outside"


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return loading.toml("baskets.toml")


@lru_cache(maxsize=1)
def baskets() -> Mapping[str, Basket]:
    """Return the baskets by id.

    Examples
    --------
    >>> baskets()["mobile-high"].indicator
    'price-mobile-high'
    """
    return MappingProxyType(
        {
            key: Basket(key, entry["service"], entry["indicator"])
            for key, entry in _file()["baskets"].items()
        }
    )


def _years(entry: Mapping[str, Any], key: str) -> Years | None:
    if key not in entry:
        return None
    first, last = entry[key]
    return first, last or None


@lru_cache(maxsize=1)
def basket_definitions() -> Mapping[str, BasketDefinition]:
    """Return the definitions of baskets by id.

    Examples
    --------
    >>> low = basket_definitions()["mobile-low-1gb"]
    >>> low.itu, low.minutes, low.sms, low.data_mb, low.years
    ('i271mb_low_1GB', Decimal('70'), 50, 1000, (2025, None))
    """
    table = {}
    for key, entry in _file()["definitions"].items():
        minutes = entry.get("minutes")
        table[key] = BasketDefinition(
            id=key,
            basket=entry["basket"],
            itu=entry["itu"],
            data_mb=entry.get("data_mb"),
            minutes=None if minutes is None else Decimal(minutes),
            calls=entry.get("calls"),
            sms=entry.get("sms"),
            years=_years(entry, "years"),
            experimental=_years(entry, "experimental"),
        )
    return MappingProxyType(table)


def measures() -> tuple[str, ...]:
    """Return the measures of a price: local currency, US dollars, PPP dollars, share of income."""
    return tuple(_file()["measures"])


@lru_cache(maxsize=1)
def _measure_names() -> Mapping[str, str]:
    lookup = {measure: measure for measure in measures()}
    lookup |= {entry["unit"]: key for key, entry in _file()["measures"].items() if entry["unit"]}
    return MappingProxyType(lookup)


def measure_of(text: str) -> str | None:
    """Return a measure by its id or by ITU's unit, or ``None``."""
    return _measure_names().get(text)


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, tuple[str, str | None]]:
    lookup: dict[str, tuple[str, str | None]] = {key: (key, None) for key in basket_definitions()}
    for key, definition in basket_definitions().items():
        if definition.itu:
            lookup[definition.itu] = (key, None)
            for measure, entry in _file()["measures"].items():
                if entry["suffix"]:
                    lookup[definition.itu + entry["suffix"]] = (key, measure)
    return MappingProxyType(lookup)


def definition_of(code: str) -> tuple[str, str | None] | None:
    """Return the definition and the measure of a code.

    Parameters
    ----------
    code : str
        Id of a definition, or ITU's code with or without its suffix.

    Returns
    -------
    (str, str or None) or None
        Id of the definition, and the measure (``None`` if the code does not state one); ``None``
        for an unknown code.

    Examples
    --------
    >>> definition_of("i154_FBB5_GNI"), definition_of("i154_FBB$")
    (('fixed-broadband-5gb', 'share'), ('fixed-broadband-1gb', 'usd'))
    >>> definition_of("i271mb_5GB"), definition_of("fixed-broadband")
    (('mobile-data-only-5gb', None), None)
    """
    return _codes().get(code)


def definition_in(basket: str, year: int) -> str | None:
    """Return the definition of a basket that is official in a year, or ``None``."""
    for key, definition in basket_definitions().items():
        if definition.basket == basket and definition.status(year) == "official":
            return key
    return None


def basket_hint(text: str) -> str | None:
    """Return the basket that a code with a slip or other capitals probably means, or ``None``."""
    written = text.strip().casefold()
    exact = {code.casefold(): code for code in (*baskets(), *_codes())}.get(written)
    wanted = written.replace("_", "-").replace(" ", "-")
    return exact or near_name(wanted, (*baskets(), *basket_definitions()))
