"""Files of sums, for those who may see the records: a regional office sends one to the centre.

Cells of few records are personal data. The name of such a file says that it is closed, and no room
that publishes may import this module.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ictindex.core.arguments import require
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.file_writer import write_file
from ictindex.core.paths import path_of, visible
from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign
from ictindex.submissions.surveys.cell_plan import plan_cells
from ictindex.submissions.surveys.summed_cells import RecordFaults, SummedCells

ENDING = ".closed.npz"
_FORMAT = 1
_NOTICE = "Closed: sums over few persons are personal data. Never publish this file."
_TABLE = (
    "strata", "clusters", "domains", "counts", "units", "numerators", "denominators", "cases",
    "bases",
)  # fmt: skip


def write_cells(summed: SummedCells, path: str | os.PathLike[str]) -> Path:
    """Write sums to a file for another office; it is closed, as the records are.

    Parameters
    ----------
    summed : SummedCells
        The sums of a part of the survey.
    path : path
        File to write; its name ends with ``.closed.npz``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If the name does not say that the file is closed.

    Examples
    --------
    >>> write_cells(north, "north.closed.npz")  # doctest: +SKIP
    """
    require(isinstance(summed, SummedCells), "summed", "summed-cells", summed)
    file = path_of(path, "path")
    if not file.name.endswith(ENDING):
        raise UsageError("cell-sums.file-name", file=visible(file.name), ending=ENDING)
    header = {
        "format": _FORMAT,
        "confidentiality": _NOTICE,
        "plan": asdict(summed.plan),
        "strata": list(summed.stratum_labels),
        "clusters": list(summed.cluster_labels),
        "faults": asdict(summed.faults),
        "tables": [list(table.keys) for table in summed.tables],
    }
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    }
    arrays["cluster_strata"] = summed.design.cluster_strata
    for number, table in enumerate(summed.tables):
        for name in (*_TABLE, "replicates"):
            if getattr(table, name) is not None:
                arrays[f"{number}.{name}"] = getattr(table, name)
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return write_file(file, content.getvalue())


def read_cells(path: str | os.PathLike[str]) -> SummedCells:
    """Read the sums that another office wrote.

    Parameters
    ----------
    path : path
        A file of ``write_cells``.

    Returns
    -------
    SummedCells
        The sums, to be added by ``merge_cells``.

    Raises
    ------
    UnusableFileError
        If the file is not one of sums, or is damaged.

    Examples
    --------
    >>> north = read_cells("north.closed.npz")  # doctest: +SKIP
    """
    file = path_of(path, "path")
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _restore(json.loads(arrays["header"].tobytes()), arrays)
    except (UsageError, OSError, ValueError, LookupError, TypeError, BadZipFile) as error:
        if isinstance(error, FileNotFoundError):
            raise UnusableFileError("cell-sums.file-missing", file=visible(str(file))) from error
        raise UnusableFileError("cell-sums.not-cells", file=visible(file.name)) from error


def _restore(header: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> SummedCells:
    """Return sums from the parts of their file."""
    if header["format"] != _FORMAT:
        raise ValueError("another format")
    plan = plan_cells(header["plan"])
    tables = []
    for number, keys in enumerate(header["tables"]):
        columns = {name: arrays[f"{number}.{name}"] for name in _TABLE}
        tables.append(
            CellSums(
                **columns,
                scale=plan.scale,
                keys=tuple(keys),
                indicators=tuple(indicator.id for indicator in plan.indicators),
                replicates=arrays.get(f"{number}.replicates"),
            )
        )
    return SummedCells(
        plan=plan,
        tables=tuple(tables),
        design=SampleDesign(
            strata=tuple(map(str, header["strata"])),
            cluster_strata=arrays["cluster_strata"],
            has_strata=plan.stratum is not None,
            has_clusters=plan.cluster is not None,
        ),
        stratum_labels=tuple(header["strata"]),
        cluster_labels=tuple(header["clusters"]),
        faults=RecordFaults(**header["faults"]),
    )
