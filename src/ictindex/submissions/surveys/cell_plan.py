"""The plan of the sums over the records of a survey: weight, design, breakdowns, indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

__all__ = ["UNKNOWN_CODE", "CellPlan", "Condition", "CountedIndicator", "check_plan", "plan_cells"]

MOST = 2**53  # up to here float64, in which some engines hold codes, has every whole number
MOST_CODE = 10**15
# The code, in the sums, of a record whose code of a breakdown is missing or not a whole number.
UNKNOWN_CODE = -MOST
Margin = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a record: a column has one of some codes, or lies in a range.

    Parameters
    ----------
    column : str
        Column of the records, with whole numbers.
    codes : tuple of int
        The codes that meet the condition.
    lowest, highest : int, optional
        Range that meets the condition, both ends included. Not together with ``codes``.

    Notes
    -----
    A missing value meets no condition.
    """

    column: str
    codes: tuple[int, ...] = ()
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class CountedIndicator:
    """An indicator as counts of records: which are the population, and which of them count.

    Parameters
    ----------
    id : str
        Id of the indicator.
    population : tuple of Condition
        Conditions that are all met by a record of the denominator; none: every record.
    numerator : tuple of tuple of Condition
        Lists of conditions. A record of the population is in the numerator if it meets all
        conditions of one of the lists; an empty list is met by everybody.
    """

    id: str
    population: tuple[Condition, ...]
    numerator: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class CellPlan:
    """The sums over the records of a survey: of what, and by what.

    Parameters
    ----------
    weight : str
        Column of the weights.
    scale : int
        Units in a weight of 1: 1 for weights that are whole numbers, 1000000 for six decimals.
    keys : tuple of str
        Columns of the breakdowns, with codes that are whole numbers.
    indicators : tuple of CountedIndicator
        What is counted.
    stratum, cluster : str, optional
        Columns of the design; a cluster is named within its stratum.
    replicates : tuple of str
        Columns of replicate weights.
    margins : tuple of tuple of str
        Breakdowns that are wanted, each by names of ``keys``. They matter where the cross of all
        keys has nearly as many cells as there are records: then each of them is summed on its own.
        By default the whole and every key alone.
    """

    weight: str
    scale: int
    keys: tuple[str, ...]
    indicators: tuple[CountedIndicator, ...]
    stratum: str | None = None
    cluster: str | None = None
    replicates: tuple[str, ...] = ()
    margins: tuple[Margin, ...] = ()


def plan_cells(record: Mapping[str, Any]) -> CellPlan:
    """Make a plan of sums from plain data, as JSON and TOML have it.

    An office that may not send its records is sent a plan, and sends back the sums.

    Parameters
    ----------
    record : mapping
        ``weight`` (column), ``scale`` (units in a weight of 1), ``keys`` (columns of the
        breakdowns), ``indicators``, and if there are any ``stratum``, ``cluster``, ``replicates``
        and ``margins``. An indicator has an ``id``, its ``population`` (a list of conditions, all
        of them met) and its ``numerator`` (a list of such lists, one of them met). A condition has
        a ``column`` and either ``codes`` or ``lowest`` and ``highest``.

    Returns
    -------
    CellPlan
        The plan, checked.

    Raises
    ------
    UsageError
        If something is missing or not known, or if the plan contradicts itself.

    Examples
    --------
    >>> plan = plan_cells({
    ...     "weight": "w", "scale": 1000, "keys": ["sex"], "cluster": "psu",
    ...     "indicators": [{
    ...         "id": "users",
    ...         "population": [{"column": "age", "lowest": 5}],
    ...         "numerator": [[{"column": "used", "codes": [1]}]],
    ...     }],
    ... })
    >>> plan.indicators[0].id
    'users'
    """
    try:
        indicators = tuple(
            CountedIndicator(
                **{
                    **each,
                    "population": _restore(each["population"]),
                    "numerator": tuple(map(_restore, each["numerator"])),
                }
            )
            for each in record["indicators"]
        )
        lists: dict[str, Any] = {
            name: tuple(record.get(name, ())) for name in ("keys", "replicates")
        }
        lists["margins"] = tuple(map(tuple, record.get("margins", ())))
        plan = CellPlan(**{**record, **lists, "indicators": indicators})
    except (TypeError, LookupError, AttributeError, ValueError) as error:
        raise UsageError("cell-sums.plan-form", reason=str(error)) from error
    check_plan(plan)
    return plan


def _restore(conditions: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return conditions from their records."""
    return tuple(
        Condition(**{**each, "codes": tuple(each.get("codes", ()))}) for each in conditions
    )


def list_margins(plan: CellPlan) -> list[Margin]:
    """Return the breakdowns that a plan wants, in the order of its keys; the whole is one."""
    wanted = plan.margins or tuple((key,) for key in plan.keys)
    ordered = (tuple(key for key in plan.keys if key in margin) for margin in ((), *wanted))
    return list(dict.fromkeys(ordered))


def list_conditions(indicator: CountedIndicator) -> Iterator[Condition]:
    """Yield every condition of an indicator."""
    yield from indicator.population
    for conditions in indicator.numerator:
        yield from conditions


def list_columns(plan: CellPlan) -> list[str]:
    """Return the columns of the records that a plan reads, each once."""
    design = [column for column in (plan.stratum, plan.cluster) if column is not None]
    conditions = [each.column for counted in plan.indicators for each in list_conditions(counted)]
    return list(dict.fromkeys([*design, *plan.keys, plan.weight, *plan.replicates, *conditions]))


def check_plan(plan: CellPlan) -> None:
    """Refuse a plan that contradicts itself."""
    if not _is_whole(plan.scale) or not 1 <= plan.scale <= MOST:
        raise UsageError("cell-sums.plan-scale", value=str(plan.scale))
    _check_unique("keys", plan.keys)
    _check_unique("indicators", [indicator.id for indicator in plan.indicators])
    _check_unique("replicates", plan.replicates)
    for margin in plan.margins:
        _check_unique("margins", margin)
        for key in margin:
            if key not in plan.keys:
                raise UsageError("cell-sums.plan-margin", column=key, allowed=plan.keys)
    for indicator in plan.indicators:
        if not indicator.numerator:
            raise UsageError("cell-sums.plan-numerator", name=indicator.id)
        for condition in list_conditions(indicator):
            _check_condition(indicator.id, condition)


def _check_unique(part: str, names: Iterable[str]) -> None:
    """Refuse a name that is in a list of the plan twice."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise UsageError("cell-sums.plan-repeated", key=part, value=repeated[0])


def _check_condition(indicator: str, condition: Condition) -> None:
    """Refuse a condition that nothing can meet, or whose codes are no whole numbers."""
    ends = [end for end in (condition.lowest, condition.highest) if end is not None]
    for code in (*condition.codes, *ends):
        if not _is_whole(code) or abs(code) >= MOST_CODE:
            raise UsageError(
                "cell-sums.plan-code",
                name=indicator,
                column=condition.column,
                value=str(code),
            )
    if bool(condition.codes) == bool(ends) or ends != sorted(ends):
        raise UsageError("cell-sums.plan-condition", name=indicator, column=condition.column)


def _is_whole(value: object) -> bool:
    """Tell whether a value is a whole number; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)
