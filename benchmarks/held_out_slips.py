"""Ten more kinds of slips, written when the rules were complete, and measured before any change.

They are put in as those of ``workbook_slips.py`` are.
"""

from __future__ import annotations

import workbook_slips as slips
from workbook_slips import CAPACITY, FIXED_TRAFFIC, HARD, MOBILE_TRAFFIC, SOFT, USED, Slip, Workbook

SLIPS: dict[str, Slip] = {}


def slip(name: str, kind: str):
    def register(apply):
        SLIPS[name] = Slip(name, kind, apply, (apply.__doc__ or "").strip().rstrip("."))
        return apply

    return register


@slip("h01", HARD)
def _(book: Workbook) -> bool | None:
    """users as a number of persons, in a cell of percentages."""
    cell = book.spot("internet-users")
    people = book.value(cell) / 100 * book.held("population")
    book.truth.factor = people / book.value(cell)
    book.write(cell, round(people, -3))
    return True


@slip("h02", HARD)
def _(book: Workbook) -> bool | None:
    """subscriptions for each 100 inhabitants, in a cell of counts."""
    cell = book.spot(slips.CELLULAR)
    rate = round(100 * book.value(cell) / book.held("population"), 1)
    book.truth.factor = rate / book.value(cell)
    book.write(cell, rate)
    return True


@slip("h03", HARD)
def _(book: Workbook) -> bool | None:
    """parts in percent of their total."""
    total = book.held(slips.CELLULAR)
    for name in (slips.PREPAID, slips.POSTPAID):
        cell = book.spot(name)
        book.write(cell, round(100 * book.value(cell) / total, 1))
    return True


@slip("h04", HARD)
def _(book: Workbook) -> bool | None:
    """the size of households for their number."""
    cell = book.spot("households")
    book.write(cell, round(book.held("population") / book.value(cell), 1))
    return True


@slip("h05", SOFT)
def _(book: Workbook) -> bool | None:
    """urban and rural exchanged, of one indicator."""
    urban, rural = (book.spot("coverage-4g", "value", category) for category in "UR")
    values = book.value(urban), book.value(rural)
    if values[0] == values[1]:
        return False
    book.write(urban, values[1])
    book.write(rural, values[0])
    return True


@slip("h06", SOFT)
def _(book: Workbook) -> bool | None:
    """mobile and fixed traffic exchanged."""
    first, second = book.spot(MOBILE_TRAFFIC), book.spot(FIXED_TRAFFIC)
    values = book.value(first), book.value(second)
    book.write(first, values[1])
    book.write(second, values[0])
    return True


@slip("h07", HARD)
def _(book: Workbook) -> bool | None:
    """bandwidth used and capacity exchanged."""
    first, second = book.spot(USED), book.spot(CAPACITY)
    values = book.value(first), book.value(second)
    book.write(first, values[1])
    book.write(second, values[0])
    return True


@slip("h08", SOFT)
def _(book: Workbook) -> bool | None:
    """the validity of all mobile plans in months."""
    for line in range(5):
        book.write(book.plan("validity_days", line), 1)
    book.truth.factor = 1 / 30
    return True


@slip("h09", SOFT)
def _(book: Workbook) -> bool | None:
    """prices of mobile plans in US dollars, the currency left at the local one."""
    rate = _dollars(book)
    if rate is None or 0.5 < rate < 2:
        return False  # nobody could see it
    for line in range(5):
        cell = book.plan("price", line)
        book.write(cell, slips.scaled(book.value(cell), rate))
        book.truth.instead.append(book.plan("currency", line))
    book.truth.factor = rate
    return True


def _dollars(book: Workbook) -> float | None:
    """Return how many dollars a unit of the local currency is worth, by both published prices."""
    from filled_questionnaires import published_dollars

    price = book.value(book.plan("price", 2))
    dollars = published_dollars(book.country.economy, "i271mb_5GB")
    return None if dollars is None or not price else dollars / price


@slip("h10", SOFT)
def _(book: Workbook) -> bool | None:
    """speeds of fixed plans in kbit/s."""
    for line in range(2):
        cell = book.plan("speed_mbits", line, "tariffs-fixed-broadband")
        book.write(cell, slips.scaled(book.value(cell), 1000))
    book.truth.factor = 1000
    return True
