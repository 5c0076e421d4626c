"""The records of a survey: files of SPSS and Stata, Parquet, CSV, or a frame; read in parts.

Codes stay as they are in the file, codes that SPSS declares missing among them. Numbers are
numbers, everything else is text without spaces around it; an empty cell is missing.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.paths import path_of
from ictindex.data.io.csv_dialects import dialect_of
from ictindex.submissions.surveys.engines import connect_watched, require_package

if TYPE_CHECKING:
    import pandas as pd

STATISTICAL = (".sav", ".zsav", ".dta")
ENDINGS = (".csv", ".csv.gz", ".tsv", ".txt", *STATISTICAL, ".parquet")
_BATCH = 500  # vectors of DuckDB, of 2,048 records each
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, eq=False)
class SurveyRecords:
    """The records of a survey: a data frame of pandas, or a relation of DuckDB that is not loaded.

    ``first_line`` is the line of the first record in a text file, 1 elsewhere; ``connection`` is
    that of a relation.
    """

    name: str
    frame: Any
    kinds: Mapping[str, str]
    first_line: int = 1
    connection: Any = None

    @property
    def is_loaded(self) -> bool:
        """True if the records are in memory."""
        return self.connection is None

    def choose(self, variables: Sequence[str]) -> SurveyRecords:
        """Return the same records with some of the variables."""
        return replace(
            self,
            frame=self.frame[list(variables)],
            kinds={name: self.kinds[name] for name in variables},
        )

    def count_records(self) -> int:
        """Return the number of records; of a relation it is in the file's own description."""
        if self.is_loaded:
            return len(self.frame)
        return int(self.frame.aggregate("count(*)").fetchall()[0][0])

    def list_batches(self) -> Iterator[pd.DataFrame]:
        """Yield the records in their order, a part at a time."""
        if self.is_loaded:
            yield self.frame
            return
        self.connection.execute(self.frame.sql_query())
        while len(batch := self.connection.fetch_df_chunk(_BATCH)):
            yield tidy_texts(batch, self.kinds)


def _quote(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def list_variables(source: Any, dialect: str | None = None) -> dict[str, str]:
    """Return the variables of a file and their labels; empty labels where a file has none."""
    if not isinstance(source, (str, Path)):
        return dict.fromkeys(map(str, open_frame(source, name_records(source)).kinds), "")
    path = require_file(source)
    ending = ending_of(path)
    if ending in STATISTICAL:
        _, meta = _read_statistical(path, ending, metadataonly=True)
        labels = zip(meta.column_names, meta.column_labels, strict=True)
        return {name: label or "" for name, label in labels}
    if ending == ".parquet":
        return dict.fromkeys(_open_parquet(path)[1].columns, "")
    return dict.fromkeys(_read_header(path, dialect), "")


def open_records(
    source: Any, variables: Sequence[str], dialect: str | None = None, engine: str = "duckdb"
) -> SurveyRecords:
    """Open the records of a survey; only these variables are read."""
    if not isinstance(source, (str, Path)):
        return open_frame(source, name_records(source)).choose(variables)
    path = require_file(source)
    ending = ending_of(path)
    wanted = list(dict.fromkeys(variables))
    if ending == ".parquet" and engine == "duckdb":
        return _scan_parquet(path, wanted)
    if ending == ".parquet":
        frame = _open_parquet(path)[1].select(*map(_quote, wanted)).df()
    elif ending in STATISTICAL:
        frame, _ = _read_statistical(path, ending, usecols=wanted, user_missing=True)
    else:
        frame = _read_text(path, dialect, wanted)
        kinds = {name: _kind_of(frame[name]) for name in wanted}
        return SurveyRecords(path.name, frame, kinds, first_line=2)
    kinds = {name: _kind_of(frame[name]) for name in wanted}
    return SurveyRecords(path.name, tidy_texts(frame[wanted], kinds), kinds)


def open_frame(frame: Any, name: str) -> SurveyRecords:
    """Take a data frame that narwhals knows, or a relation of DuckDB, which is loaded."""
    if hasattr(frame, "fetchdf"):
        frame = frame.df()
    if not hasattr(frame, "iloc"):
        require_package("narwhals")
        import narwhals.stable.v2 as nw

        try:
            taken = nw.from_native(frame)
        except TypeError as error:
            raise UsageError("survey.not-a-frame", value=type(frame).__name__) from error
        if isinstance(taken, nw.LazyFrame):
            raise UsageError("survey.lazy-frame", value=type(frame).__name__)
        frame = taken.to_pandas()
    if not hasattr(frame, "columns"):  # a series
        raise UsageError("survey.not-a-frame", value=type(frame).__name__)
    kinds = {str(column): _kind_of(frame[column]) for column in frame.columns}
    return SurveyRecords(
        name, tidy_texts(frame.rename(columns=str).reset_index(drop=True), kinds), kinds
    )


def ending_of(path: Path) -> str:
    """Return the ending of the name of a file of records; refuse others."""
    name = path.name.lower()
    matching = [ending for ending in ENDINGS if name.endswith(ending)]
    if not matching:
        raise UsageError("survey.unknown-ending", file=path.name, allowed=ENDINGS)
    return matching[0]


def require_file(source: str | Path) -> Path:
    path = path_of(source, "path")
    try:
        is_file = path.is_file()
    except OSError:  # a name that no system takes, or a folder that is closed
        is_file = False
    if not is_file:
        raise UnusableFileError("survey.no-file", file=str(path))
    return path


def _open_parquet(path: Path) -> tuple[Any, Any]:
    """Return a connection and a relation that scans a file."""
    require_package("duckdb")
    import duckdb

    try:
        # Records are written nowhere: what DuckDB cannot hold it would put into the folder of work.
        connection = connect_watched(temp_directory="")
        return connection, connection.read_parquet(str(path))
    except duckdb.Error as error:
        raise _unreadable(path, error) from error


def _scan_parquet(path: Path, variables: Sequence[str]) -> SurveyRecords:
    """Return records that stay on disk; texts without spaces around them, as everywhere."""
    connection, relation = _open_parquet(path)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    texts = ("VARCHAR", "ENUM", "BLOB")
    kinds = {name: "text" if types[name].startswith(texts) else "number" for name in variables}
    columns = [
        f"nullif(trim({_quote(name)}::varchar), '') as {_quote(name)}"
        if kinds[name] == "text"
        else _quote(name)
        for name in variables
    ]
    return SurveyRecords(path.name, relation.select(", ".join(columns)), kinds, 1, connection)


def _read_statistical(path: Path, ending: str, **options: Any) -> Any:
    require_package("pyreadstat")
    import pyreadstat

    read = pyreadstat.read_dta if ending == ".dta" else pyreadstat.read_sav
    try:
        return read(str(path), **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UnusableFileError:
    detail = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return UnusableFileError("survey.unreadable", file=path.name, detail=detail)


def _open_text(path: Path) -> Any:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")


def _read_header(path: Path, dialect: str | None) -> list[str]:
    import csv

    chosen = dialect_of(dialect, path.name)
    try:
        with _open_text(path) as stream:
            line = stream.readline(1_000_000).decode(_encoding(chosen))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    header = next(csv.reader([line.rstrip("\r\n")], delimiter=chosen.separator), [])
    if len(header) < 2:
        raise UnusableFileError("survey.one-column", file=path.name, value=chosen.separator)
    repeated = [name for n, name in enumerate(header) if name in header[:n]]
    if repeated:
        raise UnusableFileError("survey.column-twice", file=path.name, column=repeated[0])
    return header


def _encoding(dialect: Any) -> str:
    return (
        "utf-8-sig"
        if dialect.encoding.lower().replace("_", "-") == "utf-8"
        else str(dialect.encoding)
    )


def _read_text(path: Path, dialect: str | None, wanted: Sequence[str]) -> pd.DataFrame:
    """Read columns of a text file: numbers where every cell is one, otherwise text."""
    import pandas as pd

    _read_header(path, dialect)
    chosen = dialect_of(dialect, path.name)
    try:
        frame = pd.read_csv(
            path,
            sep=chosen.separator,
            encoding=_encoding(chosen),
            usecols=list(wanted),
            dtype=str,
            keep_default_na=False,
            compression="infer",
        )
    except (ValueError, OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    return frame.assign(**{name: _read_column(frame[name], chosen.decimal) for name in wanted})


def _read_column(cells: pd.Series, decimal: str) -> pd.Series:
    """Return a column of a text file as numbers, if every cell that is not empty is one."""
    texts = cells.str.strip()
    distinct = texts.drop_duplicates()
    written = distinct.str.replace(decimal, ".", regex=False) if decimal != "." else distinct
    numbers = all(_NUMBER.fullmatch(text) for text in written if text)
    if not numbers:
        return texts.mask(texts == "")
    plain = texts.str.replace(decimal, ".", regex=False) if decimal != "." else texts
    import pandas as pd

    return pd.to_numeric(plain.mask(plain == ""))


def _kind_of(cells: pd.Series) -> str:
    import pandas as pd

    return "number" if pd.api.types.is_numeric_dtype(cells) else "text"


def tidy_texts(frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame whose texts have no spaces around them; an empty text is missing."""
    tidy = {}
    for name, kind in kinds.items():
        cells = frame[name]
        if kind == "text":
            cells = cells.map(_write_cell, na_action="ignore").astype("object")
            cells = cells.where(cells.notna() & (cells != ""), None)
        tidy[name] = cells
    return frame.assign(**tidy)


def _write_cell(cell: Any) -> str:
    """Return a cell of mixed kinds as text: Stata has letters among numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def name_records(source: Any) -> str:
    """Return the name of records in findings: that of the file, or the type of a frame."""
    if isinstance(source, (str, Path)):
        return path_of(source, "path").name
    return type(source).__name__


def list_labels(
    source: Any, dialect: str | None = None
) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Return the label of each variable of a file, and the labels of its codes."""
    labels = list_variables(source, dialect)
    codes: Mapping[str, Mapping[Any, str]] = {}
    if isinstance(source, (str, Path)):
        path = require_file(source)
        if (ending := ending_of(path)) in STATISTICAL:
            _, meta = _read_statistical(path, ending, metadataonly=True)
            codes = meta.variable_value_labels
    return {
        name: (label, {_write_cell(code): str(of) for code, of in codes.get(name, {}).items()})
        for name, label in labels.items()
    }
