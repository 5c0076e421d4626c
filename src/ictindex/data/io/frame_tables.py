"""Data frames, lists of dictionaries and Parquet files as raw tables; their rows begin at 1.

pandas is read without help; every other eager frame through narwhals, or through Arrow. A module is
loaded only if somebody hands over an object of it.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import RawTable, check_header
from ictindex.data.io.files import MEBIBYTE, Bounds, Content, refuse_rows

_SHORT = ("float32", "float16", "halffloat", "float")  # Arrow has other names for the first two
_UNPACKED = 8  # a Parquet file unpacks to at most this times the largest file
# The method with which a lazy frame computes its rows, by the library it is from.
_LAZY = {"polars": "collect", "dask": "compute", "dask_expr": "compute", "pyspark": "toPandas"}


def table_of_frame(frame: Any, name: str) -> RawTable | None:
    """Return an eager data frame as a table; ``None`` for anything else."""
    _refuse_lazy(frame)
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        return from_frame(frame, name)
    library = type(frame).__module__.partition(".")[0]
    has_arrow = any(hasattr(frame, f"__arrow_c_{what}__") for what in ("stream", "array"))
    if library != "pyarrow" and (has_arrow or hasattr(frame, "columns")):
        table = _from_narwhals(frame, name)
        if table is not None:
            return table
    return _from_arrow(frame, name) if has_arrow else None


def _refuse_lazy(frame: Any) -> None:
    """Refuse a frame that has not computed its rows, and name the method that does."""
    kind = type(frame)
    library = kind.__module__.partition(".")[0]
    method = _LAZY.get(library)
    if method is not None and callable(getattr(kind, method, None)):
        raise UsageError("table.lazy", type=f"{library}.{kind.__name__}", method=f".{method}()")


def table_of_records(rows: Sequence[Mapping[str, object]], name: str) -> RawTable:
    """Return a list of dictionaries as a table; a key that a row does not have is an empty cell."""
    header: dict[str, None] = {}
    for row in rows:
        for key in row:
            if not isinstance(key, str):
                raise UsageError("table.key-not-text", value=text_of(key)[:80])
            header.setdefault(key)
    columns = {key: [row.get(key) for row in rows] for key in header}
    return _make_table(name, list(header), columns.values(), len(rows))


def read_parquet(content: Content, bounds: Bounds) -> RawTable:
    """Read a Parquet file; its size is bounded before it is unpacked."""
    _require("pyarrow", "storage", content.name)
    import pyarrow as pa
    from pyarrow import parquet

    shown = visible(content.name)
    try:
        file = parquet.ParquetFile(io.BytesIO(content.data))
        groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
        rows, size = file.metadata.num_rows, sum(group.total_byte_size for group in groups)
        columns = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnusableFileError("file.parquet-damaged", file=shown) from error
    refuse_rows(content.name, rows, len(columns), bounds)
    if size > _UNPACKED * bounds.bytes:
        raise UnusableFileError(
            "archive.too-large", file=shown, most=str(_UNPACKED * bounds.bytes // MEBIBYTE)
        )
    try:
        # Each text is kept once, as in the file: repeated, it could fill the memory.
        texts = [each.name for each in columns if pa.types.is_string(each.type)]
        file = parquet.ParquetFile(io.BytesIO(content.data), read_dictionary=texts)
        table = _table_of_arrow(file.read(), content.name)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnusableFileError("file.parquet-damaged", file=shown) from error
    return replace(table, sha256=content.sha256)


def _require(package: str, extra: str, name: str) -> None:
    """Refuse a source that needs a package which is not installed; name the extra that has it."""
    if importlib.util.find_spec(package) is None:
        raise UnusableFileError(
            "table.package-missing", file=visible(name), package=package, extra=extra
        )


def _from_narwhals(frame: Any, name: str) -> RawTable | None:
    """Return a frame that narwhals reads as a table; ``None`` if Arrow must do it."""
    if importlib.util.find_spec("narwhals") is None:
        if importlib.util.find_spec("pyarrow") is None or not hasattr(frame, "__arrow_c_stream__"):
            _require("narwhals", "frames", name)
        return None
    import narwhals.stable.v2 as nw

    try:
        eager = nw.from_native(frame, eager_only=True)
    except TypeError:
        return None
    return _make_table(
        name,
        eager.columns,
        (_narwhals_cells(eager[:, at]) for at in range(eager.shape[1])),
        len(eager),
    )


def _narwhals_cells(series: Any) -> Sequence[object]:
    short = str(series.dtype).lower()
    if short in _SHORT:
        return shortest(series.to_numpy(), short)
    return _without_nan(series.to_list())


def _from_arrow(frame: Any, name: str) -> RawTable | None:
    """Return a table that gives its rows through Arrow; ``None`` for a single column."""
    _require("pyarrow", "storage", name)
    import pyarrow as pa

    try:
        table = pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError):
        return None
    return _table_of_arrow(table, name)


def _table_of_arrow(table: Any, name: str) -> RawTable:
    """Return a table of pyarrow as a raw table."""
    columns = map(_arrow_cells, table.columns)
    return _make_table(name, table.column_names, columns, table.num_rows)


def _arrow_cells(column: Any) -> Sequence[object]:
    import pyarrow as pa

    kind = column.type
    if str(kind) in _SHORT:
        return shortest(column.to_numpy(), "float16" if str(kind) == "halffloat" else "float32")
    if pa.types.is_dictionary(kind):
        return [cell for part in column.chunks for cell in _dictionary_cells(part)]
    # An array is much faster than one value after the other. In one of whole numbers there is no
    # empty cell; of dates it has other types.
    is_whole = (pa.types.is_integer(kind) or pa.types.is_boolean(kind)) and not column.null_count
    if is_whole or any(is_kind(kind) for is_kind in _kinds_of_arrays(pa)):
        return _without_nan(column.to_numpy().tolist())
    return _without_nan(column.to_pylist())


def _kinds_of_arrays(pa: Any) -> tuple[Any, ...]:
    return pa.types.is_string, pa.types.is_large_string, pa.types.is_float64, pa.types.is_decimal


def _dictionary_cells(part: Any) -> list[object]:
    """Return the cells of a part of a column in which each text is kept once."""
    texts = part.dictionary.to_pylist()
    return [None if at is None else texts[at] for at in part.indices.to_pylist()]


def _without_nan(cells: list[object]) -> list[object]:
    """Return cells with one empty cell for every NaN, which would be checked each time."""
    return [None if isinstance(cell, float) and cell != cell else cell for cell in cells]


def _make_table(
    name: str, titles: Iterable[object], columns: Iterable[Sequence[object]], count: int
) -> RawTable:
    header = [str(title) for title in titles]
    check_header(name, header)
    if count == 0:
        raise UnusableFileError("table.no-rows", file=name)
    return RawTable(
        name, tuple(header), dict(zip(header, columns, strict=True)), range(1, count + 1)
    )


def from_frame(frame: Any, name: str = "DataFrame") -> RawTable:
    """Make a table from a pandas data frame; named levels of its index become columns."""
    header: list[str] = []
    cells: list[Sequence[object]] = []
    for level, label in enumerate(frame.index.names):
        if label is not None:
            header.append(str(label))
            cells.append(frame.index.get_level_values(level).to_numpy(dtype=object))
    for position, label in enumerate(frame.columns):
        header.append(str(label))
        cells.append(_cells(frame.iloc[:, position]))
    return _make_table(name, header, cells, len(frame))


def _cells(series: Any) -> Sequence[object]:
    array = series.to_numpy()
    short = shortest(array, str(series.dtype))
    if short:
        return short
    cells: list[object] = series.to_numpy(dtype=object).tolist()
    return _without_nan(cells) if array.dtype.kind == "f" else cells


def shortest(array: Any, dtype: str) -> list[object]:
    """Return 32-bit or shorter floats as their shortest decimals; other types as an empty list."""
    # Widened to 64 bits, 80.1 in 32 bits would read 80.0999984741211.
    if dtype.lower() not in ("float32", "float16"):
        return []
    import numpy as np

    out: list[object] = []
    for value in array:
        finite = isinstance(value, np.floating) and np.isfinite(value)
        out.append(Decimal(np.format_float_positional(value, trim="-")) if finite else value)
    return out
