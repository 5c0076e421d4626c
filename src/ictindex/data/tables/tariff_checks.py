"""Rules of tariffs across the cells of a row, and between rows, for every document."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ictindex.core import decimals
from ictindex.data.tables.draft import Draft
from ictindex.data.tables.schema import HUNDRED, UNLIMITED, minute_prices
from ictindex.data.tables.table_base import TypedTable, find_between, find_competing, finding_in
from ictindex.language.findings import Placed

_TRAFFIC = ("data", "daily_cap", "throttle_at")
_PRICES = (
    "price_mb",
    "price_gb",
    "price_sms",
    "price_sms_off_peak",
    "price_sms_on_net",
    "price_sms_off_net",
    "call_setup",
    *minute_prices(),
)
# The contents of an offer; an offer without any of them is worth nothing.
_USE = (
    "data",
    "minutes",
    "minutes_on_net",
    "minutes_off_net",
    "minutes_fixed",
    "calls_local",
    "sms",
    "sms_on_net",
    "sms_off_net",
    *_PRICES,
)


def judge_rows(draft: Draft) -> None:
    """Mark cells of a row that do not fit together; a plan without id is named by its name."""
    cells = draft.columns
    rows = range(len(cells["economy"]))
    _ids(draft)
    mobile = {row for row in rows if cells["service"][row] == "mobile"}
    broadband = {row for row in rows if cells["service"][row] == "fixed-broadband"}
    plans = {row for row in rows if cells["kind"][row] == "plan"}
    # The rental of a fixed line is for a calendar month; a plan without a price (pay as you go)
    # need not be bought again.
    timed = [
        row
        for row in rows
        if not cells["service"][row].startswith("fixed")
        and not (row in plans and not cells["price"][row])
    ]
    untaxed = [row for row in rows if cells["tax_included"][row] is False]
    for name, needed, code in (
        ("validity_days", timed, "tariff.validity-missing"),
        ("tax_included", rows, "tariff.tax-not-stated"),
        ("tax_rate", untaxed, "tariff.tax-rate-missing"),
        ("payment", sorted(mobile), "tariff.payment-missing"),
    ):
        _mark(draft, _find_empty(draft, name, needed), name, code)
    _units(draft)
    _check_throttling(draft)
    requiring = [row for row in sorted(plans) if cells["requires"][row]]
    _mark(draft, requiring, "requires", "tariff.requires-on-plan")
    _dates(draft)
    faulty = _faulty(draft, *_USE, "data_mb", "data_gb")
    # A telephone line may have a rental only.
    useless = [
        row
        for row in sorted(mobile | broadband)
        if row not in faulty and all(cells[name][row] is None for name in _USE)
    ]
    _mark(draft, useless, "price", "tariff.nothing-included", "warning")
    # A 0 in place of a price that is not known would win every comparison of prices: no basket
    # counts a fee that is paid once.
    free = [
        row
        for row in sorted(plans - set(useless) - _faulty(draft, "price"))
        if cells["price"][row] == 0 and not any(cells[name][row] for name in _PRICES)
    ]
    _mark(draft, free, "price", "tariff.costs-nothing", "warning")


def _find_empty(draft: Draft, name: str, rows: Iterable[int]) -> list[int]:
    """Return the rows whose cell is empty and has no fault."""
    cells, faulty = draft.columns[name], _faulty(draft, name)
    return [row for row in rows if cells[row] in (None, "") and row not in faulty]


def _faulty(draft: Draft, *names: str) -> set[int]:
    """Return the rows that already have a fault in one of these columns: it is enough."""
    return {row for row, name, _ in draft.marks if name in names}


def _mark(draft: Draft, rows: Iterable[int], name: str, code: str, level: str = "error") -> None:
    for row in rows:
        draft.mark(row, name, code, level)


def _ids(draft: Draft) -> None:
    ids, names = draft.columns["id"], draft.columns["name"]
    for row, text in enumerate(ids):
        if text == "":
            ids[row] = names[row]
            if names[row] == "":
                draft.mark(row, "id", "tariff.id-missing")
        elif len(text.split()) > 1:
            draft.mark(row, "id", "tariff.id-with-space", value=text[:80])


def _units(draft: Draft) -> None:
    for name in _TRAFFIC:
        unit = f"{name}_unit"
        stated, faulty = draft.columns[unit], _faulty(draft, unit)
        for row, amount in enumerate(draft.columns[name]):
            limited = amount is not None and amount != UNLIMITED
            if limited and stated[row] == "" and row not in faulty:
                draft.mark(row, unit, "tariff.unit-missing", column=name)


def _check_throttling(draft: Draft) -> None:
    cells = draft.columns
    points, speeds = cells["throttle_at"], cells["throttled_speed_kbits"]
    caps, volumes = cells["daily_cap"], cells["data"]
    faulty = _faulty(draft, "throttle_at", "throttle_at_mb", "throttle_at_gb")
    throttled = [row for row, point in enumerate(points) if point is not None]
    name = "throttled_speed_kbits"
    slow = _find_empty(draft, name, throttled)
    _mark(draft, slow, name, "tariff.throttled-speed-missing", "warning")
    for row, speed in enumerate(speeds):
        unlimited = volumes[row] is not None and volumes[row] == UNLIMITED
        pointless = points[row] is None and caps[row] is None and row not in faulty
        if speed is not None and unlimited and pointless:
            draft.mark(row, "throttle_at", "tariff.throttle-point-missing")
    for row in throttled:
        same = cells["throttle_at_unit"][row] == cells["data_unit"][row]
        if volumes[row] is not None and same and points[row] > volumes[row]:
            draft.mark(
                row,
                "throttle_at",
                "tariff.throttle-beyond-data",
                value=points[row],
                data=volumes[row],
            )


def _dates(draft: Draft) -> None:
    pairs = zip(draft.columns["valid_from"], draft.columns["valid_until"], strict=True)
    for row, (first, last) in enumerate(pairs):
        if first is not None and last is not None and first > last:
            draft.mark(
                row,
                "valid_until",
                "tariff.dates-reversed",
                first=first.isoformat(),
                last=last.isoformat(),
            )


def judge_between(tariffs: TypedTable) -> list[Placed]:
    """Return faults between rows: ids, requirements of add-ons, market shares."""
    keys = ("economy", "operator", "id")
    # A plan without an identifier has its name for one: that is the cell to look at.
    pairs = zip(tariffs.cells["id"], tariffs.cells["name"], strict=True)
    columns = ["name" if key == name else "id" for key, name in pairs]
    repeated = find_competing(tariffs, keys, "tariff.duplicate-id", columns=columns)
    return repeated + _requirements(tariffs) + _shares(tariffs)


def _requirements(tariffs: TypedTable) -> list[Placed]:
    cells = tariffs.cells
    pairs = zip(cells["requires"], cells["kind"], strict=True)
    asking = [row for row, (text, kind) in enumerate(pairs) if text and kind == "add-on"]
    if not asking:
        return []
    names = ("economy", "operator", "id", "kind")
    offers = zip(*(cells[name] for name in names), strict=True)
    plans = {(economy, operator, key) for economy, operator, key, kind in offers if kind == "plan"}
    placed: list[Placed] = []
    for row in asking:
        owner = cells["economy"][row], cells["operator"][row]
        unknown = [key for key in cells["requires"][row].split() if (*owner, key) not in plans]
        if unknown:
            code = "tariff.requires-unknown"
            finding = finding_in(tariffs, row, "requires", code, value=unknown, operator=owner[1])
            placed.append((finding, (row,)))
    return placed


def _shares(tariffs: TypedTable) -> list[Placed]:
    """Check market shares: one for each operator and service, with a sum of at most 100."""
    cells = tariffs.cells
    stated = cells["market_share"]
    first: dict[tuple[str, str, str], int] = {}
    placed: list[Placed] = []
    shares: dict[tuple[str, str], dict[str, int]] = {}
    for row, share in enumerate(stated):
        if share is None:
            continue
        economy, operator, service = (
            cells[name][row] for name in ("economy", "operator", "service")
        )
        earlier = first.setdefault((economy, operator, service), row)
        if share != stated[earlier]:
            finding = find_between(
                tariffs,
                row,
                earlier,
                "tariff.market-shares-differ",
                "market_share",
                value=share,
                other=stated[earlier],
            )
            placed.append((finding, (row, earlier)))
        shares.setdefault((economy, service), {}).setdefault(operator, row)
    for (economy, service), rows_of in shares.items():
        rows = list(rows_of.values())
        values = [stated[row] for row in rows]
        # Printed shares are rounded: the sum of their smallest possible values must not exceed 100.
        with decimals.exact():
            least = sum((decimals.printed_interval(value)[0] for value in values), Decimal(0))
            total = sum(values, Decimal(0))
        if least > HUNDRED:
            code = "tariff.market-shares-above"
            details = {"value": total, "economy": economy, "service": service}
            finding = finding_in(tariffs, rows[-1], "market_share", code, **details)
            placed.append((finding, tuple(rows)))
    return placed
