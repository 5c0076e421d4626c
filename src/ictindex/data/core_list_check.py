"""The check of a Core List that a person types from the printed one: what is missing, what differs.

A checked file says more than the library knows: its rows can become part of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.toml_text import write_toml
from ictindex.data.csv_files import csv_of_records
from ictindex.data.io.table_sources import Source, record_table
from ictindex.data.tables.register_reader import read_register
from ictindex.data.typed_core_list import (
    TITLES,
    TYPED,
    RowChecker,
    agrees,
    differs_in_letters,
    split_codes,
)
from ictindex.definitions.documents.bibliography import sources_read
from ictindex.definitions.documents.core_list import (
    CoreListDocument,
    CoreRow,
    ReadTitle,
    core_list_document,
)
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult

OUTCOMES = ("new", "raises", "agrees", "changed")
ROWS = define(
    "core-list-check-rows",
    Column("year", "year", "core-list/year", "year of the printed list"),
    Column("code", "code", "core-list/code", "of the Core List"),
    Column("id", "code", "core-list/name", "row of the document", names="core-list-names"),
    Column("outcome", "code", "core-list/outcome", names="core-list-outcomes"),
    Column("page", "code", "core-list/page", "page of the printed list"),
    key=("year", "code"),
)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of the printed list as somebody typed it."""

    year: int
    code: str
    area: str
    title_en: str
    title_fr: str
    title_es: str
    title_ar: str
    title_ru: str
    title_zh: str
    itu: str
    sdg: str
    page: str
    address: Address | None = None

    @property
    def titles(self) -> dict[str, str]:
        """The titles that there are, by language."""
        titles = {language: getattr(self, name) for language, name in TITLES.items()}
        return {language: title for language, title in titles.items() if title}


@doors
@dataclass(frozen=True, eq=False, repr=False)
class CoreListCheck(TabularResult):
    """A typed Core List with what was found in it. Made by :func:`ictindex.data.check_core_list`.

    Parameters
    ----------
    typed : tuple of TypedRow
        The rows without errors.
    findings : Findings
        What is missing, contradicts or differs: file, row, column, what to do.

    Examples
    --------
    >>> import ictindex as ict
    >>> row = {"year": 2005, "code": "B1", "area": "enterprises", "page": "7",
    ...        "title_en": "Proportion of businesses using computers"}
    >>> check = ict.data.check_core_list([row])
    >>> check.to_frame()[["code", "outcome"]].values.tolist()
    [['B1', 'agrees']]
    >>> [finding.code for finding in check.findings][:2]
    ['core-list.row-missing', 'core-list.row-missing']
    """

    typed: tuple[TypedRow, ...]
    findings: Findings

    _parts = (Part("rows", ROWS, "_rows"),)
    _json_name = "core-list-check"

    @property
    def is_in_order(self) -> bool:
        """True if nothing is missing and nothing contradicts."""
        return all(finding.level == "information" for finding in self.findings)

    @property
    def _rows(self) -> list[dict[str, Any]]:
        document = core_list_document()
        rows = []
        for typed in self.typed:
            read_row = _find_row(document, typed)
            outcome = _compare(read_row, typed)
            identity = read_row.id if read_row else ""
            rows.append(
                {
                    "year": typed.year,
                    "code": typed.code,
                    "id": identity,
                    "outcome": outcome,
                    "page": typed.page,
                }
            )
        return rows

    def _count(self) -> dict[str, int]:
        counts = Counter(row["outcome"] for row in self._rows)
        return {"total": len(self.typed), **{name: counts[name] for name in OUTCOMES}}

    def _to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, for JSON."""
        return {
            "counts": self._count(),
            "rows": write_records(self._table()),
            "findings": self.findings.records(),
        }

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            Heading(i18n.text("core-list", "check-title", language), 1),
            Sentence("core-list/check-counts", **self._count()),
        ]
        if self.findings:
            blocks += self.findings.blocks(language)
        if self.typed:
            blocks.append(write_grid(self._table(), language))
        return blocks

    def to_toml(self, read: str) -> str:
        """Return the rows as rows of the document, with all that was typed marked as printed.

        Parameters
        ----------
        read : str
            Id of the row of ``methodology/sources.toml`` that says what was read.

        Returns
        -------
        str
            Rows to be pasted into ``methodology/catalogue/core_list.toml``, in the place of those
            with the same id: earlier titles, the definition and what else was read are in them.

        Examples
        --------
        >>> import ictindex as ict
        >>> row = {"year": 2022, "code": "HH4", "area": "households", "page": "9",
        ...        "title_en": "Proportion of households with a computer"}
        >>> print(ict.data.check_core_list([row]).to_toml("core-list-2022"))
        [[rows]]
        id = "households-computer"
        area = "households"
        code = { text = "HH4", mark = "printed", read = "core-list-2022" }
        titles = [
            { language = "en", text = "Proportion of households with a computer", form = "whole", \
mark = "printed", read = "core-list-2022", year = 2022 },
            { language = "en", text = "computer", form = "short", mark = "printed", \
read = "expert-group-slides-2019" },
        ]
        unit = "households"
        indicator = "households-computer"
        match = "same"
        <BLANKLINE>
        """
        document = core_list_document()
        return "\n".join(_write_row(_find_row(document, row), row, read) for row in self.typed)


def _find_row(document: CoreListDocument, typed: TypedRow) -> CoreRow | None:
    """Return the row of a code; of a code that was not read, the row without code that it names."""
    read_row = document.find_row(typed.code)
    if read_row is not None:
        return read_row
    nameless = [row for row in document.rows if row.code is None and row.area == typed.area]
    return next(
        (
            row
            for row in nameless
            for title in row.titles
            if title.language == "en"
            and (agrees(title, typed.title_en) or differs_in_letters(title.text, typed.title_en))
        ),
        None,
    )


def _compare(read_row: CoreRow | None, typed: TypedRow) -> str:
    """Return what a typed row adds to the document."""
    if read_row is None:
        return "new"
    printed = [title for title in read_row.titles if title.is_printed and title.language == "en"]
    if any(agrees(title, typed.title_en) for title in printed):
        return "agrees"
    return "changed" if printed else "raises"


def _write_row(read_row: CoreRow | None, typed: TypedRow, read: str) -> str:
    """Return a row of the document in TOML."""
    mark = f'mark = "printed", read = {write_toml(read)}'
    lines = [
        "[[rows]]",
        f"id = {write_toml(read_row.id if read_row else f'row-{typed.code.lower()}')}",
        f"area = {write_toml(typed.area)}",
        f"code = {{ text = {write_toml(typed.code)}, {mark} }}",
        "titles = [",
        *(
            f"    {{ language = {write_toml(spoken)}, text = {write_toml(title)}, "
            f'form = "whole", {mark}, year = {typed.year} }},'
            for spoken, title in typed.titles.items()
        ),
        *(_write_title(title) for title in _list_kept(read_row, typed)),
        "]",
    ]
    if read_row is not None and read_row.unit:
        lines.append(f"unit = {write_toml(read_row.unit)}")
    if read_row is not None and read_row.indicator:
        lines += [
            f"indicator = {write_toml(read_row.indicator)}",
            f"match = {write_toml(read_row.match)}",
        ]
    numbers = dict.fromkeys((*split_codes(typed.sdg), *(read_row.sdg if read_row else ())))
    if numbers:
        lines.append(f"sdg = [{', '.join(map(write_toml, numbers))}]")
    if read_row is not None and read_row.definition is not None:
        definition = read_row.definition
        form, source = write_toml(definition.form), write_toml(definition.read)
        lines.append(f"definition = {{ form = {form}, read = {source} }}")
    if read_row is not None and read_row.trap:
        lines.append("trap = true")
    return "\n".join(lines) + "\n"


def _list_kept(read_row: CoreRow | None, typed: TypedRow) -> Iterator[ReadTitle]:
    """Yield the titles that were read before, without those that were typed word for word."""
    for title in read_row.titles if read_row is not None else ():
        is_typed = typed.titles.get(title.language) == title.text
        if not is_typed or title.year not in (None, typed.year):
            yield title


def _write_title(title: ReadTitle) -> str:
    """Return a title of the document as a line of TOML."""
    keys = ("language", "text", "form", "mark", "read")
    pairs = [f"{key} = {write_toml(getattr(title, key))}" for key in keys]
    pairs += [] if title.year is None else [f"year = {title.year}"]
    return f"    {{ {', '.join(pairs)} }},"


def _find_missing(
    document: CoreListDocument, rows: Sequence[tuple[object, str]], file: str
) -> Iterator[Finding]:
    """Yield the codes that were read of a list, or of none that is named, and are not there."""
    latest = max(entry.year for entry in document.lists)
    for year in sorted({year for year, _ in rows if isinstance(year, int)}):
        codes = {code for own, code in rows if own == year}
        for row in document.rows:
            is_due = year in row.years or year >= latest
            if row.code is not None and is_due and row.code.text not in codes:
                source = sources_read()[row.code.read].title
                details = {"code": row.code.text, "year": str(year), "title": source}
                address = Address(file)
                yield Finding("core-list.row-missing", "warning", address=address, details=details)


def check_core_list(
    source: Source,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> CoreListCheck:
    """Check a Core List that somebody typed from the printed one.

    Parameters
    ----------
    source : Source
        A CSV file, a workbook, their bytes, a data frame or a list of dictionaries: columns year
        (of the list), code, area, title_en, page; and title_fr, title_es, title_ar, title_ru,
        title_zh, itu, sdg. :func:`ictindex.data.core_list_template` has them.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    CoreListCheck
        The rows without errors, with what each adds to what was read, and findings: rows that are
        missing, codes that are there twice, titles and codes that contradict what was read or
        differ from it in a letter, languages without titles.

    Raises
    ------
    UnusableFileError
        If a file cannot be read reliably as a whole, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import ictindex as ict
    >>> row = {"year": 2022, "code": "HH l8", "area": "households", "page": "9",
    ...        "title_en": "Proportion of individuals who own a mobile phone"}
    >>> finding = ict.data.check_core_list([row]).findings[0]
    >>> finding.where("en"), finding.message("en")
    ('list, line 1, column code', "'HH l8' is not a code of the Core List. Probably meant: HH18.")
    """
    document = core_list_document()
    table = record_table(source, dialect, sheet, TYPED.names, TYPED.required, name)
    written = {
        language: any(str(cell or "").strip() for cell in table.columns.get(column, ()))
        for language, column in TITLES.items()
    }
    checker = RowChecker(document, [language for language, is_there in written.items() if is_there])
    rows: list[tuple[object, str]] = []

    def check(row: Any) -> Iterator[tuple[str, Any]]:
        rows.append((row.year, row.code))
        yield from checker.check(row)

    typed, findings = read_register(TYPED, TypedRow, check, table, dialect, None, name)
    findings += _find_missing(document, rows, table.name)
    absent = tuple(language for language, is_there in written.items() if not is_there)
    if absent:
        address, details = Address(table.name), {"languages": absent}
        findings.append(
            Finding("core-list.language-absent", "information", address=address, details=details)
        )
    return CoreListCheck(tuple(typed), Findings(findings))


def core_list_template() -> str:
    """Return an empty table to type the printed Core List into, as CSV.

    Returns
    -------
    str
        The columns, and a row for each code that was read, of the last list; the other rows of
        the list are to be added. Areas: infrastructure, households, enterprises, ict-sector,
        education, government.

    Examples
    --------
    >>> import ictindex as ict
    >>> lines = ict.data.core_list_template().splitlines()
    >>> lines[0][:40], lines[1]
    ('year,code,area,title_en,title_fr,title_e', '2022,HH1,households,,,,,,,,,')
    """
    document = core_list_document()
    year = str(max(entry.year for entry in document.lists))
    rows = [
        [year, row.code.text, row.area, *[""] * (len(TYPED.names) - 3)]
        for row in document.rows
        if row.code is not None
    ]
    return csv_of_records(TYPED.names, rows)
