"""A file with the structures of SDMX of the tables that are exchanged."""

from __future__ import annotations

import os
from typing import Any, Literal

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.data.exchange import sdmx_model
from ictindex.data.exchange.sdmx_message import VERSIONS, structure_message
from ictindex.data.exchange.sdmx_model import Constraint, Dataflow


def write_structure(
    path: str | os.PathLike[str],
    *tables: Any,
    version: Literal["2.1", "3.0", "3.1"] = "3.0",
    agency: str | None = None,
) -> None:
    """Write the structures of SDMX of tables: what a registry or another office needs to read them.

    The message has, for each table, a dataflow, its data structure, the concepts and code lists
    with names in six languages, and a constraint: the codes that its dimensions may have or, where
    the table itself is handed over, those that occur in it. Economies are annotated with their M49
    and ISO2 codes, indicators with the codes of their publishers, their unit and decimals. Names of
    currencies are English only. The same call always writes the same bytes.

    Parameters
    ----------
    path : path
        The file; one that exists with other content is refused, unless
        :class:`ictindex.set_options` allows overwriting.
        It is written as a whole, or not at all.
    *tables : str, table or result
        Ids of dataflows, such as ``"IDI_SCORES"``; tables of observations, prices or economics;
        results, of which the first table is meant (of the index: its scores). None: every dataflow.
    version : str
        Version of SDMX: ``"2.1"``, ``"3.0"`` or ``"3.1"``.
    agency : str, optional
        Id of the agency whose structures these are: the user's own. By default ``"ICTINDEX"``;
        never that of ITU, which has not published them.

    Raises
    ------
    UsageError
        If an argument does not fit, or a table has a code that its code list does not have.
    UnusableFileError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_structure(f"{folder}/structure.xml", table, version="2.1")
    ...     text = Path(folder, "structure.xml").read_text("utf-8")
    >>> text.count("<str:DataStructure "), '<com:Name xml:lang="fr">Économie</com:Name>' in text
    (1, True)
    """
    write_file(path, structure_text(*tables, version=version, agency=agency))


def structure_text(*tables: Any, version: str = "3.0", agency: str | None = None) -> str:
    """Return the structures of tables as the text of a message."""
    if not isinstance(version, str) or version not in VERSIONS:
        raise UsageError("sdmx.structure-version", version=str(version)[:80], allowed=VERSIONS)
    owner = sdmx_model.check_agency(agency)
    flows: dict[str, Dataflow] = {}
    constraints: dict[str, Constraint] = {}
    for table in tables or sdmx_model.dataflow_ids():
        constraint = _constrain(table)
        flows[constraint.flow.id] = constraint.flow
        constraints[constraint.id] = constraint
    return structure_message([*flows.values()], constraints.values(), version=version, agency=owner)


def _constrain(table: Any) -> Constraint:
    """Return the constraint of a dataflow by its id, or that of a table or result of it."""
    if isinstance(table, str):
        return sdmx_model.allow_codes(sdmx_model.dataflow(table))
    makers = sdmx_model.find_tables(table)
    arguments.require(bool(makers), "tables", "dataflows", table)
    flow, make = next(iter(makers.items()))
    return sdmx_model.list_codes(sdmx_model.dataflow(flow), make().cells)
