"""The closed set of operations that a rule may name, each with its typed parameters.

*Last year's* is the last value before the year judged."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# The id or code of an indicator, or a node of an index; ``@`` with a breakdown names a part.
Operand = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+(@[a-z]+=[A-Za-z0-9_+-]+)?$")]
Operands = Annotated[tuple[Operand, ...], Field(min_length=1, strict=False)]
Texts = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
Codes = Annotated[tuple[str, ...], Field(strict=False)]
Dimension = Literal["sex", "age", "location", "disability", "education", "income"]


def _number(value: object) -> object:
    whole = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return float(value) if whole else value  # type: ignore[arg-type]


# Limits are compared with values in binary: a tolerance beyond the last digit keeps 80.1 = 75.1 + 5
Number = Annotated[float, BeforeValidator(_number)]
Numbers = Annotated[tuple[Number, ...], Field(min_length=1, strict=False)]


class Parameters(BaseModel):
    """The parameters of one operation: nothing unknown, nothing changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @property
    def name(self) -> str:
        """The operation as the registry has it; with the test, where it has several."""
        test = getattr(self, "test", "")
        operation: str = self.operation  # type: ignore[attr-defined]  # every operation has its own
        return f"{operation}/{test}" if test else operation


class Reader(Parameters):
    """Decided while reading: the codes by which a reader says so."""

    # ``of`` is what the readers have to be asked for where none of the codes can occur yet.

    operation: Literal["reader"]
    table: Literal["observations", "basket"] = "observations"
    codes: Codes


class _OfOperands(Parameters):
    of: Operands


class Range(_OfOperands):
    """A value lies between two limits, which it may reach unless they are ``strict``."""

    # Where last year's value was beyond the same limit and this one is within a factor of
    # ``settled`` of it, the question was asked then.

    operation: Literal["range"]
    lower: Number | None = None
    upper: Number | None = None
    strict: bool = False
    settled: Number | None = None


class Size(_OfOperands):
    """A figure is of the size that it has by the document of sizes, within a window of decades."""

    operation: Literal["size"]
    window: Number


class GroupRange(_OfOperands):
    """A rate is not below the lowest one of its income group, by the document of sizes."""

    # Where last year's was too and this one is within a factor of ``settled`` of it, it was asked.

    # Rates below ``above`` another check asks about.

    operation: Literal["group-range"]
    above: Number = 0.0
    settled: Number | None = None


class Months(Parameters):
    """Two yearly amounts are not likelier by this many decades where both are those of a month."""

    operation: Literal["months"]
    of: Operands
    rates: Operands
    gain: Number


class PlanSize(Parameters):
    """A plan costs what plans cost there, in decades; its speed lies between limits in Mbit/s."""

    operation: Literal["plan-size"]
    test: Literal["price", "volume", "speed"]
    # Where no price is known a volume of more gigabytes in a month than ``most`` is asked about.

    services: Texts
    lower: Number
    upper: Number
    most: Number | None = None
    upper_copper: Number | None = None  # of a speed, over copper lines and mobile networks


class Interval(_OfOperands):
    """A value does not lie above one limit and up to another."""

    operation: Literal["interval"]
    above: Number
    upto: Number


class Exact(_OfOperands):
    """A value is none of these."""

    operation: Literal["exact"]
    values: Numbers


class Whole(_OfOperands):
    """A count is a whole number, not negative."""

    operation: Literal["whole"]


class Round(_OfOperands):
    """Not so many values of one economy end in the same number of zeros before the point."""

    operation: Literal["round"]
    count: Annotated[int, Field(ge=2)]


class Order(Parameters):
    """The lesser is at most ``factor`` times the greater (a sum where several) plus a margin."""

    # The lesser is taken ``per`` another value, times ``scale``, where that is given. Where last
    # year's values broke the same limit and both values are within a factor of ``settled`` of them,
    # the question was asked then.

    operation: Literal["order"]
    lesser: Operand
    per: Operand | None = None
    scale: Number = 1.0
    greater: Operands
    factor: Number = 1.0
    margin: Number = 0.0
    settled: Number | None = None


class Difference(Parameters):
    """Two values differ by at most this many points."""

    # Where last year's did so too and both values are within a factor of ``settled`` of them, the
    # question was asked then.

    operation: Literal["difference"]
    first: Operand
    second: Operand
    most: Number
    settled: Number | None = None


class Ratio(Parameters):
    """The ratio of two values lies between two limits."""

    # Where last year's ratio was beyond the same limit and this one is within a factor of
    # ``settled`` of it, the question was asked then.

    operation: Literal["ratio"]
    first: Operand
    second: Operand
    lower: Number | None = None
    upper: Number | None = None
    scale: Number = 1.0
    settled: Number | None = None


class Sum(Parameters):
    """A whole equals the sum of its parts, within a relative tolerance."""

    operation: Literal["sum"]
    whole: Operand
    parts: Operands
    tolerance: Number = 0.0


class PartOf(Parameters):
    """No part is above its whole."""

    operation: Literal["part-of"]
    whole: Operand
    parts: Operands


class Quotient(Parameters):
    """A rate equals its numerator by its denominators, within a relative tolerance."""

    # ``prefixes`` has a deviation near a power of 1.024 reported as a mix of decimal and binary
    # prefixes.

    operation: Literal["quotient"]
    rate: Operand
    numerator: Operand
    denominators: Operands
    scale: Number
    tolerance: Number
    prefixes: bool = False


class Breakdown(Parameters):
    """The parts of a breakdown and their total."""

    # ``sum``: counts of the parts add up; ``between``: a rate lies between those of its parts;
    # ``mean``: it is their mean, weighted with population, within a tolerance; ``kept``: the same
    # parts as in the year before; ``urban``: of these indicators no rural share is above the urban
    # one by more than the tolerance.

    operation: Literal["breakdown"]
    test: Literal["sum", "between", "mean", "kept", "urban"]
    by: Annotated[tuple[Dimension, ...], Field(min_length=1, strict=False)]
    of: Operands | None = None
    tolerance: Number = 0.0


class Exchange(_OfOperands):
    """Two columns of one economy are not exchanged, nor is one pasted twice."""

    # Exchanged: putting both back makes the values so much likelier, in decades: by ``gain`` where
    # both have a value of the year before, else by ``gain_beside`` among the other values. Pasted
    # twice: the same value in both columns, in one of which it is as rare as ``twice`` decades.

    operation: Literal["exchange"]
    gain: Number
    gain_beside: Number
    twice: Number


class _Rare(_OfOperands):
    """A value is not rarer than a limit, in decades, nor a little less rare and due to a slip."""

    # Questioned: rarer than ``alone``, or than ``edited`` where undoing a slip of typing or of
    # units gives a value that a share of at least ``usual`` is as far from what is usual as. Noted
    # as information: the same with ``noted_alone`` and ``noted_edited``.

    alone: Number
    edited: Number
    usual: Number
    noted_alone: Number
    noted_edited: Number
    noted_usual: Number


class Surprise(_Rare):
    """The change from last year's value is not rare, nor explained by a slip."""

    operation: Literal["surprise"]
    except_status: Codes = ()


class Slip(_OfOperands):
    """A value is no multiple of last year's by one of these factors (either way)."""

    # Not decidable where both are below ``least``.

    operation: Literal["slip"]
    factors: Numbers
    window: Number
    least: Number = 0.0


class Change(_OfOperands):
    """A value changes by at most so many points in a year; ``falls`` looks at falls only."""

    operation: Literal["change"]
    most: Number
    falls: bool = False
    except_status: Codes = ()


class Growth(_OfOperands):
    """A value by last year's lies between two limits."""

    operation: Literal["growth"]
    lower: Number
    upper: Number
    except_status: Codes = ()


class Repeated(_OfOperands):
    """A quantity that moves is not the same to all digits as in the ``years`` years before."""

    operation: Literal["repeated"]
    years: Annotated[int, Field(ge=1)] = 1
    digits: Annotated[int, Field(ge=1)] = 3


class GrowthScore(_OfOperands):
    """The Hidiroglou-Berthelot score of growth within the income group stays below a limit."""

    operation: Literal["growth-score"]
    exponent: Number
    distance: Number
    least: Annotated[int, Field(ge=3)]


class Revision(Parameters):
    """Resubmitted history equals the history at hand."""

    # ``frozen``: what an edition froze, to the last digit; else within a relative tolerance, or
    # with a note.

    operation: Literal["revision"]
    frozen: bool
    tolerance: Number = 0.0


class Peer(_Rare):
    """A value without a last one is not far from what the other values of the economy suggest."""

    operation: Literal["peer"]


class Sources(Parameters):
    """Values of one cell from two kinds of source differ by at most a relative tolerance."""

    operation: Literal["sources"]
    first: Texts
    second: Texts
    tolerance: Number


class Effect(Parameters):
    """Findings that may move the index by more than so many points."""

    operation: Literal["effect"]
    most: Number


class Aggregates(Parameters):
    """Published group figures equal the means of the economies' figures."""

    operation: Literal["aggregates"]
    of: Operand


class Records(Parameters):
    """A test of single rows, of the attributes of their values."""

    operation: Literal["records"]
    test: Literal[
        "auxiliary-series",
        "estimate-status",
        "status-of-empty",
        "notes",
        "break-note",
        "note-year",
        "provisional",
        "confidential",
        "carried",
        "digits",
        "one-economy",
        "years",
        "script",
    ]
    codes: Codes = ()


class Footer(Parameters):
    """The rows and the total of the table are those that its sender declares."""

    operation: Literal["footer"]


class Mandate(Parameters):
    """A test of where values come from: official data first, consultation, receipt, dates."""

    operation: Literal["mandate"]
    test: Literal[
        "official-first",
        "consulted",
        "waiting",
        "receipt",
        "calendar",
        "days-to-publication",
        "official-share",
        "vintage",
    ]
    days: Annotated[int, Field(ge=0)] = 0


class Tariff(Parameters):
    """A test of the tariffs and prices of a basket."""

    operation: Literal["tariff"]
    test: Literal[
        "one-operator",
        "priced",
        "currency",
        "terms",
        "allowance",
        "version",
        "capped",
    ]
    most: Number = 0.0


class Conversion(Parameters):
    """A converted price equals its arithmetic, for every basket, within a relative tolerance."""

    operation: Literal["conversion"]
    result: Literal["usd", "ppp", "share"]
    tolerance: Number


class Baskets(Parameters):
    """A test between prices of one economy in one currency, or between two years of one."""

    operation: Literal["baskets"]
    test: Literal["order", "growth", "unchanged", "rate"]
    lesser: Texts | None = None
    greater: Texts | None = None
    factor: Number = 1.0
    most: Number = 0.0
    years: Annotated[int, Field(ge=1)] = 1


class CopiedRow(_OfOperands):
    """A row has not so many cells of another economy, to the last digit, nor such rare ones."""

    # Equal cells count where they are above zero and, of ``percentages``, below ``ceiling``: at
    # most ``count`` - 1 of them. Each weighs the negative logarithm, to base ten, of the share of
    # its value in its column, at most ``most``; one at the ceiling weighs at most ``at_ceiling``.
    # ``weight`` is the limit of their sum. Against last year's rows of others the limits are
    # ``count_before`` and ``weight_before``. Of two equal rows the one that is nearer to its own of
    # last year, by more than ``gain`` (cells count at most ``most_away``), is the original.

    operation: Literal["copied-row"]
    percentages: Operands
    ceiling: Number
    count: Annotated[int, Field(ge=2)]
    weight: Number
    count_before: Annotated[int, Field(ge=2)]
    weight_before: Number
    most: Number
    at_ceiling: Number
    gain: Number
    most_away: Number


class ForeignRow(_OfOperands):
    """A row lies not nearer to last year's row of another economy than to its own."""

    # The distance is the mean of the changes of each indicator, by their usual spread, at most
    # ``most`` each. ``exchanged`` asks of pairs: whether the gain of exchanging two rows stays
    # below ``gain``. Rows have at least ``least`` cells in common.

    operation: Literal["foreign-row"]
    gain: Number
    most: Number
    least: Annotated[int, Field(ge=2)]
    exchanged: bool = False


class MovedColumn(_OfOperands):
    """No block of a column fits better where its values are moved by a few lines."""

    # A line gains by moving what it comes nearer to what is expected there, in spreads of at most
    # ``most``, less ``cost``; the best block of lines stays below ``gain`` where last year's values
    # are expected. Where what the other values suggest is expected, cost and limit are
    # ``cost_peers`` and ``gain_peers``.

    operation: Literal["moved-column"]
    lines: Annotated[int, Field(ge=1, le=9)]
    cost: Number
    cost_peers: Number
    most: Number
    gain: Number
    gain_peers: Number
    least: Annotated[int, Field(ge=2)]


class MovedCells(_OfOperands):
    """The values of one economy do not fit better where they are moved by a line or two."""

    # As :class:`MovedColumn`, over the indicators in the order of ``of``, which is that of the
    # lines of a questionnaire. Without last year's values ``gain_peers`` is the limit of what
    # moving them all gains in the density of the values together, in decades; a value that cannot
    # be counts as ``impossible`` decades. ``left`` is how far values may lie on average once they
    # are moved.

    operation: Literal["moved-cells"]
    lines: Annotated[int, Field(ge=1, le=9)]
    most: Number
    left: Number
    gain: Number
    gain_peers: Number
    impossible: Number
    least: Annotated[int, Field(ge=2)]


class WrongYear(_OfOperands):
    """Fewer than ``count`` values are those of two years before and not those of last year."""

    operation: Literal["wrong-year"]
    count: Annotated[int, Field(ge=1)]


class Unchanged(_OfOperands):
    """A value is not the same, to the last digit, as in each of the ``years`` years before."""

    operation: Literal["unchanged"]
    years: Annotated[int, Field(ge=1)] = 1


class YearsExchanged(_OfOperands):
    """Fewer than ``count`` values are last year's as accepted, while last year's are sent again."""

    operation: Literal["years-exchanged"]
    count: Annotated[int, Field(ge=1)]


class CopiedYear(_OfOperands):
    """The values that are last year's are together not rarer than usual."""

    # Each weighs the negative logarithm, to base ten, of the share of its indicator's values that
    # are the same twice; their sum stays below ``weight``, for information below ``information``.

    operation: Literal["copied-year"]
    weight: Number
    information: Number
    least: Annotated[int, Field(ge=1)]


class WholeNumbers(_OfOperands):
    """Not all values of an economy are whole numbers, if that is rarer than ``chance``."""

    # Each is whole with the probability ``share``; zeros and hundreds are left out.

    operation: Literal["whole-numbers"]
    share: Number
    chance: Number


Check = (
    Reader | Range | Size | GroupRange | Months | PlanSize | Interval | Exact | Whole | Round
    | Order | Difference | Ratio | Sum | PartOf
    | Quotient | Breakdown | Exchange | Slip | Change | Growth | Repeated | GrowthScore | Revision
    | Peer | Surprise | Sources | Effect | Aggregates | Records | Footer | Mandate | Tariff
    | Conversion | Baskets | CopiedRow | ForeignRow | MovedColumn | MovedCells | WrongYear
    | Unchanged | YearsExchanged | CopiedYear | WholeNumbers
)  # fmt: skip
