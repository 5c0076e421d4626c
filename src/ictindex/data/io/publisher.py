"""Common parts of the readers of publishers' files: the file, and the rows that it yields.

Groups of economies and other series are left out and named; unknown ones are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError, UnusableFileError
from ictindex.data.cell_text import Fault, swap, visible
from ictindex.data.io.csv import RawTable, rows_of, table_in
from ictindex.data.io.csv_dialects import Dialect
from ictindex.data.io.files import Bounds, bounds_of, refuse_figures
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.zip import is_archive, member
from ictindex.language.findings import Address, Finding

_NAMED = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is on the disk, and the caller's statements about it."""

    name: str
    data: bytes
    dialect: Dialect
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    edition: int | None = None
    limit: int | None = None

    def rows(self, skipped: str = "\0") -> tuple[str, list[list[str]], list[int]]:
        """Return name, rows and lines of the CSV file, or of the one CSV file in an archive."""
        name, data = self._content(skipped)
        return name, *rows_of(name, data, self.dialect, bounds_of(self.limit))

    def table(self, bounds: Bounds) -> RawTable:
        """Return the CSV file, or the one CSV file in an archive, as columns of cells."""
        return table_in(*self._content("\0"), self.dialect, bounds)

    def _content(self, skipped: str) -> tuple[str, bytes]:
        if not is_archive(self.data):
            return self.name, self.data

        def holds_figures(path: str) -> bool:
            return not path.rpartition("/")[2].startswith(skipped)

        return member(self.name, self.data, holds_figures)

    def fixed_columns(self, name: str, labels: Mapping[str, str]) -> dict[str, str]:
        """Return the columns that the caller states for all rows; the file must not have them."""
        for constant in self.constants:
            if constant in labels:
                raise UnusableFileError(
                    "table.constant-too", file=visible(name), column=visible(labels[constant])
                )
        return dict(self.constants)


class Rows:
    """Observations, collected one by one."""

    def __init__(
        self, file: File, name: str, labels: Mapping[str, str], columns: Iterable[str] = ()
    ) -> None:
        self._fixed = file.fixed_columns(name, labels)
        self._names = tuple(dict.fromkeys([*labels, *columns, *self._fixed]))
        self.draft = Draft({column: [] for column in self._names}, [], [], [])
        self.draft.labels = {**dict.fromkeys(self._names, ""), **labels}
        self.draft.decimal = file.dialect.decimal
        self.name = name
        self._bounds = bounds_of(file.limit)

    def add(self, line: int, column: str, cells: Mapping[str, object], written: str = "") -> None:
        """Add an observation: the address of its value, and its cells."""
        draft = self.draft
        if written:
            draft.written[len(draft.lines)] = written
        for name in self._names:
            draft.cells[name].append(self._fixed.get(name, cells.get(name, "")))
        draft.files.append(self.name)
        draft.lines.append(line)
        draft.columns.append(column)
        refuse_figures(self.name, len(draft.lines), self._bounds)

    def mark(self, column: str, code: str, **details: object) -> None:
        """Note a fault of the observation that was added last."""
        self.draft.marks.append((len(self.draft.lines) - 1, column, Fault(code, details)))

    def doubt(self, column: str, code: str, details: dict[str, object]) -> None:
        """Note a warning about the observation that was added last."""
        self.draft.marks.append(
            (len(self.draft.lines) - 1, column, Fault(code, details, "warning"))
        )

    def tell(self, code: str, ids: Iterable[str], level: str = "information") -> None:
        """Report once the parts of the file that were left out."""
        named = [visible(each)[:80] for each in dict.fromkeys(ids)]
        if named:
            shown = (*named[:_NAMED], *(("\u2026",) if named[_NAMED:] else ()))
            details = {"count": str(len(named)), "ids": shown}
            address = Address(self.name)
            self.draft.findings.append(Finding(code, level, address=address, details=details))

    def finish(self, form: str, left_out: Iterable[str]) -> Draft:
        """Return the draft; refuse a file without a single observation."""
        if not self.draft.lines:
            named = [visible(each)[:80] for each in dict.fromkeys(left_out)][:_NAMED]
            raise UnusableFileError(
                "form.nothing-known", file=visible(self.name), form=form, found=named or ["\u2013"]
            )
        return self.draft


def not_of_form(name: str, form: str, missing: Iterable[str], header: Iterable[str]) -> Exception:
    """Return the error for a file that does not have the columns of its form."""
    return UnusableFileError(
        "form.not-this-form",
        file=visible(name),
        form=form,
        missing=list(missing),
        found=[visible(column)[:80] for column in list(header)[:40]] or ["\u2013"],
    )


def with_exponent(text: str, decimal: str) -> tuple[object, str]:
    """Return a number with an exponent as a decimal; any other cell unchanged."""
    # Only some publishers' programs write small numbers like this: other forms refuse ``1e3``.
    if "e" not in text and "E" not in text:
        return text, ""
    try:
        number = decimals.parse_exponent(swap(text) if decimal == "," else text)
    except NumberSyntaxError:
        return text, ""  # the checks report the fault
    return Decimal(format(number, "f")), text
