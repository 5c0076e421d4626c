"""An index of a user's own, read from its document, and the reader of its observations."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import require
from ictindex.core.errors import DocumentError
from ictindex.core.own_terms import use_terms
from ictindex.data.io.csv import dialect_of
from ictindex.data.io.table_sources import Source, is_records, name_of, table_of
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations, concatenate
from ictindex.definitions.catalogue.areas import Areas
from ictindex.definitions.documents.lab_kinds import OWN_INDEX
from ictindex.definitions.documents.own_index_document import read_own_index
from ictindex.definitions.documents.toml_reader import parse, read
from ictindex.indices.results.lab_operations import AskedOperations, apply_operations
from ictindex.indices.results.methodology import Methodology
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    import pandas as pd


_NAME = "index"  # name in messages of a document that is not a file
_BESIDES = ("economy", "year")


class OwnIndex(Methodology):
    """An index of a user's own: a methodology with the user's indicators and areas.

    Users get one from :func:`ictindex.analysis.index`.

    Parameters
    ----------
    document : Document
        The frozen document.
    edition : int, optional
        The year that it was chosen for.
    evidence : Evidence, optional
        In an own index the user chooses every constant.

    Examples
    --------
    >>> import ictindex as ict
    >>> own = ict.analysis.index({
    ...     "schema": 1, "kind": "own-index", "id": "schools", "names": {"en": "Schools online"},
    ...     "nodes": [{"id": "schools", "children": [{"id": "connected", "weight": 1}]}],
    ...     "indicators": [{"id": "connected", "names": {"en": "Schools connected"},
    ...                     "unit": "percent", "minimum": 0, "maximum": 100,
    ...                     "goalposts": [0, 100]}],
    ...     "areas": [{"code": "N", "names": {"en": "North"}, "groups": {"coast": "no"}}],
    ... })
    >>> own.kind, own.areas.codes, own.groupings
    ('own-index', ('N',), ('coast',))
    >>> import pandas as pd
    >>> table = own.read(pd.DataFrame({"economy": ["N"], "year": [2024], "connected": [62.5]}))
    >>> result = ict.compute(own, table)
    >>> result.id, float(result.scores.loc["N", "schools"])
    ('schools-2024-own-index', 62.5)
    """

    @property
    def areas(self) -> Areas | None:
        """The user's areas, if the index has any; otherwise it is about economies."""
        terms = self._own_terms
        if terms is None or not terms.areas:
            return None
        return Areas(
            {"code": a.code, "names": dict(a.names), "parent": a.parent, "groups": dict(a.groups)}
            for a in terms.areas.values()
        )

    @property
    def groupings(self) -> tuple[str, ...]:
        """Groupings of the user's areas."""
        return () if self.areas is None else self.areas.groupings

    def read(
        self,
        source: Source | Sequence[Source],
        *,
        year: int | None = None,
        columns: Mapping[str, str] | None = None,
        constants: Mapping[str, object] | None = None,
        dialect: str | None = None,
        sheet: str | None = None,
    ) -> Observations:
        """Read observations for this index: as ``read_observations``, with the user's own terms.

        Parameters
        ----------
        source : path, DataFrame, or a list of them
            A long table (columns economy, indicator, year, value), or a wide one with a column
            for each indicator. The column economy has the codes of the areas.
        year : int, optional
            The year of a table that has no such column.
        columns : mapping, optional
            Meaning of the columns of the table, as in :func:`ictindex.read_observations`; not
            needed for columns with ids of this index.
        constants : mapping, optional
            Values that are the same for every row.
        dialect : str, optional
            Dialect of a CSV file.
        sheet : str, optional
            Sheet of a workbook.

        Returns
        -------
        Observations
            The observations, with a finding for each area or indicator that the index does not
            have, and for each value that is impossible or no number.

        Raises
        ------
        UnusableFileError, UsageError
            If the table as a whole cannot be read with certainty.
        """
        fixed = dict(constants or {})
        if year is not None:
            fixed["year"] = year
        with use_terms(self._own_terms):
            if isinstance(source, (list, tuple)) and source and not is_records(source):
                return concatenate(
                    [
                        self.read(
                            each, columns=columns, constants=fixed, dialect=dialect, sheet=sheet
                        )
                        for each in source
                    ]
                )
            if columns is None:
                # An open file is read once: what was read is what the reader gets.
                source = _read_once(source, dialect, sheet)
                columns = self._wide_columns(source)
            return read_observations(
                source, columns=columns, constants=fixed or None, dialect=dialect, sheet=sheet
            )

    def _wide_columns(self, table: Any) -> dict[str, str] | None:
        """Return the columns of a wide table that has the ids of this index."""
        header = [str(name) for name in getattr(table, "columns", ())]
        own = [name for name in header if name in self.plan.indicators]
        by_area = "area" in header and "economy" not in header
        if "indicator" in header:
            # A column of areas has the role that a column of economies has in the published
            # indices.
            moved = {name: "economy" if name == "area" else name for name in header}
            return moved if by_area else None
        if not own:
            return None
        kept = {name: name for name in header if name in _BESIDES or name in own}
        return {**({"area": "economy"} if by_area else {}), **kept}


def _read_once(source: Any, dialect: str | None, sheet: str | None) -> Any:
    """Return the table of a source, unless it is a table in memory that has columns."""
    if isinstance(source, Observations) or hasattr(source, "iloc"):
        return source
    table = table_of(source, dialect_of(dialect, name_of(source)), sheet)
    return source if table is None else table


def index(
    document: Mapping[str, Any] | str | os.PathLike[str],
    *,
    areas: Areas | pd.DataFrame | str | os.PathLike[str] | None = None,
) -> OwnIndex:
    """Return an index of the user's own, with the user's indicators and, optionally, areas.

    It computes, explains, ranks, simulates and shows itself with the engine of the published
    indices, and has variants. Every view states that it is the user's own; its results cannot be
    published.

    Parameters
    ----------
    document : mapping or path
        The index, or the path of a TOML file with the same keys: ``schema`` (1), ``kind``
        (``"own-index"``), ``id``, ``names`` (by language), ``nodes`` (the index and its parts:
        ``id``, ``names``, ``children`` with ``id`` and ``weight``), ``indicators`` (``id``,
        ``names``, ``unit``, ``goalposts``, and if wanted ``unit_names``, ``minimum``,
        ``maximum``, ``decimals``, ``definition``, ``direction``, ``transformation``); if wanted
        ``scale`` (100), ``decimals`` (1), ``years``, ``areas``, ``group_names``, and
        ``normalisation``, ``treatment`` and ``aggregation`` as :meth:`ictindex.Methodology.variant` takes
        them; an indicator that is not scored between goalposts has a ``direction`` instead. An
        indicator of the catalogue is named by its id alone, with goalposts.
    areas : Areas, DataFrame or path, optional
        The areas, if they are not in the document. Without areas the index is about economies.

    Returns
    -------
    OwnIndex
        A methodology; :meth:`OwnIndex.read` reads its observations.

    Raises
    ------
    DocumentError
        If the document has faults; all are named at once, each with its key.

    Notes
    -----
    .. math:: s = S \\cdot \\min\\left(\\max\\left(\\frac{f(x) - f(a)}{f(b) - f(a)}, 0\\right), 1\\right),
              \\quad S_n = \\frac{\\sum_i w_i s_i}{\\sum_i w_i}

    with goalposts *a* and *b* in the unit of the indicator. An area with a missing input has no
    index, and the result says which input is missing: nothing is imputed or re-weighted.

    Examples
    --------
    >>> import ictindex as ict
    >>> own = ict.analysis.index({
    ...     "schema": 1, "kind": "own-index", "id": "schools", "names": {"en": "Schools online"},
    ...     "nodes": [{"id": "schools", "children": [{"id": "connected", "weight": 1}]}],
    ...     "indicators": [{"id": "connected", "names": {"en": "Schools connected"},
    ...                     "unit": "percent", "minimum": 0, "maximum": 100,
    ...                     "goalposts": [0, 100]}],
    ... })
    >>> own.score({"connected": 40}).score
    Decimal('40.0')
    """  # noqa: E501
    listed = None if areas is None else areas if isinstance(areas, Areas) else Areas(areas)
    if isinstance(document, Mapping):
        return _make_index(document, _NAME, listed)
    require(isinstance(document, (str, os.PathLike)), "document", "mapping", document)
    path = Path(document)
    return _make_index(parse(read(path), path.name), path.name, listed)


def _make_index(table: Mapping[str, Any], file: str, areas: Areas | None) -> OwnIndex:
    with use_terms(None):  # the arguments are not for another index
        document, operations = read_own_index(table, file, areas)
    faults: list[Finding] = []
    with use_terms(document.own_terms):
        whole = apply_operations(document, AskedOperations(**operations), faults)
        if faults:
            raise DocumentError("document.faults", faults=faults, file=file)
    return OwnIndex(whole)


def find_own_index(path: str | os.PathLike[str]) -> OwnIndex | None:
    """Return the own index of a TOML file; ``None`` if the file is another document."""
    if not str(path).endswith(".toml"):
        return None
    file = Path(path)
    table = parse(read(file), file.name)
    return _make_index(table, file.name, None) if table.get("kind") == OWN_INDEX else None
