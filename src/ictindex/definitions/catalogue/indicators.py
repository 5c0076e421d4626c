"""Indicators: unit, denominator, hard range, and their codes in other systems."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError
from ictindex.core.own_terms import current_terms
from ictindex.core.records import Record
from ictindex.definitions.catalogue import loading
from ictindex.definitions.catalogue.economies import near_name
from ictindex.language import i18n
from ictindex.language.i18n.translations import Named

if TYPE_CHECKING:
    from fractions import Fraction


@lru_cache(maxsize=1)
def codes() -> Mapping[str, Any]:
    """Return the file of code lists as it is, for this room."""
    return loading.toml("codes.toml")


@lru_cache(maxsize=1)
def status_codes() -> Mapping[str, bool]:
    """Return the SDMX ``CL_OBS_STATUS`` codes; the value is true if the code means *missing*.

    Examples
    --------
    >>> status_codes()["A"], status_codes()["M"]
    (False, True)
    """
    return MappingProxyType(
        {code: bool(entry["missing"]) for code, entry in codes()["observation_status"].items()}
    )


def confidentiality_codes() -> Mapping[str, bool]:
    """Return the SDMX ``CL_CONF_STATUS`` codes; the value is true if the code means *free*."""
    lookup = codes()["confidentiality_status"]
    return MappingProxyType({code: bool(entry["free"]) for code, entry in lookup.items()})


def source_classes() -> tuple[str, ...]:
    """Return the classes of sources, official first."""
    return tuple(codes()["source_classes"])


def breakdowns() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the breakdowns that have a closed list."""
    return MappingProxyType({k: tuple(v) for k, v in codes()["breakdowns"].items()})


def node_ids() -> tuple[str, ...]:
    """Return the ids of indices, sub-indices and other aggregates, which carry scores."""
    return tuple(codes()["nodes"])


def economics_series() -> tuple[str, ...]:
    """Return the series that convert prices: incomes, exchange rates, PPP factors."""
    return tuple(codes()["economics_series"])


@dataclass(frozen=True, slots=True)
class RateRule:
    """Rule by which a rate is computed from a count."""

    rate: str
    numerator: str
    denominators: tuple[str, ...]
    factor: int

    @property
    def operands(self) -> tuple[str, ...]:
        """All series that the rate is computed from, the count first."""
        return (self.numerator, *self.denominators)


@lru_cache(maxsize=1)
def rate_rules() -> Mapping[str, RateRule]:
    """Return the rules of rates that are computed from counts, by the id of the rate."""
    return parse_rates(loading.toml("derivations.toml"))


def parse_rates(table: Mapping[str, Any]) -> Mapping[str, RateRule]:
    """Return the rules of rates of a table of derivations."""
    return MappingProxyType(
        {
            rate: RateRule(rate, rule["numerator"], tuple(rule["denominators"]), rule["factor"])
            for rate, rule in table["derivations"].items()
        }
    )


@lru_cache(maxsize=1)
def base_units() -> Mapping[str, Fraction]:
    """Return the factor from each unit to its base unit."""
    from fractions import Fraction

    units = loading.toml("derivations.toml")["units"]
    return MappingProxyType({unit: Fraction(size) for unit, size in units.items()})


@lru_cache(maxsize=1)
def compared_parts() -> Mapping[str, tuple[str, str]]:
    """Return the two parts that are compared, by the breakdown."""
    entries = loading.toml("derivations.toml")["comparisons"].items()
    return MappingProxyType({key: (entry["first"], entry["second"]) for key, entry in entries})


CODE_KINDS = ("itu", "sdg", "sdmx", "wdi")


@dataclass(frozen=True, slots=True)
class Indicator(Record, Named):
    """An indicator of the catalogue.

    Parameters
    ----------
    id : str
        Identifier, such as ``"internet-users"``.
    unit : str
        Id of the unit of its values.
    denominator : str
        The whole that it is a share of, or is counted per; empty if there is none.
    minimum, maximum : decimal.Decimal or None
        Hard range: a value outside is impossible. ``None``: no bound.
    decimals : int
        Decimals with which it is usually published.
    codes : mapping
        Codes by system: ``itu``, ``sdg``, ``sdmx``, ``wdi``.
    breakdowns : tuple of str
        Breakdowns that it is published by: ``sex``, ``age``, ``location`` ...
    related_sdg : tuple of str
        SDG indicators that it is one of several series of; they are never read as its code.
    other_units : tuple of str
        Decimal multiples of the unit that a value may have instead: ``petabytes``.

    Examples
    --------
    >>> import ictindex as ict
    >>> users = ict.data.indicators()["internet-users"]
    >>> users.unit, users.units, users.range
    ('percent', ('percent',), '0 … 100')
    >>> users.name("es")
    'Personas que utilizan Internet'
    """

    id: str
    unit: str
    denominator: str
    minimum: Decimal | None
    maximum: Decimal | None
    decimals: int
    codes: Mapping[str, tuple[str, ...]]
    breakdowns: tuple[str, ...]
    related_sdg: tuple[str, ...] = ()
    other_units: tuple[str, ...] = ()

    def admits(self, value: Decimal) -> bool:
        """Tell whether a value lies in the hard range (its bounds included).

        Parameters
        ----------
        value : decimal.Decimal
            The value, in the unit of the indicator.

        Returns
        -------
        bool
            ``False`` if the value is impossible.

        Examples
        --------
        >>> from decimal import Decimal
        >>> import ictindex as ict
        >>> ict.data.indicators()["internet-users"].admits(Decimal("100.1"))
        False
        """
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _find_name(self, language: str) -> str:
        return i18n.label("nodes", self.id, language)

    def definition(self, language: str | None = None) -> str:
        """Return what it measures, in a sentence; empty if the catalogue has no definition.

        The sentences are those of the questionnaire and of the page of indicators. The complete
        definitions are those of ITU's handbooks.

        Parameters
        ----------
        language : str, optional
            One of the six; by default the one in force.

        Returns
        -------
        str
            The definition.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.data.indicators()["households-internet"].definition("en")[:50]
        'Share of households in which at least one member c'
        """
        section = f"indicators/{self.id}"
        has_words = i18n.has_label(section, "definition")
        return i18n.text(section, "definition", language) if has_words else ""

    @property
    def units(self) -> tuple[str, ...]:
        """The units that a value may have, the unit of the catalogue first."""
        return (self.unit, *self.other_units)

    @property
    def range(self) -> str:
        """The hard range with signs, which need no language: ``0 … 100`` or ``≥ 0``."""
        if self.maximum is None:
            return "" if self.minimum is None else f"≥ {self.minimum}"
        return f"≤ {self.maximum}" if self.minimum is None else f"{self.minimum} … {self.maximum}"


def _read_bound(entry: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(entry[key]) if key in entry else None


def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by id, with those of a user's own index while its terms are in force.

    Returns
    -------
    mapping of str to Indicator
        Read-only.

    Examples
    --------
    >>> indicators()["internet-users"].unit
    'percent'
    """
    own = current_terms()
    if own is None or not own.indicators:
        return catalogued_indicators()
    return MappingProxyType({**catalogued_indicators(), **own.indicators})


@lru_cache(maxsize=1)
def catalogued_indicators() -> Mapping[str, Indicator]:
    """Return all indicators of the catalogue by id."""
    table = {}
    for key, entry in loading.toml("indicators.toml")["indicators"].items():
        table[key] = Indicator(
            id=key,
            unit=entry["unit"],
            denominator=entry["denominator"],
            minimum=_read_bound(entry, "minimum"),
            maximum=_read_bound(entry, "maximum"),
            decimals=entry["decimals"],
            codes={k: tuple(entry[k]) for k in CODE_KINDS if k in entry},
            breakdowns=tuple(entry.get("breakdowns", ())),
            related_sdg=tuple(entry.get("related_sdg", ())),
            other_units=tuple(entry.get("other_units", ())),
        )
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def _index_codes() -> Mapping[str, str]:
    lookup = {key: key for key in catalogued_indicators()}
    for key, indicator in catalogued_indicators().items():
        for kind, codes in indicator.codes.items():
            for code in codes:
                if lookup.setdefault(code, key) != key:
                    raise CatalogueError("catalogue.code-twice", key=code, kind=kind)
    return MappingProxyType(lookup)


def indicator_id(code: str) -> str | None:
    """Return the id of an indicator by its id or any of its codes; ``None`` if unknown.

    Parameters
    ----------
    code : str
        Id, or code of ITU, SDG, SDMX or WDI.

    Returns
    -------
    str or None
        Id of the indicator.

    Examples
    --------
    >>> indicator_id("i99H"), indicator_id("IT.NET.USER.ZS"), indicator_id("telex")
    ('internet-users', 'internet-users', None)
    """
    own = current_terms()
    return code if own is not None and code in own.indicators else _index_codes().get(code)


def indicator_hint(text: str) -> str | None:
    """Return the id that an id with a slip or other capitals probably means, or ``None``."""
    # Codes of other systems can differ by one letter and mean different series (``SE.PRM.ENRR``,
    # ``SE.TER.ENRR``): a code is never matched to a similar one. An id is near if its words and
    # digits are.
    wanted = text.strip().casefold().replace("_", "-").replace(" ", "-")
    exact = {code.casefold(): code for code in _index_codes()}.get(text.strip().casefold())
    return exact or near_name(wanted, tuple(indicators()))
