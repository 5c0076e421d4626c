"""What was bought for a basket: every fact that a reader needs to check the price by hand.

Made by ``shopping``; worded by ``explain``. Volumes and amounts of money are exact fractions; only
``Purchase.price`` is rounded, once, to the currency's minor units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ictindex import i18n
from ictindex.findings import Finding, Findings
from ictindex.optimisation import Proof


def _parts(thing: Any) -> tuple[object, ...]:
    """Return the fields of a dataclass, mappings as plain ones: those can be pickled."""
    values = (getattr(thing, part.name) for part in fields(thing))
    return tuple(dict(value) if isinstance(value, Mapping) else value for value in values)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a basket needs in a month.

    Parameters
    ----------
    id : str
        ``data``, ``sms``, or ``calls-<destination>-<period>`` (section ``needs`` of the words).
    volume : fraction
        MB, messages or minutes.
    calls : fraction or None
        Number of calls, where the document counts them: each pays the set-up charge.

    Examples
    --------
    >>> Need("data", Fraction(5000)).calls is None
    True
    """

    id: str
    volume: Fraction
    calls: Fraction | None = None

    @property
    def kind(self) -> str:
        """``data``, ``sms`` or ``calls``."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A plan or add-on that was bought."""

    row: int
    id: str
    name: str
    kind: str
    count: int
    price: Decimal
    tax_rate: Decimal | None
    validity: Fraction | None
    part: Fraction
    unit_cost: Fraction
    cost: Fraction
    days: Fraction
    gives: Mapping[str, Fraction | None]

    def __post_init__(self) -> None:
        object.__setattr__(self, "gives", MappingProxyType(dict(self.gives)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), _parts(self)


@dataclass(frozen=True, slots=True)
class Beyond:
    """Use beyond what is included, at the rates of a plan that was bought.

    Parameters
    ----------
    row : int
        Row of the plan whose rate is paid.
    need : str
        Id of the need.
    volume : fraction
        MB, messages or minutes.
    rate : fraction
        Price of one, taxes included, without the set-up charge.
    calls : fraction or None
        Calls that pay a set-up charge: of the basket's calls the part that is not included.
    setup : fraction
        Set-up charge of one call, taxes included.
    cost : fraction
        ``volume * rate + calls * setup``.

    Examples
    --------
    >>> Beyond(0, "sms", Fraction(20), Fraction(1, 2), None, Fraction(0), Fraction(10)).cost
    Fraction(10, 1)
    """

    row: int
    need: str
    volume: Fraction
    rate: Fraction
    calls: Fraction | None
    setup: Fraction
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Other:
    """What the basket costs another way: with the other kind of payment, or in another currency.

    Parameters
    ----------
    payment, currency : str
        The other way.
    exact : fraction or None
        Its price; ``None`` where there is none.
    reason : Finding or None
        Why there is none.

    Examples
    --------
    >>> Other("postpaid", "MUR", Fraction(300), None).reason is None
    True
    """

    payment: str
    currency: str
    exact: Fraction | None
    reason: Finding | None


@dataclass(frozen=True, slots=True, eq=False)
class Purchase:
    """The cheapest way to buy a basket under the rules of a document.

    Parameters
    ----------
    economy, basket, operator : str
        Whose basket, at whose tariffs.
    chosen : str
        Why this operator: ``"largest-share"`` or ``"only-operator"``.
    market_share : Decimal or None
        Its market share, in percent.
    payment, currency : str
        Prepaid or postpaid (``""``: not stated), and the currency of the tariffs.
    price : Decimal
        Price of the month, rounded half up to the currency's minor units.
    exact : fraction
        The price before it is rounded.
    needs : tuple of Need
        What the basket needs.
    lines : tuple of Line
        What was bought, in order of the ids.
    beyond : tuple of Beyond
        What was used beyond what is included.
    included : mapping
        Need -> volume that plans and add-ons include.
    month_days : int
        Days of the month.
    coverage : str
        ``"volume"`` or ``"volume-and-days"``.
    left_out : Findings
        Offers that the rules leave out, wholly or in part, with the rule.
    notes : Findings
        Offers taken although the table does not state what a rule asks.
    others : tuple of Other
        The ways that this one was compared with.
    proof : Proof
        Why nothing cheaper exists.

    Examples
    --------
    >>> from ictindex.optimisation import Proof
    >>> proof = Proof(1, 1, Fraction(1, 100), 2)
    >>> bought = Purchase("MUS", "mobile-data-only", "A", "only-operator", None, "prepaid", "MUR",
    ...                   Decimal("0.01"), Fraction(1, 100), (), (), (), {}, 30, "volume",
    ...                   Findings(), Findings(), (), proof)
    >>> bought.proof.holds, bought.purchases
    (True, 0)
    """

    economy: str
    basket: str
    operator: str
    chosen: str
    market_share: Decimal | None
    payment: str
    currency: str
    price: Decimal
    exact: Fraction
    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    beyond: tuple[Beyond, ...]
    included: Mapping[str, Fraction]
    month_days: int
    coverage: str
    left_out: Findings
    notes: Findings
    others: tuple[Other, ...]
    proof: Proof

    def __post_init__(self) -> None:
        object.__setattr__(self, "included", MappingProxyType(dict(self.included)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), _parts(self)

    @property
    def purchases(self) -> int:
        """Number of purchases in the month."""
        return sum(line.count for line in self.lines)


_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class NoPurchase(Finding):
    """Why a basket has no price, with the offers that rules left out."""

    left_out: tuple[Finding, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        kind, parts = Finding.__reduce__(self)
        return kind, (*parts, self.left_out)  # type: ignore[misc]

    def message(self, language: str | None = None) -> str:
        """Return why there is no price, then the rule that each offer failed."""
        told = [Finding.message(self, language)]
        told += [finding.message(language) for finding in self.left_out[:_MOST_TOLD]]
        rest = len(self.left_out) - _MOST_TOLD
        if rest > 0:
            told.append(i18n.text("views", "more-faults", language, count=str(rest)))
        return " ".join(told)


def rounded_half_up(exact: Fraction, places: int) -> Decimal:
    r"""Round a fraction half up to decimal places: the only rounding of a purchase.

    .. math:: 10^{-p} \lfloor x\, 10^{p} + \tfrac12 \rfloor, \quad x \ge 0
    """
    scaled = exact * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)
