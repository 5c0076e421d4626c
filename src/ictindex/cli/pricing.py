"""What the commands that price baskets share: their options, reading the files, computing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import output
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data import observation_reader
from ictindex.data.economics import Economics
from ictindex.data.io import csv
from ictindex.data.io.excel import is_workbook
from ictindex.data.prices import Prices
from ictindex.data.tariffs import Tariffs
from ictindex.findings import Findings

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult
    from ictindex.results.methodology import Methodology

PricesFile = Annotated[Path | None, typer.Option("--prices")]
TariffsFile = Annotated[Path | None, typer.Option("--tariffs")]
EconomicsFile = Annotated[Path | None, typer.Option("--economics")]
EconomicsSheet = Annotated[str | None, typer.Option("--economics-sheet")]
EconomicsDialect = Annotated[str | None, typer.Option("--economics-dialect")]
Columns = Annotated[list[str] | None, typer.Option("--column")]
Constants = Annotated[list[str] | None, typer.Option("--constant")]
EconomicsColumns = Annotated[list[str] | None, typer.Option("--economics-column")]
EconomicsConstants = Annotated[list[str] | None, typer.Option("--economics-constant")]

_Table = type[Prices] | type[Tariffs] | type[Economics]
_MOST = 12  # more make a list that nobody reads; `basket compute` shows all of them


class Asked(NamedTuple):
    """What the commands that price baskets have in common."""

    edition: int
    prices: Path | None
    tariffs: Path | None
    economics: Path | None
    methodology: str
    dialect: str | None
    sheet: str | None
    column: list[str] | None
    constant: list[str] | None
    economics_dialect: str | None
    economics_sheet: str | None
    economics_column: list[str] | None
    economics_constant: list[str] | None
    kind: str
    published: Path | None = None


def asked(given: Mapping[str, Any]) -> Asked:
    """Return what a command was asked, from its arguments by name."""
    return Asked(**{name: given[name] for name in Asked._fields if name in given})


def methodology_of(name: str, edition: int, *, provisional: bool = False) -> Methodology:
    """Return a methodology of price baskets; another is refused."""
    chosen = ict.methodology(name, edition=edition, provisional=provisional)
    if not chosen.document.baskets:
        raise UsageError("cli.no-baskets", document=chosen.id)
    return chosen


def pairs_of(pairs: list[str] | None, code: str) -> dict[str, str]:
    """Return a mapping from ``iso3=economy``, one for each option."""
    found = {}
    for pair in pairs or ():
        first, sign, second = pair.partition("=")
        if not (first and sign and second):
            raise UsageError(code, pair=pair)
        found[first] = second
    return found


def _read(
    table: _Table,
    file: Path,
    dialect: str | None,
    sheet: str | None,
    columns: list[str] | None,
    constants: list[str] | None,
) -> Any:
    """Read a file; columns that are named as in the table need no mention."""
    mapping = pairs_of(columns, "cli.column-pair")
    if mapping:
        spoken = csv.dialect_of(dialect, observation_reader.name_of(file))
        found = observation_reader.table_of(file, spoken, sheet)
        taken = {*mapping, *mapping.values()}
        header = () if found is None else found.header
        mapping |= {c: c for c in header if c in table.schema.columns and c not in taken}
    reader: Callable[..., Any] = getattr(ict, f"read_{table.schema.name}")
    return reader(
        file,
        columns=mapping or None,
        constants=pairs_of(constants, "cli.constant-pair") or None,
        dialect=dialect,
        sheet=sheet,
    )


def compute(wanted: Asked, form: output.Form) -> BasketResult:
    """Read the files and price the baskets; findings are written where they stop it."""
    chosen = methodology_of(wanted.methodology, wanted.edition)
    alone = wanted.prices is not None and wanted.economics is None
    if alone or (wanted.prices is None) == (wanted.tariffs is None):
        raise UsageError("cli.basket-files")
    given = (wanted.prices, wanted.tariffs, wanted.economics)
    has_workbook = any(is_workbook(file) for file in given)

    def sheet_of(file: Path, sheet: str | None) -> str | None:
        """Return the sheet for a workbook; it is not for a CSV file beside one."""
        return sheet if is_workbook(file) or not has_workbook else None

    read: dict[str, Any] = {"prices": None, "tariffs": None, "economics": None}
    with output.progress(i18n.text("cli", "reading")):
        kinds: tuple[tuple[_Table, Path | None], ...] = (
            (Prices, wanted.prices),
            (Tariffs, wanted.tariffs),
        )
        for table, file in kinds:
            if file is not None:
                sheet = sheet_of(file, wanted.sheet)
                options = (wanted.dialect, sheet, wanted.column, wanted.constant)
                read[table.schema.name] = _read(table, file, *options)
        if wanted.economics is not None:
            read["economics"] = _read(
                Economics,
                wanted.economics,
                wanted.economics_dialect or wanted.dialect,
                sheet_of(wanted.economics, wanted.economics_sheet or wanted.sheet),
                wanted.economics_column,
                wanted.economics_constant,
            )
        published = None
        if wanted.published is not None:
            published = ict.read_published(wanted.published, dialect=wanted.dialect)
    try:
        with output.progress(i18n.text("cli", "computing")) as advance:
            return ict.compute(
                chosen,
                **read,
                edition=wanted.edition,
                published=published,
                kind=wanted.kind,
                progress=advance,
            )
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


def findings_of(result: BasketResult, economy: str = "") -> Findings:
    """Return what is doubtful in the tables of a result, of all economies or of one."""
    given = (result.prices, result.tariffs, result.economics)
    return Findings(
        finding
        for table in given
        if table is not None
        for finding in table.findings
        if economy in ("", finding.economy) or not finding.economy
    )


def warn(result: BasketResult, economy: str = "") -> None:
    """Tell on standard error what is doubtful in the tables: it may be why a figure is missing."""
    found = findings_of(result, economy)
    for finding in found[:_MOST]:
        told = finding.advice()
        output.note(i18n.pair(finding.where(), told))
    if len(found) > _MOST:
        output.note(i18n.text("views", "more-faults", count=str(len(found) - _MOST)))
