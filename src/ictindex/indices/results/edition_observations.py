"""The observations of an edition: checks before publication, and their table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core import canonical, decimals
from ictindex.core.errors import RefusedObservationsError
from ictindex.core.tables.columns import Column, define
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS, PRECISION
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations, make
from ictindex.data.tables.schema import OBSERVATIONS as OBSERVED
from ictindex.data.tables.schema import is_stated
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import (
    AUXILIARY,
    COLLECTED,
    ESTIMATE,
    OFFICIAL,
    OTHER,
    counted_class,
)
from ictindex.indices.results.edition_parts import Voucher, content_in, refuse_unsound
from ictindex.indices.results.member_words import leave_out_words, origins_in
from ictindex.indices.results.what_if import number
from ictindex.language.findings import Finding
from ictindex.submissions.sourcing.candidates import SUBMISSION
from ictindex.submissions.validation.canonical_columns import (
    read_letters,
    read_observation_columns,
)
from ictindex.submissions.validation.disclosure import salted_value
from ictindex.submissions.validation.receipts import Receipt

OBSERVATIONS = "inputs/observations.csv"
# SDMX statuses of a missing value: without a reason, and withheld.
NOT_STATED, WITHHELD = "O", "Q"
# What a receipt and a withheld value put next to a row, in both tables of accepted rows.
RECEIPT = Column("receipt", "code", about="name of the receipt of the row in receipts.json")
SALTED = Column("salted", "code", about="salted digest in place of a value that is withheld")
DECIMALS = Column("decimals", "count", about="decimals with which the value was stated", gaps=True)
# What members and compilers typed, and where: it stays with the compilers.
_CLOSED = ("note", "consultation", "file", "line", "column", "letter")
SHORT = "the value without zeros at its end; the number of its decimals is another column"
EMPTY = "always empty: what was written in confidence, and where, is not published"
EDITION_OBSERVATIONS = define(
    "edition-observations",
    *OBSERVED.columns.values(),
    Column("written", "figure", about="the value with its decimals"),
    Column("file", "text"),
    Column("line", "count", gaps=True),
    Column("column", "text"),
    RECEIPT,
    SALTED,
    DECIMALS,
    Column("letter", "text"),
    key=("economy", "indicator", "year", *BREAKDOWNS),
    page=(),
).rewrite(value={"about": SHORT}, **{name: {"about": EMPTY} for name in _CLOSED})
_EMPTIED = ("value", "decimals", *PRECISION)


def observations_file(table: Observations, vouchers: Sequence[Voucher]) -> bytes:
    """Return observations as canonical CSV: fixed columns, confidential values withheld.

    ``vouchers`` are the receipts of the rows. Columns about precision are added if a row that may
    be published has any.
    """
    columns: dict[str, list[Any]] = {name: list(cells) for name, cells in table.cells.items()}
    columns["receipt"] = [voucher.name for voucher in vouchers]
    # The canonical number does not show that 100.0 was printed with a decimal.
    columns["decimals"] = [
        None if value is None else decimals.decimals_of(value) for value in columns["value"]
    ]
    columns["salted"] = [""] * len(table)
    for row, closed in enumerate(confidential_rows(table)):
        if closed:
            columns["salted"][row] = salt_row(columns, row, vouchers[row].salt)
            for name in _EMPTIED:
                columns[name][row] = None
            columns["status"][row] = WITHHELD
    for row, value in enumerate(columns["value"]):
        if value is None and not columns["status"][row]:
            columns["status"][row] = NOT_STATED
    # Not as it was typed: a member may write words next to a number.
    columns["written"] = [
        None if value is None else format(value, "f") for value in columns["value"]
    ]
    columns["year"] = [year or None for year in columns["year"]]
    columns |= {name: [None] * len(table) for name in _CLOSED}
    names = [
        name
        for name in EDITION_OBSERVATIONS.columns
        if name not in PRECISION or is_stated(columns[name])
    ]
    return canonical.table(names, [columns[name] for name in names]).encode("utf-8")


def salt_row(columns: Mapping[str, Sequence[Any]], row: int, salt: bytes) -> str:
    """Return the digest that replaces the value of a row."""
    # The record of a selection has the same digest for the candidate.
    cell = [columns[name][row] for name in ("economy", "indicator", "year")]
    parts = [columns[name][row] for name in BREAKDOWNS]
    value, kind, source, receipt = (
        columns[name][row] for name in ("value", "source_class", "source", "receipt")
    )
    whole = [*cell, *parts] if any(parts) else cell
    return salted_value(whole, value, kind, source, receipt, salt)


def read_observations_file(files: Mapping[str, bytes]) -> Observations:
    """Read the observations of an edition, without the words that a member typed in confidence."""
    content, origins = content_in(files, OBSERVATIONS), origins_in(files)
    try:
        cells = canonical.read_table(content)
        columns = read_observation_columns(cells)
        public = leave_out_words(columns, cells["receipt"], origins)
        letters = read_letters(cells, columns)
    except (ValueError, KeyError, IndexError) as error:
        refuse_unsound(OBSERVATIONS, error)
    return make(public, (), letters=letters)


def confidential_rows(table: Observations) -> list[bool]:
    """Tell for each row whether its value must not be published at the release."""
    free = catalogue.free_marks()
    return [mark not in free for mark in table.cells["conf_status"]]


def withheld_rows(table: Observations, economy: str, indicator: str) -> list[int]:
    """Return the rows of a cell, in any year, whose value an edition withholds."""
    cells = table.cells
    rows = zip(cells["economy"], cells["indicator"], cells["status"], strict=True)
    wanted = (economy, indicator, WITHHELD)
    return [number for number, row in enumerate(rows) if row == wanted]


def check_values(
    table: Observations, rows: Iterable[int], printed: Sequence[bool], auxiliary: frozenset[str]
) -> Iterator[Finding]:
    """Yield the values that are confidential, or that are not official, auxiliary or printed."""
    cells, closed = table.cells, confidential_rows(table)
    for row in rows:
        economy, key = cells["economy"][row], cells["indicator"][row]
        stated = cells["source_class"][row]
        cleared = counted_class(stated, cells["status"][row]) in OFFICIAL
        admitted = stated == AUXILIARY and key in auxiliary
        if closed[row]:
            code = "archive.confidential-used"
        elif printed[row] or cleared or admitted:
            continue
        else:
            code = "archive.not-cleared"
        details = {"economy": economy, "indicator": key, "source_class": stated or "-"}
        yield Finding(code, "error", economy, key, cells["year"][row], table.address(row), details)


def check_submissions(
    table: Observations, owners: Sequence[int], receipts: Sequence[Receipt], kind: str
) -> Iterator[Finding]:
    """Yield official submissions for which there is only a compiler's receipt."""
    # Only a Member State can confirm its submissions, in any year: the receipt of its focal point
    # does, also for a carried value. A compiler's receipt covers values from other sources.
    if kind != "official":
        return
    cells = table.cells
    for row, owner in enumerate(owners):
        if (
            receipts[owner].role == "compiler"
            and cells["value"][row] is not None
            and counted_class(cells["source_class"][row], cells["status"][row]) == SUBMISSION
        ):
            economy, key = cells["economy"][row], cells["indicator"][row]
            details = {"economy": economy, "indicator": key, "receipt": receipts[owner].digest[:12]}
            yield Finding(
                "archive.submission-by-compiler",
                "error",
                economy,
                key,
                cells["year"][row],
                table.address(row),
                details,
            )


def check_closed_by_one(receipts: Sequence[Receipt]) -> Iterator[Finding]:
    """Yield the values that one submission states and another one closes: closed for all."""
    # A cell that any submission withdrew is open again. An office that closes later what it stated
    # before contradicts nobody: the value is withheld.
    free = catalogue.free_marks()
    closed: dict[tuple[object, ...], list[tuple[str, int]]] = {}
    withdrawn: set[tuple[object, ...]] = set()
    stated: dict[tuple[object, ...], list[tuple[str, int, Finding]]] = {}
    for receipt in receipts:
        day = 0 if receipt.submitted is None else receipt.submitted.toordinal()
        withdrawn.update(key for key, _ in _official_cells(receipt.withdrawn))
        table = receipt.observations
        for key, row in _official_cells(table):
            economy, indicator, year = (str(part) for part in key[:3])
            if table.cells["conf_status"][row] not in free:
                closed.setdefault(key, []).append((receipt.office, day))
            elif table.cells["value"][row] is not None:
                finding = Finding(
                    "archive.closed-by-one",
                    "error",
                    economy,
                    indicator,
                    int(year),
                    table.address(row),
                    {"economy": economy, "indicator": indicator, "year": year},
                )
                stated.setdefault(key, []).append((receipt.office, day, finding))
            elif table.cells["status"][row] == WITHHELD:
                closed.setdefault(key, []).append((receipt.office, day))
    for key, several in stated.items():
        closing = [] if key in withdrawn else closed.get(key, [])
        open_ones = [
            finding
            for office, day, finding in several
            if closing and not any(own == office and 0 < day < later for own, later in closing)
        ]
        yield from open_ones[-1:]


def last_words(receipts: Sequence[Receipt]) -> list[Observations]:
    """Return the observations of receipts without those that their State replaced or withdrew."""
    # A row without a value takes nothing back: an answer that withdraws it does.
    tables = [receipt.observations for receipt in receipts]
    days = [0 if each.submitted is None else each.submitted.toordinal() for each in receipts]
    rows: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for n, table in enumerate(tables):
        for cell, row in _official_cells(table):
            rows.setdefault(cell, []).append((n, row))
    replaced: list[set[int]] = [set() for _ in tables]
    for n, receipt in enumerate(receipts):
        for cell, _ in _official_cells(receipt.withdrawn):
            for other, row in rows.get(cell, ()):
                if days[other] <= days[n]:
                    replaced[other].add(row)
    for several in rows.values():
        stated = [(n, row) for n, row in several if _states_value(tables[n], row)] or several
        latest = max(days[n] for n, _ in stated)
        # A receipt without a day is neither before nor after another one.
        kept = {(n, row) for n, row in stated if days[n] in (0, latest)}
        for n, row in set(several) - kept:
            replaced[n].add(row)
    return [
        table.take([row for row in range(len(table)) if row not in gone]) if gone else table
        for table, gone in zip(tables, replaced, strict=True)
    ]


def _states_value(table: Observations, row: int) -> bool:
    return table.cells["value"][row] is not None or table.cells["status"][row] == WITHHELD


def _official_cells(table: Observations) -> Iterator[tuple[tuple[object, ...], int]]:
    """Yield the cell of every row that is a Member State's: economy, indicator, year, parts."""
    cells, others = table.cells, (AUXILIARY, COLLECTED, ESTIMATE, OTHER)
    for row, (stated, unit) in enumerate(zip(cells["source_class"], cells["unit"], strict=True)):
        if stated not in others:
            own = [cells[name][row] for name in ("economy", "indicator", "year")]
            parts = [str(cells[name][row]).replace("_T", "") for name in BREAKDOWNS]
            yield (*own, unit == SCORE, *parts), row


def indicators_and_economies(table: Observations) -> tuple[set[str], set[str]]:
    """Return the catalogue indicators and the economies of observations."""
    catalogued = set(catalogue.indicators())
    indicators = {key for key in table.cells["indicator"] if key in catalogued}
    economies = {code for code in table.cells["economy"] if catalogue.is_economy(code)}
    return indicators, economies


def indicator_records(keys: Iterable[str]) -> dict[str, Any]:
    """Return unit, range and codes of indicators for an edition."""
    indicators = catalogue.indicators()
    return {
        key: {
            "unit": indicators[key].unit,
            "denominator": indicators[key].denominator,
            "minimum": indicators[key].minimum,
            "maximum": indicators[key].maximum,
            "decimals": indicators[key].decimals,
            "codes": {system: list(codes) for system, codes in indicators[key].codes.items()},
        }
        for key in keys
    }


def latest_row(table: Observations, economy: str, indicator: str) -> int | None:
    """Return the row of the latest total of a cell; ``None`` if it has no observation."""
    cells = table.cells
    rows = [
        row
        for row, cell in enumerate(zip(cells["economy"], cells["indicator"], strict=True))
        if cell == (economy, indicator)
        and all(cells[name][row] in ("", "_T") for name in BREAKDOWNS)
    ]
    return max(rows, key=lambda row: cells["year"][row], default=None)


def possible_value(economy: str, indicator: str, year: int, value: Any) -> Decimal:
    """Return a value as a reader would read it, after all checks of a cell, or refuse it."""
    row = (economy, indicator, year, write_value(value, economy, indicator))
    possible: Decimal = read_values([row]).cells["value"][0]
    return possible


def write_value(value: Any, economy: str, indicator: str) -> str:
    """Return a value as the text of a cell; refuse anything but a number."""
    if value is None:
        return ""
    decimal = number(value, economy, indicator)
    return value.strip() if isinstance(value, str) else format(decimal, "f")


def read_values(rows: list[tuple[str, str, int, str]]) -> Observations:
    """Read replacement values as a table is read, with all checks."""
    import pandas as pd

    names = ["economy", "indicator", "year", "value"]
    if not rows:
        return make(dict.fromkeys(names, ()), ())
    table = read_observations(pd.DataFrame(rows, columns=names, dtype=object).astype(str))
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    return table
