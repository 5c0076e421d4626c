"""Whose tariffs are looked at, and which of them the rules of a document admit.

Decided before anything is priced: the operator by market share; then, row by row, what the
document leaves out whole. Each row that is left out is a finding with its address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ictindex.core import decimals
from ictindex.data import Tariffs
from ictindex.findings import Finding
from ictindex.ipb.offers import Reckoner

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator whose tariffs are looked at.

    Parameters
    ----------
    name : str
        As in the table.
    why : str
        ``"only-operator"`` or ``"largest-share"``.
    share : Decimal or None
        Market share in percent.
    rows : tuple of int
        Its rows.
    """

    name: str
    why: str
    share: Decimal | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why no operator is the largest.

    Parameters
    ----------
    code : str
        Code of the reason.
    operators : tuple of str
        The operators in question.
    """

    code: str
    operators: tuple[str, ...]


def operator(tariffs: Tariffs, rows: Sequence[int]) -> Operator | Undecided:
    """Return the operator with the largest market share of a service in an economy.

    An operator whose share is not stated may hold what the stated shares leave of 100; if even
    that is less than the largest stated share, nothing hangs on it.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.data import read_tariffs
    >>> frame = pd.DataFrame(
    ...     {"operator": ["A", "B"], "id": ["a", "b"], "market_share": ["60", "30"]}
    ... ).assign(
    ...     economy="MUS", service="mobile", payment="prepaid", price="1", currency="MUR",
    ...     tax_included="yes", validity_days="30", data_gb="1",
    ... )
    >>> found = operator(read_tariffs(frame), range(2))
    >>> found.name, found.why, found.share
    ('A', 'largest-share', Decimal('60'))
    """
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
    """Return the rows that the rules admit, and why the others are left out.

    Parameters
    ----------
    reckoner : Reckoner
        Table, rules and basket.
    rows : sequence of int
        Rows of the operator.
    year : int or None
        Year in which they have to be valid.
    """
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
    """Of each plan that is sold with several commitments, keep the one that the rules name.

    Rows of one name and payment are one plan. The commitment closest to the document's is taken;
    of two as close, the shorter; one that is stated before one that is not.
    """
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
