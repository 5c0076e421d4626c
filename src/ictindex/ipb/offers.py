"""From rows of tariffs to offers: what each gives in a month under the rules of a document.

The rules (``purchasing`` of the document) say what counts; here they are applied to one row at a
time. What a rule takes away, and what the table does not state although a rule asks for it, is
kept as a finding. ``shopping`` chooses the rows and has the result solved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from ictindex.core import decimals
from ictindex.data.tariffs import Tariffs
from ictindex.documents.ipb_rules import Basket, Purchasing
from ictindex.findings import Finding
from ictindex.ipb.purchase import Need

_DESTINATION_NAMES = ("on_net", "off_net", "fixed")
_PERIODS = ("peak", "off_peak", "weekend")


def minute_rate(cells: Mapping[str, Any], need: str) -> Decimal | None:
    """Return the price of a minute beyond what is included."""
    destination, period = _split(need)
    if destination == "any":
        prices = [_to(cells, one, period) for one in _DESTINATION_NAMES]
        if None in prices[:2]:  # on-net alone does not tell what a call elsewhere costs
            return None
        return max(price for price in prices if price is not None)
    return _to(cells, destination, period)


def _split(need: str) -> tuple[str, str]:
    rest = need.removeprefix("calls-")
    for period in ("off-peak", "weekend", "peak", "any"):
        if rest.endswith(f"-{period}"):
            destination = rest.removesuffix(f"-{period}")
            return destination.replace("-", "_"), period.replace("-", "_")
    raise AssertionError(need)


def _to(cells: Mapping[str, Any], destination: str, period: str) -> Decimal | None:
    """Return the price to a destination; prices for it come before those for all destinations."""
    if period == "any":
        prices = [_to(cells, destination, one) for one in _PERIODS]
        if None in prices[:2]:  # one period alone does not tell what the others cost
            return None
        return max(price for price in prices if price is not None)
    for stem in (f"price_minute_{destination}", "price_minute"):
        for name in (f"{stem}_{period}", stem):
            price: Decimal | None = cells.get(name)
            if price is not None:
                return price
    return None


_MINUTES_OF_DAY = 24 * 60
_DESTINATIONS = ("on-net", "off-net", "fixed")
Pools = Mapping[tuple[int, ...], tuple[str, ...]]  # needs served -> columns that serve them
Row = dict[str, Any]


def needs_of(basket: Basket) -> tuple[Need, ...]:
    """Return what a basket needs in a month: data, SMS, then its cells of calls."""
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


def pools_of(basket: Basket, needs: tuple[Need, ...]) -> Pools:
    """Return which included volumes serve which needs."""
    # Minutes to all destinations serve every call; minutes to one destination serve the calls to
    # it. Where the basket states no destination, a call may go anywhere: then minutes count that
    # are included whatever the destination (``minutes``, and what the three destinations have in
    # common, see :func:`offer`).
    found: dict[tuple[int, ...], tuple[str, ...]] = {}
    for kind in ("data", "sms"):
        serves = tuple(n for n, need in enumerate(needs) if need.kind == kind)
        if serves:
            found[serves] = (kind,)
    calls = tuple(n for n, need in enumerate(needs) if need.kind == "calls")
    if calls:
        found[calls] = ("minutes",)
        if {cell.destination for cell in basket.calls} == {"any"}:
            found[calls] += ("minutes_anywhere",)
    first = calls[0] if calls else 0
    for destination in _DESTINATIONS:
        serves = tuple(
            first + n for n, cell in enumerate(basket.calls) if cell.destination == destination
        )
        if serves:
            columns: tuple[str, ...] = (f"minutes_{destination.replace('-', '_')}",)
            if destination == "fixed":
                columns += ("calls_local",)
            found[serves] = (*found.get(serves, ()), *columns)
    return found


@dataclass
class Reckoned:
    """What a row offers for a basket."""

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
        """Whether it is a plan; else an add-on."""
        return bool(self.cells["kind"] == "plan")


class Reckoner:
    """Applies the rules of a document to rows of tariffs, for one basket."""

    def __init__(self, tariffs: Tariffs, rules: Purchasing, basket: Basket) -> None:
        self.tariffs, self.rules, self.basket = tariffs, rules, basket
        self.needs = needs_of(basket)
        self.pools = pools_of(basket, self.needs)
        self.month = Fraction(rules.month_days)

    def finding(self, row: int, code: str, column: str, **given: object) -> Finding:
        """Return what a rule does to a row."""
        cells = self.tariffs.columns
        whole = {"offer": str(cells["id"][row]), **given}
        return Finding(
            code,
            "information",
            str(cells["economy"][row]),
            address=self.tariffs.address(row, column),
            given=whole,
        )

    def reckon(self, row: int) -> Reckoned:
        """Return what a row offers."""
        cells = {name: array[row] for name, array in self.tariffs.columns.items()}
        validity = days_of(cells["validity_days"])
        part, days = self._month(validity)
        tax = Fraction(1)
        if cells["tax_included"] is False:
            tax += Fraction(cells["tax_rate"]) / 100
        found = Reckoned(row, cells, validity, part, days, Fraction(cells["price"]) * tax * part)
        broadband = self._is_broadband(found)
        found.amounts = tuple(
            self._amount(found, columns, broadband) for columns in self.pools.values()
        )
        if found.is_plan and self.rules.out_of_bundle:
            found.rates = tuple(self._rate(found, need, tax, broadband) for need in self.needs)
        return found

    def _month(self, validity: Fraction | None) -> tuple[Fraction, Fraction]:
        """Return the part of a purchase that the month takes, and the days that it covers."""
        if validity is None:
            return Fraction(1), self.month
        shorter = validity < self.month and self.rules.short_plans == "fractional"
        longer = validity > self.month and self.rules.long_plans == "spread"
        if shorter or longer:
            return self.month / validity, self.month
        return Fraction(1), min(validity, self.month)

    def _is_broadband(self, found: Reckoned) -> bool:
        """Tell whether the row's data count, by generation and advertised speed."""
        if not self.basket.data:
            return True
        cells, row, rules = found.cells, found.row, self.rules
        if self.basket.service == "mobile" and rules.generation == "3g-or-better":
            if cells["generation"] == "2g":
                found.left_out.append(self.finding(row, "offer.generation", "generation"))
                return False
            if not cells["generation"]:
                found.notes.append(self.finding(row, "offer.generation-not-stated", "generation"))
        speed = cells["speed_kbits"]
        if speed is not None and speed < rules.minimum_speed:
            given = {"value": speed, "minimum": str(rules.minimum_speed)}
            found.left_out.append(self.finding(row, "offer.speed", "speed_kbits", **given))
            return False
        if speed is None and self.basket.service == "fixed-broadband":
            found.notes.append(self.finding(row, "offer.speed-not-stated", "speed_kbits"))
        return True

    def _amount(
        self, found: Reckoned, columns: tuple[str, ...], broadband: bool
    ) -> Fraction | None:
        """Return what one purchase gives to a pool; ``None`` is without limit."""
        if columns == ("data",):
            return self._data(found) if broadband else Fraction(0)
        total = Fraction(0)
        for column in columns:
            volume = self._volume(found, column)
            if volume is None:
                return None
            total += volume
        return total * found.part

    def _volume(self, found: Reckoned, column: str) -> Fraction | None:
        cells = found.cells
        if column == "minutes_anywhere":
            return _common([cells[f"minutes_{one}"] for one in ("on_net", "off_net", "fixed")])
        if column == "calls_local":
            return self._free_calls(found)
        volume = _number(cells[column])
        if column != "sms" or volume is None:
            return volume
        common = _common([cells["sms_on_net"], cells["sms_off_net"]])
        return None if common is None else volume + common

    def _free_calls(self, found: Reckoned) -> Fraction | None:
        """Return included local calls as minutes, where all local calls have one length."""
        calls = _number(found.cells["calls_local"])
        if not calls:
            return calls
        lengths = {c.minutes_per_call for c in self.basket.calls if c.destination == "fixed"}
        (length,) = lengths if len(lengths) == 1 else (None,)
        if length is None:
            found.left_out.append(self.finding(found.row, "offer.free-calls", "calls_local"))
            return Fraction(0)
        return calls * Fraction(length)

    def _data(self, found: Reckoned) -> Fraction | None:
        """Return the MB that count in the month: allowance, throttling point and daily cap."""
        cells, rules = found.cells, self.rules
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
            found.left_out.append(self.finding(found.row, "offer.throttled", "throttle_at"))
        volume = None if volume is None else volume * found.part
        cap = self._megabytes(cells, "daily_cap") if cells["daily_cap"] is not None else None
        if cap is not None and rules.daily_cap == "limits" and not slow_counts:
            most = cap * ceil(found.days)  # a day that has begun gives the cap of a day
            if volume is None or most < volume:
                volume = most
        return volume

    def _megabytes(self, cells: Row, column: str) -> Fraction | None:
        volume = _number(cells[column])
        if volume is None or cells[f"{column}_unit"] != "GB":
            return volume
        return volume * self.rules.megabytes_per_gigabyte

    def _rate(
        self, found: Reckoned, need: Need, tax: Fraction, broadband: bool
    ) -> tuple[Fraction, Fraction] | None:
        """Return the price of a unit of a need beyond what is included, and of a call's set-up."""
        cells = found.cells
        price: Decimal | Fraction | None
        if need.kind == "data":
            price = cells["price_mb"] if broadband else None
            if price is None and broadband and cells["price_gb"] is not None:
                price = Fraction(cells["price_gb"]) / self.rules.megabytes_per_gigabyte
        elif need.kind == "sms":
            price = _sms_price(cells)
        else:
            price = minute_rate(cells, need.id)
            if price is not None and cells["call_setup"]:
                if need.calls is None:
                    note = self.finding(found.row, "offer.set-up-charge", "call_setup")
                    found.left_out.append(note)
                    return None
                return Fraction(price) * tax, Fraction(cells["call_setup"]) * tax
        return None if price is None else (Fraction(price) * tax, Fraction(0))


def days_of(written: Decimal | None) -> Fraction | None:
    """Return a validity in days exactly; a part of a day written as a decimal is rounded."""
    # An hour is 1/24 of a day, which no decimal says. What lies within a hundredth of a minute of a
    # whole minute is taken for it; any other decimal stays as written.
    if written is None:
        return None
    days = Fraction(written)
    minutes = round(days * _MINUTES_OF_DAY)
    near = abs(days * _MINUTES_OF_DAY - minutes) <= Fraction(1, 100)
    return Fraction(minutes, _MINUTES_OF_DAY) if near and minutes else days


def _number(cell: Decimal | None) -> Fraction | None:
    """Return a volume; nothing written is nothing included, infinity is without limit."""
    if cell is None:
        return Fraction(0)
    return None if cell.is_infinite() else Fraction(cell)


def _common(cells: list[Decimal | None]) -> Fraction | None:
    """Return what is included whatever the destination: the least of all of them."""
    limited = [volume for volume in map(_number, cells) if volume is not None]
    return min(limited, default=None)


def _sms_price(cells: Row) -> Fraction | None:
    """Return the price of an SMS: mean of peak and off-peak, the dearer of on-net and off-net."""
    # A price for one destination comes before that for all of them.
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
    """The operator whose tariffs are looked at."""

    name: str
    why: str
    share: Decimal | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why no operator is the largest."""

    code: str
    operators: tuple[str, ...]


def operator(tariffs: Tariffs, rows: Sequence[int]) -> Operator | Undecided:
    """Return the operator with the largest market share of a service in an economy."""
    # An operator whose share is not stated may hold what the stated shares leave of 100; if even
    # that is less than the largest stated share, nothing hangs on it.
    columns = tariffs.columns
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


def admitted(
    reckoner: Reckoner, rows: Sequence[int], year: int | None
) -> tuple[list[int], list[Finding]]:
    """Return the rows that the rules admit, and why the others are left out."""
    kept, left_out = [], []
    for row in rows:
        why = _unfit(reckoner, row, year)
        if why is None:
            kept.append(row)
        else:
            left_out.append(why)
    if reckoner.basket.service != "mobile":
        kept, others = _by_commitment(reckoner, kept)
        left_out += others
    return kept, left_out


def _unfit(reckoner: Reckoner, row: int, year: int | None) -> Finding | None:
    columns = reckoner.tariffs.columns
    if columns["promotional"][row] is True:
        return reckoner.finding(row, "offer.promotional", "promotional")
    if not reckoner.rules.add_ons and columns["kind"][row] == "add-on":
        return reckoner.finding(row, "offer.add-on", "kind")
    wanted, payment = reckoner.basket.payment, columns["payment"][row]
    if wanted != "cheapest" and payment not in (wanted, ""):
        return reckoner.finding(row, "offer.payment", "payment")
    if year is not None:
        begins, ends = columns["valid_from"][row], columns["valid_until"][row]
        late = begins is not None and begins > dt.date(year, 12, 31)
        if late or (ends is not None and ends < dt.date(year, 1, 1)):
            column = "valid_from" if late else "valid_until"
            return reckoner.finding(row, "offer.other-year", column, year=str(year))
    return None


def _by_commitment(reckoner: Reckoner, rows: Sequence[int]) -> tuple[list[int], list[Finding]]:
    """Of each plan that is sold with several commitments, keep the one that the rules name."""
    # Rows of one name and payment are one plan. The commitment closest to the document's is taken;
    # of two as close, the shorter; one that is stated before one that is not.
    columns, wanted = reckoner.tariffs.columns, reckoner.rules.commitment_months

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
        reckoner.finding(row, "offer.commitment", "commitment_months")
        for row in rows
        if row not in kept
    ]
    return kept, others
