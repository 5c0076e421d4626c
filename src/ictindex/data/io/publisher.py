"""What the readers of publishers' files share: the file, and the rows that come out of it.

Groups of economies and other series are left out and named; what is in no list is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError, UnusableFileError
from ictindex.data.cell_text import Fault, swap, visible
from ictindex.data.io.csv import rows_of
from ictindex.data.io.dialects import Dialect
from ictindex.data.io.files import bounds_of, refuse_figures
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.zip import is_archive, member
from ictindex.findings import Address, Finding

_NAMED = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file as it lies on the disk, and what the caller says of it."""

    name: str
    data: bytes
    dialect: Dialect
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    edition: int | None = None
    limit: int | None = None

    def rows(self, skipped: str = "\0") -> tuple[str, list[list[str]], list[int]]:
        """Return name, rows and lines of the CSV file, or of the one CSV file in an archive."""
        name, data = self.name, self.data
        if is_archive(data):

            def holds_figures(path: str) -> bool:
                return not path.rpartition("/")[2].startswith(skipped)

            name, data = member(name, data, holds_figures)
        return name, *rows_of(name, data, self.dialect, bounds_of(self.limit))


class Rows:
    """Observations, put together one by one."""

    def __init__(
        self, file: File, name: str, labels: Mapping[str, str], columns: Iterable[str] = ()
    ) -> None:
        for constant in file.constants:
            if constant in labels:
                raise UnusableFileError(
                    "table.constant-too", file=visible(name), column=visible(labels[constant])
                )
        self._fixed = dict(file.constants)
        self._names = tuple(dict.fromkeys([*labels, *columns, *self._fixed]))
        self.draft = Draft({column: [] for column in self._names}, [], [], [])
        self.draft.labels = {**dict.fromkeys(self._names, ""), **labels}
        self.draft.decimal = file.dialect.decimal
        self.name = name
        self._bounds = bounds_of(file.limit)

    def add(self, line: int, column: str, cells: Mapping[str, object], written: str = "") -> None:
        """Add an observation: where its value stands, and its cells."""
        draft = self.draft
        if written:
            draft.written[len(draft.lines)] = written
        for name in self._names:
            draft.cells[name].append(self._fixed.get(name, cells.get(name, "")))
        draft.files.append(self.name)
        draft.lines.append(line)
        draft.columns.append(column)
        refuse_figures(self.name, len(draft.lines), self._bounds)

    def mark(self, column: str, code: str, **given: object) -> None:
        """Note what is wrong with the observation that was added last."""
        self.draft.marks.append((len(self.draft.lines) - 1, column, Fault(code, given)))

    def doubt(self, column: str, code: str, given: dict[str, object]) -> None:
        """Note what has to be asked of the observation that was added last: a warning."""
        self.draft.marks.append((len(self.draft.lines) - 1, column, Fault(code, given, "warning")))

    def tell(self, code: str, ids: Iterable[str], level: str = "information") -> None:
        """Tell once what of the file was left out."""
        named = [visible(each)[:80] for each in dict.fromkeys(ids)]
        if named:
            shown = (*named[:_NAMED], *(("\u2026",) if named[_NAMED:] else ()))
            given = {"count": str(len(named)), "ids": shown}
            address = Address(self.name)
            self.draft.findings.append(Finding(code, level, address=address, details=given))

    def finished(self, form: str, left_out: Iterable[str]) -> Draft:
        """Return the draft; a file without a single observation is refused."""
        if not self.draft.lines:
            named = [visible(each)[:80] for each in dict.fromkeys(left_out)][:_NAMED]
            raise UnusableFileError(
                "form.nothing-known", file=visible(self.name), form=form, found=named or ["\u2013"]
            )
        return self.draft


def not_of_form(name: str, form: str, missing: Iterable[str], found: Iterable[str]) -> Exception:
    """Return the error for a file that has not the columns of its form."""
    return UnusableFileError(
        "form.not-this-form",
        file=visible(name),
        form=form,
        missing=list(missing),
        found=[visible(column)[:80] for column in list(found)[:40]] or ["\u2013"],
    )


def with_exponent(text: str, decimal: str) -> tuple[object, str]:
    """Return a number with an exponent as the decimal that it is; any other cell as it is."""
    # Publishers whose programs write small numbers so are few: in no other form is ``1e3`` read.
    if "e" not in text and "E" not in text:
        return text, ""
    try:
        number = decimals.parse_exponent(swap(text) if decimal == "," else text)
    except NumberSyntaxError:
        return text, ""  # the checks say what is wrong
    return Decimal(format(number, "f")), text
