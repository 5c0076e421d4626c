"""Incomes and exchange rates of an economy in its questionnaire: they make its prices comparable.

They are public, and no question: without them the result shows a price without its share of income.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ictindex.data.economics import Economics, read_economics
from ictindex.data.io.csv import RawTable
from ictindex.submissions.questionnaires.layout import Form

Factor = Mapping[str, str]  # what is written of an income or a rate, by column
_COLUMNS = ("series", "year", "value", "currency", "window", "source", "vintage")
_YEARS = 3  # the income may be that of the year before the prices, or of the one before that
_MOST = 40
_KEPT = 200  # characters of a text that are kept


def collect_factors(form: Form, economics: Economics) -> tuple[Factor, ...]:
    """Return the incomes and rates of the economy of a form, of the years that its prices need."""
    cells = economics.cells
    years = range(form.offered - _YEARS + 1, form.offered + 1)
    faulty = set(economics.faulty_rows())
    rows = [
        row
        for row, economy in enumerate(cells["economy"])
        if economy == form.economy
        and cells["year"][row] in years
        and cells["value"][row] is not None
        and row not in faulty
    ]
    return tuple(
        {name: text for name in _COLUMNS if (text := _write(cells[name][row]))}
        for row in rows[:_MOST]
    )


def _write(value: object) -> str:
    text = format(value, "f") if isinstance(value, Decimal) else str(value or "")
    return text[:_KEPT]


def write_factors(factors: Sequence[Factor]) -> str:
    """Return incomes and rates as a text for the hidden sheet."""
    listed = [dict(factor) for factor in factors]
    return json.dumps(listed, separators=(",", ":"), ensure_ascii=False)


def read_factors(meta: Mapping[str, str]) -> tuple[Factor, ...]:
    """Return the incomes and rates that the hidden sheet states; an unfit text is a ValueError."""
    listed = json.loads(meta.get("economics", "[]"))
    if not isinstance(listed, list) or len(listed) > _MOST or not all(map(_is_factor, listed)):
        raise ValueError("economics")
    return tuple(listed)


def _is_factor(factor: object) -> bool:
    return isinstance(factor, dict) and all(
        name in _COLUMNS and isinstance(text, str) for name, text in factor.items()
    )


def table_of_factors(form: Form, factors: Sequence[Factor], source: str) -> Economics | None:
    """Return incomes and rates as a table of economics, or ``None`` without any."""
    if not factors:
        return None
    names = [name for name in _COLUMNS if any(name in factor for factor in factors)]
    columns: dict[str, list[object]] = {
        "economy": [form.economy] * len(factors),
        **{name: [factor.get(name, "") for factor in factors] for name in names},
    }
    lines = range(1, len(factors) + 1)
    return read_economics([RawTable(source, tuple(columns), columns, lines)])
