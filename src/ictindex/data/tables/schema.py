"""Definitions of the columns of the tables: their kinds, units, ranges and obligations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.core.tables import columns
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS, PRECISION
from ictindex.data.io.observation_columns import PROVENANCE as PLACES

ZERO, HUNDRED = Decimal(0), Decimal(100)
UNLIMITED = Decimal("Infinity")
DESTINATIONS = ("on_net", "off_net", "fixed")
PERIODS = ("peak", "off_peak", "weekend")
# How the standard error of an estimate was computed.
ERROR_METHODS = (
    "linearization",
    "jackknife",
    "balanced-replication",
    "successive-difference",
    "bootstrap",
    "simple-random",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(columns.Column):
    """A declared column of a table that comes in, with the rules by which its cells are read."""

    filled: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above: bool = False
    allowed: tuple[str, ...] = ()
    empty: str = ""
    into: str = ""
    fills_unit: str = ""  # the unit of another column, which this column fills
    times: int = 1
    # An empty cell is a fault whose message does not need the name of the column.
    stated: bool = False

    @property
    def range(self) -> str:
        """The bounds with signs, which need no language."""
        if self.maximum is not None:
            return f"{self.minimum} \u2026 {self.maximum}"
        sign = ">" if self.above else "\u2265"
        return f"{sign} {self.minimum}"

    def admits(self, value: Decimal) -> bool:
        """Tell whether a number is within the bounds."""
        if self.minimum is not None and (
            value < self.minimum or (self.above and value == self.minimum)
        ):
            return False
        return self.maximum is None or value <= self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(columns.Schema):
    """The columns of a table that comes in, with other ways to write them, in their order."""

    columns: Mapping[str, Column] = field(kw_only=False)
    obligatory: tuple[tuple[str, ...], ...]  # a file must have at least one of each group
    main: str  # the column whose cell is the address of a row
    subject: str = ""  # the column that a finding names next to economy and year
    provenance: tuple[str, ...] = ("file", "line")
    optional: tuple[str, ...] = ()  # left out of frames and files if no row has any
    # Codes of the error for an unknown column: without and with a similar one.
    no_column: tuple[str, str] = ("table.no-such-column", "table.no-such-column-near")

    def kind_of(self, name: str) -> str:
        """Return the kind of a column; lines are whole numbers, like years."""
        column = self.columns.get(name)
        if column is not None:
            return column.kind
        return "year" if name == "line" else "text"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the table itself, in order."""
        return tuple(name for name, column in self.columns.items() if not column.into)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every row needs."""
        return tuple(name for name, column in self.columns.items() if column.filled)


def define_register(
    name: str,
    *declared: Column,
    main: str,
    subject: str = "",
    key: tuple[str, ...],
    page: tuple[str, ...] | None = None,
) -> Schema:
    """Declare a register; a file must have the columns that every row needs."""
    columns.define(name, *declared, key=key, page=page)
    return Schema(
        name,
        _index_columns(*declared),
        key,
        page,
        obligatory=tuple((column.name,) for column in declared if column.filled),
        main=main,
        subject=subject,
        provenance=(),
    )


def is_stated(cells: Iterable[object]) -> bool:
    """Tell whether any cell of a column states something; zero is a statement."""
    return any(cell is not None and cell != "" for cell in cells)


def _index_columns(*declared: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in declared})


def _amount(name: str) -> Column:
    return Column(name, "number", minimum=ZERO)


def _volume(name: str) -> Column:
    return Column(name, "volume", minimum=ZERO)


def _positive(name: str, kind: str = "number") -> Column:
    return Column(name, kind, minimum=ZERO, above=True)


def _traffic(name: str, kind: str) -> list[Column]:
    """Return a column of traffic, its unit, and the two ways to write both in one."""
    strict = name != "data"
    return [
        Column(name, kind, minimum=ZERO, above=strict),
        Column(f"{name}_unit", "choice", allowed=("MB", "GB")),
        Column(f"{name}_mb", kind, minimum=ZERO, above=strict, into=name, fills_unit="MB"),
        Column(f"{name}_gb", kind, minimum=ZERO, above=strict, into=name, fills_unit="GB"),
    ]


def minute_prices() -> tuple[str, ...]:
    """Return the columns of prices of a minute: for any destination and period, then for each."""
    return tuple(
        "_".join(part for part in ("price_minute", destination, period) if part)
        for destination in ("", *DESTINATIONS)
        for period in ("", *PERIODS)
    )


_OBSERVED = {
    "economy": "economy",
    "indicator": "indicator",
    "year": "year",
    "value": "value",
    "status": "status",
    "conf_status": "conf-status",
    "source_class": "source-class",
    "source": "title",
    "consultation": "text",
    "note": "text",
    **dict.fromkeys(BREAKDOWNS, "breakdown"),
}
_PRECISION = (
    Column("standard_error", "number", minimum=ZERO),
    Column("sample_size", "number", minimum=ZERO, above=True),
    Column("design_effect", "number", minimum=ZERO, above=True),
    Column("lower_bound", "number"),
    Column("upper_bound", "number"),
    Column("confidence_level", "number", minimum=Decimal(50), maximum=Decimal("99.99")),
    Column("error_method", "choice", allowed=ERROR_METHODS),
    Column("degrees_of_freedom", "number", minimum=ZERO, above=True),
    Column("made_by", "title"),
)
OBSERVATIONS = Schema(
    "observations",
    MappingProxyType(
        {
            name: Column(
                name, _OBSERVED.get(name, "code"), stated=name in ("economy", "indicator", "year")
            )
            for name in COLUMNS
        }
        | {column.name: column for column in _PRECISION}
    ),
    ("economy", "indicator", *BREAKDOWNS, "year"),
    obligatory=(("economy",), ("indicator",), ("year",), ("value",)),
    main="value",
    subject="indicator",
    provenance=PLACES,
    optional=PRECISION,
    no_column=("observations.no-column", "observations.no-column-near"),
)

PUBLISHED: Mapping[str, Column] = MappingProxyType(
    {
        "economy": Column("economy", "ranked-economy", stated=True),
        "node": Column("node", "node", stated=True),
        "value": Column("value", "score"),
        "source": Column("source", "title"),
    }
)

PRICES = Schema(
    "prices",
    _index_columns(
        Column("economy", "economy", filled=True),
        Column("basket", "basket", filled=True),
        Column("definition", "definition", concept="BASKET_DEFINITION"),
        Column("year", "year", filled=True),
        _amount("price"),
        Column("currency", "currency", filled=True),
        Column("operator", "title"),
        Column("plan", "title"),
        Column("source", "title"),
        Column("note", "text"),
    ),
    ("economy", "basket", "definition", "year"),
    obligatory=(("economy",), ("basket",), ("year",), ("price",), ("currency",)),
    main="price",
    subject="basket",
)

ECONOMICS = Schema(
    "economics",
    _index_columns(
        Column("economy", "economy", filled=True),
        Column("series", "series", filled=True, concept="ECONOMIC_SERIES"),
        Column("year", "year", filled=True),
        _positive("value"),
        Column("currency", "currency"),
        Column("window", "window"),
        Column("source", "title"),
        Column("vintage", "code"),
        Column("note", "text"),
    ),
    ("economy", "series", "window", "year"),
    obligatory=(("economy",), ("series",), ("year",), ("value",)),
    main="value",
    subject="series",
)

TARIFFS = Schema(
    "tariffs",
    _index_columns(
        Column("economy", "economy", filled=True),
        Column("id", "code"),
        Column("operator", "code", filled=True),
        Column("market_share", "number", minimum=ZERO, maximum=HUNDRED),
        Column(
            "service",
            "choice",
            filled=True,
            allowed=("mobile", "fixed-broadband", "fixed-telephone"),
        ),
        Column("kind", "choice", allowed=("plan", "add-on"), empty="plan"),
        Column("payment", "choice", allowed=("prepaid", "postpaid")),
        Column("name", "title"),
        Column("price", "number", filled=True, minimum=ZERO),
        Column("currency", "currency", filled=True),
        Column("tax_included", "boolean"),
        Column("tax_rate", "number", minimum=ZERO, maximum=HUNDRED),
        _positive("validity_days"),
        *_traffic("data", "volume"),
        *_traffic("daily_cap", "number"),
        *_traffic("throttle_at", "number"),
        _amount("throttled_speed_kbits"),
        _volume("minutes"),
        *(_volume(f"minutes_{destination}") for destination in DESTINATIONS),
        _volume("calls_local"),
        _volume("sms"),
        _volume("sms_on_net"),
        _volume("sms_off_net"),
        _amount("price_mb"),
        _amount("price_gb"),
        _amount("price_sms"),
        _amount("price_sms_off_peak"),
        _amount("price_sms_on_net"),
        _amount("price_sms_off_net"),
        *map(_amount, minute_prices()),
        _amount("call_setup"),
        Column("requires", "code"),
        Column("technology", "title"),
        Column("generation", "choice", allowed=("2g", "3g", "4g", "5g", "fixed")),
        _positive("speed_kbits"),
        Column("speed_mbits", "number", minimum=ZERO, above=True, into="speed_kbits", times=1000),
        _amount("commitment_months"),
        Column("promotional", "boolean"),
        _amount("one_off_fee"),
        Column("reference", "boolean"),
        Column("valid_from", "date"),
        Column("valid_until", "date"),
        Column("collected", "date"),
        Column("source", "title"),
        Column("note", "text"),
    ),
    obligatory=(
        ("economy",),
        ("operator",),
        ("id", "name"),
        ("service",),
        ("price",),
        ("currency",),
    ),
    main="price",
)
