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
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return float(value)
    return value


# Values are compared with limits in binary: a tolerance beyond the last digit keeps 80.1 = 75.1 + 5
Number = Annotated[float, BeforeValidator(_number)]
Numbers = Annotated[tuple[Number, ...], Field(min_length=1, strict=False)]


class Parameters(BaseModel):
    """The parameters of one operation; unknown keys and changes are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @property
    def name(self) -> str:
        """The name of the operation in the registry, with the test if it has several."""
        test = vars(self).get("test", "")  # a model is slow to say that it lacks a field
        operation: str = vars(self)["operation"]  # every operation defines it
        return f"{operation}/{test}" if test else operation


class Reader(Parameters):
    """A fault that a reader finds: the codes by which it reports the fault."""

    # ``of`` is what the readers need before any of the codes can occur.

    operation: Literal["reader"]
    table: Literal["observations", "basket"] = "observations"
    codes: Codes


class _OfOperands(Parameters):
    of: Operands


class Range(_OfOperands):
    """A value is between two limits, which it may reach unless they are ``strict``."""

    # If last year's value was beyond the same limit and this one is within a factor of
    # ``settled`` of it, the question was asked last year.

    operation: Literal["range"]
    lower: Number | None = None
    upper: Number | None = None
    strict: bool = False
    settled: Number | None = None


class Size(_OfOperands):
    """A figure has the size in the document of sizes, within a window of decades."""

    operation: Literal["size"]
    window: Number


class GroupRange(_OfOperands):
    """A rate is not below the lowest rate of its income group in the document of sizes."""

    # If last year's was too, and this one is within a factor of ``settled`` of it, it was asked.

    # Another check asks about rates below ``above``.

    operation: Literal["group-range"]
    above: Number = 0.0
    settled: Number | None = None


class Months(Parameters):
    """Two yearly amounts are not likelier, by this many decades, as amounts of a month."""

    operation: Literal["months"]
    of: Operands
    rates: Operands
    gain: Number


class PlanSize(Parameters):
    """A plan costs what plans of the economy cost, in decades; its speed has limits in Mbit/s."""

    operation: Literal["plan-size"]
    test: Literal["price", "volume", "speed"]
    # If no price is known, a volume of more than ``most`` gigabytes in a month is asked about.

    services: Texts
    lower: Number
    upper: Number
    most: Number | None = None
    upper_copper: Number | None = (
        None  # limits of a speed over copper lines and over mobile networks
    )


class Interval(_OfOperands):
    """A value is not above one limit and at most another."""

    operation: Literal["interval"]
    above: Number
    upto: Number


class Exact(_OfOperands):
    """A value is not one of these."""

    operation: Literal["exact"]
    values: Numbers


class Whole(_OfOperands):
    """A count is a whole number, not negative."""

    operation: Literal["whole"]


class Round(_OfOperands):
    """Fewer than so many values of one economy end in the same number of zeros before the point."""

    operation: Literal["round"]
    count: Annotated[int, Field(ge=2)]


class Order(Parameters):
    """The lesser is at most ``factor`` times the greater (or the sum of several) plus a margin."""

    # If ``per`` is set, the lesser is divided by that value and multiplied by ``scale``. If last
    # year's values broke the same limit and both values are within a factor of ``settled`` of them,
    # the question was asked last year.

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

    # If last year's did so too, and both values are within a factor of ``settled`` of them, the
    # question was asked last year.

    operation: Literal["difference"]
    first: Operand
    second: Operand
    most: Number
    settled: Number | None = None


class Ratio(Parameters):
    """The ratio of two values is between two limits."""

    # If last year's ratio was beyond the same limit and this one is within a factor of
    # ``settled`` of it, the question was asked last year.

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
    """A rate equals its numerator divided by its denominators, within a relative tolerance."""

    # With ``prefixes``, a deviation near a power of 1.024 is reported as a mix of decimal and
    # binary prefixes.

    operation: Literal["quotient"]
    rate: Operand
    numerator: Operand
    denominators: Operands
    scale: Number
    tolerance: Number
    prefixes: bool = False


class Breakdown(Parameters):
    """The parts of a breakdown and their total."""

    # ``sum``: counts of the parts add up; ``between``: a rate is between the rates of its parts;
    # ``mean``: it is their mean, weighted with population, within a tolerance; ``kept``: the parts
    # are the same as in the year before; ``urban``: no rural share of these indicators is above the
    # urban one by more than the tolerance.

    operation: Literal["breakdown"]
    test: Literal["sum", "between", "mean", "kept", "urban"]
    by: Annotated[tuple[Dimension, ...], Field(min_length=1, strict=False)]
    of: Operands | None = None
    tolerance: Number = 0.0


class Exchange(_OfOperands):
    """Two columns of one economy are not exchanged, and no column is pasted twice."""

    # Exchanged: exchanging both back makes the values likelier by this many decades: by ``gain`` if
    # both have a value of the year before, else by ``gain_among_others``. Pasted twice: both
    # columns have the same value, which is as rare as ``twice`` decades in one of them.

    operation: Literal["exchange"]
    gain: Number
    gain_among_others: Number
    twice: Number


class _Rare(_OfOperands):
    """A value is not rarer than a limit in decades, nor slightly less rare and due to a slip."""

    # Questioned: rarer than ``alone``; or rarer than ``edited``, if undoing a slip of typing or
    # of units gives a usual value, that is, a share of at least ``usual`` of values deviates as
    # much. Noted as information: the same with ``noted_alone`` and ``noted_edited``.

    alone: Number
    edited: Number
    usual: Number
    noted_alone: Number
    noted_edited: Number
    noted_usual: Number


class Surprise(_Rare):
    """The change from last year's value is neither rare nor explained by a slip."""

    operation: Literal["surprise"]
    except_status: Codes = ()


class Slip(_OfOperands):
    """A value is not a multiple of last year's by one of these factors (in either direction)."""

    # Not decidable if both are below ``least``.

    operation: Literal["slip"]
    factors: Numbers
    window: Number
    least: Number = 0.0


class Change(_OfOperands):
    """A value changes by at most so many points in a year; with ``falls`` only falls count."""

    operation: Literal["change"]
    most: Number
    falls: bool = False
    except_status: Codes = ()


class Growth(_OfOperands):
    """A value divided by last year's is between two limits."""

    operation: Literal["growth"]
    lower: Number
    upper: Number
    except_status: Codes = ()


class Repeated(_OfOperands):
    """A changing quantity does not have the same digits as in the ``years`` years before."""

    operation: Literal["repeated"]
    years: Annotated[int, Field(ge=1)] = 1
    digits: Annotated[int, Field(ge=1)] = 3


class GrowthScore(_OfOperands):
    """The Hidiroglou-Berthelot score of growth within the income group is below a limit."""

    operation: Literal["growth-score"]
    exponent: Number
    distance: Number
    least: Annotated[int, Field(ge=3)]


class Revision(Parameters):
    """Resubmitted history equals the available history."""

    # ``frozen``: values frozen by an edition, to the last digit; else within a relative tolerance,
    # or with a note.

    operation: Literal["revision"]
    frozen: bool
    tolerance: Number = 0.0


class Peer(_Rare):
    """A value without an earlier one is near the suggestion of the economy's other values."""

    operation: Literal["peer"]


class Sources(Parameters):
    """Values of a cell from two kinds of source differ by at most a relative tolerance."""

    operation: Literal["sources"]
    first: Texts
    second: Texts
    tolerance: Number


class Effect(Parameters):
    """Findings that may change the index by more than so many points."""

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
        "included",
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


class Precision(Parameters):
    """A test of what a survey states about the precision of a value."""

    # ``lower`` and ``upper`` are limits of a ratio, or of a design effect.

    operation: Literal["precision"]
    test: Literal[
        "no-value",
        "zero",
        "contained",
        "possible",
        "width",
        "sample",
        "design-effect",
        "respondents",
    ]
    lower: Number | None = None
    upper: Number | None = None


class WithinError(Parameters):
    """Two independent surveys differ by less than their sampling error at a confidence level."""

    # Operations named by ``settles`` ask nothing about such a difference.

    operation: Literal["within-error"]
    level: Number
    settles: Texts


class Footer(Parameters):
    """The number of rows and the total of the table are as its sender declares."""

    operation: Literal["footer"]


class Mandate(Parameters):
    """A test of the origin of values: official data first, consultation, receipt, dates."""

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
        "returned-estimate",
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
    """A row does not have so many cells, or such rare cells, of another economy."""

    # Cells that are equal to the last digit count if they are above zero and, for ``percentages``,
    # below ``ceiling``: at most ``count`` - 1 of them are admitted. The weight of each is the
    # negative logarithm, to base ten, of the share of its value in its column, at most ``most``; a
    # value at the ceiling weighs at most ``at_ceiling``. ``weight`` is the limit of the sum. For
    # last year's rows of others the limits are ``count_before`` and ``weight_before``. Of two equal
    # rows, the original is the one nearer to its own row of last year by more than ``gain`` (cells
    # count at most ``most_away``).

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
    """A row is not nearer to last year's row of another economy than to its own."""

    # The distance is the mean of the changes of the indicators, in units of their usual spread, at
    # most ``most`` each. ``exchanged`` is a test of pairs: the gain of exchanging two rows must be
    # below ``gain``. Rows have at least ``least`` cells in common.

    operation: Literal["foreign-row"]
    gain: Number
    most: Number
    least: Annotated[int, Field(ge=2)]
    exchanged: bool = False


class MovedColumn(_OfOperands):
    """No block of a column fits better if its values are moved by a few lines."""

    # The gain of a line is how much nearer the moved value is to the expected one, in spreads of at
    # most ``most``, minus ``cost``. The gain of the best block of lines must be below ``gain`` if
    # last year's values are expected. If the suggestions of the other values are expected, cost and
    # limit are ``cost_peers`` and ``gain_peers``.

    operation: Literal["moved-column"]
    lines: Annotated[int, Field(ge=1, le=9)]
    cost: Number
    cost_peers: Number
    most: Number
    gain: Number
    gain_peers: Number
    least: Annotated[int, Field(ge=2)]


class MovedCells(_OfOperands):
    """The values of one economy do not fit better if they are moved by a line or two."""

    # As :class:`MovedColumn`, over the indicators in the order of ``of``, which is the order of the
    # lines of a questionnaire. Without last year's values ``gain_peers`` limits the gain of moving
    # all values in their joint density, in decades; an impossible value counts as ``impossible``
    # decades. ``left`` limits the mean distance of the values after the move.

    operation: Literal["moved-cells"]
    lines: Annotated[int, Field(ge=1, le=9)]
    most: Number
    left: Number
    gain: Number
    gain_peers: Number
    impossible: Number
    least: Annotated[int, Field(ge=2)]


class WrongYear(_OfOperands):
    """Fewer than ``count`` values equal those of two years before but not those of last year."""

    operation: Literal["wrong-year"]
    count: Annotated[int, Field(ge=1)]


class Unchanged(_OfOperands):
    """A value is not the same, to the last digit, as in each of the ``years`` years before."""

    operation: Literal["unchanged"]
    years: Annotated[int, Field(ge=1)] = 1


class YearsExchanged(_OfOperands):
    """Fewer than ``count`` values equal last year's accepted ones, which are sent with changes."""

    operation: Literal["years-exchanged"]
    count: Annotated[int, Field(ge=1)]


class CopiedYear(_OfOperands):
    """The values equal to last year's are together not rarer than usual."""

    # The weight of each is the negative logarithm, to base ten, of the share of its indicator's
    # values that are equal in two years. The sum must be below ``weight``, and below
    # ``information`` for information.

    operation: Literal["copied-year"]
    weight: Number
    information: Number
    least: Annotated[int, Field(ge=1)]


class WholeNumbers(_OfOperands):
    """Not all values of an economy are whole numbers, if this is rarer than ``chance``."""

    # The probability of a whole number is ``share``; zeros and hundreds are left out.

    operation: Literal["whole-numbers"]
    share: Number
    chance: Number


# Patterns among the cells of one economy. Each test has its own parameters; the limits are in the
# dated document of limits (methodology/detection). The fields are not called ``of``, ``whole`` or
# ``parts``: no other value of one cell alone settles a pattern.
_Limit = Annotated[str, Field(pattern=r"^[a-z-]+$")]


class _Pattern(Parameters):
    operation: Literal["pattern"]


class _PatternOfParts(_Pattern):
    indicators: Operands


class PartChange(_PatternOfParts):
    """No part departs far from last year's, and from the change of its total."""

    test: Literal["part"]
    except_status: Codes = ()


class ExchangedParts(_PatternOfParts):
    """The parts of a breakdown do not fit last year's better in another order."""

    test: Literal["exchanged"]


class MovedParts(_PatternOfParts):
    """The parts do not fit last year's values of the row above or below far better."""

    test: Literal["moved"]


class CopiedParts(_PatternOfParts):
    """Not all parts of an indicator are last year's; one question for all its indicators."""

    test: Literal["copied"]


class PopulationChange(_PatternOfParts):
    """A population changes by little in a year."""

    test: Literal["population"]


class ShareChange(_Pattern):
    """The ratio of two figures changes by little in a year; ``limit`` is the name of its limit."""

    test: Literal["share"]
    share: Operand
    base: Operand
    limit: _Limit


class ExchangedCounts(_Pattern):
    """The parts of a sum do not fit last year's shares better in another order."""

    test: Literal["counts"]
    among: Operands


class CoverageFall(_PatternOfParts):
    """Coverage does not fall far."""

    test: Literal["fall"]


class SexWeight(_PatternOfParts):
    """The share of women that follows from total, women and men is possible."""

    test: Literal["women"]


class UrbanWeight(_PatternOfParts):
    """A total fits the urban share that follows from the other indicators."""

    test: Literal["urban"]


class EqualParts(_PatternOfParts):
    """The parts of several breakdowns are not all equal to their total."""

    test: Literal["equal"]


class PartsInSteps(_PatternOfParts):
    """The parts of a breakdown do not rise or fall by one step."""

    test: Literal["steps"]


class GroupOrder(_PatternOfParts):
    """A group is not far above one that is above it elsewhere."""

    test: Literal["order"]
    by: Dimension
    low: str
    high: str


class Fractions(_PatternOfParts):
    """No part is a fraction where its total is a percentage."""

    test: Literal["fraction"]


class PlanPattern(_Pattern):
    """Plans of one sheet fit each other, and the usual prices of their economy."""

    test: Literal[
        "plan-currency", "plan-tax", "plan-data", "plan-dominated", "plan-cheapest", "plan-before"
    ]
    services: Texts


Pattern = Annotated[
    PartChange
    | ExchangedParts
    | MovedParts
    | CopiedParts
    | PopulationChange
    | ShareChange
    | ExchangedCounts
    | CoverageFall
    | SexWeight
    | UrbanWeight
    | EqualParts
    | PartsInSteps
    | GroupOrder
    | Fractions
    | PlanPattern,
    Field(discriminator="test"),
]

Check = (
    Reader
    | Range
    | Size
    | GroupRange
    | Months
    | PlanSize
    | Interval
    | Exact
    | Whole
    | Round
    | Order
    | Difference
    | Ratio
    | Sum
    | PartOf
    | Quotient
    | Breakdown
    | Exchange
    | Slip
    | Change
    | Growth
    | Repeated
    | GrowthScore
    | Revision
    | Peer
    | Surprise
    | Sources
    | Effect
    | Aggregates
    | Records
    | Precision
    | WithinError
    | Footer
    | Mandate
    | Tariff
    | Conversion
    | Baskets
    | CopiedRow
    | ForeignRow
    | MovedColumn
    | MovedCells
    | WrongYear
    | Unchanged
    | YearsExchanged
    | CopiedYear
    | WholeNumbers
    | Pattern
)
