"""Records of invented surveys as cells: added in dictionaries, one record at a time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign


class SurveyRecord(NamedTuple):
    """A record: stratum and cluster by name, codes of its domain, units of weight, (y, x) pairs."""

    stratum: str
    cluster: str
    codes: tuple[int, ...]
    units: int
    pairs: tuple[tuple[int, int], ...]


def design_of(records: Sequence[SurveyRecord], **options: Any) -> SampleDesign:
    """Return the design of records: strata and clusters in alphabetical order."""
    strata = sorted({record.stratum for record in records})
    clusters = sorted({(record.stratum, record.cluster) for record in records})
    stratum_of = [strata.index(stratum) for stratum, _ in clusters]
    return SampleDesign(tuple(strata), np.array(stratum_of, dtype=np.int64), **options)


def cells_of(
    records: Sequence[SurveyRecord],
    keys: Sequence[str] = ("domain",),
    scale: int = 1,
    *,
    apart: bool = False,
) -> CellSums:
    """Return the cells of records in the order in which they are met; a cell each if ``apart``."""
    strata = sorted({record.stratum for record in records})
    clusters = sorted({(record.stratum, record.cluster) for record in records})
    wide = len(records[0].pairs)
    sums: dict[tuple[int, int, tuple[int, ...], int], list[list[int]]] = {}
    for number, (stratum, cluster, codes, units, pairs) in enumerate(records):
        position = clusters.index((stratum, cluster))
        cell = (strata.index(stratum), position, codes, number if apart else 0)
        row = sums.setdefault(cell, [[0, 0], *([0] * wide for _ in range(4))])
        row[0][0] += 1
        row[0][1] += units
        for column, (y, x) in enumerate(pairs):
            row[1][column] += units * y
            row[2][column] += units * x
            row[3][column] += y != 0
            row[4][column] += x != 0
    whole = [[np.array(r[i], dtype=np.int64) for r in sums.values()] for i in range(5)]
    return CellSums(
        strata=np.array([cell[0] for cell in sums], dtype=np.int64),
        clusters=np.array([cell[1] for cell in sums], dtype=np.int64),
        domains=np.array([cell[2] for cell in sums], dtype=np.int64).reshape(len(sums), len(keys)),
        counts=np.array(whole[0])[:, 0],
        units=np.array(whole[0])[:, 1],
        numerators=np.array(whole[1]),
        denominators=np.array(whole[2]),
        cases=np.array(whole[3]),
        bases=np.array(whole[4]),
        scale=scale,
        keys=tuple(keys),
        indicators=tuple(f"indicator-{column}" for column in range(wide)),
    )
