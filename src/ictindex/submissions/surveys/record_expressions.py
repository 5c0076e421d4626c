"""The expressions of the pass over records: the few verbs that every engine answers alike.

Columns are derived first, and groups only sum plain columns. A code is a number without gaps before
it is compared, every literal is an Int64 or a Float64, a weight is rounded by ``floor(w + 0.5)``,
and nothing is negated: engines differ in all of these (``tests/support/engine_verbs.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import Any, NamedTuple

from ictindex.core.errors import UsageError
from ictindex.submissions.surveys.cell_plan import (
    MOST_CODE,
    UNKNOWN_CODE,
    CellPlan,
    Condition,
    list_columns,
    list_conditions,
)
from ictindex.submissions.surveys.record_groups import Grouping, Query, Steps
from ictindex.submissions.surveys.replicate_units import Taken, name_gap

# Up to here the product of a weight and its scale is exact enough to be rounded to a unit.
_MOST_UNITS = 2**52
_LARGEST_FLOAT = 1.7976931348623157e308
EVERYBODY = "record"
FLAGS = {
    "weight-missing": "weight_missing",
    "weight-negative": "weight_negative",
    "weight-too-large": "weight_large",
    "stratum-missing": "stratum_missing",
    "cluster-missing": "cluster_missing",
    "replicate-missing": "ictindex_replicate_missing",
}


class Tallies(NamedTuple):
    """The sums of each indicator by the names of their columns; equal ones are summed once."""

    bases: tuple[str, ...]
    cases: tuple[str, ...]
    populations: Mapping[str, tuple[Condition, ...]]
    numerators: Mapping[str, tuple[str, tuple[tuple[Condition, ...], ...]]]

    @property
    def counted(self) -> list[str]:
        """The columns of 0 and 1 that tell who counts."""
        return list(dict.fromkeys([EVERYBODY, *self.bases, *self.cases]))


def list_tallies(plan: CellPlan) -> Tallies:
    """Name the columns of a plan's sums; indicators of the same people share them."""
    populations: dict[tuple[Condition, ...], str] = {(): EVERYBODY}
    cases: dict[tuple[str, tuple[tuple[Condition, ...], ...]], str] = {}
    base_names, case_names = [], []
    for indicator in plan.indicators:
        base = populations.setdefault(indicator.population, f"base_{len(populations)}")
        base_names.append(base)
        if () in indicator.numerator:  # everybody of the population
            case_names.append(base)
            continue
        counted = (base, indicator.numerator)
        case_names.append(cases.setdefault(counted, f"case_{len(cases) + 1}"))
    return Tallies(
        tuple(base_names),
        tuple(case_names),
        {name: conditions for conditions, name in populations.items() if conditions},
        {name: counted for counted, name in cases.items()},
    )


def name_keys(plan: CellPlan, keys: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the names, in prepared records, of the design's columns and of some keys."""
    design = [name for name in ("stratum", "cluster") if getattr(plan, name) is not None]
    wanted = plan.keys if keys is None else keys
    return (*design, *(f"key_{plan.keys.index(key) + 1}" for key in wanted))


def name_replicates(plan: CellPlan) -> list[str]:
    """Return the names, next to columns of the file, of the replicate weights in units."""
    return [f"ictindex_replicate_{number + 1}" for number in range(len(plan.replicates))]


def list_flags(plan: CellPlan) -> dict[str, str]:
    """Return the kinds of faults of a record that can be, each with its column of 0 and 1."""
    absent = {
        "stratum-missing": plan.stratum is None,
        "cluster-missing": plan.cluster is None,
        "replicate-missing": not plan.replicates,
    }
    flags = {kind: name for kind, name in FLAGS.items() if not absent.get(kind, False)}
    for number, key in enumerate(plan.keys):
        flags[f"key-missing:{key}"] = f"key_{number + 1}_missing"
    return flags


# ---------------------------------------------------------------- records as numbers without gaps


class Source(NamedTuple):
    """The records of a pass: its plan, the kind of each column, and how replicates are judged.

    ``judged`` are the names of replicate weights that leave out a record in which they cannot be
    used: of others it is known that they can be used in every record.
    """

    plan: CellPlan
    kinds: Mapping[str, str]
    judged: tuple[str, ...] = ()


class _Roles(NamedTuple):
    """The columns of prepared records, but for weights, and the columns of the file behind them."""

    codes: dict[str, str]
    design: dict[str, str]


def _list_roles(plan: CellPlan) -> _Roles:
    codes = {f"key_{number + 1}": key for number, key in enumerate(plan.keys)}
    codes |= {name: column for column, name in name_values(plan).items()}
    design = {"stratum": plan.stratum, "cluster": plan.cluster}
    return _Roles(codes, {name: column for name, column in design.items() if column is not None})


def name_values(plan: CellPlan) -> dict[str, str]:
    """Return the columns of a plan's conditions, each with its name in prepared records."""
    conditions = (each for counted in plan.indicators for each in list_conditions(counted))
    columns = dict.fromkeys(condition.column for condition in conditions)
    return {column: f"value_{number + 1}" for number, column in enumerate(columns)}


def prepare_records(
    frame: Any, source: Source, replicates: Sequence[str] = (), row: str | None = None
) -> Any:
    """Return the records of a frame as codes, units and flags, all of them whole numbers.

    Where a code is missing, it is ``UNKNOWN_CODE``; where the weight cannot be used, it is 0. Of
    the replicate weights, which are in units already, only some are there. ``row`` is a column with
    the number of each record, which is kept.
    """
    import narwhals.stable.v2 as nw

    plan, kinds = source.plan, source.kinds
    roles = _list_roles(plan)
    taken = [nw.col(row).cast(nw.Int64).alias("row")] if row else []
    for name, column in {**roles.codes, **roles.design}.items():
        kind = kinds[column]
        to = nw.String if kind == "text" else nw.Int64 if kind == "whole" else nw.Float64
        taken.append(nw.col(column).cast(to).alias(name))
    taken.append(nw.col(plan.weight).cast(nw.Float64).alias("weight"))
    flag = [FLAGS["replicate-missing"]] if plan.replicates else []
    frame = frame.select(*taken, *map(nw.col, (*flag, *replicates)))
    coded = {**roles.codes, **roles.design}
    frame = frame.with_columns(
        *(_fill_gaps(name, kinds[column]) for name, column in coded.items()),
        *_flag_weight(plan.scale),
        _bound_weight(plan.scale),
    )
    floats = [name for name, column in coded.items() if kinds[column] == "float"]
    frame = frame.with_columns(
        *(_as_whole(name) for name in floats),
        (nw.col("weight") * float(plan.scale) + 0.5).floor().cast(nw.Int64).alias("units"),
        _whole(1).alias(EVERYBODY),
    )
    flags = [_flag_gap(name, kinds[column]) for name, column in roles.design.items()]
    flags += [_flag_gap(name, "whole") for name in roles.codes if name.startswith("key_")]
    frame = _derive(frame, flags)
    unusable = [name for name in list_flags(plan).values() if name in FLAGS.values()]
    faults = reduce(add, (nw.col(name) for name in unusable))
    return frame.with_columns(
        nw.when(faults == 0).then(_whole(1)).otherwise(_whole(0)).alias("usable")
    )


def _derive(frame: Any, columns: Iterable[Any]) -> Any:
    """Return a frame with more columns, if there are any."""
    derived = list(columns)
    return frame.with_columns(*derived) if derived else frame


def find_kinds(schema: Mapping[str, Any], plan: CellPlan) -> dict[str, str]:
    """Return the kind of each column that the plan reads: text, whole or float."""
    import narwhals.stable.v2 as nw

    kinds: dict[str, str] = {}
    for column in list_columns(plan):
        if column not in schema:
            raise UsageError("cell-sums.column-unknown", column=column, allowed=tuple(schema))
        kind = schema[column]
        if kind.is_integer() or kind == nw.Boolean:
            kinds[column] = "whole"
        elif kind.is_numeric():
            kinds[column] = "float"
        elif kind in (nw.String, nw.Categorical, nw.Enum):
            kinds[column] = "text"
        else:
            raise UsageError("cell-sums.column-kind", column=column, type=str(kind))
    for column in (*_list_roles(plan).codes.values(), plan.weight, *plan.replicates):
        if kinds[column] == "text":  # a stratum or a cluster alone may be text
            raise UsageError("cell-sums.column-text", column=column)
    return kinds


def _whole(value: int) -> Any:
    """Return a literal of 64 bits: of its own an engine may take 32, and wrap in silence."""
    import narwhals.stable.v2 as nw

    return nw.lit(value, dtype=nw.Int64)


def _fill_gaps(name: str, kind: str) -> Any:
    """Return a code with the mark of the unknown in place of a gap, of NaN and of huge numbers."""
    import narwhals.stable.v2 as nw

    column = nw.col(name)
    if kind == "text":
        return nw.when(column.is_null()).then(nw.lit("")).otherwise(column).alias(name)
    if kind == "whole":
        return nw.when(column.is_null()).then(_whole(UNKNOWN_CODE)).otherwise(column).alias(name)
    unknown = nw.lit(float(UNKNOWN_CODE), dtype=nw.Float64)
    fits = (column > -float(MOST_CODE)) & (column < float(MOST_CODE))
    return nw.when(fits).then(column).otherwise(unknown).alias(name)


def _as_whole(name: str) -> Any:
    """Return a code that is a float as a whole number; one with a fraction is unknown."""
    import narwhals.stable.v2 as nw

    column, unknown = nw.col(name), nw.lit(float(UNKNOWN_CODE), dtype=nw.Float64)
    whole = nw.when(column.floor() == column).then(column).otherwise(unknown)
    return whole.cast(nw.Int64).alias(name)


def _flag_gap(name: str, kind: str) -> Any:
    import narwhals.stable.v2 as nw

    gap = nw.col(name) == ("" if kind == "text" else UNKNOWN_CODE)
    return nw.when(gap).then(_whole(1)).otherwise(_whole(0)).alias(f"{name}_missing")


def most_weight(scale: int) -> float:
    """Return the largest weight that is a whole number of units without any doubt."""
    return float(_MOST_UNITS // scale)


def _flag_weight(scale: int) -> list[Any]:
    """Return the flags of a weight that is not finite, negative, or huge, before it is bounded."""
    import narwhals.stable.v2 as nw

    weight = nw.col("weight")
    finite = (weight >= -_LARGEST_FLOAT) & (weight <= _LARGEST_FLOAT)
    flags = {
        "weight_missing": nw.when(finite).then(_whole(0)).otherwise(_whole(1)),
        "weight_negative": _flag(finite & (weight < 0.0)),
        "weight_large": _flag(finite & (weight > most_weight(scale))),
    }
    return [flag.alias(name) for name, flag in flags.items()]


def _flag(condition: Any) -> Any:
    """Return 1 where a condition is met, and 0 where it is not or cannot be judged."""
    import narwhals.stable.v2 as nw

    return nw.when(condition).then(_whole(1)).otherwise(_whole(0))


def _bound_weight(scale: int) -> Any:
    """Return the weight, and 0 in place of one that cannot be used."""
    import narwhals.stable.v2 as nw

    weight, zero = nw.col("weight"), nw.lit(0.0, dtype=nw.Float64)
    fits = (weight >= 0.0) & (weight <= most_weight(scale))
    return nw.when(fits).then(weight).otherwise(zero).alias("weight")


# ---------------------------------------------------------------- what is asked of the records


def _list_read(plan: CellPlan) -> tuple[str, ...]:
    """Return the columns of the file that a query reads, but for replicate weights."""
    roles = _list_roles(plan)
    return tuple(dict.fromkeys([*roles.codes.values(), *roles.design.values(), plan.weight]))


def _take_replicates(source: Source, names: Iterable[str] = (), *, sizes: bool = False) -> Taken:
    """Return what is taken of the replicate weights: the units of some, and the flag of records."""
    plan = source.plan
    files = dict(zip(name_replicates(plan), plan.replicates, strict=True))
    judged = tuple(files[name] for name in source.judged)
    flag = FLAGS["replicate-missing"] if plan.replicates and not sizes else ""
    units = {name: files[name] for name in names}
    return Taken(units, plan.scale, most_weight(plan.scale), judged, flag, sizes)


def ask_replicates(source: Source, replicates: Sequence[str]) -> Query:
    """Return the query of some replicate weights: records without them, and their largest size."""
    grouping = Grouping((), tuple(map(name_gap, replicates)), tuple(replicates))
    return Query(_keep, grouping, taken=_take_replicates(source, replicates, sizes=True))


def _keep(frame: Any) -> Any:
    """Return a frame as it is."""
    return frame


def ask_faults(source: Source) -> Query:
    """Return the query of the whole file: records, faults, and the largest weight in units."""
    sums = tuple(dict.fromkeys([EVERYBODY, "usable", *list_flags(source.plan).values()]))

    def derive(frame: Any) -> Any:
        return prepare_records(frame, source)

    return _ask(source, derive, Grouping((), sums, ("units",)))


def _ask(source: Source, derive: Steps, grouping: Grouping, *names: str, row: str = "") -> Query:
    """Return a query of prepared records, with the replicate weights of some names."""
    columns = (*_list_read(source.plan), *([row] if row else []))
    return Query(derive, grouping, columns=columns, taken=_take_replicates(source, names))


def ask_first_rows(source: Source, row: str) -> Query:
    """Return the query of the first record of each kind of fault."""
    import narwhals.stable.v2 as nw

    flags = list(list_flags(source.plan).values())

    def derive(frame: Any) -> Any:
        # Only maxima are taken: the first row is the largest of the negative numbers.
        return prepare_records(frame, source, row=row).with_columns(
            nw.when(nw.col(name) > 0)
            .then(_whole(0) - nw.col("row"))
            .otherwise(_whole(UNKNOWN_CODE))
            .alias(name)
            for name in flags
        )

    return _ask(source, derive, Grouping((), (), tuple(flags)), row=row)


def ask_cell_count(source: Source, keys: Sequence[str]) -> Query:
    """Return the query of the number of cells that a breakdown has."""

    def derive(frame: Any) -> Any:
        return keep_usable(prepare_records(frame, source))

    grouping = Grouping(name_keys(source.plan, keys), (EVERYBODY,))
    return _ask(source, derive, grouping)._replace(counts_groups=True)


def ask_sums(
    source: Source,
    keys: Sequence[str],
    tallies: Tallies,
    replicates: Sequence[str],
    *,
    alone: bool = False,
) -> Query:
    """Return the query of the sums of a breakdown's cells by some of the replicate weights.

    ``alone``: the numbers of records and the sums by the weight itself are left out.
    """
    counted = tuple(tallies.counted)
    weights = (*(() if alone else ("units",)), *replicates)

    def derive(frame: Any) -> Any:
        frame = keep_usable(prepare_records(frame, source, replicates))
        return derive_tallies(frame, source.plan, tallies)

    sums = () if alone else counted
    grouping = Grouping(name_keys(source.plan, keys), sums, counted=counted, weights=weights)
    return _ask(source, derive, grouping, *replicates)


def keep_usable(frame: Any) -> Any:
    """Return the records that enter sums."""
    import narwhals.stable.v2 as nw

    return frame.filter(nw.col("usable") == 1)


def derive_tallies(frame: Any, plan: CellPlan, tallies: Tallies) -> Any:
    """Return prepared records with the columns of 0 and 1 that tell who counts."""
    import narwhals.stable.v2 as nw

    names = name_values(plan)
    bases = {
        base: _flag(_meet_all(conditions, names))
        for base, conditions in tallies.populations.items()
    }
    cases = {}
    for case, (base, lists) in tallies.numerators.items():
        meets = reduce(or_, (_meet_all(conditions, names) for conditions in lists))
        cases[case] = nw.when(meets).then(nw.col(base)).otherwise(_whole(0))
    for columns in (bases, cases):
        frame = _derive(frame, (column.alias(name) for name, column in columns.items()))
    return frame


def _meet_all(conditions: Sequence[Condition], names: Mapping[str, str]) -> Any:
    """Return the condition that all of some conditions are met."""
    return reduce(and_, (_meet(condition, names[condition.column]) for condition in conditions))


def _meet(condition: Condition, name: str) -> Any:
    """Return a condition on a prepared code; the mark of the unknown meets none."""
    import narwhals.stable.v2 as nw

    column = nw.col(name)
    if condition.codes:
        return column.is_in(sorted(set(condition.codes)))
    lowest = -MOST_CODE if condition.lowest is None else condition.lowest
    highest = MOST_CODE if condition.highest is None else condition.highest
    return (column >= lowest) & (column <= highest)
