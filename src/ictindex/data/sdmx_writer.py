"""Writer of observations as an SDMX-CSV message, which statistical offices exchange."""

from __future__ import annotations

import os
import re
from typing import Literal

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.data import csv_files
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS
from ictindex.data.observations import Observations
from ictindex.definitions.catalogue import publisher_forms

DATAFLOW = "ICTINDEX:OBSERVATIONS(1.0)"
VERSIONS = ("1.0", "2.0")
_DATAFLOW = re.compile(
    r"[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_@$-]+\([0-9]+(?:\.[0-9]+){0,2}\)", re.ASCII
)
_DIMENSIONS = ("economy", "indicator", *BREAKDOWNS, "year")


def write_sdmx_csv(
    observations: Observations,
    path: str | os.PathLike[str],
    *,
    dataflow: str = DATAFLOW,
    version: Literal["1.0", "2.0"] = "2.0",
) -> None:
    """Write observations as an SDMX-CSV message from which the same table is read.

    Dimensions come first (``FREQ``, ``REF_AREA``, ``INDICATOR``, the breakdowns, ``TIME_PERIOD``),
    then ``OBS_VALUE`` and the attributes; columns without content are left out, but an empty
    breakdown stays empty. Indicators and units are ids of the catalogue. Texts that a spreadsheet
    would read as a formula get an apostrophe in front, which the reader removes again.

    Parameters
    ----------
    observations : Observations
        The table; confidential rows are written unchanged, with their ``CONF_STATUS``.
    path : path
        The file; one that exists with other content is refused, unless
        :class:`ictindex.set_options` allows overwriting.
        It is written as a whole, or not at all.
    dataflow : str
        The dataflow that the message states, as ``AGENCY:ID(VERSION)``.
    version : str
        Version of SDMX-CSV, ``"1.0"`` or ``"2.0"``.

    Raises
    ------
    UsageError
        If an argument does not fit, or there is no row.
    UnusableFileError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sdmx_csv(table, f"{folder}/annex.csv")
    ...     back = ict.read_observations(f"{folder}/annex.csv", form="sdmx-csv")
    >>> bool((back.columns["value"] == table.columns["value"]).all()), len(back.findings)
    (True, 0)
    """
    write_file(path, sdmx_text(observations, dataflow, version))


def sdmx_text(observations: Observations, dataflow: str = DATAFLOW, version: str = "2.0") -> str:
    """Return observations as the text of an SDMX-CSV message."""
    arguments.require(
        isinstance(observations, Observations), "observations", "observations", observations
    )
    arguments.require(isinstance(dataflow, str), "dataflow", "text", dataflow)
    if not _DATAFLOW.fullmatch(dataflow):
        raise UsageError("sdmx.dataflow", dataflow=dataflow[:80], example=DATAFLOW)
    if not isinstance(version, str) or version not in VERSIONS:
        raise UsageError("sdmx.version", version=str(version)[:80], allowed=VERSIONS)
    names, cells = csv_files.written_cells(observations)
    concepts = {
        target: concept
        for concept, target in reversed(publisher_forms()["sdmx"]["columns"].items())
    }
    by_name = dict(zip(names, cells, strict=True))
    attributes = [name for name in COLUMNS if name not in (*_DIMENSIONS, "value")]
    ordered = [name for name in (*_DIMENSIONS, "value", *attributes) if name in by_name]
    count = len(observations)
    if version == "1.0":
        header, lead = ["DATAFLOW"], [[dataflow] * count]
    else:
        header = ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
        lead = [[text] * count for text in ("dataflow", dataflow, "I")]
    header += ["FREQ", *(concepts[name] for name in ordered)]
    columns = [*lead, ["A"] * count, *(by_name[name] for name in ordered)]
    lines = [",".join(header), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"
