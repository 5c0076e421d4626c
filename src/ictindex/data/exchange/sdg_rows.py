"""Rows for the SDG database, by the lists of the data structure that the user hands over.

The structure changes twice a year, so none comes with the library: its file says which codes there
are, and how they are written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.file_writer import write_file
from ictindex.data.checks import SCORE
from ictindex.data.csv_files import csv_of_records, write_number
from ictindex.data.exchange.sdmx_rows import LEAD
from ictindex.data.exchange.structure_reader import Part, ReadStructure, read_structure
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.io.sdmx_csv import NO_BREAKDOWN
from ictindex.data.io.table_sources import FileSource
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms
from ictindex.language.findings import Address, Finding, Findings

_NEEDED = ("SERIES", "REF_AREA", "TIME_PERIOD")
_NAMED = 20
# What the columns of observations say that are attributes there.
_TEXTS = ("SOURCE_DETAIL", "COMMENT_OBS")
_BOUNDS = ("LOWER_BOUND", "UPPER_BOUND")


def write_sdg_csv(
    observations: Observations,
    path: str | os.PathLike[str],
    *,
    dsd: FileSource,
    custodian: bool = False,
) -> Findings:
    """Write observations as rows for the SDG database, in SDMX-CSV 2.0.

    Rows have the dimensions of the data structure that is handed over, in its order, and its codes
    in its spelling. What is not in its lists is refused, with all rows concerned, and nothing is
    written: a series that was renamed, an area without a code of M49, a series by skill without a
    skill, two rows with one key, a row that is not free for publication (the structure has no
    column for it). Rows of indicators that have no SDG series are left out and named. ``NATURE``
    follows from the class of the source; it is empty where the class does not decide it.

    Parameters
    ----------
    observations : Observations
        The table.
    path : path
        The file; one that exists with other content is refused, unless
        :class:`ictindex.set_options` allows overwriting.
        It is written as a whole, or not at all.
    dsd : path, bytes or stream
        The structure message (SDMX-ML 2.1 or 3.0) with the data structure of the SDG indicators and
        its code lists, as the custodians of the structure publish it.
    custodian : bool
        ``True`` if the file is that of the agency in charge of the indicators
        (``REPORTING_TYPE`` G); by default it is a country's own (N).

    Returns
    -------
    Findings
        What was left out, and what the table does not state.

    Raises
    ------
    RefusedObservationsError
        If a row cannot be written by the lists; all faults are in ``faults``.
    UsageError
        If an argument does not fit, or no row is of an SDG series.
    UnusableFileError
        If the structure cannot be read, or the file cannot be written.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> try:
    ...     write_sdg_csv(table, "sdg.csv", dsd=b"<Structure/>")
    ... except ict.errors.UnusableFileError as error:
    ...     print(error.code)
    structure.none
    """
    text, findings = sdg_text(observations, dsd=dsd, custodian=custodian)
    write_file(path, text)
    return findings


def sdg_text(
    observations: Observations, *, dsd: FileSource, custodian: bool = False
) -> tuple[str, Findings]:
    """Return observations as the text of such a message, and what to know about it."""
    arguments.require(
        isinstance(observations, Observations), "observations", "observations", observations
    )
    arguments.require(isinstance(custodian, bool), "custodian", "true-or-false", custodian)
    if observations.findings.errors:
        raise RefusedObservationsError(
            "compute.errors-in-cells", faults=observations.findings.errors
        )
    maker = _Maker(observations, read_structure(dsd, *_NEEDED), custodian)
    rows = [row for number in range(len(observations)) for row in maker.make(number)]
    if maker.faults:
        raise RefusedObservationsError(
            "sdg.refused",
            faults=maker.faults,
            count=str(len({fault.address for fault in maker.faults})),
            structure=maker.structure.name,
        )
    if not rows:
        raise UsageError("sdg.no-rows", ids=tuple(sorted(maker.left_out)))
    parts = (*maker.structure.dimensions, "OBS_VALUE", *maker.structure.attributes)
    columns = [concept for concept in parts if any(row.get(concept) for row in rows)]
    lead = ("datastructure", maker.structure.name, "R")
    cells = ((*lead, *(row.get(concept, "") for concept in columns)) for row in rows)
    return csv_of_records((*LEAD, *columns), cells), Findings(maker.describe(rows))


def _series_of() -> Mapping[str, list[tuple[str, str]]]:
    """Return the series of each indicator, with its code of the composite breakdown."""
    named: dict[str, list[tuple[str, str]]] = {}
    for series, parts in publisher_forms()["sdmx"]["series"].items():
        for part, indicator in parts.items():
            named.setdefault(indicator, []).append((series, part))
    for key, indicator in catalogue.indicators().items():
        for code in indicator.codes.get("sdmx", ()):
            named.setdefault(key, []).append((code, NO_BREAKDOWN))
    return named


class _Maker:
    """The rows of a table, made one by one, with the faults and remarks on the way."""

    def __init__(self, table: Observations, structure: ReadStructure, custodian: bool) -> None:
        self.table = table
        self.structure = structure
        self.custodian = custodian
        self.form = publisher_forms()["sdmx"]
        self.series = _series_of()
        self.faults: list[Finding] = []
        self.left_out: dict[str, int] = {}
        self.undecided: list[str] = []
        self.keys: dict[tuple[str, ...], int] = {}

    def make(self, number: int) -> Iterator[dict[str, str]]:
        """Yield the row of an observation, if it is of an SDG series."""
        cells = {name: column[number] for name, column in self.table.cells.items()}
        indicator = cells["indicator"]
        if cells["unit"] == SCORE or indicator not in self.series:
            self.left_out[indicator] = self.left_out.get(indicator, 0) + 1
            return
        row = self._key(number, cells) | self._attributes(number, cells)
        row["OBS_VALUE"] = write_number(cells["value"], cells["written"])
        parts = {**self.structure.dimensions, **self.structure.attributes}
        written = {
            concept: self._spell(number, parts[concept], text) if concept in parts else text
            for concept, text in row.items()
            if concept in parts or concept == "OBS_VALUE"
        }
        key = tuple(written[concept] for concept in self.structure.dimensions)
        first = self.keys.setdefault(key, number)
        if first != number:
            self._refuse(number, "sdg.key-twice", line=str(self.table.cells["line"][first]))
        yield written

    def _key(self, number: int, cells: Mapping[str, Any]) -> dict[str, str]:
        """Return the dimensions of a row, before they are looked up in their lists."""
        series, part = self._choose_series(cells["indicator"])
        if part == NO_BREAKDOWN and series in self.form["sdg"]["by_skill"]:
            self._refuse(number, "sdg.no-skill", value=series)
        area = catalogue.economies()[cells["economy"]].m49 if self._is_listed(cells) else ""
        if not area:
            self._refuse(number, "sdg.no-area", economy=cells["economy"])
        reporting = self.form["sdg"]["reporting"]["custodian" if self.custodian else "own"]
        own = {
            "FREQ": "A",
            "REPORTING_TYPE": reporting,
            "SERIES": series,
            "REF_AREA": area.lstrip("0"),
            self.form["composite"]: part,
            "TIME_PERIOD": str(cells["year"]),
        }
        return {
            concept: own.get(concept) or self._breakdown(concept, cells)
            for concept in self.structure.dimensions
        }

    @staticmethod
    def _is_listed(cells: Mapping[str, Any]) -> bool:
        return cells["economy"] in catalogue.economies()

    def _choose_series(self, indicator: str) -> tuple[str, str]:
        """Return the series of an indicator that the structure has, or its first one."""
        codes = self.structure.dimensions["SERIES"]
        listed = [pair for pair in self.series[indicator] if codes.find(pair[0])]
        return (listed or self.series[indicator])[0]

    def _breakdown(self, concept: str, cells: Mapping[str, Any]) -> str:
        """Return the code of a breakdown; of a dimension that observations lack: no breakdown."""
        column = self.form["columns"].get(concept, "")
        cell = str(cells[column]) if column in BREAKDOWNS else ""
        theirs = {own: code for code, own in self.form["codes"].get(column, {}).items()}
        return theirs.get(cell, cell) or NO_BREAKDOWN

    def _attributes(self, number: int, cells: Mapping[str, Any]) -> dict[str, str]:
        """Return the attributes of a row, before they are looked up in their lists."""
        nature = self.form["sdg"]["nature"].get(cells["source_class"], "")
        if not nature:
            self.undecided.append(f"{cells['economy']} {cells['indicator']} {cells['year']}")
        conf = cells["conf_status"]
        if conf and not catalogue.confidentiality_codes()[conf]:
            self._refuse(number, "sdg.confidential", value=conf)
        columns = self.form["columns"]
        bounds = {concept: cells[columns[concept]] for concept in _BOUNDS}
        return {
            "UNIT_MEASURE": self._unit(cells),
            "UNIT_MULT": "0",
            "OBS_STATUS": cells["status"],
            "NATURE": nature,
            **{concept: cells[columns[concept]] for concept in _TEXTS},
            **{c: "" if bound is None else format(bound, "f") for c, bound in bounds.items()},
        }

    def _unit(self, cells: Mapping[str, Any]) -> str:
        """Return the code of the unit of a row that the structure has, or its own name."""
        unit = cells["unit"] or catalogue.indicators()[cells["indicator"]].unit
        codes = [code for code, own in self.form["units"].items() if own == unit]
        part = self.structure.attributes.get("UNIT_MEASURE")
        listed = [code for code in codes if part is None or part.find(code)]
        return next(iter(listed or codes), unit)

    def _spell(self, number: int, part: Part, text: str) -> str:
        """Return a code in the spelling of its list; refuse one that is not in it."""
        code = part.find(text) if text else ""
        if code is None:
            details = {"value": text[:80], "concept": part.concept, "list": part.list_id}
            self._refuse(number, "sdg.code-not-listed", **details)
        return code or ""

    def _refuse(self, number: int, code: str, **details: object) -> None:
        cells, address = self.table.cells, self.table.address(number)
        self.faults.append(
            Finding(
                code,
                "error",
                economy=cells["economy"][number],
                indicator=cells["indicator"][number],
                year=cells["year"][number] or None,
                address=address,
                details=details,
            )
        )

    def describe(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
        """Yield what was left out, and what the table does not state."""
        if self.left_out:
            count = str(sum(self.left_out.values()))
            yield self._remark("sdg.left-out", "information", self.left_out, count=count)
        if self.undecided and "NATURE" in self.structure.attributes:
            yield self._remark("sdg.nature", "warning", self.undecided)
        needed = [name for name, part in self.structure.attributes.items() if part.is_needed]
        empty = [name for name in needed if not all(row.get(name) for row in rows)]
        if empty:
            yield self._remark("sdg.attributes", "warning", empty)

    def _remark(self, code: str, level: str, named: Iterable[str], count: str = "") -> Finding:
        """Return a finding that names a few of the parts that it is about."""
        ids = list(dict.fromkeys(named))
        shown = (*ids[:_NAMED], *(("\u2026",) if ids[_NAMED:] else ()))
        details = {"count": count or str(len(ids)), "ids": shown}
        return Finding(code, level, address=Address(self.table.cells["file"][0]), details=details)
