"""Records of an invented survey with every fault that a record can have, and their sums by hand.

The sums are made with dictionaries and whole numbers of Python, record by record: nothing of the
library is used but the plan.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pyarrow as pa

from ictindex.submissions.surveys.cell_plan import (
    UNKNOWN_CODE,
    CellPlan,
    Condition,
    CountedIndicator,
)
from ictindex.submissions.surveys.summed_cells import SummedCells

ADULTS = (Condition("age", lowest=15),)
USERS = CountedIndicator("users", ADULTS, ((Condition("net", codes=(1,)),),))
CHILDREN = CountedIndicator(
    "young-or-online",
    (),
    (
        (Condition("age", highest=9),),
        (Condition("net", codes=(1, 2)), Condition("sex", codes=(2,))),
    ),
)
PERSONS = CountedIndicator("persons", (), ((),))
PLAN = CellPlan(
    "weight",
    scale=1000,
    keys=("sex", "area"),
    indicators=(USERS, CHILDREN, PERSONS),
    stratum="stratum",
    cluster="psu",
    replicates=("r1", "r2"),
)
KINDS = {
    "stratum": pa.string(),
    "psu": pa.int32(),
    "sex": pa.int8(),
    "area": pa.float64(),
    "age": pa.int16(),
    "net": pa.float64(),
    "weight": pa.float64(),
    "r1": pa.float64(),
    "r2": pa.float64(),
}
Record = dict[str, Any]


def draw_records(count: int, seed: int) -> list[Record]:
    """Return records; about one of thirty has a fault."""
    draw = random.Random(seed)
    records = []
    for _ in range(count):
        weight = draw.choice([0.0005, 1.5, 12.3456, 999.9995, draw.uniform(1, 5000)])
        record: Record = {
            "stratum": draw.choice(["A", "B", "urbano", "中"]),
            "psu": draw.randint(1, 6),
            "sex": draw.choice([1, 2]),
            "area": draw.choice([1.0, 2.0]),
            "age": draw.randint(0, 90),
            "net": draw.choice([1.0, 2.0, 9.0]),
            "weight": weight,
            "r1": weight * draw.uniform(-0.1, 2),
            "r2": weight * draw.uniform(0, 2),
        }
        if draw.random() < 0.03:
            column = draw.choice(list(record))
            values = (
                [None, -1.0, math.inf, math.nan, 1e13] if KINDS[column] == pa.float64() else [None]
            )
            record[column] = draw.choice(values)
        records.append(record)
    return records


def make_table(records: Iterable[Record]) -> pa.Table:
    """Return records as a table of Arrow."""
    rows = list(records)
    return pa.table(
        {name: pa.array([row[name] for row in rows], kind) for name, kind in KINDS.items()}
    )


def is_number(value: Any) -> bool:
    """Tell whether a cell is a finite number."""
    return value is not None and math.isfinite(value)


def code_of(value: Any) -> int:
    """Return a cell as a code; what is no whole number is unknown."""
    return int(value) if is_number(value) and value == int(value) else UNKNOWN_CODE


def meets(record: Record, condition: Condition) -> bool:
    """Tell whether a record meets a condition."""
    code = code_of(record[condition.column])
    if code == UNKNOWN_CODE:
        return False
    if condition.codes:
        return code in condition.codes
    lowest = -math.inf if condition.lowest is None else condition.lowest
    highest = math.inf if condition.highest is None else condition.highest
    return lowest <= code <= highest


def units_of(value: float, scale: int) -> int:
    """Return a weight in units, rounded half up, exactly as the floats say."""
    return math.floor(Fraction(value * scale) + Fraction(1, 2))


def find_fault(record: Record) -> str:
    """Return the first fault for which a record enters no sum."""
    most = 2**52 // PLAN.scale
    if not is_number(record["weight"]):
        return "weight-missing"
    if record["weight"] < 0:
        return "weight-negative"
    if record["weight"] > most:
        return "weight-too-large"
    if record["stratum"] is None:
        return "stratum-missing"
    if record["psu"] is None:
        return "cluster-missing"
    if any(not is_number(record[r]) or abs(record[r]) > most for r in PLAN.replicates):
        return "replicate-missing"
    return ""


def sum_by_hand(records: Iterable[Record]) -> dict[tuple[Any, ...], list[int]]:
    """Return the sums of each cell, by stratum, cluster and codes."""
    sums: dict[tuple[Any, ...], Counter[int]] = {}
    for record in records:
        if find_fault(record):
            continue
        codes = tuple(code_of(record[key]) for key in PLAN.keys)
        cell = sums.setdefault((record["stratum"], record["psu"], *codes), Counter())
        units = units_of(record["weight"], PLAN.scale)
        added = [1, units]
        for indicator in PLAN.indicators:
            base = all(meets(record, each) for each in indicator.population)
            case = base and any(
                all(meets(record, each) for each in conditions)
                for conditions in indicator.numerator
            )
            added += [case * units, base * units, int(case), int(base)]
            for name in PLAN.replicates:
                weight = units_of(record[name], PLAN.scale)
                added += [case * weight, base * weight]
        cell.update(dict(enumerate(added)))
        for at in range(len(added)):
            cell.setdefault(at, 0)
    return {key: [cell[at] for at in sorted(cell)] for key, cell in sums.items()}


def list_cells(summed: SummedCells) -> dict[tuple[Any, ...], list[int]]:
    """Return the sums of the library in the form of those by hand."""
    cells, sums = summed.cells, {}
    assert cells.replicates is not None
    for at in range(len(cells.counts)):
        stratum = summed.stratum_labels[cells.strata[at]]
        cluster = summed.cluster_labels[cells.clusters[at]]
        row = [int(cells.counts[at]), int(cells.units[at])]
        for j in range(len(cells.indicators)):
            row += [int(part[at, j]) for part in
                    (cells.numerators, cells.denominators, cells.cases, cells.bases)]  # fmt: skip
            for r in range(cells.replicates.shape[-1]):
                row += [int(cells.replicates[at, j, 0, r]), int(cells.replicates[at, j, 1, r])]
        sums[(stratum, cluster, *map(int, cells.domains[at]))] = row
    return sums


def digest(summed: SummedCells) -> str:
    """Return the SHA-256 of the sorted sums, labels included."""
    written = hashlib.sha256(repr((summed.stratum_labels, summed.cluster_labels)).encode())
    for table in summed.tables:
        for name in ("strata", "clusters", "domains", "counts", "units", "numerators",
                     "denominators", "cases", "bases", "replicates"):  # fmt: skip
            column = getattr(table, name)
            if column is not None:
                written.update(column.astype("<i8").tobytes())
    return written.hexdigest()
