"""Findings: the fault of a cell, its address, and the remedy.

Readers and checks report faults; they do not correct them. A finding has a code and its data; the
words are added when it is shown, in one of six languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.own_terms import OwnTerms, current_terms, use_terms
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence, isolate_text, list_parts

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("error", "warning", "information")
FINDINGS = define(
    "findings",
    Column("rule", "code"),
    Column("level", "code", "views/level", names="levels"),
    Column("economy", "code"),
    Column("indicator", "code"),
    Column("year", "year", gaps=True),
    Column("address", "text"),
    Column("where", "text", "views/where", data=False, absent=""),
    Column("message", "text", "views/what-is-wrong", absent=""),
    Column("remedy", "text", "views/what-to-do", absent=""),
    page=("level", "where", "message", "remedy"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Address of a cell: a file (or table), its line and column.

    Parameters
    ----------
    source : str
        Name of the file or of the table.
    line : int or None
        Line of a text file, or row of a table, counted from 1.
    column : str or None
        Name of the column.
    cell : str or None
        Reference of the cell in a workbook, shown in place of the line and column.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.read_observations(ict.sample_data("idi-2024-annex.csv")).address(0).line
    2
    >>> Address("annex.csv", 12, "value").show()
    'annex.csv, line 12, column value'
    >>> Address("annex.xlsx", 12, "value", "D12").show()
    'annex.xlsx, cell D12'
    """

    source: str
    line: int | None = None
    column: str | None = None
    cell: str | None = None

    def show(self, language: str | None = None) -> str:
        """Return the address in words.

        Parameters
        ----------
        language : str, optional
            Language; by default the one in force.

        Returns
        -------
        str
            File, line and column, or cell.
        """
        return describe_address(self).to_text(language)


def describe_address(address: Address) -> Sentence:
    """Return an address as a part of a sentence: file, line and column, or cell."""
    return list_parts((isolate_text(address.source), *_list_spot(address)))


def list_address(address: Address) -> list[Sentence]:
    """Return an address as parts of a sentence: none where an edition does not name the file."""
    is_known = address.source not in ("", "\u2013") or address.line is not None
    return [describe_address(address)] if is_known else []


def show_spot(address: Address, language: str | None = None) -> str:
    """Return the place within a file or sheet in words: the cell, or line and column."""
    return list_parts(_list_spot(address)).to_text(language)


def _list_spot(address: Address) -> list[Sentence]:
    """Return the place within a file or sheet: the cell, or line and column."""
    if address.cell is not None:
        return [Sentence("views/cell", cell=address.cell)]
    parts = []
    if address.line is not None:
        parts.append(Sentence("views/line", line=int(address.line)))
    if address.column is not None:
        parts.append(Sentence("views/column", column=address.column))
    return parts


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark on a cell.

    Parameters
    ----------
    code : str
        Code of the rule, such as ``"number.decimal-comma"``.
    level : str
        ``"error"`` (computing refuses the cell), ``"warning"`` or ``"information"``.
    economy, indicator : str
        Economy and indicator of the cell, as far as known.
    year : int or None
        Its year, as far as known.
    address : Address or None
        Address of the cell.
    details : mapping
        The data that the message names.
    own_terms : OwnTerms or None
        For a finding about a user's own index: the names of its indicators and areas.

    Examples
    --------
    >>> import ictindex as ict
    >>> finding = ict.Finding("number.percent-sign", economy="BRA", details={"value": "80%"})
    >>> finding.level, finding.economy, finding.address
    ('error', 'BRA', None)
    >>> finding.message("en"), finding.remedy("en").partition(";")[0]
    ("'80%' has a percent sign.", 'Write the number alone')
    >>> finding.advice("en").partition(";")[0]
    "'80%' has a percent sign. Write the number alone"
    >>> ict.Finding("value.impossible", economy="BRA", indicator="idi", year=2022).where()
    'BRA, idi, 2022'
    """

    code: str
    level: str = "error"
    economy: str = ""
    indicator: str = ""
    year: int | None = None
    address: Address | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    own_terms: OwnTerms | None = field(default_factory=current_terms, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    def __hash__(self) -> int:
        # Without the details, which may be of any kind: equal findings have equal hashes.
        cell = (self.economy, self.indicator, self.year, self.address)
        return hash((type(self), self.code, self.level, *cell))

    def __reduce__(self) -> tuple[object, ...]:
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        return type(self), tuple((parts | {"details": dict(self.details)}).values())

    def where(self, language: str | None = None) -> str:
        """Return the address in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            File, line and column; without an address, economy, indicator and year.
        """
        if self.address is not None:
            return self.address.show(language)
        parts = (self.economy, self.indicator, str(self.year or ""))
        return i18n.join([i18n.isolate(part, language) for part in parts if part], language)

    def message(self, language: str | None = None) -> str:
        """Return what is wrong, in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One sentence.
        """
        return self._words("message", language)

    def remedy(self, language: str | None = None) -> str:
        """Return what to do, in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One sentence, or nothing.
        """
        return self._words("remedy", language)

    def _words(self, part: str, language: str | None) -> str:
        if self.own_terms is None:
            return i18n.message(self.code, self._name_details(language), language, part)
        with use_terms(self.own_terms):
            return i18n.message(self.code, self._name_details(language), language, part)

    def _name_details(self, language: str | None) -> Mapping[str, object]:
        """Return what the message names."""
        return self.details

    def advice(self, language: str | None = None) -> str:
        """Return the message, followed by the remedy.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Message and remedy.
        """
        return i18n.sentences(self.message(language), self.remedy(language), language)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return the finding as plain data, for JSON.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        dict
            Its fields by name (decimals, dates and paths as text, tuples as lists; ``address`` a
            dictionary), then ``where``, ``message`` and ``remedy`` in words.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.Finding("number.percent-sign", details={"value": "80%"}).to_dict("en")["details"]
        {'value': '80%'}
        """
        from ictindex.core.plain_data import make_plain  # only where it is asked for

        own = ("own_terms", "details", "address")
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        return {
            **{name: make_plain(part, language) for name, part in parts.items() if name not in own},
            "address": make_plain(self.address, language),
            "details": make_plain(self.details, language),
            "where": self.where(language),
            "message": self.message(language),
            "remedy": self.remedy(language),
        }


# A finding with the rows of a table that it is about.
Placed = tuple[Finding, tuple[int, ...]]


@doors
class Findings(Renderable, Sequence[Finding]):
    """A table of findings, in the order they were made.

    Parameters
    ----------
    findings : iterable of Finding
        The findings.

    Examples
    --------
    >>> findings = Findings([Finding("number.percent-sign", details={"value": "80%"})])
    >>> len(findings), len(findings.errors)
    (1, 1)
    >>> findings.records("en")[0]["message"], findings.to_frame().loc[0, "rule"]
    ("'80%' has a percent sign.", 'number.percent-sign')
    >>> findings.to_text("en").splitlines()[0]
    'Findings: 1'
    """

    _json_name = "findings"

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._findings = tuple(findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            return Findings(self._findings[index])
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __add__(self, other: Iterable[Finding]) -> Findings:
        return Findings((*self._findings, *other))

    @property
    def errors(self) -> Findings:
        """The findings that computing refuses."""
        return Findings(f for f in self._findings if f.level == "error")

    def records(self, language: str | None = None) -> list[dict[str, Any]]:
        """Return plain records, for JSON: rule, level, cell, address and words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        list of dict
            A record for each finding.
        """
        return write_records(self._table(language))

    def _table(self, language: str | None) -> Table:
        rows = [
            {
                "rule": f.code,
                "level": f.level,
                "economy": f.economy,
                "indicator": f.indicator,
                "year": f.year,
                "address": "" if f.address is None else f.address.show(language),
                "where": f.where(language),
                "message": f.message(language),
                "remedy": f.remedy(language),
            }
            for f in self._findings
        ]
        return Table.of(FINDINGS, rows)

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return the findings as a data frame, a row each.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            Columns rule, level, economy, indicator, year (nullable integer), address, message,
            remedy.
        """
        return write_frame(self._table(language))

    def _to_dict(self) -> dict[str, Any]:
        return {"rows": self.records()}

    def _blocks(self, language: str) -> list[i18n.Block]:
        from ictindex.language.i18n.document import Block
        from ictindex.language.i18n.page_table_writer import write_grid

        title = i18n.text("views", "findings", language, count=str(len(self)))
        blocks: list[Block] = [i18n.Heading(title, 2)]
        if self._findings:
            blocks.append(write_grid(self._table(language), language))
        return blocks

    def to_text(self, language: str | None = None) -> str:
        chosen = i18n.current_language(language)
        lines = [i18n.text("views", "findings", chosen, count=str(len(self)))]
        for f in self._findings:
            level = i18n.label("levels", f.level, chosen)
            advice = i18n.pair(f.where(chosen), f.advice(chosen), chosen)
            lines.append(i18n.pair(level, advice, chosen))
        return "\n".join(lines) + "\n"
