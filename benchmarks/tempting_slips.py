"""Forty more kinds of slips, which tempt a proposal: another change of a cell explains them too.

They are put in as those of ``workbook_slips.py`` are. A person who takes every proposal must never
end with a wrong figure and no question (``suggested_actions.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import workbook_slips as slips
from workbook_slips import (
    ACTIVE,
    CAPACITY,
    CELLULAR,
    FIXED,
    FIXED_TRAFFIC,
    HARD,
    HOMES,
    MOBILE_TRAFFIC,
    OWNERS,
    POSTPAID,
    PREPAID,
    SOFT,
    USED,
    Cell,
    Slip,
    Workbook,
)

SLIPS: dict[str, Slip] = {}
_USERS, _LTE, _TELEPHONES = (
    "internet-users",
    "mobile-broadband-subscriptions-lte",
    "fixed-telephone-subscriptions-count",
)
_FIBRE, _RESIDENTIAL = (f"fixed-broadband-subscriptions-{n}" for n in ("fibre", "residential"))
_Action = Callable[[Workbook], bool | None]


def _register(name: str, kind: str, words: str, apply: _Action) -> None:
    SLIPS[name] = Slip(name, kind, apply, words)


def _times(indicator: str, factor: float, category: str = "") -> _Action:
    """Return a slip that writes one cell a factor times as large."""

    def apply(book: Workbook) -> bool | None:
        cell = book.spot(indicator, "value", category)
        before = book.value(cell)
        after = slips.scaled(before, factor)
        if after == before:
            return False
        book.truth.factor = factor
        book.write(cell, after)
        return True

    return apply


def _whole(indicator: str, divisor: int) -> _Action:
    """Return a slip that writes a count in thousands or millions, without decimals."""

    def apply(book: Workbook) -> bool | None:
        cell = book.spot(indicator)
        if book.value(cell) < 10 * divisor:
            return False
        book.truth.factor = 1 / divisor
        book.write(cell, round(book.value(cell) / divisor))
        return True

    return apply


def _text(indicator: str, change: Callable[[str], str], category: str = "") -> _Action:
    """Return a slip of the digits of one cell."""

    def apply(book: Workbook) -> bool | None:
        cell = book.spot(indicator, "value", category)
        before = book.value(cell)
        typed = change(f"{before}")
        after = float(typed) if "." in typed else int(typed)
        if after == before:
            return False
        book.write(cell, after)
        return True

    return apply


def _exchange(*pair: tuple[str, str]) -> _Action:
    """Return a slip that exchanges the contents of two cells."""

    def apply(book: Workbook) -> bool | None:
        first, second = (book.spot(name, "value", category) for name, category in pair)
        values = book.value(first), book.value(second)
        if values[0] == values[1]:
            return False
        book.write(first, values[1])
        book.write(second, values[0])
        return True

    return apply


def _all(find_cells: Callable[[Workbook], Sequence[Cell]], factor: float) -> _Action:
    """Return a slip that writes several cells a factor times as large."""

    def apply(book: Workbook) -> bool | None:
        book.truth.factor = factor
        for cell in find_cells(book):
            book.write(cell, slips.scaled(book.value(cell), factor))
        return bool(book.truth.cells)

    return apply


def _sheet(page: str, *, unit: str, totals: bool = False) -> Callable[[Workbook], list[Cell]]:
    """Return the values of a sheet in one unit, or its totals alone."""
    return lambda book: [
        book.spot(name, "value", category)
        for name, category in book.rows(unit=unit, page=page)
        if not (totals and category)
    ]


def _parts(indicator: str) -> Callable[[Workbook], list[Cell]]:
    return lambda book: [
        book.spot(name, "value", category)
        for name, category in book.rows()
        if name == indicator and category
    ]


def _twice(text: str) -> str:
    """Repeat the second digit."""
    return f"{text[:2]}{text[1:]}"


def _turned(text: str) -> str:
    """Exchange the first two digits."""
    return f"{text[1::-1]}{text[2:]}" if text[:2].isdigit() else text


def _lost(text: str) -> str:
    """Leave the second digit out."""
    return f"{text[0]}{text[2:]}" if text[1:2].isdigit() else text


def _pointless(text: str) -> str:
    return text.replace(".", "")


def _nines(text: str) -> str:
    """Write another digit for the first one."""
    return f"{'9' if text[0] != '9' else '4'}{text[1:]}"


_register("p01", HARD, "4G one decimal place too large", _times("coverage-4g", 10))
_register("p02", HARD, "users without their decimal point", _text(_USERS, _pointless))
_register("p03", SOFT, "3G as a tenth", _times("coverage-3g", 0.1))
_register("p04", SOFT, "rural 4G as a fraction", _times("coverage-4g", 0.01, "R"))
_register("p05", SOFT, "women as a fraction", _times(_USERS, 0.01, "F"))
_register("p06", SOFT, "rural households ten times too few", _times(HOMES, 0.1, "R"))
_register("p07", HARD, "urban 3G ten times", _times("coverage-3g", 10, "U"))
_register("p08", SOFT, "population ten times too small", _times("population", 0.1))
_register("p09", SOFT, "population a hundred times too small", _times("population", 0.01))
_register("p10", SOFT, "population in whole thousands", _whole("population", 1000))
_register("p11", SOFT, "population in whole millions", _whole("population", 1_000_000))
_register("p12", SOFT, "households in whole thousands", _whole("households", 1000))
_register("p13", SOFT, "mobile broadband in whole thousands", _whole(ACTIVE, 1000))
_register("p14", SOFT, "mobile broadband in whole millions", _whole(ACTIVE, 1_000_000))
_register("p15", HARD, "fixed broadband a hundred times", _times(FIXED, 100))
_register("p16", HARD, "postpaid ten times", _times(POSTPAID, 10))
_register("p17", HARD, "prepaid with a digit twice", _text(PREPAID, _twice))
_register("p18", HARD, "a total with its first two digits exchanged", _text(CELLULAR, _turned))
_register("p19", HARD, "fibre without its second digit", _text(_FIBRE, _lost))
_register("p20", HARD, "fixed telephones with a wrong first digit", _text(_TELEPHONES, _nines))
_register("p21", SOFT, "users with their first digits exchanged", _text(_USERS, _turned))
_register("p22", SOFT, "the share of all others, of owners", lambda book: _rest(book, OWNERS))
_register("p23", SOFT, "the share of all others, of 4G", lambda book: _rest(book, "coverage-4g"))
_register("p24", HARD, "3G and 4G of rural areas exchanged",
          _exchange(("coverage-3g", "R"), ("coverage-4g", "R")))  # fmt: skip
_register("p25", HARD, "total and rural 4G exchanged",
          _exchange(("coverage-4g", ""), ("coverage-4g", "R")))  # fmt: skip
_register("p26", HARD, "a total and one of its parts exchanged",
          _exchange((CELLULAR, ""), (PREPAID, "")))  # fmt: skip
_register("p27", SOFT, "users and owners exchanged", _exchange((_USERS, ""), (OWNERS, "")))
_register(
    "p28", HARD, "LTE and all mobile broadband exchanged", _exchange((ACTIVE, ""), (_LTE, ""))
)
_register("p29", SOFT, "households with Internet and with a computer exchanged",
          _exchange((HOMES, ""), ("households-computer", "")))  # fmt: skip
_register("p30", SOFT, "the sheet of coverage as fractions",
          _all(_sheet("coverage", unit="percent"), 0.01))  # fmt: skip
_register("p31", SOFT, "parts of users as fractions, the total not", _all(_parts(_USERS), 0.01))
_register("p32", SOFT, "totals of individuals as fractions, their parts not",
          _all(_sheet("individuals", unit="percent", totals=True), 0.01))  # fmt: skip
_register("p33", SOFT, "the sheet of mobile telephones in thousands",
          _all(_sheet("mobile", unit="count"), 1e-3))  # fmt: skip
_register("p34", SOFT, "fixed telephones in thousands",
          _all(_sheet("fixed-telephone", unit="count"), 1e-3))  # fmt: skip
_register("p35", SOFT, "fixed traffic in terabytes", _times(FIXED_TRAFFIC, 1e6))
_register("p36", SOFT, "mobile traffic of a month", _times(MOBILE_TRAFFIC, 1 / 12))
_register("p37", SOFT, "bandwidth used in Tbit/s", _times(USED, 1e-6))
_register("p38", SOFT, "both bandwidths in Gbit/s",
          _all(lambda book: [book.spot(USED), book.spot(CAPACITY)], 1e-3))  # fmt: skip
_register("p39", SOFT, "validities in months, of fixed plans", lambda book: _months(book))
_register("p40", SOFT, "two slips at once: 3G as a fraction, mobile broadband in thousands",
          lambda book: _two(book))  # fmt: skip


def _rest(book: Workbook, indicator: str) -> bool | None:
    cell = book.spot(indicator)
    rest = round(100 - book.value(cell), 1)
    if rest == book.value(cell):
        return False
    book.write(cell, rest)
    return True


def _months(book: Workbook) -> bool:
    for line in range(2):
        book.write(book.plan("validity_days", line, "tariffs-fixed-broadband"), 1)
    book.truth.factor = 1 / 30
    return True


def _two(book: Workbook) -> bool:
    for name, factor in (("coverage-3g", 0.01), (ACTIVE, 1e-3)):
        cell = book.spot(name)
        book.write(cell, slips.scaled(book.value(cell), factor))
    return True
