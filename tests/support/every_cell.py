"""A submission with a figure in every cell of the questionnaire, and that of the year before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from filled_submission import VALUES

from ictindex.submissions.questionnaires.layout import make_form

# Of a part: how far it is from its total towards 0 or towards 100.
_WAYS = {
    "F": -0.03, "M": 0.03, "PD": -0.3, "PWD": 0.04,
    "Y_LT15": -0.3, "Y15T24": 0.5, "Y25T74": 0.1, "Y_GE75": -0.65,
    "ISCED11_0_1": -0.45, "ISCED11_2": -0.15, "ISCED11_3_4": 0.3, "ISCED11_5T8": 0.8,
    "Q1": -0.45, "Q2": -0.2, "Q3": 0.02, "Q4": 0.4, "Q5": 0.75,
}  # fmt: skip
# Of every ten thousand subscriptions to fixed broadband.
_SPEEDS = {
    "below-2-mbit": 100, "2-to-10-mbit": 200, "10-mbit-or-more": 9700, "10-to-30-mbit": 1400,
    "30-to-100-mbit": 2600, "100-mbit-to-1-gbit": 4500, "1-gbit-or-more": 1200,
}  # fmt: skip
_STEM = "fixed-broadband-subscriptions-"


def _part(total: Decimal, code: str) -> str:
    if code in ("U", "R"):  # three of five people are urban
        near = min(total, 100 - total) / 4 * (1 if code == "U" else Decimal("-1.5"))
    else:
        way = Decimal(str(_WAYS[code]))
        near = way * (total if way < 0 else 100 - total)
    return format((total + near).quantize(Decimal("0.1")), "f")


def every_cell() -> dict[str, str]:
    """Return a value for every cell that the questionnaire asks for, by its operand."""
    values = {}
    whole = int(VALUES[f"{_STEM}count"])
    for page in make_form("ECU", 2025).pages.values():
        for ask in page.asks:
            name = ask.indicator
            if ask.breakdown:
                part = f"{name}@{ask.breakdown}={ask.category}"
                values[part] = _part(Decimal(VALUES[name]), ask.category)
            elif name.removeprefix(_STEM) in _SPEEDS:
                values[name] = str(whole * _SPEEDS[name.removeprefix(_STEM)] // 10_000)
            else:
                values[name] = VALUES[name]
    return values


def year_before(values: Mapping[str, str]) -> dict[str, str]:
    """Return the figures of the year before: a little less of everything."""
    before = {}
    for name, text in values.items():
        value = Decimal(text)
        if "." in text and value < 100 and "traffic" not in name:
            before[name] = format((value * Decimal("0.98")).quantize(Decimal("0.1")), "f")
        else:
            share = Decimal("0.99") if name in ("population", "households") else Decimal("0.94")
            places = Decimal(1).scaleb(int(value.as_tuple().exponent))
            before[name] = format((value * share).quantize(places), "f")
    return before
