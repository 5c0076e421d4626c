"""The national inventory: for each indicator whether it exists, who owns it, how often, the gap.

A national office fills it in. A blank cell is not known here, and stays blank everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Part
from ictindex.core.tables.csv_writer import write_csv
from ictindex.data.tables.schema import Column, define_register
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents.core_list import PREFIX, core_list_document
from ictindex.language import i18n
from ictindex.language.findings import Address, Findings
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.questionnaires.sheet_plan import load_plan

FREQUENCIES = (
    "monthly",
    "quarterly",
    "half-yearly",
    "yearly",
    "every-2-years",
    "every-3-years",
    "every-5-years",
    "every-10-years",
    "irregular",
)
SOURCE_KINDS = ("survey", "census", "administrative", "other")


def _label(name: str) -> str:
    return f"inventory-columns/{name}"


def _text(name: str, kind: str = "text") -> Column:
    return Column(name, kind, _label(name), absent="")


def _period(name: str) -> Column:
    return Column(name, "code", _label(name), absent="", names=i18n.isolate)


def _day(name: str) -> Column:
    return Column(name, "date", _label(name), gaps=True, absent="")


INVENTORY = define_register(
    "national-inventory",
    Column("economy", "economy", filled=True, page=False),
    Column("indicator", "standard-indicator", filled=True),
    Column("name", "title", _label("name"), "for people: not read", page=False),
    Column("exists", "boolean", _label("exists"), gaps=True, names="inventory/exists", absent=""),
    _text("owner", "title"),
    _text("legal_basis"),
    Column(
        "frequency",
        "choice",
        _label("frequency"),
        allowed=FREQUENCIES,
        names="inventory-frequencies",
        absent="",
    ),
    Column(
        "source_kind",
        "choice",
        _label("source_kind"),
        allowed=SOURCE_KINDS,
        names="inventory-source-kinds",
        absent="",
    ),
    _text("source", "title"),
    _period("last_period"),
    _period("next_period"),
    _day("collection_begins"),
    _day("collection_ends"),
    _day("release"),
    _day("last_release"),
    _day("last_release_due"),
    _text("web_address", "title"),
    _text("licence", "title"),
    _text("gap"),
    Column("note", "text", absent=""),
    main="exists",
    subject="indicator",
    key=("economy", "indicator", "source"),
    page=(
        "indicator",
        "exists",
        "owner",
        "legal_basis",
        "frequency",
        "source_kind",
        "source",
        "last_period",
        "next_period",
        "gap",
        "note",
    ),
)
# What the row of a figure that exists says of it; a blank among these is named.
DESCRIBED = ("owner", "legal_basis", "frequency", "source_kind", "source", "last_period")


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """An indicator of an inventory, as the office describes it; a blank cell is empty."""

    economy: str
    indicator: str
    name: str = ""
    exists: bool | None = None
    owner: str = ""
    legal_basis: str = ""
    frequency: str = ""
    source_kind: str = ""
    source: str = ""
    last_period: str = ""
    next_period: str = ""
    collection_begins: dt.date | None = None
    collection_ends: dt.date | None = None
    release: dt.date | None = None
    last_release: dt.date | None = None
    last_release_due: dt.date | None = None
    web_address: str = ""
    licence: str = ""
    gap: str = ""
    note: str = ""
    address: Address | None = None


class Inventory(TabularResult):
    """The inventory of an economy, made by :func:`new_inventory` or :func:`read_inventory`.

    Parameters
    ----------
    rows : iterable of InventoryRow
        A row for each indicator and source.
    findings : Findings
        Findings about its cells and rows.

    Examples
    --------
    >>> import ictindex as ict
    >>> inventory = ict.sourcing.new_inventory("ECU")
    >>> inventory.economy, inventory.rows[0].indicator, inventory.rows[0].exists
    ('ECU', 'population', None)
    >>> len(inventory) == len(inventory.rows), len(inventory.findings)
    (True, 0)
    >>> inventory.answered, inventory.existing, inventory.gaps
    ((), (), ())
    """

    _parts = (Part("rows", INVENTORY, "rows"),)

    def __init__(self, rows: Iterable[InventoryRow], findings: Findings | None = None) -> None:
        self.rows = tuple(rows)
        self.findings = Findings() if findings is None else findings

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def economy(self) -> str:
        """ISO3 code of its economy; an inventory of several is refused."""
        economies = tuple(dict.fromkeys(row.economy for row in self.rows))
        if len(economies) != 1:
            raise UsageError("inventory.no-single-economy", economies=economies)
        return economies[0]

    @property
    def answered(self) -> tuple[InventoryRow, ...]:
        """The rows that say whether the figure exists."""
        return tuple(row for row in self.rows if row.exists is not None)

    @property
    def existing(self) -> tuple[InventoryRow, ...]:
        """The rows of figures that exist."""
        return tuple(row for row in self.rows if row.exists)

    @property
    def gaps(self) -> tuple[InventoryRow, ...]:
        """The rows of figures that do not exist, or that name something missing."""
        return tuple(row for row in self.rows if row.exists is False or row.gap)

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        # The files that an office fills in: the reader reads back what is written here.
        ending = target.suffix.lower()
        if ending == ".xlsx":
            from ictindex.submissions.sourcing.inventory_workbook import write_inventory_workbook

            return write_inventory_workbook(self._table(), self._choose_language(language))
        if ending == ".csv":
            return write_csv(self._table())
        return super()._make_file(target, language)

    def _blocks(self, language: str) -> list[Block]:
        title = i18n.text("inventory", "title", language)
        name = i18n.economy_name(self.economy, language)
        return [
            Heading(i18n.pair(name, title, language), 2),
            count_inventory(self, language),
            write_grid(self._table(), language),
        ]


def count_inventory(inventory: Inventory, language: str) -> Bullets:
    """Return the counts of an inventory: rows, figures that exist, that do not, blanks."""
    counts: Counter[bool | None] = Counter(row.exists for row in inventory.rows)
    sentences = (
        i18n.Sentence("inventory/rows", count=len(inventory)),
        i18n.Sentence("inventory/rows-exist", count=counts[True]),
        i18n.Sentence("inventory/rows-absent", count=counts[False]),
        i18n.Sentence("inventory/rows-blank", count=counts[None]),
    )
    return Bullets([sentence.to_text(language) for sentence in sentences])


def list_indicators() -> tuple[str, ...]:
    """Return the indicators that an inventory asks about, in the order of the questionnaire.

    Those of the questionnaire come first, then the others that the last methodology of each index
    needs, then the other rows of the Core List of ICT indicators, as far as it was read.
    """
    listed, rows = list_needed(), core_list_document().rows
    standard = (row.same_indicator or f"{PREFIX}{row.id}" for row in rows)
    return tuple(dict.fromkeys((*listed, *standard)))


def list_needed() -> tuple[str, ...]:
    """Return the indicators that the questionnaire asks for or a last methodology needs."""
    asked = [line.indicator for sheet in load_plan().sheets.values() for line in sheet.lines]
    leaves = [leaf.indicator for leaf in documents.latest("idi").leaves]
    priced = [basket.indicator for basket in documents.latest("ipb").baskets]
    return tuple(dict.fromkeys((*asked, *leaves, *priced)))


def new_inventory(economy: str, *, language: str | None = None) -> Inventory:
    """Return the inventory of an economy to be filled in: a row for each indicator.

    The indicators are those that the questionnaire asks for, in its order, then those that the last
    methodologies need, and then the other rows of the Core List of ICT indicators that were read;
    their ids begin with ``core-list/``. Save it with the ending ``.xlsx`` (with lists to choose
    from, and notes at the headers in the language) or ``.csv``;
    :func:`ictindex.sourcing.read_inventory` reads both.

    Parameters
    ----------
    economy : str
        ISO3 code.
    language : str, optional
        Language of the names of the indicators; by default the one in force.

    Returns
    -------
    Inventory
        Rows in which economy, indicator and name are filled in, and nothing else.

    Raises
    ------
    UsageError
        If the economy is not in the catalogue.

    Examples
    --------
    >>> import ictindex as ict
    >>> inventory = ict.sourcing.new_inventory("ECU", language="es")
    >>> row = next(row for row in inventory.rows if row.indicator == "internet-users")
    >>> row.name, row.exists, row.owner
    ('Personas que utilizan Internet', None, '')
    """
    require(isinstance(economy, str), "economy", "text", economy)
    if not catalogue.is_economy(economy):
        near = catalogue.economy_hint(economy) or "-"
        raise UsageError("selection.no-economy", wanted=economy[:40], hint=near)
    return Inventory(
        InventoryRow(economy, key, i18n.label("nodes", key, language)) for key in list_indicators()
    )
