"""The closed set of operations that a rule may name, each with its typed parameters.

Data only: what an operation does stands in the modules of :mod:`ictindex.validation.operations`.
An *operand* is the id or code of an indicator, or a node of an index; ``@`` with a breakdown names
a part (``internet-users@sex=F``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ictindex.validation.displacement_parameters import Displacement
from ictindex.validation.parameter_types import Number as Number
from ictindex.validation.parameter_types import Numbers, Operand, Operands, Texts
from ictindex.validation.parameter_types import Parameters as _Check


class Reader(_Check):
    """Decided while reading: the codes by which a reader says so."""

    # ``of`` is what the readers have to be asked for where none of the codes can occur yet.

    operation: Literal["reader"]
    table: Literal["observations", "basket"] = "observations"
    codes: Annotated[tuple[str, ...], Field(strict=False)]


class Range(_Check):
    """A value lies between two limits, which it may reach unless they are ``strict``."""

    # Where last year's value was beyond the same limit and this one is within a factor of
    # ``settled`` of it, the question was asked then.

    operation: Literal["range"]
    of: Operands
    lower: Number | None = None
    upper: Number | None = None
    strict: bool = False
    settled: Number | None = None


class Interval(_Check):
    """A value does not lie above one limit and up to another."""

    operation: Literal["interval"]
    of: Operands
    above: Number
    upto: Number


class Exact(_Check):
    """A value is none of these."""

    operation: Literal["exact"]
    of: Operands
    values: Numbers


class Whole(_Check):
    """A count is a whole number, not negative."""

    operation: Literal["whole"]
    of: Operands


class Round(_Check):
    """Not so many values of one economy end in the same number of noughts before the point."""

    operation: Literal["round"]
    of: Operands
    count: Annotated[int, Field(ge=2)]


class Order(_Check):
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


class Difference(_Check):
    """Two values differ by at most this many points."""

    # Where last year's did so too and both values are within a factor of ``settled`` of them, the
    # question was asked then.

    operation: Literal["difference"]
    first: Operand
    second: Operand
    most: Number
    settled: Number | None = None


class Ratio(_Check):
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


class Sum(_Check):
    """A whole equals the sum of its parts, within a relative tolerance."""

    operation: Literal["sum"]
    whole: Operand
    parts: Operands
    tolerance: Number = 0.0


class PartOf(_Check):
    """No part is above its whole."""

    operation: Literal["part-of"]
    whole: Operand
    parts: Operands


class Quotient(_Check):
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


class Breakdown(_Check):
    """The parts of a breakdown and their total."""

    # ``sum``: counts of the parts add up; ``between``: a rate lies between those of its parts;
    # ``mean``: it is their mean, weighted with population, within a tolerance; ``kept``: the same
    # parts as in the year before.

    operation: Literal["breakdown"]
    test: Literal["sum", "between", "mean", "kept"]
    by: Annotated[
        tuple[
            Literal["sex", "age", "location", "disability", "education", "income"],
            ...,
        ],
        Field(min_length=1, strict=False),
    ]
    tolerance: Number = 0.0


class Exchange(_Check):
    """Two columns of one economy are not exchanged, nor is one pasted twice."""

    # Exchanged: putting both back makes the values so much likelier, in decades: by ``gain`` where
    # both have a value of the year before, else by ``gain_beside`` among the other values. Pasted
    # twice: the same value in both columns, in one of which it is as rare as ``twice`` decades.

    operation: Literal["exchange"]
    of: Operands
    gain: Number
    gain_beside: Number
    twice: Number


class _Rare(_Check):
    """What is rarer than a limit, in decades, or a little less rare and explained by a slip."""

    # Questioned: rarer than ``alone``, or than ``edited`` where undoing a slip of typing or of
    # units gives a value that a share of at least ``usual`` is as far from what is usual as. Noted
    # as information: the same with ``noted_alone`` and ``noted_edited``.

    of: Operands
    alone: Number
    edited: Number
    usual: Number
    noted_alone: Number
    noted_edited: Number
    noted_usual: Number


class Surprise(_Rare):
    """The change from last year's value is not rare, nor explained by a slip."""

    operation: Literal["surprise"]
    except_status: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Slip(_Check):
    """A value is no multiple of last year's by one of these factors (either way)."""

    # Not decidable where both are below ``least``.

    operation: Literal["slip"]
    of: Operands
    factors: Numbers
    window: Number
    least: Number = 0.0


class Change(_Check):
    """A value changes by at most so many points in a year; ``falls`` looks at falls only."""

    operation: Literal["change"]
    of: Operands
    most: Number
    falls: bool = False
    except_status: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Growth(_Check):
    """A value by last year's lies between two limits."""

    operation: Literal["growth"]
    of: Operands
    lower: Number
    upper: Number
    except_status: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Repeated(_Check):
    """A quantity that moves is not the same to all digits as in the ``years`` years before."""

    operation: Literal["repeated"]
    of: Operands
    years: Annotated[int, Field(ge=1)] = 1
    digits: Annotated[int, Field(ge=1)] = 3


class GrowthScore(_Check):
    """The Hidiroglou-Berthelot score of growth within the income group stays below a limit."""

    operation: Literal["growth-score"]
    of: Operands
    exponent: Number
    distance: Number
    least: Annotated[int, Field(ge=3)]


class Revision(_Check):
    """Resubmitted history equals the history at hand."""

    # ``frozen``: what an edition froze, to the last digit; else within a relative tolerance, or
    # with a note.

    operation: Literal["revision"]
    frozen: bool
    tolerance: Number = 0.0


class Peer(_Rare):
    """A value without a last one is not far from what the other values of the economy suggest."""

    operation: Literal["peer"]


class Sources(_Check):
    """Values of one cell from two kinds of source differ by at most a relative tolerance."""

    operation: Literal["sources"]
    first: Texts
    second: Texts
    tolerance: Number


class Effect(_Check):
    """Findings that may move the index by more than so many points."""

    operation: Literal["effect"]
    most: Number


class Aggregates(_Check):
    """Published group figures equal the means of the economies' figures."""

    operation: Literal["aggregates"]
    of: Operand


class Records(_Check):
    """A test of single rows, of what is said beside their values."""

    operation: Literal["records"]
    test: Literal[
        "auxiliary-series",
        "estimate-status",
        "status-of-empty",
        "notes",
        "break-note",
        "provisional",
        "confidential",
        "carried",
        "digits",
        "one-economy",
        "years",
        "script",
    ]
    codes: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Footer(_Check):
    """The rows and the total of the table are those that its sender declares."""

    operation: Literal["footer"]


class Mandate(_Check):
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


class Tariff(_Check):
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


class Conversion(_Check):
    """A converted price equals its arithmetic, for every basket, within a relative tolerance."""

    operation: Literal["conversion"]
    result: Literal["usd", "ppp", "share"]
    tolerance: Number


class Baskets(_Check):
    """A test between prices of one economy in one currency, or between two years of one."""

    operation: Literal["baskets"]
    test: Literal["order", "growth", "unchanged", "rate"]
    lesser: Texts | None = None
    greater: Texts | None = None
    factor: Number = 1.0
    most: Number = 0.0
    years: Annotated[int, Field(ge=1)] = 1


Check = (
    Reader | Range | Interval | Exact | Whole | Round | Order | Difference | Ratio | Sum | PartOf
    | Quotient | Breakdown | Exchange | Slip | Change | Growth | Repeated | GrowthScore | Revision
    | Peer | Surprise | Sources | Effect | Aggregates | Records | Footer | Mandate | Tariff
    | Conversion | Baskets | Displacement
)  # fmt: skip
