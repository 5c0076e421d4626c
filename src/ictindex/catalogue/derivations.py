"""How rates follow from counts, and which parts of a breakdown are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from ictindex.catalogue import loading


@dataclass(frozen=True, slots=True)
class RateRule:
    """How a rate follows from a count.

    Parameters
    ----------
    rate : str
        Id of the rate.
    numerator : str
        Id of the count.
    denominators : tuple of str
        Ids of what it is divided by.
    factor : int
        What the count is multiplied by.
    """

    rate: str
    numerator: str
    denominators: tuple[str, ...]
    factor: int

    @property
    def operands(self) -> tuple[str, ...]:
        """All that the rate is made of, the count first."""
        return (self.numerator, *self.denominators)


@lru_cache(maxsize=1)
def rate_rules() -> Mapping[str, RateRule]:
    """Return how rates follow from counts, by the id of the rate.

    Examples
    --------
    >>> rate_rules()["international-bandwidth"].denominators
    ('internet-users', 'population')
    """
    return MappingProxyType(
        {
            rate: RateRule(rate, rule["numerator"], tuple(rule["denominators"]), rule["factor"])
            for rate, rule in loading.toml("derivations.toml")["derivations"].items()
        }
    )


@lru_cache(maxsize=1)
def base_units() -> Mapping[str, Fraction]:
    """Return by what a value in a unit is multiplied to be in the base unit.

    Examples
    --------
    >>> base_units()["petabytes"], base_units()["percent"]
    (Fraction(1000000, 1), Fraction(1, 100))
    """
    units = loading.toml("derivations.toml")["units"]
    return MappingProxyType({unit: Fraction(size) for unit, size in units.items()})


@lru_cache(maxsize=1)
def compared_parts() -> Mapping[str, tuple[str, str]]:
    """Return the two parts that are compared, by the breakdown.

    Examples
    --------
    >>> compared_parts()["sex"]
    ('F', 'M')
    """
    entries = loading.toml("derivations.toml")["comparisons"].items()
    return MappingProxyType({key: (entry["first"], entry["second"]) for key, entry in entries})
