"""The plans of the year before, next to those that a questionnaire asks for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.data.io.csv import RawTable
from ictindex.data.tables.schema import TARIFFS
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.submissions.questionnaires.layout import Form, Page

Plan = Mapping[str, str]  # what is written of a plan, by column; choices by their codes
Plans = Mapping[str, Sequence[Plan]]  # by sheet
_KEPT = 200  # characters of a text that are kept


def collect_plans(form: Form, tariffs: Tariffs) -> dict[str, tuple[Plan, ...]]:
    """Return the plans of the economy of a form by sheet, as many as the sheet has lines for."""
    cells, own = tariffs.cells, form.economy
    plans: dict[str, tuple[Plan, ...]] = {}
    for page in form.pages.values():
        if page.kind != "tariffs":
            continue
        rows = [
            row
            for row, economy in enumerate(cells["economy"])
            if (economy, cells["service"][row]) == (own, page.service)
        ]
        listed = tuple(_describe(page, cells, row) for row in rows[: page.rows])
        if listed:
            plans[page.id] = listed
    return plans


def _describe(page: Page, cells: Mapping[str, Sequence[Any]], row: int) -> dict[str, str]:
    plan = {}
    for column in page.columns:
        text = _write(column.name, cells, row)
        if text:
            plan[column.name] = text[:_KEPT]
    return plan


def _write(name: str, cells: Mapping[str, Sequence[Any]], row: int) -> str:
    """Return a cell of a table of tariffs as it is typed into a questionnaire."""
    if name not in cells:
        # A column in another unit, such as Mbit/s, is kept in that of the table.
        column = TARIFFS.columns[name]
        value = cells[column.into][row]
        return "" if value is None else _plain(value / column.times)
    return _plain(cells[name][row])


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else "unlimited"
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def write_plans(plans: Sequence[Plan]) -> str:
    """Return the plans of a sheet as a text for the hidden sheet."""
    return json.dumps([dict(plan) for plan in plans], separators=(",", ":"), ensure_ascii=False)


def read_plans(form: Form, meta: Mapping[str, str]) -> dict[str, tuple[Plan, ...]]:
    """Return the plans by sheet that the hidden sheet states; an unfit text is a ValueError."""
    plans: dict[str, tuple[Plan, ...]] = {}
    for page in form.pages.values():
        listed = json.loads(meta.get(f"plans {page.id}", "[]"))
        names = {column.name for column in page.columns}
        fits = isinstance(listed, list) and len(listed) <= max(page.rows, 0)
        if not fits or not all(_is_plan(plan, names) for plan in listed):
            raise ValueError(f"plans {page.id}")
        if listed:
            plans[page.id] = tuple(listed)
    return plans


def _is_plan(plan: object, names: set[str]) -> bool:
    return isinstance(plan, dict) and all(
        name in names and isinstance(text, str) for name, text in plan.items()
    )


def table_of_plans(form: Form, plans: Plans, source: str) -> Tariffs | None:
    """Return the plans of all sheets as a table of tariffs, or ``None`` without any."""
    tables = []
    for key, listed in plans.items():
        page = form.pages[key]
        names = [c.name for c in page.columns if any(c.name in plan for plan in listed)]
        columns: dict[str, list[object]] = {
            "economy": [form.economy] * len(listed),
            "service": [page.service] * len(listed),
            **{name: [plan.get(name, "") for plan in listed] for name in names},
        }
        tables.append(RawTable(source, tuple(columns), columns, range(1, len(listed) + 1)))
    return read_tariffs(tables) if tables else None
