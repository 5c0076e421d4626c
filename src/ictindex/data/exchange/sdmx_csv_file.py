"""Files of SDMX-CSV: any table that is exchanged, written and read again."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.data import csv_files
from ictindex.data.exchange import sdmx_model
from ictindex.data.exchange.sdmx_rows import Texts, cell_texts, write_rows
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS
from ictindex.data.io.table_sources import FileSource
from ictindex.data.observations import Observations

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.economics import Economics
    from ictindex.data.prices import Prices

VERSIONS = ("1.0", "2.0")
_DATAFLOW = re.compile(
    r"([A-Za-z][A-Za-z0-9_.-]*):[A-Za-z0-9_@$-]+\([0-9]+(?:\.[0-9]+){0,2}\)", re.ASCII
)
_DIMENSIONS = ("economy", "indicator", *BREAKDOWNS, "year")


def write_sdmx_csv(
    table: Any,
    path: str | os.PathLike[str],
    *,
    part: str | None = None,
    dataflow: str | None = None,
    version: Literal["1.0", "2.0"] = "2.0",
) -> None:
    """Write a table as an SDMX-CSV message, from which the same table is read.

    Dimensions come first, ``TIME_PERIOD`` last among them, then ``OBS_VALUE`` with the number of
    its decimals, and the attributes; those without content are left out. Codes are those of the
    structure that :func:`ictindex.data.write_structure` writes. A breakdown that is not stated is
    ``_T`` in the key, and is empty again when it is read; a value that is missing is empty, with
    its ``OBS_STATUS``. Several flags have a blank between them. The action is ``R``: the message
    replaces what the recipient has. A message of version 2.0 is valid as 2.1 too. Texts that a
    spreadsheet would read as a formula get an apostrophe in front, which the reader removes again.

    Parameters
    ----------
    table : Observations, Prices, Economics, Result, BasketResult or TargetProgress
        The table, or a result with such tables. Confidential rows of observations are written
        unchanged, with their ``CONF_STATUS``.
    path : path
        The file; one that exists with other content is refused, unless
        :class:`ictindex.set_options` allows overwriting.
        It is written as a whole, or not at all.
    part : str, optional
        Id of the dataflow of one of several tables of a result: ``"IDI_SCORES"`` (the default),
        ``"IDI_RANKS"``, ``"IDI_COMPARISON"`` or ``"IDI_GROUPS"`` (by all groupings of the edition).
    dataflow : str, optional
        The dataflow that the message states, as ``AGENCY:ID(VERSION)``; by default that of this
        library.
    version : str
        Version of SDMX-CSV; ``"1.0"``, which has no action and keeps empty breakdowns, is of
        observations only.

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
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sdmx_csv(ict.compute(ict.methodology("idi", 2024), table), f"{folder}/idi.csv")
    ...     scores = ict.data.read_sdmx_csv(f"{folder}/idi.csv")
    >>> scores.query("economy == 'BRA' and node == 'idi'")["score"].tolist()
    [Decimal('82.0')]
    """
    write_file(path, sdmx_text(table, part=part, dataflow=dataflow, version=version))


def sdmx_text(
    table: Any, *, part: str | None = None, dataflow: str | None = None, version: str = "2.0"
) -> str:
    """Return a table as the text of an SDMX-CSV message."""
    if not isinstance(version, str) or version not in VERSIONS:
        raise UsageError("sdmx.version", version=str(version)[:80], allowed=VERSIONS)
    makers = sdmx_model.find_tables(table)
    arguments.require(bool(makers), "table", "exchanged", table)
    chosen = next(iter(makers)) if part is None else part
    if chosen not in makers:
        raise UsageError("sdmx.unknown-dataflow", dataflow=str(chosen)[:80], allowed=[*makers])
    flow = sdmx_model.dataflow(chosen)
    if version == "1.0":
        arguments.require(isinstance(table, Observations), "table", "observations", table)
        return _write_first_version(table, _check_name(dataflow) or "ICTINDEX:OBSERVATIONS(1.0)")
    name = _check_name(dataflow) or flow.identify(sdmx_model.own_agency())
    own = makers[chosen]()
    period = str(getattr(table, flow.structure.time)) if flow.structure.time else ""
    return write_rows(flow, name, _texts(own), period)


def _texts(table: Any) -> Texts:
    """Return the cells of a table as texts of a CSV file."""
    if isinstance(table, Observations):  # a number that was refused is written as it was
        names, columns = csv_files.written_cells(table)
        return dict(zip(names, columns, strict=True))
    return cell_texts(table.schema.columns, table.cells)


def _check_name(dataflow: str | None) -> str:
    """Return the full name of a dataflow that the caller states; empty if there is none."""
    if dataflow is None:
        return ""
    arguments.require(isinstance(dataflow, str), "dataflow", "text", dataflow)
    named = _DATAFLOW.fullmatch(dataflow)
    if named is None:
        own = sdmx_model.dataflow("OBSERVATIONS").identify(sdmx_model.own_agency())
        raise UsageError("sdmx.dataflow", dataflow=dataflow[:80], example=own)
    sdmx_model.check_agency(named[1])
    return dataflow


def _write_first_version(observations: Observations, dataflow: str) -> str:
    """Return observations as SDMX-CSV 1.0, in which an empty breakdown is empty."""
    names, cells = csv_files.written_cells(observations)
    columns = sdmx_model.dataflow("OBSERVATIONS").structure.components
    concepts = {component.column: component.concept for component in columns}
    by_name = dict(zip(names, cells, strict=True))
    attributes = [name for name in COLUMNS if name not in (*_DIMENSIONS, "value")]
    ordered = [name for name in (*_DIMENSIONS, "value", *attributes) if name in by_name]
    count = len(observations)
    header = ["DATAFLOW", "FREQ", *(concepts[name] for name in ordered)]
    written = [[dataflow] * count, ["A"] * count, *(by_name[name] for name in ordered)]
    return "\n".join([",".join(header), *map(",".join, zip(*written, strict=True))]) + "\n"


def read_sdmx_csv(source: FileSource) -> Observations | Prices | Economics | pd.DataFrame:
    """Read an SDMX-CSV message of version 2.0 of a table that this library exchanges.

    The message names its dataflow (``STRUCTURE_ID``), whose id decides what is read. Of an agency
    of one's own, the ids are the same. Messages of others are read by
    :func:`ictindex.read_observations` with ``form="sdmx-csv"``.

    Parameters
    ----------
    source : path, bytes or stream
        The file, as for :func:`ictindex.read_observations`.

    Returns
    -------
    Observations, Prices, Economics or pandas.DataFrame
        A table of what was sent to a result, with its findings; or the table of a result, as its
        ``to_frame`` has it, with figures as :class:`decimal.Decimal` (``None`` for none) and the
        edition in ``attrs``.

    Raises
    ------
    UnusableFileError
        If the file is no such message, or a cell of the table of a result cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ict.data.write_sdmx_csv(prices, f"{folder}/prices.csv")
    ...     back = read_sdmx_csv(f"{folder}/prices.csv")
    >>> back.cells["price"] == prices.cells["price"], str(back.cells["price"][0])
    (True, '24.73')
    """
    from ictindex.data.exchange.sdmx_row_reader import read_message

    read: Observations | Prices | Economics | pd.DataFrame = read_message(source)
    return read
