"""Offices of a State: which of them owns each sheet of the questionnaire, and which coordinates.

``offices.csv`` of a round lists them by their roles. A State that it does not list has one office,
without a name, which owns all sheets and coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ictindex.core import canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data.cell_text import Fault, visible
from ictindex.data.io.table_sources import Source
from ictindex.data.tables.register_reader import read_register
from ictindex.data.tables.schema import Column, define_register
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.questionnaires.sheet_plan import load_plan

_LONGEST = 80  # characters of the name of an office: a cell shows it

OFFICES = define_register(
    "offices",
    Column("economy", "economy", about="ISO3 code of the State", filled=True),
    Column("office", "title", about="the office: a role, never a person", filled=True),
    Column("sheets", "text", about="ids of the sheets that it owns, with spaces between them"),
    Column("coordinator", "boolean", about="whether it coordinates the others", gaps=True),
    main="office",
    subject="office",
    key=("economy", "office"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a State that fills in sheets of the questionnaire.

    Parameters
    ----------
    economy : str
        ISO3 code of the State.
    office : str
        The office: a role, never a person. Empty: the State has one office.
    sheets : tuple of str
        Ids of the sheets that it owns.
    coordinator : bool
        Whether it coordinates the offices of its State.
    address : Address or None
        Address of its line.

    Examples
    --------
    >>> Office("ECU", "Regulator", ("mobile", "traffic")).coordinator
    False
    """

    economy: str
    office: str
    sheets: tuple[str, ...] = ()
    coordinator: bool = False
    address: Address | None = None


class Offices(Sequence[Office]):
    """The offices of the States of a round, read by :func:`ictindex.rounds.read_offices`.

    Parameters
    ----------
    offices : iterable of Office
        The offices, in the order of their file.
    findings : Findings
        What is wrong with the file.

    Examples
    --------
    >>> offices = Offices([
    ...     Office("ECU", "Statistical office", coordinator=True),
    ...     Office("ECU", "Regulator", ("mobile", "traffic")),
    ... ])
    >>> offices.owner("ECU", "mobile-cellular-subscriptions-count")
    'Regulator'
    >>> offices.owner("ECU", "internet-users"), offices.coordinator("ECU")
    ('Statistical office', 'Statistical office')
    >>> [office.office for office in offices.list_offices("ECU")]
    ['Statistical office', 'Regulator']
    >>> offices.list_offices("PER")[0].office, offices.coordinator("PER")
    ('', '')
    >>> len(offices), len(offices.findings)
    (2, 0)
    """

    def __init__(self, offices: Iterable[Office] = (), findings: Findings | None = None) -> None:
        self._offices = tuple(offices)
        self.findings = Findings() if findings is None else findings
        self._by_economy: dict[str, tuple[Office, ...]] = {}
        for office in self._offices:
            listed = self._by_economy.get(office.economy, ())
            self._by_economy[office.economy] = (*listed, office)

    def __len__(self) -> int:
        return len(self._offices)

    def __getitem__(self, index: Any) -> Any:
        return self._offices[index]

    def __repr__(self) -> str:
        return f"<Offices {len(self)}>"

    def list_offices(self, economy: str) -> tuple[Office, ...]:
        """Return the offices of a State; by default a single one, which owns every sheet.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        tuple of Office
            In the order of the file. Sheets that no line names belong to the coordinator.
        """
        listed = self._by_economy.get(economy)
        if listed is None:
            return (Office(economy, "", tuple(load_plan().sheets), True),)
        owned = {sheet for office in listed for sheet in office.sheets}
        rest = tuple(sheet for sheet in load_plan().sheets if sheet not in owned)
        return tuple(
            replace(office, sheets=(*office.sheets, *rest)) if office.coordinator else office
            for office in listed
        )

    def coordinator(self, economy: str) -> str:
        """Return the office that coordinates those of its State.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        str
            The office; empty if the State has one office alone.
        """
        listed = self.list_offices(economy)
        return next((each.office for each in listed if each.coordinator), listed[0].office)

    def owner(self, economy: str, indicator: str) -> str:
        """Return the office that owns the sheet of an indicator.

        Parameters
        ----------
        economy : str
            ISO3 code.
        indicator : str
            Id of the indicator. A rate belongs to the office of its count; what no sheet asks
            for belongs to the coordinator.

        Returns
        -------
        str
            The office; empty if the State has one office alone.
        """
        sheet = sheet_of(indicator)
        own = (each.office for each in self.list_offices(economy) if sheet in each.sheets)
        return next(own, self.coordinator(economy))

    def refuse_errors(self) -> None:
        """Refuse offices with errors, which would leave a sheet without its owner.

        Raises
        ------
        RefusedObservationsError
            If there are errors; it names each of them.

        Examples
        --------
        >>> Offices([Office("ECU", "Statistical office", coordinator=True)]).refuse_errors()
        """
        if self.findings.errors:
            raise RefusedObservationsError("offices.errors", faults=self.findings.errors)


@lru_cache(maxsize=1)
def _sheets_by_indicator() -> Mapping[str, str]:
    asked = {
        line.indicator: key for key, sheet in load_plan().sheets.items() for line in sheet.lines
    }
    rates = {
        rate: asked[rule.operands[0]]
        for rate, rule in catalogue.rate_rules().items()
        if rule.operands[0] in asked and rate not in asked
    }
    return {**rates, **asked}


def sheet_of(indicator: str) -> str:
    """Return the sheet that asks for an indicator, or for the count of a rate; empty if none."""
    return _sheets_by_indicator().get(indicator, "")


def read_offices(
    source: Source | Offices,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> Offices:
    """Read the offices of the States of a round.

    Parameters
    ----------
    source : Source or Offices
        A file, its bytes, a data frame or a list of dictionaries, with the columns ``economy``,
        ``office`` (a role, never a person), ``sheets`` (ids of the sheets
        that it owns, with spaces between them) and ``coordinator`` (yes or no).
        Sheets of a State that no line names belong to its coordinator.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Offices
        The offices, with findings about lines that are not usable.

    Raises
    ------
    UnusableFileError
        If the file cannot be read as a whole with certainty, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame(
    ...     [["ECU", "Statistical office", "", "yes"], ["ECU", "Regulator", "mobile", "no"]],
    ...     columns=["economy", "office", "sheets", "coordinator"],
    ... )
    >>> offices = ict.rounds.read_offices(frame)
    >>> offices.owner("ECU", "internet-users"), offices[1].sheets
    ('Statistical office', ('mobile',))
    """
    if isinstance(source, Offices):
        return source
    offices, findings = read_register(OFFICES, _office, _find_faults, source, dialect, sheet, name)
    return Offices(offices, Findings([*findings, *_find_contradictions(offices)]))


def find_office(offices: Offices, economy: str, office: str) -> Office:
    """Return an office of a State by its name; refuse one that is not listed."""
    listed = offices.list_offices(economy)
    for each in listed:
        if each.office == canonical.nfc(office):
            return each
    raise UsageError(
        "offices.unknown",
        economy=economy,
        office=visible(office)[:_LONGEST],
        allowed=[each.office for each in listed],
    )


def _office(
    economy: str, office: str, sheets: str, coordinator: bool | None, address: Address
) -> Office:
    return Office(economy, canonical.nfc(office), tuple(sheets.split()), bool(coordinator), address)


def _find_faults(row: Any) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with a line on its own."""
    name = str(row.office)
    # An address of mail is that of a person or of a mailbox, not the name of an office.
    if len(name) > _LONGEST or not name.isprintable() or "@" in name:
        details: dict[str, object] = {"office": visible(name)[:_LONGEST], "most": str(_LONGEST)}
        yield "office", Fault("offices.name-unfit", details)
    sheets = load_plan().sheets
    named = str(row.sheets).split()
    for sheet in dict.fromkeys(named):
        if sheet not in sheets:
            yield (
                "sheets",
                Fault(
                    "offices.unknown-sheet", {"sheet": visible(sheet)[:40], "allowed": list(sheets)}
                ),
            )
        elif named.count(sheet) > 1:
            yield "sheets", Fault("offices.sheet-twice", {"sheet": sheet, "other": name})


def _find_contradictions(offices: Sequence[Office]) -> Iterator[Finding]:
    """Yield what is wrong with the lines of a State together."""
    by_economy: dict[str, list[Office]] = {}
    for office in offices:
        by_economy.setdefault(office.economy, []).append(office)
    for economy, listed in by_economy.items():
        owners: dict[str, Office] = {}
        names: dict[str, Office] = {}
        for each in listed:
            if each.office in names:
                yield _finding("offices.twice", each, "office", office=each.office)
            names.setdefault(each.office, each)
            for sheet in dict.fromkeys(each.sheets):
                if sheet in owners:
                    other = owners[sheet].office
                    yield _finding("offices.sheet-twice", each, "sheets", sheet=sheet, other=other)
                owners.setdefault(sheet, each)
        leading = [each for each in listed if each.coordinator]
        for each in leading[1:]:
            details = {"economy": economy, "other": leading[0].office}
            yield _finding("offices.two-coordinators", each, "coordinator", **details)
        if not leading:
            yield _finding("offices.no-coordinator", listed[0], "coordinator", economy=economy)


def _finding(code: str, about: Office, column: str, **details: object) -> Finding:
    address = about.address
    if address is not None:
        address = replace(address, column=column, cell=None)
    return Finding(code, "error", about.economy, address=address, details=details)
