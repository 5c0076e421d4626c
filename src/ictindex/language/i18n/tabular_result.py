"""Results that are tables: a class declares them, and frames and records follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from ictindex.core.arguments import door
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Part
from ictindex.core.tables.frame_writer import describe_columns, write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

_Method = TypeVar("_Method", bound="Callable[..., Any]")
_DOCUMENTATION = """Return {parts} as a data frame.

        Parameters
        ----------
{argument}        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            {columns}

        Raises
        ------
        UsageError
            If there is no such part.
        """
_ARGUMENT = """        part : str, optional
            {names}; by default the first.
"""


class _Documented:
    """A method of which each class has a copy with documentation of its own tables."""

    def __init__(self, method: Any) -> None:
        self.__func__: FunctionType = method
        self.__doc__ = method.__doc__
        self._copies: dict[type[TabularResult], Callable[..., Any]] = {}

    def __get__(self, result: TabularResult | None, kind: type[TabularResult]) -> Any:
        made = self._copies.get(kind)
        if made is None:
            made = self._copies[kind] = self._copy(kind)
        return made if result is None else MethodType(made, result)

    def _copy(self, kind: type[TabularResult]) -> Callable[..., Any]:
        method = self.__func__
        copy = FunctionType(
            method.__code__, method.__globals__, method.__name__, method.__defaults__
        )
        copy.__kwdefaults__, copy.__annotations__ = method.__kwdefaults__, method.__annotations__
        copy.__qualname__ = f"{kind.__qualname__}.{method.__name__}"
        parts: tuple[Part, ...] = getattr(kind, "_parts", ())
        copy.__doc__ = _document(parts) if parts else method.__doc__
        return door(copy, of_terms=hasattr(kind, "_own_terms"))


def _document(parts: tuple[Part, ...]) -> str:
    """Return the documentation of ``to_frame`` of a class with these tables."""
    listed = [f'``"{part.name}"``' for part in parts]
    several = len(parts) > 1
    columns = [
        f"{name}: {describe_columns(part.schema)}." if several else describe_columns(part.schema)
        for name, part in zip(listed, parts, strict=True)
    ]
    return _DOCUMENTATION.format(
        parts="a part" if several else "the table",
        argument=_ARGUMENT.format(names=", ".join(listed)) if several else "",
        columns=" ".join(columns) if several else f"Columns {columns[0]}.",
    )


def _document_method(method: _Method) -> _Method:
    """Return a method with documentation for each class; for type checkers it is the method."""
    return cast(_Method, _Documented(method))


class TabularResult(Renderable):
    """Base class of results that are tables.

    A class names its tables in ``_parts``. It gives facts about them (totals, decimals, words of
    headers, the kind of the result) in ``_facts`` and the attributes of frames in ``_attributes``.
    ``to_frame``, with its documentation, and ``to_dict`` are made from these; its page takes the
    same tables.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({"a": [1, 3], "b": [2, 2]}, index=["BRA", "CHL"])
    >>> peers = ict.analysis.nearest_peers(frame, "BRA")
    >>> peers.to_frame()[["economy", "distance"]].values.tolist()
    [['CHL', 0.5]]
    >>> peers.to_frame("profile", names="en")["indicator"].tolist()
    ['a', 'b']
    """

    __slots__ = ()
    _parts: ClassVar[tuple[Part, ...]] = ()

    def _facts(self) -> Mapping[str, object]:
        """Return facts about all tables, by name; empty if there are none."""
        return {}

    def _attributes(self, part: str) -> Mapping[str, object]:
        """Return the attributes of the data frame of a part; empty if there are none."""
        return {}

    def _table(self, part: str | None = None) -> Table:
        """Return a declared table of this result, by default the first; refuse an unknown part."""
        chosen = self._choose_part(part)
        return Table.of(chosen.schema, getattr(self, chosen.rows), self._facts())

    def _list_tables(self) -> Mapping[str, Table]:
        return {part.name: self._table(part.name) for part in self._parts}

    def _choose_part(self, part: str | None) -> Part:
        by_name = {each.name: each for each in self._parts}
        wanted = self._parts[0].name if part is None else part
        if not isinstance(wanted, str) or wanted not in by_name:
            raise UsageError("divides.no-part", wanted=str(wanted)[:40], allowed=tuple(by_name))
        return by_name[wanted]

    @_document_method
    def to_frame(self, part: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return a table as a data frame; each class documents its columns.

        Parameters
        ----------
        part : str, optional
            The name of the table; by default the first.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            The table.

        Raises
        ------
        UsageError
            If there is no such part.
        """
        frame = write_frame(self._table(part), self._attributes(self._choose_part(part).name))
        return put_names(frame, names, self)

    def _name_object(self) -> str:
        # An object with more than the rows of the first table has a name of its own.
        is_table = type(self)._to_dict is TabularResult._to_dict  # noqa: SLF001
        return self._json_name or (self._parts[0].schema.name if is_table else "")

    def _to_dict(self) -> dict[str, Any]:
        """Return the first table as plain data: codes without words, digits as printed."""
        return {"rows": write_records(self._table())}
