r"""The usual changes of indicators from one year to the next, fitted to published editions.

The model is read from documents (``methodology/detection``), each frozen for a collection round."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents import toml_reader
from ictindex.submissions.validation import student_t
from ictindex.submissions.validation.operation_parameters import Number
from ictindex.submissions.validation.peer_model import PeerModel
from ictindex.submissions.validation.typing_slips import Edit, undo_slips

_ESTIMATED = 1.5  # spread of a change from an estimate, divided by that from an official value
_SAME = 1e-9
_LEAST_EQUAL = 1e-3  # no share of equal values is zero
_NARROW = 1e-12
MOST_YEARS = 3  # a change over more years counts as a change over three


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Side(_Part):
    """One side of the distribution of changes: scale and degrees of freedom of Student's t."""

    scale: Annotated[Number, Field(gt=0)]
    freedom: Annotated[Number, Field(gt=0)]


class Change(_Part):
    """The usual changes of one indicator."""

    # ``median`` is the median change on the transformed scale, ``equal`` is the share of values
    # that are the same as in the year before, ``factors`` are usual slips of units other than
    # powers of ten, ``multiples`` are other factors that are proposed, ``count`` is the number of
    # fitted changes, ``source`` are the data of these changes.

    transformation: Literal["log", "logit"]
    floor: Annotated[Number, Field(gt=0)] = 1.0
    median: Number
    fall: Side
    rise: Side
    equal: Annotated[Number, Field(ge=0, le=1)]
    factors: Annotated[tuple[int, ...], Field(strict=False)] = ()
    multiples: Annotated[tuple[int, ...], Field(strict=False)] = ()
    count: Annotated[int, Field(ge=1)]
    source: str

    def transform(self, value: float) -> float:
        r"""Transform a value to the scale on which its changes are comparable.

        .. math:: \ln \max(x, c) \qquad\text{or}\qquad \ln \frac{x + 1}{101 - x}
        """
        if self.transformation == "log":
            return math.log(value if value > self.floor else self.floor)
        inside = 0.0 if value < 0 else 100.0 if value > 100 else value
        return math.log((inside + 1) / (101 - inside))

    def restore(self, transformed: float) -> float:
        """Undo :meth:`transform`."""
        raised = math.exp(min(transformed, 700.0))
        if self.transformation == "log":
            return raised
        return min(max((101 * raised - 1) / (1 + raised), 0.0), 100.0)

    def slips(self, value: Decimal, *, with_multiples: bool = False) -> tuple[Edit, ...]:
        """Return the values of the indicator that undoing each slip would give."""
        share = self.transformation == "logit"
        return undo_slips(
            value,
            factors=self.factors,
            multiples=self.multiples if with_multiples else (),
            complement=share,
            most=100 if share else 0,
        )

    def width(self, value: float, half_unit: float) -> float:
        """Return the width, on the transformed scale, of half a unit on either side of a value."""
        width = self.transform(value + half_unit) - self.transform(max(value - half_unit, 0.0))
        return max(width, _NARROW)

    def past(self, last: float, *, years: float = 1, estimated: bool = False) -> Past:
        """Return the measure of a value whose earlier value is known."""
        years = min(max(years, 1), MOST_YEARS)
        stretch = math.sqrt(years) * (_ESTIMATED if estimated else 1.0)
        return Past(self, last, self.transform(last) + years * self.median, stretch)

    def deviations(
        self,
        values: Sequence[float],
        lasts: Sequence[float],
        years: Sequence[float],
        estimated: Sequence[bool],
    ) -> list[float]:
        """Return the deviations of many changes, without rounding; NaN for unknown ones."""
        nan, transform = math.nan, self.transform
        median, fall, rise = self.median, self.fall.scale, self.rise.scale
        deviations = []
        for value, last, gap, doubt in zip(values, lasts, years, estimated, strict=True):
            if value != value or last != last:
                deviations.append(nan)
            elif gap <= 1 and not doubt:
                moved = transform(value) - transform(last) - median
                deviations.append(moved / (fall if moved < 0 else rise))
            else:
                past = self.past(last, years=gap, estimated=doubt)
                deviations.append(past.deviation(value, 0.0))
        return deviations


class Past:
    r"""The value before a validated value, and the usual change of the indicator from it.

    If *p* is the value before, *g* is the number of years between both, *m* is the median change
    and *s* is the scale of the side of the change, then

    .. math:: z = \frac{t(v) - t(p) - g\,m}{s_\pm \sqrt g}

    The effect of rounding is removed first: among all values with the same written form, the one
    nearest to the usual value counts.
    """

    __slots__ = ("change", "last", "stretch", "usual")

    def __init__(self, change: Change, last: float, usual: float, stretch: float) -> None:
        self.change, self.last, self.usual, self.stretch = change, last, usual, stretch

    def deviation(self, value: float, half_unit: float) -> float:
        """Return the distance of a value from the usual one, in units of the scale of its side."""
        transform = self.change.transform
        moved = transform(value) - self.usual
        if half_unit and moved:
            nearer = transform(value - math.copysign(half_unit, moved)) - self.usual
            moved = nearer if nearer * moved > 0 else 0.0
        side = self.change.fall if moved < 0 else self.change.rise
        return moved / (side.scale * self.stretch)

    def probability(self, deviation: float) -> float:
        r"""Return the probability of a change with this or a larger deviation, on its side.

        .. math:: p = 2\,P(T_\nu > |z|)
        """
        side = self.change.fall if deviation < 0 else self.change.rise
        return student_t.two_sided(deviation, side.freedom)

    def likelihood(self, value: float, half_unit: float) -> float:
        """Return the logarithm of the probability of a value, within half a unit on either side."""
        # A value equal to last year's has the share of such values.
        if abs(value - self.last) < _SAME * max(abs(self.last), 1):
            return math.log(max(self.change.equal, _LEAST_EQUAL))
        moved = self.change.transform(value) - self.usual
        side = self.change.fall if moved < 0 else self.change.rise
        spread = side.scale * self.stretch
        return (
            math.log((1 - min(self.change.equal, 0.99)) / spread)
            + student_t.log_density(moved / spread, side.freedom)
            + math.log(self.change.width(value, half_unit))
        )


class Origin(_Part):
    """The data that numbers were fitted to: their description, years and number of economies."""

    title: str
    years: Annotated[tuple[int, ...], Field(min_length=1, strict=False)]
    economies: Annotated[int, Field(ge=1)]
    clean: str


class _Peers(_Part):
    """The numbers of the peer model: the lower triangle of the scatter, row by row."""

    indicators: Annotated[tuple[str, ...], Field(min_length=2, strict=False)]
    freedom: Annotated[Number, Field(gt=0)]
    count: Annotated[int, Field(ge=1)]
    source: str
    mean: Annotated[tuple[Number, ...], Field(strict=False)]
    scatter: Annotated[
        tuple[Annotated[tuple[Number, ...], Field(strict=False)], ...], Field(strict=False)
    ]

    @model_validator(mode="after")
    def _fits(self) -> _Peers:
        size = len(self.indicators)
        rows = [len(row) for row in self.scatter]
        if len(self.mean) != size or rows != list(range(1, size + 1)):
            raise ValueError(f"{size} means, a triangle of {size} rows")
        return self

    def model(self) -> PeerModel:
        size = range(len(self.indicators))
        whole = tuple(tuple(self.scatter[max(a, b)][min(a, b)] for b in size) for a in size)
        return PeerModel(self.indicators, self.freedom, self.mean, whole, self.count)


class _Document(_Part):
    """A document of fitted numbers, as in its file."""

    id: Annotated[str, Field(pattern=r"^detection-[0-9]{4}$")]
    schema_version: Annotated[Literal[1], Field(alias="schema")]
    fitted: dt.date
    first_round: Annotated[int, Field(ge=2000, le=2999)]
    sources: dict[str, Origin]
    changes: dict[str, Change]
    same_as: dict[str, str] = {}
    peers: _Peers

    @model_validator(mode="after")
    def _names_fit(self) -> _Document:
        unknown = {*self.same_as.values(), *self.peers.indicators} - set(self.changes)
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        return self


@dataclass(frozen=True, slots=True)
class ChangeModel:
    """A dated document of fitted numbers."""

    id: str
    fitted: dt.date
    first_round: int
    sources: Mapping[str, Origin]
    changes: Mapping[str, Change]
    peers: PeerModel
    digest: str


def parse_model(content: bytes, file: str) -> ChangeModel:
    """Read a document of fitted numbers; an error names every fault with its key."""
    content = content.replace(b"\r\n", b"\n")
    raw = toml_reader.parse(content, file)
    try:
        stated = _Document.model_validate(raw)
    except ValidationError as error:
        faults = toml_reader.faults_of(error, file)
        raise DocumentError("document.faults", faults=faults, file=file) from error
    digest = hashlib.sha256(b"ictindex detection\n" + content).hexdigest()
    changes = stated.changes | {name: stated.changes[of] for name, of in stated.same_as.items()}
    return ChangeModel(
        stated.id,
        stated.fitted,
        stated.first_round,
        MappingProxyType(stated.sources),
        MappingProxyType(changes),
        stated.peers.model(),
        digest,
    )


# Sets of rules share documents of fitted numbers.
_parse_once = lru_cache(maxsize=8)(parse_model)


@lru_cache(maxsize=1)
def models() -> tuple[ChangeModel, ...]:
    """Return the documents of fitted numbers that come with the library, the earliest first."""
    folder = package_data.folder("methodology") / "detection"
    paths = sorted(folder.glob("detection-*.toml"))
    return parse_models({path.name: toml_reader.read(path) for path in paths})


def parse_models(files: Mapping[str, bytes]) -> tuple[ChangeModel, ...]:
    """Read documents of fitted numbers by their names, the earliest first."""
    parsed = [_parse_once(content, name) for name, content in files.items()]
    return tuple(sorted(parsed, key=lambda model: model.first_round))


def model_of(edition: int, documents: Sequence[ChangeModel] | None = None) -> ChangeModel:
    """Return the fitted numbers for the collection of an edition."""
    # The latest of the documents whose first round is not later. Before the first round of all,
    # the earliest document: a table of earlier years is validated with later knowledge.
    several = models() if documents is None else tuple(documents)
    in_force = [model for model in several if model.first_round <= edition]
    return in_force[-1] if in_force else several[0]
