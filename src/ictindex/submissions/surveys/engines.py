"""The engines that run a pass over records: what they read, how they run, what they answer.

The same expressions go to each. Files are read by DuckDB, with a limit of memory and a folder for
what does not fit, or by polars; a frame is taken by the library that it belongs to.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.paths import visible
from ictindex.core.tree_writer import scratch_folder
from ictindex.submissions.surveys.record_groups import (
    Columns,
    Query,
    count_groups,
    group_arrays,
    group_records,
)
from ictindex.submissions.surveys.replicate_units import project_columns

Progress = Callable[[int, int], None]

FILE_ENGINES = ("duckdb", "polars")
FORMS = (".parquet", ".csv")
# A test tries every verb on these, on PySpark with two workers (weekly); any other is refused.
_LAZY = ("duckdb", "polars", "pyspark")
_EAGER = ("pandas", "pyarrow", "polars")
_SLICE = 250_000  # records of an eager frame that are derived at once: derived columns take memory
_SIZE = re.compile(r"([1-9][0-9]*) ?(MB|GB)")
_BYTES = {"MB": 10**6, "GB": 10**9}
_WIDEST = 50
_WIDEST_OF_TEXT = 200  # a file of text is parsed as a whole by each query
_WAIT = 0.05  # seconds between two looks at the progress
_ROW = "ictindex_row"


class Engine(ABC):
    """Records, and an engine that runs queries over them.

    ``widest`` is how many replicate weights a query carries at most: the making of a query and its
    memory grow faster than its columns, and each query reads the records again.
    """

    name: str
    frame: Any
    widest = _WIDEST

    @abstractmethod
    def run(self, query: Query, on_progress: Callable[[float], None] | None = None) -> Columns:
        """Return the columns of the answer, as whole numbers of 64 bits or text."""

    def describe(self, query: Query) -> str:
        """Return the text of what is run, in the engine's own language; empty if it has none."""
        return ""

    def with_rows(self) -> Engine | None:
        """Return the same records with their number as a column, if they have an order."""
        return None


class LazyEngine(Engine):
    """A frame that is a plan: of polars, PySpark, or somebody's own connection of DuckDB."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.name = name_library(frame)
        self._planned: tuple[Query, Any] | None = None

    def plan(self, query: Query) -> Any:
        """Return the plan of a query; the last is kept: with many replicate weights it is dear."""
        if self._planned is None or self._planned[0] is not query:
            grouped = group_records(query.derive(self._take(query)), query.grouping)
            self._planned = query, count_groups(grouped) if query.counts_groups else grouped
        return self._planned[1]

    def _take(self, query: Query) -> Any:
        """Return what a query reads of the records."""
        import narwhals.stable.v2 as nw

        if self.name != "duckdb" or not query.reads_part():
            return query.take(self.frame)
        native = self.frame.to_native()
        return nw.from_native(project_columns(native, query.columns, query.taken))

    def run(self, query: Query, on_progress: Callable[[float], None] | None = None) -> Columns:
        plan = self.plan(query)
        if self.name == "duckdb":
            return _fill(plan.to_native().fetchnumpy())
        if self.name == "polars":
            collected = plan.to_native().collect(engine="streaming")
            return _fill({name: collected[name].to_numpy() for name in collected.columns})
        records = plan.to_native().collect()
        names = plan.collect_schema().names()
        cells = list(zip(*records, strict=True)) or [()] * len(names)
        return {name: _to_array(cells[at]) for at, name in enumerate(names)}

    def describe(self, query: Query) -> str:
        return str(self.plan(query).to_native().sql_query()) if self.name == "duckdb" else ""

    def with_rows(self) -> Engine | None:
        import narwhals.stable.v2 as nw

        if self.name != "polars":
            return None
        return LazyEngine(nw.from_native(self.frame.to_native().with_row_index(_ROW, offset=1)))


class EagerEngine(Engine):
    """A frame in memory: it is derived and summed in slices, and the sums are added."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.name = name_library(frame)

    def run(self, query: Query, on_progress: Callable[[float], None] | None = None) -> Columns:
        parts: list[Columns] = []
        starts = range(0, max(len(self.frame), 1), _SLICE)
        for number, start in enumerate(starts):
            part = query.derive(query.take(self.frame[start : start + _SLICE]))
            needed = query.grouping.list_columns()
            columns = _fill({name: part[name].to_numpy() for name in needed})
            parts.append(group_arrays(columns, query.grouping))
            if on_progress is not None:
                on_progress((number + 1) / len(starts))
        total = parts[0]
        if len(parts) > 1:
            joined = {name: np.concatenate([part[name] for part in parts]) for name in total}
            total = group_arrays(joined, query.grouping.add_up())
        if query.counts_groups:
            return {"cell": np.array([len(total[query.grouping.sums[0]])])}
        return total

    def with_rows(self) -> Engine | None:
        import narwhals.stable.v2 as nw

        numbers = np.arange(1, len(self.frame) + 1, dtype=np.int64)
        backend = self.frame.implementation
        column = nw.new_series(_ROW, numbers, nw.Int64, backend=backend)
        native = self.frame.to_native()
        if self.name == "pandas":  # a column of pandas is put by the labels of its rows
            column = nw.from_native(column.to_native().set_axis(native.index), series_only=True)
        return EagerEngine(self.frame.with_columns(column))


class WatchedEngine(LazyEngine):
    """A relation of a connection of DuckDB, whose progress can be watched."""

    def __init__(self, connection: Any, relation: Any, files: list[str]) -> None:
        import narwhals.stable.v2 as nw

        self.connection, self.files = connection, files
        super().__init__(nw.from_native(relation))

    def run(self, query: Query, on_progress: Callable[[float], None] | None = None) -> Columns:
        relation = self.plan(query).to_native()
        answer: list[Any] = []

        def fetch() -> None:
            try:
                answer.append(relation.fetchnumpy())
            except Exception as error:  # handed to the thread that waits
                answer.append(error)

        thread = threading.Thread(target=fetch, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_WAIT)
                if on_progress is not None:
                    on_progress(max(0.0, self.connection.query_progress()) / 100)
        except BaseException:  # the user stops it: the query ends too
            self.connection.interrupt()
            thread.join()
            raise
        if isinstance(answer[0], Exception):
            raise _word_failure(answer[0], self.files) from answer[0]
        return _fill(answer[0])


class FileEngine(WatchedEngine):
    """Files read by a connection of DuckDB of its own."""

    def __init__(self, connection: Any, files: list[str], rows: bool = False) -> None:
        relation = _relate(connection, files)
        if rows:
            relation = connection.sql(
                f"SELECT *, row_number() OVER () AS {_ROW} FROM relation"  # noqa: S608  # a constant
            )
        super().__init__(connection, relation, files)
        self.widest = _find_widest(files)

    def with_rows(self) -> Engine | None:
        return FileEngine(self.connection, self.files, rows=True)


def read_limit(memory_limit: str) -> int:
    """Return a limit of memory in bytes."""
    written = _SIZE.fullmatch(str(memory_limit).strip())
    if written is None:
        raise UsageError("cell-sums.memory-limit", value=str(memory_limit))
    return int(written[1]) * _BYTES[written[2]]


@contextmanager
def open_engine(records: Any, engine: str, memory_limit: str) -> Iterator[Engine]:
    """Open a file, files, or a frame; what DuckDB put on the disk is removed at the end."""
    read_limit(memory_limit)
    require_package("narwhals")
    if not _is_path(records):
        yield _take_frame(records)
        return
    files = _list_files(records)
    if engine not in FILE_ENGINES:
        raise UsageError("cell-sums.engine-unknown", value=str(engine), allowed=FILE_ENGINES)
    require_package(engine)
    if engine == "polars":
        import narwhals.stable.v2 as nw

        scanned = LazyEngine(nw.from_native(_scan_polars(files)))
        scanned.widest = _find_widest(files)
        yield scanned
        return
    with scratch_folder() as folder, _connect(folder, memory_limit) as connection:
        yield FileEngine(connection, files)


@contextmanager
def _connect(folder: Path, memory_limit: str) -> Iterator[Any]:
    """Open a connection of DuckDB that puts into a folder what its memory cannot hold."""
    connection = connect_watched(
        memory_limit=memory_limit.replace(" ", ""),
        temp_directory=str(folder),
        preserve_insertion_order="false",
    )
    try:
        yield connection
    finally:
        connection.close()


def connect_watched(**settings: str) -> Any:
    """Return a connection of DuckDB in memory that fetches no extension and tells its progress."""
    import duckdb

    closed = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    connection = duckdb.connect(config={**closed, **settings})
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    return connection


def require_package(name: str) -> None:
    """Refuse to go on without a package of the extra for surveys."""
    import importlib

    try:
        importlib.import_module(name)
    except ImportError as error:
        extra = "surveys" if name != "polars" else ""
        code = "cell-sums.package-missing" if extra else "cell-sums.polars-missing"
        raise UsageError(code, package=name, extra=extra) from error


def name_library(frame: Any) -> str:
    """Return the name of the library that a frame belongs to."""
    return str(frame.implementation.value)


def _take_frame(records: Any) -> Engine:
    """Return the engine of a frame, if every verb was tried with its library."""
    import narwhals.stable.v2 as nw

    try:
        frame = nw.from_native(records)
    except TypeError as error:
        kind = type(records).__name__
        raise UsageError("cell-sums.frame-unknown", type=kind, allowed=_list_libraries()) from error
    library = name_library(frame)
    if isinstance(frame, nw.LazyFrame) and library in _LAZY:
        return LazyEngine(frame)
    if isinstance(frame, nw.DataFrame) and library in _EAGER:
        return LazyEngine(frame.lazy()) if library == "polars" else EagerEngine(frame)
    raise UsageError("cell-sums.frame-unknown", type=library, allowed=_list_libraries())


def _list_libraries() -> tuple[str, ...]:
    return tuple(sorted({*_LAZY, *_EAGER}))


def _is_path(records: Any) -> bool:
    several = records if isinstance(records, (list, tuple)) else [records]
    return bool(several) and all(isinstance(each, (str, Path)) for each in several)


def _list_files(records: Any) -> list[str]:
    """Return the files to read, all of one form; a folder has the Parquet files inside it."""
    several = records if isinstance(records, (list, tuple)) else [records]
    files: list[Path] = []
    for path in map(Path, several):
        if path.is_dir():
            files += sorted(path.glob("*.parquet"))
        elif not path.is_file():
            raise UnusableFileError("cell-sums.file-missing", file=visible(str(path)))
        else:
            files.append(path)
    forms = {file.suffix.lower() for file in files}
    if len(forms) != 1 or not forms <= set(FORMS):
        shown = visible(", ".join(map(str, several)))
        raise UnusableFileError("cell-sums.file-form", file=shown, allowed=FORMS)
    return [str(file) for file in files]


def _find_widest(files: Sequence[str]) -> int:
    """Return how many replicate weights of files a query carries at most."""
    return _WIDEST if files[0].lower().endswith(".parquet") else _WIDEST_OF_TEXT


def _relate(connection: Any, files: list[str]) -> Any:
    """Return files as a relation that is scanned, not loaded."""
    import duckdb

    try:
        if files[0].lower().endswith(".parquet"):
            return connection.read_parquet(files)
        return connection.read_csv(files)
    except duckdb.Error as error:
        raise _word_failure(error, files) from error


def _scan_polars(files: list[str]) -> Any:
    """Return files as a plan of polars."""
    import polars as pl

    if files[0].lower().endswith(".parquet"):
        return pl.scan_parquet(files)
    return pl.scan_csv(files, infer_schema_length=None)


def _word_failure(error: Exception, files: list[str]) -> Exception:
    """Return an error that a user understands for one of the engine's about a file."""
    reason = visible(str(error).strip().partition("\n")[0])[:300]
    if type(error).__name__ == "OutOfMemoryException":
        return UsageError("cell-sums.memory-exhausted", reason=reason)
    shown = visible(", ".join(Path(file).name for file in files[:3]))
    return UnusableFileError("cell-sums.file-unreadable", file=shown, reason=reason)


def _fill(columns: Mapping[str, Any]) -> Columns:
    """Return columns without gaps: the sum over no record is none on some engines."""
    return {name: _to_array(column) for name, column in columns.items()}


def _to_array(column: Any) -> np.ndarray[Any, Any]:
    """Return a column as whole numbers of 64 bits, or as text."""
    array = np.ma.filled(column, 0) if isinstance(column, np.ma.MaskedArray) else np.asarray(column)
    if array.dtype.kind in "OUT" and len(array) and any(isinstance(v, str) for v in array[:1]):
        return array.astype(object)
    if array.dtype.kind in "Of":
        return np.array([0 if v is None or v != v else int(v) for v in array], dtype=np.int64)
    return array.astype(np.int64, copy=False)
