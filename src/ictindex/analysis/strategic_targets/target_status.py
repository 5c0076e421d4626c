"""The status of a target: its figures by year, their coverage, and the verdict."""

from __future__ import annotations

from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.dated_targets import Target


@dataclass(frozen=True, slots=True)
class TargetFigure:
    """A figure of one year, and its coverage.

    Parameters
    ----------
    year : int
        Year of the data.
    value : decimal.Decimal
        The figure, unrounded.
    economies, of : int
        Economies with data, and all known economies of the scope.
    people : decimal.Decimal or None
        Their share of the population of the scope in per cent; ``None`` without population data.
    covered : bool
        Whether the coverage is sufficient.

    Examples
    --------
    >>> from decimal import Decimal
    >>> import ictindex as ict
    >>> TargetFigure(2022, Decimal("66.6"), 181, 217, Decimal("97"), True).economies
    181
    """

    year: int
    value: Decimal
    economies: int
    of: int
    people: Decimal | None
    covered: bool


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """The status of one target.

    Parameters
    ----------
    target : Target
        The target.
    definition : str
        Definition of the basket whose price is compared; empty for other targets.
    verdict : str
        ``met``, ``missed``, ``met-early``, ``on-track``, ``off-track``, ``no-number`` (the text
        sets no number) or ``not-measured``.
    reason : str
        Reason why it is not measured; empty otherwise.
    figure : TargetFigure or None
        The figure that is compared with the target.
    figures : tuple of TargetFigure
        The figures of every year.
    pace, wanted_pace : decimal.Decimal or None
        Observed annual change over the same economies, and the annual change that would meet the
        target at its deadline; only where the deadline is after the data.
    pace_from : int or None
        First year of the observed change.
    baseline : int or None
        Year with which the figure is compared.

    Examples
    --------
    >>> import ictindex as ict
    >>> target = ict.analysis.targets()["strategic-targets-2018/1.3"]
    >>> status = ict.analysis.track_targets(targets=[target.id]).statuses[0]
    >>> status.verdict, status.reason
    ('not-measured', 'break-without-overlap')
    """

    target: Target
    definition: str
    verdict: str
    reason: str
    figure: TargetFigure | None
    figures: tuple[TargetFigure, ...]
    pace: Decimal | None = None
    wanted_pace: Decimal | None = None
    pace_from: int | None = None
    baseline: int | None = None
