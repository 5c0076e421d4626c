"""Areas of a user's own: districts, regions, cities. The catalogue does not list them."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import ReadOnly, is_missing, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.core.records import Record
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions.catalogue.economies import economies, group_name, synthetic_economies
from ictindex.language import i18n
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_LONGEST_NAME = 200
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Area(Record):
    """An area of a user's own.

    Parameters
    ----------
    code : str
        Its code, which must not be the code of an economy.
    names : mapping of str to str
        Its name by language. Where a language is absent, the English name is used, else the first.
    parent : str
        ISO3 code of the economy that it is part of; empty if none is stated.
    groups : mapping of str to str
        Its group by grouping, such as ``{"region": "coast"}``.
    """

    code: str
    names: Mapping[str, str]
    parent: str
    groups: Mapping[str, str]


class Areas(ReadOnly):
    """The areas that an index of a user's own is about, such as the districts of a country.

    Parameters
    ----------
    areas : iterable of mapping, DataFrame or path
        A row for each area, or the path of a CSV file (UTF-8, commas) with such rows. ``code`` is
        its code; ``name_en``, ``name_fr``, ``name_es``, ``name_ar``, ``name_ru`` and ``name_zh``
        its name in a language (or ``names``, a mapping by language); ``parent`` the ISO3 code of
        its economy; every other column is a grouping (or ``groups``, a mapping), and an empty
        cell means that the area is in no group of it.

    Raises
    ------
    DocumentError
        If a code is missing, is there twice or is that of an economy, if a parent is no economy, or
        if an area has no name; all faults are named at once.

    Examples
    --------
    >>> import ictindex as ict
    >>> areas = ict.analysis.Areas([
    ...     {"code": "KE-01", "name_en": "Mombasa", "parent": "KEN", "region": "coast"},
    ...     {"code": "KE-42", "name_en": "Kisumu", "parent": "KEN", "region": "lake"},
    ... ])
    >>> len(areas), areas.codes, areas["KE-01"].parent
    (2, ('KE-01', 'KE-42'), 'KEN')
    >>> areas.groupings, areas.members("region")
    (('region',), {'coast': ('KE-01',), 'lake': ('KE-42',)})
    >>> areas.to_frame()["name_en"].tolist()
    ['Mombasa', 'Kisumu']
    """

    def __init__(
        self, areas: Iterable[Mapping[str, Any]] | pd.DataFrame | str | os.PathLike[str]
    ) -> None:
        faults: list[Finding] = []
        table: dict[str, Area] = {}
        for n, row in enumerate(_rows(areas)):
            area = _area(row, f"areas.{n}", faults)
            if area is None:
                continue
            if area.code in table:
                faults.append(_fault("areas.twice", f"areas.{n}", area.code))
            table[area.code] = area
        if not table and not faults:
            faults.append(_fault("areas.none", "areas", ""))
        if faults:
            raise DocumentError("areas.faults", faults=faults)
        self._set(_table=MappingProxyType(table))

    _table: Mapping[str, Area]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the areas, in the order given."""
        return tuple(self._table)

    @property
    def groupings(self) -> tuple[str, ...]:
        """Names of the groupings in which areas have a group."""
        return tuple(dict.fromkeys(key for area in self for key in area.groups))

    def members(self, grouping: str) -> dict[str, tuple[str, ...]]:
        """Return the areas of each group of a grouping, in the order given.

        Parameters
        ----------
        grouping : str
            Name of a grouping.

        Returns
        -------
        dict of str to tuple of str
            Codes by group; empty for a grouping in which no area has a group.
        """
        members: dict[str, list[str]] = {}
        for area in self:
            if grouping in area.groups:
                members.setdefault(area.groups[grouping], []).append(area.code)
        return {group: tuple(codes) for group, codes in members.items()}

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each area.

        Returns
        -------
        pandas.DataFrame
            Columns code, parent, ``name_<language>`` for each language given, and a column for
            each grouping.
        """
        languages = dict.fromkeys(key for area in self for key in area.names)
        schema = define(
            "areas",
            Column("code", "code"),
            Column("parent", "code"),
            *(Column(f"name_{key}", "text") for key in languages),
            *(Column(key, "code") for key in self.groupings),
            key=("code",),
        )
        rows = [
            {
                "code": area.code,
                "parent": area.parent,
                **{f"name_{key}": area.names.get(key, "") for key in languages},
                **{key: area.groups.get(key, "") for key in self.groupings},
            }
            for area in self
        ]
        return write_frame(Table.of(schema, rows))

    def __getitem__(self, code: str) -> Area:
        return self._table[code]

    def __iter__(self) -> Iterator[Area]:
        return iter(self._table.values())

    def __len__(self) -> int:
        return len(self._table)

    def __reduce__(self) -> tuple[object, ...]:
        return Areas, (_plain_rows(self),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Areas) and self._table == other._table

    def __hash__(self) -> int:
        return hash(self.codes)

    def __repr__(self) -> str:
        return f"<Areas {len(self)}>"


def _plain_rows(areas: Areas) -> list[Mapping[str, Any]]:
    """Return rows from which the same areas can be made."""
    return [
        {"code": a.code, "names": dict(a.names), "parent": a.parent, "groups": dict(a.groups)}
        for a in areas
    ]


def _rows(areas: Any) -> list[Mapping[str, Any]]:
    """Return the rows of areas, from an iterable, a frame or a CSV file."""
    if isinstance(areas, Areas):
        return _plain_rows(areas)
    if isinstance(areas, (str, os.PathLike)):
        path = Path(areas)
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                return list(csv.DictReader(stream))
        except (OSError, UnicodeError, csv.Error) as error:
            raise DocumentError(
                "document.unreadable", file=path.name, detail=str(error)[:200]
            ) from error
    if hasattr(areas, "columns") and hasattr(areas, "to_dict"):
        return list(areas.to_dict(orient="records"))
    require(isinstance(areas, Iterable), "areas", "list", areas)
    return list(areas)


def _fault(code: str, key: str, value: object, **details: object) -> Finding:
    return Finding(code, details={"key": key, "value": str(value)[:80], **details})


def _area(row: Any, path: str, faults: list[Finding]) -> Area | None:
    """Read one area, and note its faults."""
    if not isinstance(row, Mapping):
        faults.append(_fault("variant.not-a-table", path, type(row).__name__))
        return None
    cells = {str(key): cell for key, cell in row.items() if not _is_empty(cell)}
    code = str(cells.pop("code", "")).strip()
    before = len(faults)
    if not _CODE.fullmatch(code):
        faults.append(_fault("areas.code", f"{path}.code", code))
    elif code in economies() or code in synthetic_economies():
        faults.append(_fault("areas.code-of-economy", f"{path}.code", code))
    elif code.casefold() == _ALL:
        faults.append(_fault("areas.code", f"{path}.code", code))
    parent = str(cells.pop("parent", "")).strip()
    if parent and parent not in economies():
        faults.append(_fault("areas.parent", f"{path}.parent", parent))
    names = _names(cells, path, faults)
    groups = cells.pop("groups", {})
    if not isinstance(groups, Mapping):
        faults.append(_fault("variant.not-a-table", f"{path}.groups", groups))
        groups = {}
    named = ((str(key), group_name(group)) for key, group in {**groups, **cells}.items())
    groups = {key: group.strip() for key, group in named if group is not None}
    for key, group in groups.items():
        if group.casefold() == _ALL or not group.isprintable():
            faults.append(_fault("areas.group-name", f"{path}.{key}", group))
    return None if len(faults) > before else Area(code, names, parent, groups)


def _names(cells: dict[str, Any], path: str, faults: list[Finding]) -> dict[str, str]:
    """Take the names of an area from its cells."""
    supplied = cells.pop("names", {})
    names = dict(supplied) if isinstance(supplied, Mapping) else {"en": supplied}
    if "name" in cells:
        names["en"] = cells.pop("name")
    for language in i18n.LANGUAGES:
        if f"name_{language}" in cells:
            names[language] = cells.pop(f"name_{language}")
    faults += name_faults(names, f"{path}.names")
    return {str(key): str(name).strip() for key, name in names.items()}


def name_faults(names: Mapping[str, Any], path: str) -> Iterator[Finding]:
    """Yield the faults of names by language: no name, an unknown language, unreadable text."""
    if not names:
        yield _fault("own.no-name", path, "")
    for language, name in names.items():
        if language not in i18n.LANGUAGES:
            yield _fault("own.language", path, language, allowed=i18n.LANGUAGES)
        elif not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
            yield _fault("own.name", f"{path}.{language}", name)
        elif i18n.visible(name) != name:
            yield _fault("own.name", f"{path}.{language}", i18n.visible(name))


def _is_empty(cell: object) -> bool:
    """Tell whether a cell of a row of areas is empty: nothing, no text, NaN."""
    return is_missing(cell) or (isinstance(cell, str) and not cell)
