"""Offers of operators: volumes and cost of each row of tariffs in a month, and its admission.

The rules are in ``purchasing`` of the document; here they are applied to one row at a time. If a
rule excludes something, or needs a fact that the table does not state, there is a finding.
``cheapest`` chooses among the offers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.data.tariffs import Tariffs
from ictindex.definitions.documents.ipb_rules import Basket, Purchasing
from ictindex.language.findings import Finding

DESTINATIONS = ("on-net", "off-net", "fixed")
_PERIODS = ("peak", "off_peak", "weekend")


def column_name(destination: str) -> str:
    """Return a destination in the form of column names."""
    return destination.replace("-", "_")


def find_minute_price(cells: Mapping[str, Any], need: str) -> Decimal | None:
    """Return the price of a minute beyond the included ones, by destination and period."""
    destination, period = _split(need)
    if destination == "any":
        prices = [_price_to(cells, column_name(way), period) for way in DESTINATIONS]
        if None in prices[:2]:  # the on-net price alone does not determine the price of other calls
            return None
        return max(price for price in prices if price is not None)
    return _price_to(cells, destination, period)


def _split(need: str) -> tuple[str, str]:
    rest = need.removeprefix("calls-")
    for period in ("off-peak", "weekend", "peak", "any"):
        if rest.endswith(f"-{period}"):
            destination = rest.removesuffix(f"-{period}")
            return column_name(destination), column_name(period)
    raise AssertionError(need)


def _price_to(cells: Mapping[str, Any], destination: str, period: str) -> Decimal | None:
    """Return the price to a destination; its own price precedes one for all destinations."""
    if period == "any":
        prices = [_price_to(cells, destination, part) for part in _PERIODS]
        if None in prices[:2]:  # the price of one period does not determine those of the others
            return None
        return max(price for price in prices if price is not None)
    for stem in (f"price_minute_{destination}", "price_minute"):
        for name in (f"{stem}_{period}", stem):
            price: Decimal | None = cells.get(name)
            if price is not None:
                return price
    return None


_MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Need:
    """One volume that a basket needs in a month.

    Parameters
    ----------
    id : str
        ``data``, ``sms``, or ``calls-<destination>-<period>`` (section ``needs`` of the words).
    volume : fraction
        MB, messages or minutes.
    calls : fraction or None
        Number of calls, if the document counts them: each has a set-up charge.

    Examples
    --------
    >>> Need("data", Fraction(5000)).kind, Need("sms", Fraction(20)).calls is None
    ('data', True)
    """

    id: str
    volume: Fraction
    calls: Fraction | None = None

    @property
    def kind(self) -> str:
        """``data``, ``sms`` or ``calls``."""
        return self.id.partition("-")[0]


Pools = Mapping[tuple[int, ...], tuple[str, ...]]  # needs -> columns of volumes for them
Row = dict[str, Any]


def list_needs(basket: Basket) -> tuple[Need, ...]:
    """Return the needs of a basket in a month: data, SMS, then its cells of calls."""
    needs = []
    if basket.data:
        needs.append(Need("data", Fraction(basket.data)))
    if basket.sms:
        needs.append(Need("sms", Fraction(basket.sms)))
    for cell in basket.calls:
        number = None if cell.number is None else Fraction(cell.number)
        key = f"calls-{cell.destination}-{cell.period}"
        needs.append(Need(key, Fraction(cell.total_minutes), number))
    return tuple(needs)


def list_pools(basket: Basket, needs: tuple[Need, ...]) -> Pools:
    """Return the included volumes that can cover each need."""
    # Minutes to all destinations cover every call; minutes to one destination cover the calls to
    # it. If the basket states no destination, a call may go anywhere: then only minutes count that
    # are included for any destination (``minutes``, and the least of the three destinations, see
    # :func:`_least_volume`).
    pools: dict[tuple[int, ...], tuple[str, ...]] = {}
    for kind in ("data", "sms"):
        serves = tuple(n for n, need in enumerate(needs) if need.kind == kind)
        if serves:
            pools[serves] = (kind,)
    calls = tuple(n for n, need in enumerate(needs) if need.kind == "calls")
    if calls:
        pools[calls] = ("minutes",)
        if {cell.destination for cell in basket.calls} == {"any"}:
            pools[calls] += ("minutes_anywhere",)
    first = calls[0] if calls else 0
    for destination in DESTINATIONS:
        serves = tuple(
            first + n for n, cell in enumerate(basket.calls) if cell.destination == destination
        )
        if serves:
            columns: tuple[str, ...] = (f"minutes_{column_name(destination)}",)
            if destination == "fixed":
                columns += ("calls_local",)
            pools[serves] = (*pools.get(serves, ()), *columns)
    return pools


@dataclass
class PricedOffer:
    """The offer of a row for a basket."""

    row: int
    cells: Row
    validity: Fraction | None
    part: Fraction
    days: Fraction
    unit_cost: Fraction
    amounts: tuple[Fraction | None, ...] = ()
    rates: tuple[tuple[Fraction, Fraction] | None, ...] = ()
    left_out: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def is_plan(self) -> bool:
        """True for a plan, false for an add-on."""
        return bool(self.cells["kind"] == "plan")


class OfferRules:
    """The rules of a document, applied to rows of tariffs for one basket."""

    def __init__(self, tariffs: Tariffs, purchasing: Purchasing, basket: Basket) -> None:
        self.tariffs, self.purchasing, self.basket = tariffs, purchasing, basket
        self.needs = list_needs(basket)
        self.pools = list_pools(basket, self.needs)
        self.month = Fraction(purchasing.month_days)

    def make_finding(self, row: int, code: str, column: str, **facts: object) -> Finding:
        """Return the finding on the effect of a rule on a row."""
        cells = self.tariffs.cells
        own = {"offer": str(cells["id"][row]), **facts}
        return Finding(
            code,
            "information",
            str(cells["economy"][row]),
            address=self.tariffs.address(row, column),
            details=own,
        )

    def price_offer(self, row: int) -> PricedOffer:
        """Return the offer of a row with its cost."""
        cells = {name: column[row] for name, column in self.tariffs.cells.items()}
        validity = count_days(cells["validity_days"])
        part, days = self._month(validity)
        tax = Fraction(1)
        if cells["tax_included"] is False:
            tax += Fraction(cells["tax_rate"]) / 100
        offer = PricedOffer(row, cells, validity, part, days, Fraction(cells["price"]) * tax * part)
        broadband = self._is_broadband(offer)
        offer.amounts = tuple(
            self._amount(offer, columns, broadband) for columns in self.pools.values()
        )
        if offer.is_plan and self.purchasing.out_of_bundle:
            offer.rates = tuple(self._rate(offer, need, tax, broadband) for need in self.needs)
        return offer

    def _month(self, validity: Fraction | None) -> tuple[Fraction, Fraction]:
        """Return the part of a purchase that the month pays, and the days that it covers."""
        if validity is None:
            return Fraction(1), self.month
        shorter = validity < self.month and self.purchasing.short_plans == "fractional"
        longer = validity > self.month and self.purchasing.long_plans == "spread"
        if shorter or longer:
            return self.month / validity, self.month
        return Fraction(1), min(validity, self.month)

    def _is_broadband(self, offer: PricedOffer) -> bool:
        """Tell whether the data of a row count, by generation and advertised speed."""
        if not self.basket.data:
            return True
        cells, row, rules = offer.cells, offer.row, self.purchasing
        if self.basket.service == "mobile" and rules.generation == "3g-or-better":
            if cells["generation"] == "2g":
                offer.left_out.append(self.make_finding(row, "offer.generation", "generation"))
                return False
            if not cells["generation"]:
                offer.notes.append(
                    self.make_finding(row, "offer.generation-not-stated", "generation")
                )
        speed = cells["speed_kbits"]
        if speed is not None and speed < rules.minimum_speed:
            facts = {"value": speed, "minimum": str(rules.minimum_speed)}
            offer.left_out.append(self.make_finding(row, "offer.speed", "speed_kbits", **facts))
            return False
        if speed is None and self.basket.service == "fixed-broadband":
            offer.notes.append(self.make_finding(row, "offer.speed-not-stated", "speed_kbits"))
        return True

    def _amount(
        self, offer: PricedOffer, columns: tuple[str, ...], broadband: bool
    ) -> Fraction | None:
        """Return the volume of one purchase for a pool; ``None`` means without limit."""
        if columns == ("data",):
            return self._data(offer) if broadband else Fraction(0)
        total = Fraction(0)
        for column in columns:
            volume = self._volume(offer, column)
            if volume is None:
                return None
            total += volume
        return total * offer.part

    def _volume(self, offer: PricedOffer, column: str) -> Fraction | None:
        cells = offer.cells
        if column == "minutes_anywhere":
            return _least_volume([cells[f"minutes_{column_name(way)}"] for way in DESTINATIONS])
        if column == "calls_local":
            return self._free_calls(offer)
        volume = _number(cells[column])
        if column != "sms" or volume is None:
            return volume
        common = _least_volume([cells["sms_on_net"], cells["sms_off_net"]])
        return None if common is None else volume + common

    def _free_calls(self, offer: PricedOffer) -> Fraction | None:
        """Return included local calls as minutes, if all local calls have the same length."""
        calls = _number(offer.cells["calls_local"])
        if not calls:
            return calls
        lengths = {c.minutes_per_call for c in self.basket.calls if c.destination == "fixed"}
        (length,) = lengths if len(lengths) == 1 else (None,)
        if length is None:
            offer.left_out.append(self.make_finding(offer.row, "offer.free-calls", "calls_local"))
            return Fraction(0)
        return calls * Fraction(length)

    def _data(self, offer: PricedOffer) -> Fraction | None:
        """Return the MB that count in the month, by allowance, throttling point and daily cap."""
        cells, rules = offer.cells, self.purchasing
        volume = self._megabytes(cells, "data")
        if volume == 0:
            return volume
        speed = cells["throttled_speed_kbits"]
        slow_counts = rules.throttled == "at-minimum-speed" and (
            speed is not None and speed >= rules.minimum_speed
        )
        point = self._megabytes(cells, "throttle_at") if cells["throttle_at"] is not None else None
        if point is not None and not slow_counts and (volume is None or point < volume):
            volume = point
            offer.left_out.append(self.make_finding(offer.row, "offer.throttled", "throttle_at"))
        volume = None if volume is None else volume * offer.part
        cap = self._megabytes(cells, "daily_cap") if cells["daily_cap"] is not None else None
        if cap is not None and rules.daily_cap == "limits" and not slow_counts:
            most = cap * ceil(offer.days)  # a part of a day counts as a day
            if volume is None or most < volume:
                volume = most
        return volume

    def _megabytes(self, cells: Row, column: str) -> Fraction | None:
        volume = _number(cells[column])
        if volume is None or cells[f"{column}_unit"] != "GB":
            return volume
        return volume * self.purchasing.megabytes_per_gigabyte

    def _rate(
        self, offer: PricedOffer, need: Need, tax: Fraction, broadband: bool
    ) -> tuple[Fraction, Fraction] | None:
        """Return the price of a unit beyond the included volume, and of the set-up of a call."""
        cells = offer.cells
        price: Decimal | Fraction | None
        if need.kind == "data":
            price = cells["price_mb"] if broadband else None
            if price is None and broadband and cells["price_gb"] is not None:
                price = Fraction(cells["price_gb"]) / self.purchasing.megabytes_per_gigabyte
        elif need.kind == "sms":
            price = _sms_price(cells)
        else:
            price = find_minute_price(cells, need.id)
            if price is not None and cells["call_setup"]:
                if need.calls is None:
                    note = self.make_finding(offer.row, "offer.set-up-charge", "call_setup")
                    offer.left_out.append(note)
                    return None
                return Fraction(price) * tax, Fraction(cells["call_setup"]) * tax
        return None if price is None else (Fraction(price) * tax, Fraction(0))


def count_days(written: Decimal | None) -> Fraction | None:
    """Return an exact validity in days; a part of a day in decimals is rounded."""
    # An hour is 1/24 of a day, which no decimal can express. A value within a hundredth of a minute
    # of a whole minute is taken as that minute; any other decimal stays as written.
    if written is None:
        return None
    days = Fraction(written)
    minutes = round(days * _MINUTES_OF_DAY)
    near = abs(days * _MINUTES_OF_DAY - minutes) <= Fraction(1, 100)
    return Fraction(minutes, _MINUTES_OF_DAY) if near and minutes else days


def _number(cell: Decimal | None) -> Fraction | None:
    """Return a volume; an empty cell means nothing included, infinity means without limit."""
    if cell is None:
        return Fraction(0)
    return None if cell.is_infinite() else Fraction(cell)


def _least_volume(cells: list[Decimal | None]) -> Fraction | None:
    """Return the volume included for any destination, which is the least of all of them."""
    limited = [volume for volume in map(_number, cells) if volume is not None]
    return min(limited, default=None)


def _sms_price(cells: Row) -> Fraction | None:
    """Return the price of an SMS: the mean of the periods, the higher of on-net and off-net."""
    # A price for one destination precedes the price for all of them.
    peak, off_peak = cells["price_sms"], cells["price_sms_off_peak"]
    anywhere = peak
    if peak is not None and off_peak is not None:
        anywhere = (Fraction(peak) + Fraction(off_peak)) / 2
    own = (cells["price_sms_on_net"], cells["price_sms_off_net"])
    prices = [anywhere if price is None else price for price in own]
    if None in prices:
        return None
    return max(Fraction(price) for price in prices)


_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator whose tariffs are considered."""

    name: str
    why: str
    share: Decimal | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Reason why no operator is the largest."""

    code: str
    operators: tuple[str, ...]


def choose_operator(tariffs: Tariffs, rows: Sequence[int]) -> Operator | Undecided:
    """Return the operator with the largest market share of a service in an economy."""
    # An operator without a stated share may have the rest of 100; if even this is less than the
    # largest stated share, it does not matter.
    columns = tariffs.cells
    own: dict[str, list[int]] = {}
    shares: dict[str, Decimal | None] = {}
    for row in rows:
        name = str(columns["operator"][row])
        own.setdefault(name, []).append(row)
        share = columns["market_share"][row]
        shares[name] = shares.get(name) if share is None else share
    if len(own) == 1:
        (name,) = own
        return Operator(name, "only-operator", shares[name], tuple(own[name]))
    stated = {name: share for name, share in shares.items() if share is not None}
    unknown = sorted(set(own) - set(stated))
    largest = max(stated.values(), default=Decimal(0))
    with decimals.exact():
        rest = _WHOLE - sum(stated.values(), Decimal(0))
    if not stated or (unknown and rest >= largest):
        return Undecided("basket.no-market-share", tuple(unknown))
    first = sorted(name for name, share in stated.items() if share == largest)
    if len(first) > 1:
        return Undecided("basket.operators-tie", tuple(first))
    return Operator(first[0], "largest-share", largest, tuple(own[first[0]]))


def admit_offers(
    rules: OfferRules, rows: Sequence[int], year: int | None
) -> tuple[list[int], list[Finding]]:
    """Return the rows that the rules admit, and the reasons why others are left out."""
    kept, left_out = [], []
    for row in rows:
        why = _exclude(rules, row, year)
        if why is None:
            kept.append(row)
        else:
            left_out.append(why)
    if rules.basket.service != "mobile":
        kept, others = _choose_commitment(rules, kept)
        left_out += others
    return kept, left_out


def _exclude(rules: OfferRules, row: int, year: int | None) -> Finding | None:
    columns = rules.tariffs.cells
    if columns["promotional"][row] is True:
        return rules.make_finding(row, "offer.promotional", "promotional")
    if not rules.purchasing.add_ons and columns["kind"][row] == "add-on":
        return rules.make_finding(row, "offer.add-on", "kind")
    wanted, payment = rules.basket.payment, columns["payment"][row]
    if wanted != "cheapest" and payment not in (wanted, ""):
        return rules.make_finding(row, "offer.payment", "payment")
    if year is not None:
        begins, ends = columns["valid_from"][row], columns["valid_until"][row]
        late = begins is not None and begins > dt.date(year, 12, 31)
        if late or (ends is not None and ends < dt.date(year, 1, 1)):
            column = "valid_from" if late else "valid_until"
            return rules.make_finding(row, "offer.other-year", column, year=str(year))
    return None


def _choose_commitment(rules: OfferRules, rows: Sequence[int]) -> tuple[list[int], list[Finding]]:
    """Keep only the commitment that the rules name, of each plan with several commitments."""
    # Rows with the same name and payment are one plan. The commitment closest to the document's is
    # taken; of two equally close ones, the shorter; a stated one before one that is not stated.
    columns, wanted = rules.tariffs.cells, rules.purchasing.commitment_months

    def distance(row: int) -> tuple[bool, Decimal, Decimal]:
        months = columns["commitment_months"][row]
        if months is None:
            return True, Decimal(0), Decimal(0)
        return False, abs(months - wanted), months

    best: dict[tuple[str, str, str], tuple[bool, Decimal, Decimal]] = {}
    keys = {}
    for row in rows:
        name = str(columns["name"][row] or columns["id"][row])
        keys[row] = (name, str(columns["payment"][row]), str(columns["kind"][row]))
        best[keys[row]] = min(best.get(keys[row], distance(row)), distance(row))
    kept = [row for row in rows if distance(row) == best[keys[row]]]
    others = [
        rules.make_finding(row, "offer.commitment", "commitment_months")
        for row in rows
        if row not in kept
    ]
    return kept, others
