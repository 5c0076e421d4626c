"""Figures of economies that do not exist, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.cell_escapes import quote_cell
from ictindex.definitions.documents import Document

# A generator of S. K. Park and K. W. Miller (1988): the same numbers on every machine.
_FACTOR, _MODULUS = 48271, 2**31 - 1
_STEPS = 1000
HEADER = ("economy", "indicator", "year", "value", "source_class", "source")
SOURCE = ("official-submission", "Questionnaire")


def draw(seed: int) -> Iterator[int]:
    """Yield whole numbers from 0 to 999 that follow from a seed."""
    state = seed % _MODULUS or 1
    while True:
        state = state * _FACTOR % _MODULUS
        yield state % _STEPS


def values_of(document: Document, seed: int) -> dict[str, Decimal]:
    """Return a value for each indicator of a document, between its goalposts."""
    numbers = draw(seed)
    for _ in range(10):  # the first numbers of neighbouring seeds are alike
        next(numbers)
    values: dict[str, Decimal] = {}
    for leaf in document.leaves:
        way = Decimal(250 + next(numbers) * 7 // 10) / _STEPS
        goalposts = leaf.goalposts
        with decimals.exact():
            raw = goalposts.zero + (goalposts.full - goalposts.zero) * way
            if goalposts.on == "transformed":  # a logarithm of the value
                raw = Decimal(10) ** raw
        values[leaf.indicator] = decimals.round_half_up(raw, 2 if abs(raw) < 20 else 1)
    if "coverage-3g" in values:  # no economy has more 4G than 3G
        pair = sorted((values["coverage-3g"], values["coverage-4g"]))
        values["coverage-4g"], values["coverage-3g"] = pair
    return values


def table_rows(
    document: Document, economies: Sequence[str], year: int, seed: int
) -> list[list[str]]:
    """Return the rows of a table of observations of some economies."""
    return [
        [economy, key, str(year), format(value, "f"), *SOURCE]
        for n, economy in enumerate(economies)
        for key, value in values_of(document, seed + 101 * n).items()
    ]


def csv_bytes(rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    """Return rows as a CSV file."""
    lines = [",".join(header), *(",".join(quote_cell(str(cell)) for cell in row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


# A submission of one economy: invented figures that agree with one another.
COUNTS: Mapping[str, str] = {
    "population": "9341275",
    "households": "2612480",
    "mobile-cellular-subscriptions-count": "10184370",
    "mobile-cellular-subscriptions-prepaid": "7121845",
    "mobile-cellular-subscriptions-postpaid": "3062525",
    "mobile-broadband-subscriptions-count": "6423918",
    "mobile-broadband-subscriptions-lte": "5831204",
    "mobile-broadband-subscriptions-data-only": "141387",
    "fixed-broadband-subscriptions-count": "1392664",
    "fixed-broadband-subscriptions-cable": "160452",
    "fixed-broadband-subscriptions-dsl": "90718",
    "fixed-broadband-subscriptions-fibre": "1121369",
    "fixed-broadband-subscriptions-other": "20125",
    "mobile-broadband-traffic-total": "0.52",
    "fixed-broadband-traffic-total": "4.1",
    "coverage-mobile": "97.1",
    "coverage-3g": "95.8",
    "coverage-4g": "91.6",
    "households-internet": "63.4",
    "internet-users": "71.9",
    "mobile-phone-ownership": "68.2",
}
