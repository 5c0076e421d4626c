"""Rules of tariffs across the cells of a row, and between rows.

Each of them is a finding with its address; none of them changes a cell. What a document of the
price basket admits (generations of networks, short plans ...) is not judged here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core import decimals
from ictindex.data.tables.addresses import Array, Columns, Placed
from ictindex.data.tables.base import finding_in
from ictindex.data.tables.reader import Draft, between, competing
from ictindex.data.tables.schema import HUNDRED, UNLIMITED, minute_prices

if TYPE_CHECKING:
    from ictindex.data.tariffs import Tariffs

_TRAFFIC = ("data", "daily_cap", "throttle_at")
# What an offer gives or sells; an offer without any of them buys nothing.
_USE = (
    "data", "minutes", "minutes_on_net", "minutes_off_net", "minutes_fixed", "calls_local", "sms",
    "sms_on_net", "sms_off_net", "price_mb", "price_gb", "price_sms", "price_sms_off_peak",
    "price_sms_on_net", "price_sms_off_net", "call_setup", *minute_prices(),
)  # fmt: skip


def judge_rows(draft: Draft) -> None:
    """Mark what does not fit together within each row; a plan without id is named by its name."""
    columns = draft.columns
    _ids(draft)
    fixed = np.char.startswith(columns["service"].astype(str), "fixed")
    mobile = columns["service"] == "mobile"
    free = columns["price"] == Decimal(0)
    plan = columns["kind"] == "plan"
    # The rental of a fixed line goes by the calendar month; a plan that costs nothing (pay as you
    # go) need not be bought again.
    timeless = fixed | (plan & (free | _empty(columns["price"])))
    untaxed = columns["tax_included"] == False  # noqa: E712 - of an array, cell by cell
    for name, needed, code in (
        ("validity_days", ~timeless, "tariff.validity-missing"),
        ("tax_included", True, "tariff.tax-not-stated"),
        ("tax_rate", untaxed, "tariff.tax-rate-missing"),
        ("payment", mobile, "tariff.payment-missing"),
    ):
        _mark(draft, needed & _lacks(draft, name), name, code)
    _units(draft)
    _throttling(draft)
    _mark(draft, plan & (columns["requires"] != ""), "requires", "tariff.requires-on-plan")
    _dates(draft)
    nothing = np.all([_empty(columns[name]) for name in _USE], axis=0)
    told = _faulty(draft, *_USE, "data_mb", "data_gb")
    # A telephone line may have a rental only.
    usable = mobile | (columns["service"] == "fixed-broadband")
    _mark(draft, nothing & usable & ~told, "price", "tariff.nothing-included", "warning")


def _empty(array: Array) -> Array:
    return np.array([cell is None or cell == "" for cell in array.tolist()], dtype=bool)


def _lacks(draft: Draft, name: str) -> Array:
    return _empty(draft.columns[name]) & ~_faulty(draft, name)


def _faulty(draft: Draft, *names: str) -> Array:
    """Tell which rows have a fault in one of these columns already: it is enough to say so."""
    mask = np.zeros(len(draft.columns["economy"]), dtype=bool)
    for row, name, _ in draft.marks:
        if name in names:
            mask[row] = True
    return mask


def _mark(draft: Draft, mask: Array, name: str, code: str, level: str = "error") -> None:
    for row in np.flatnonzero(mask).tolist():
        draft.mark(row, name, code, level)


def _ids(draft: Draft) -> None:
    columns = draft.columns
    ids, names = columns["id"], columns["name"]
    for row, text in enumerate(ids.tolist()):
        if text == "":
            ids[row] = names[row]
            if names[row] == "":
                draft.mark(row, "id", "tariff.id-missing")
        elif len(text.split()) > 1:
            draft.mark(row, "id", "tariff.id-with-space", value=text[:80])


def _units(draft: Draft) -> None:
    columns = draft.columns
    for name in _TRAFFIC:
        unit = f"{name}_unit"
        amount = columns[name]
        limited = np.array([cell is not None and cell != UNLIMITED for cell in amount], dtype=bool)
        stated = columns[unit] != ""
        for row in np.flatnonzero(limited & ~stated & ~_faulty(draft, unit)).tolist():
            draft.mark(row, unit, "tariff.unit-missing", column=name)


def _throttling(draft: Draft) -> None:
    columns = draft.columns
    point, speed = columns["throttle_at"], columns["throttled_speed_kbits"]
    cap, data = columns["daily_cap"], columns["data"]
    beyond = _faulty(draft, "throttle_at", "throttle_at_mb", "throttle_at_gb")
    unsaid = ~_empty(point) & _lacks(draft, "throttled_speed_kbits")
    name = "throttled_speed_kbits"
    _mark(draft, unsaid, name, "tariff.throttled-speed-missing", "warning")
    for row in np.flatnonzero(~_empty(speed)).tolist():
        unlimited = data[row] is not None and data[row] == UNLIMITED
        if unlimited and point[row] is None and cap[row] is None and not beyond[row]:
            draft.mark(row, "throttle_at", "tariff.throttle-point-missing")
    same = columns["throttle_at_unit"] == columns["data_unit"]
    for row in np.flatnonzero(~_empty(point) & ~_empty(data) & same).tolist():
        if point[row] > data[row]:
            draft.mark(
                row, "throttle_at", "tariff.throttle-beyond-data", value=point[row], data=data[row]
            )


def _dates(draft: Draft) -> None:
    columns = draft.columns
    begins, ends = columns["valid_from"], columns["valid_until"]
    for row in np.flatnonzero(~_empty(begins) & ~_empty(ends)).tolist():
        if begins[row] > ends[row]:
            draft.mark(
                row, "valid_until", "tariff.dates-reversed",
                first=begins[row].isoformat(), last=ends[row].isoformat(),
            )  # fmt: skip


def judge_between(tariffs: Tariffs) -> list[Placed]:
    """Return what does not fit together between rows: ids, what add-ons require, market shares."""
    keys = ("economy", "operator", "id")
    found = competing(tariffs, keys, "tariff.duplicate-id", column="id")
    return found + _requirements(tariffs) + _shares(tariffs)


def _requirements(tariffs: Tariffs) -> list[Placed]:
    columns = tariffs.columns
    pairs = zip(columns["requires"].tolist(), columns["kind"].tolist(), strict=True)
    asking = [row for row, (text, kind) in enumerate(pairs) if text and kind == "add-on"]
    if not asking:
        return []
    named = zip(
        columns["economy"].tolist(), columns["operator"].tolist(), columns["id"].tolist(),
        columns["kind"].tolist(), strict=True,
    )  # fmt: skip
    plans = {(economy, operator, key) for economy, operator, key, kind in named if kind == "plan"}
    found: list[Placed] = []
    for row in asking:
        owner = columns["economy"][row], columns["operator"][row]
        unknown = [key for key in columns["requires"][row].split() if (*owner, key) not in plans]
        if unknown:
            finding = finding_in(
                tariffs,
                row,
                "requires",
                "tariff.requires-unknown",
                value=unknown,
                operator=owner[1],
            )
            found.append((finding, (row,)))
    return found


def _shares(tariffs: Tariffs) -> list[Placed]:
    """Judge market shares: one for each operator and service, together not above 100."""
    columns: Columns = dict(tariffs.columns)
    first: dict[tuple[str, str, str], int] = {}
    found: list[Placed] = []
    shares: dict[tuple[str, str], dict[str, int]] = {}
    for row in np.flatnonzero(~_empty(columns["market_share"])).tolist():
        economy, operator, service = (
            columns[name][row] for name in ("economy", "operator", "service")
        )
        earlier = first.setdefault((economy, operator, service), row)
        if columns["market_share"][row] != columns["market_share"][earlier]:
            finding = between(
                tariffs, row, earlier, "tariff.market-shares-differ", "market_share",
                value=columns["market_share"][row], other=columns["market_share"][earlier],
            )  # fmt: skip
            found.append((finding, (row, earlier)))
        shares.setdefault((economy, service), {}).setdefault(operator, row)
    for (economy, service), rows_of in shares.items():
        rows = list(rows_of.values())
        values = [columns["market_share"][row] for row in rows]
        # Printed shares are rounded: what they may have been at the least has to fit in 100.
        with decimals.exact():
            least = sum((decimals.printed_interval(value)[0] for value in values), Decimal(0))
            total = sum(values, Decimal(0))
        if least > HUNDRED:
            code = "tariff.market-shares-above"
            given = {"value": total, "economy": economy, "service": service}
            finding = finding_in(tariffs, rows[-1], "market_share", code, **given)
            found.append((finding, tuple(rows)))
    return found
