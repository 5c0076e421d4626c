"""The figures of a data release: whether an edition has each, and what was public before.

A database is revised, an edition never is. So a release names, for each figure, which of the two it
is from, and lists a revised figure with its public value before. Nothing that was not public is
compared: a first figure is new, whatever was submitted in confidence before. The value of a figure
that was public and is closed now is not printed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ictindex.core import canonical
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.data.exchange.data_package import find_joint_licence, licence_code
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.editions.storage.register import PUBLISHING, load_register
from ictindex.editions.verification import verify
from ictindex.indices.results.edition_observations import (
    OBSERVATIONS,
    confidential_rows,
    read_observations_file,
)
from ictindex.indices.results.result_kind import KIND_OF_RESULT

FILE = "figures.csv"
DATABASE, EDITION = "database", "edition"
NEW, SAME, REVISED, GONE = "new", "same", "revised", "not-published"
KIND = replace(KIND_OF_RESULT, get="", data=True)
# Releases from before December 2026 do not state these.
_STATED_LATER = ("source", "licence", KIND.name)
FIGURES = define(
    "released-figures",
    Column("economy", "economy"),
    Column("indicator", "indicator"),
    Column("year", "year"),
    *(Column(name, "breakdown", absent="") for name in BREAKDOWNS),
    Column("source_class", "source-class"),
    Column("value", "value", gaps=True, absent=""),
    Column("origin", "code", names="page/figure-origins"),
    Column("change", "code", names="page/figure-changes"),
    Column("before", "value", gaps=True, absent=""),
    Column("public_in", "code", absent=""),
    Column("source", "title", about="source of the value, if it is published", absent=""),
    Column("licence", "code", about="SPDX code of the licence of the source, if stated", absent=""),
    KIND,
)
Cell = tuple[object, ...]


class PublicFigures(NamedTuple):
    """The figures of a data release or an edition that is public, by their cells."""

    id: str
    is_edition: bool
    values: Mapping[Cell, Decimal]


def read_public_figures(archive: Path, kind: str) -> tuple[PublicFigures, ...]:
    """Return the figures of every publication of a kind that is not withdrawn, in their order."""
    return tuple(
        PublicFigures(str(record["id"]), record["type"] == "edition", dict(_values(table)))
        for record, table in read_public_tables(archive)
        if record["kind"] == kind
    )


def read_public_tables(archive: Path) -> Iterator[tuple[Mapping[str, Any], Observations]]:
    """Yield the record and the observations of every publication that is not withdrawn."""
    register = load_register(archive)
    for record in register:
        folder = archive / str(record["id"])
        is_public = record["type"] in PUBLISHING and folder.is_dir()
        if is_public and not register.about(str(record["id"]), "withdrawal"):
            contents = verify(folder).contents
            if OBSERVATIONS in contents:
                yield record, read_observations_file(contents)


def _values(table: Observations) -> Iterator[tuple[Cell, Decimal]]:
    for cell, value in zip(_cells(table), table.cells["value"], strict=True):
        if value is not None:
            yield cell, value


def _cells(table: Observations) -> Iterator[Cell]:
    """Yield the cell of each row: what it is a figure of, and the class of its source."""
    facts = [table.cells[name] for name in ("economy", "indicator", "year")]
    parts = [[text.replace("_T", "") for text in table.cells[name]] for name in BREAKDOWNS]
    return zip(*facts, *parts, table.cells["source_class"], strict=True)


def list_figures(table: Observations, public: Sequence[PublicFigures], kind: str) -> Table:
    """Return the figures of a release, each compared with what was public before it."""
    closed, sources = confidential_rows(table), table.cells["source"]
    licences = {source: licence_code(find_joint_licence([source])) for source in set(sources)}
    rows = zip(_cells(table), table.cells["value"], closed, sources, strict=True)
    records = []
    for cell, value, is_closed, source in rows:
        record = _describe(cell, None if is_closed else value, public)
        if record is not None:
            stated = "" if record["value"] is None else source
            licence = licences[source] if stated else ""
            records.append({**record, "source": stated, "licence": licence, KIND.name: kind})
    return Table.of(FIGURES, records)


def _describe(
    cell: Cell, value: Decimal | None, public: Sequence[PublicFigures]
) -> dict[str, Any] | None:
    """Return what is stated of a figure; nothing of one that is and was not published."""
    before = next((each for each in reversed(public) if cell in each.values), None)
    edition = next((each for each in reversed(public) if each.is_edition), None)
    old = None if before is None else before.values[cell]
    if value is None and old is None:
        return None
    in_edition = edition is not None and value is not None and edition.values.get(cell) == value
    change = NEW if old is None else SAME if old == value else GONE if value is None else REVISED
    return {
        **dict(zip(FIGURES.columns, cell, strict=False)),
        "value": value,
        "origin": EDITION if in_edition else DATABASE,
        "change": change,
        "before": old if change == REVISED else None,
        "public_in": "" if before is None else before.id,
    }


def figures_file(figures: Table) -> bytes:
    """Return the figures as canonical CSV."""
    return canonical.table(list(figures.cells), list(figures.cells.values())).encode("utf-8")


def count_changes(figures: Table) -> int:
    """Return the number of figures that are not as they were public before."""
    return sum(change in (REVISED, GONE) for change in figures.cells["change"])


def read_figures(content: bytes) -> Table:
    """Return the figures that a release holds."""
    cells = canonical.read_table(content)

    def read(name: str) -> list[Any]:
        if name in _STATED_LATER and name not in cells:
            return [""] * len(cells["economy"])
        kind = FIGURES.columns[name].kind
        if kind == "year":
            return [int(text) for text in cells[name]]
        if kind == "value":
            return [Decimal(text) if text else None for text in cells[name]]
        return list(cells[name])

    return Table(FIGURES, {name: read(name) for name in FIGURES.columns})
