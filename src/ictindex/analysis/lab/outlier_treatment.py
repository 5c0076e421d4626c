"""Treatment of outliers in a table of indicators, with a report of the changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ictindex.analysis.tables.operation_inputs import (
    check_names,
    check_table,
    name_error,
    to_number,
)
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, require, require_whole
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.engine.float_operations import float_shape
from ictindex.engine.treatments import (
    TREATMENTS,
    FittedTreatment,
    Shape,
    TreatmentRule,
    fit_rule,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import list_parts

_SHOWN = 2
_UNTREATED = "none"
_WORDS = "operation-views"


def _write_shape(key: str) -> Callable[[Mapping[str, Any], str], str]:
    """Return a writer of the shape of an indicator before and after its treatment."""

    def write(row: Mapping[str, Any], language: str) -> str:
        transformed = row["skewness_after_then"] is not None
        after = row[f"{key}_after_then" if transformed else f"{key}_after_first"]
        before, after = (
            i18n.number(value, language, places=_SHOWN) for value in (row[f"{key}_before"], after)
        )
        return i18n.text("language", "moved", language, before=before, after=after)

    return write


def _write_short(name: str) -> Callable[[Mapping[str, Any], str], str]:
    """Return a writer of a value with six significant digits."""
    return lambda row, language: i18n.short_number(row[name], language, digits=6)


_STAGES = ("before", "after_first", "after_then")
DETAILS = define(
    "treatment-details",
    Column("indicator", "label", about="column of the frame"),
    Column("method", "code", f"{_WORDS}/method", names="operations"),
    Column("winsorised", "count", f"{_WORDS}/points", "points"),
    Column("accepted", "boolean", about="whether the rule is met", page=False),
    *(
        Column(f"{key}_{stage}", "estimate", page=False)
        for stage in _STAGES
        for key in ("skewness", "kurtosis")
    ),
    *(
        Column(
            key,
            "text",
            f"{_WORDS}/{key}",
            get=lambda row: "",
            data=False,
            align="right",
            write=_write_shape(key),
        )
        for key in ("skewness", "kurtosis")
    ),
    key=("indicator",),
)
POINTS = define(
    "treatment-points",
    Column("economy", "label", about="row of the frame"),
    Column("indicator", "label", about="column of the frame"),
    Column("side", "code", about="high or low", page=False),
    Column("before", "estimate", f"{_WORDS}/before", write=_write_short("before")),
    Column("after", "estimate", f"{_WORDS}/after", write=_write_short("after")),
    Column("kept", "boolean", about="false if a transformation replaced it", page=False),
    key=("economy", "indicator"),
)


@read_only
class OutlierTreatment(ReadOnly, Record, Renderable):
    """A table of indicators treated for outliers. Made by :func:`ictindex.analysis.treat`.

    Parameters
    ----------
    values : pandas.DataFrame
        The treated table, in the shape of the original one.
    details : pandas.DataFrame
        A row for each indicator: method, winsorised (points), shapes before and after, accepted.
    points : pandas.DataFrame
        A row for each winsorised point: economy, indicator, side, before, after, and whether it was
        kept (it is not kept where a transformation of the untreated values replaced it).
    rules : mapping of str to TreatmentRule
        The rule by indicator; one without treatment has none.
    fitted : mapping of str to FittedTreatment
        The steps by indicator with their parameters, to be applied to other values.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> values = pd.DataFrame({"lines": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100.0]})
    >>> treated = ict.analysis.treat(values)
    >>> float(treated.values["lines"].max()), treated.points["before"].tolist()
    (30.0, [100.0])
    >>> treated.details[["indicator", "method", "winsorised"]].to_numpy().tolist()
    [['lines', 'winsorise', 1]]
    >>> treated.to_frame("details").shape[0], float(treated.apply(values)["lines"].max())
    (1, 30.0)
    >>> sorted(treated.rules), float(treated.fitted["lines"].high)
    (['lines'], 30.0)
    """

    values: pd.DataFrame
    details: pd.DataFrame
    points: pd.DataFrame
    rules: Mapping[Any, TreatmentRule]
    fitted: Mapping[Any, FittedTreatment]

    def to_frame(self, part: str = "values") -> pd.DataFrame:
        """Return one of the tables.

        Parameters
        ----------
        part : str
            ``values``, ``details`` or ``points``.

        Returns
        -------
        pandas.DataFrame
            That table.

        Raises
        ------
        UsageError
            If there is no such table.
        """
        check_names([part], ("values", "details", "points"), "part")
        table: pd.DataFrame = getattr(self, part).copy()
        return table

    _json_name = "outlier-treatment"

    def _to_dict(self) -> dict[str, Any]:
        """Return the report as plain data: details and points, a record for each row."""
        return {
            "details": write_records(Table.read_frame(DETAILS, self.details)),
            "points": write_records(Table.read_frame(POINTS, self.points)),
        }

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Treat other values, such as those of a later edition, by the same steps and parameters.

        Parameters
        ----------
        frame : pandas.DataFrame
            The same indicators, of any economies.

        Returns
        -------
        pandas.DataFrame
            The treated table. A value for which a logarithm is not defined is NaN.

        Raises
        ------
        UsageError
            If an indicator was not treated here.
        """
        table = check_table(frame)
        check_names(table.columns, self.values.columns, "frame")
        columns = {
            name: self.fitted[name].floats(table[name].to_numpy())
            if name in self.fitted
            else table[name]
            for name in table.columns
        }
        return pd.DataFrame(columns, index=table.index, columns=table.columns)

    def _blocks(self, language: str) -> Sequence[Block]:
        return _page(self, language)


def treat(
    frame: pd.DataFrame,
    *,
    most: int | None = 5,
    skewness: float = 2.0,
    kurtosis: float = 3.5,
    then: str | None = "log-ct",
    combined: bool = False,
    rules: Mapping[str, object] | None = None,
    **options: Any,
) -> OutlierTreatment:
    r"""Treat outliers: winsorise a few points, and transform where that is not enough.

    An indicator is treated where its distribution is both skewed and heavy-tailed,

    .. math:: |G_1| \ge 2 \quad\text{and}\quad G_2 \ge 3.5

    with skewness and excess kurtosis corrected for the sample (type 2). The highest value (the
    lowest, where the skewness is negative) is set to the next one, repeatedly, until the rule is
    met or ``most`` points are set. If the rule is still not met, the untreated values are
    transformed.

    Parameters
    ----------
    frame : pandas.DataFrame
        Economies in rows, indicators in columns.
    most : int, optional
        Most points to winsorise in an indicator; ``None`` for no limit. Tied points are set
        together, so there can be a few more.
    skewness, kurtosis : float
        The bounds of the rule.
    then : str, optional
        The transformation where winsorising is not enough: ``log-ct``, ln(*x* − min + 0.01 (max −
        min)); ``log-ct-plus``, the same for a positive skewness, −ln(max + 0.01 (max − min) − *x*)
        else; ``log-ct-original``, ln(*x* − min + 1); ``log``, ln *x*; ``log-gii``, ln((max − 1)
        (*x* − min) / (max − min) + 1); ``box-cox``, ((*x* − min + 1)\ :sup:`λ` − 1) / λ. ``None``
        for nothing.
    combined : bool
        Whether the transformation starts from the winsorised values.
    rules : mapping of str to (mapping or str), optional
        Other settings by indicator: ``{"gdp": {"most": 1, "then": "box-cox", "exponent": 0}}``;
        ``"none"`` for no treatment. In addition to the arguments of this function, ``first`` names
        a transformation that replaces winsorising, and ``forced=True`` winsorises ``most`` points
        whatever the distribution.
    **options : float
        Options of the transformation: ``share`` (0.01), ``exponent`` (of Box-Cox; without it the
        likeliest under a normal distribution), ``shifted`` (1: Box-Cox after *x* − min + 1);
        and ``first``, ``forced`` as in ``rules``.

    Returns
    -------
    OutlierTreatment
        The treated table, the treatment of each indicator, and each point that was set. A missing
        value stays missing and is not used.

    Raises
    ------
    UsageError
        If names do not fit, an indicator has fewer than four values, or a transformation is not
        defined for it.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 5. The bounds are
    those that audits of the JRC use.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> values = pd.DataFrame({"lines": [2.0**n for n in range(40)]})
    >>> treated = ict.analysis.treat(values, most=1, then="log-ct-original")
    >>> row = treated.details.loc[0]
    >>> row["method"], int(row["winsorised"]), bool(row["accepted"])
    ('log-ct-original', 1, True)
    >>> print(treated.to_text("en").splitlines()[0])
    Treatment of outliers
    """
    table = check_table(frame)
    check_names(rules or {}, table.columns, "rules")
    shared = {
        "most": most,
        "skewness": skewness,
        "kurtosis": kurtosis,
        "then": then,
        "combined": combined,
        **options,
    }
    made, fitted = {}, {}
    for name in table.columns:
        own = (rules or {}).get(name, {})
        if own == _UNTREATED:
            continue
        require(isinstance(own, Mapping), "rules", "mapping", own)
        settings = {**shared, **dict(own if isinstance(own, Mapping) else {})}
        with name_error(name):
            made[name] = _rule(settings)
            present: list[Any] = [float(v) for v in table[name] if not np.isnan(v)]
            fitted[name] = fit_rule(present, made[name], _moments)
    columns = {
        name: fitted[name].floats(table[name].to_numpy()) if name in fitted else table[name]
        for name in table.columns
    }
    return OutlierTreatment(
        values=pd.DataFrame(columns, index=table.index, columns=table.columns),
        details=_details(fitted),
        points=_points(table, fitted),
        rules=made,
        fitted=fitted,
    )


_OF_RULE = ("first", "most", "skewness", "kurtosis", "then", "combined", "forced")
_OF_TREATMENTS = ("share", "exponent", "shifted", "low-points", "high-points")


def _rule(settings: Mapping[str, Any]) -> TreatmentRule:
    """Return a rule from the settings of the user."""
    check_names(settings, (*_OF_RULE, *_OF_TREATMENTS), "options")
    steps = [settings.get("first", "winsorise"), settings["then"]]
    check_names([step for step in steps if step is not None], TREATMENTS, "then")
    most = settings["most"]
    if most is not None:
        require_whole(most, "most", 0)
    rule = TreatmentRule(**{name: settings[name] for name in _OF_RULE if name in settings})
    numbers = {
        name: Decimal(repr(to_number(settings[name], name)))
        for name in _OF_TREATMENTS
        if name in settings
    }
    first, last = (
        {n: v for n, v in numbers.items() if step is not None and n in TREATMENTS[step].options}
        for step in steps
    )
    check_names(numbers, {*first, *last}, "options")
    return replace(rule, first_options=first, then_options=last)


def _moments(values: Sequence[Any]) -> Shape:
    if len(values) < 4:
        from ictindex.engine.treatments import exact_shape

        return exact_shape([Decimal(repr(value)) for value in values])
    shape = float_shape(values)
    return Shape(None, None) if shape is None else Shape(*shape)


def _details(fitted: Mapping[Any, FittedTreatment]) -> pd.DataFrame:
    rows = []
    for name, treatment in fitted.items():
        row: dict[str, Any] = {
            "indicator": name,
            "method": treatment.method,
            "winsorised": treatment.winsorised,
            "accepted": treatment.accepted,
        }
        stages = (treatment.before, treatment.after_first, treatment.after_then)
        for stage, shape in zip(_STAGES, stages, strict=True):
            for key, value in asdict(shape or Shape(None, None)).items():
                row[f"{key}_{stage}"] = None if value is None else float(value)
        rows.append(row)
    return write_frame(Table.of(DETAILS, rows))


def _points(table: pd.DataFrame, fitted: Mapping[Any, FittedTreatment]) -> pd.DataFrame:
    rows = []
    for name, treatment in fitted.items():
        kept = any(step == "winsorise" for step, _ in treatment.steps)
        for economy, value in table[name].items():
            if treatment.high is not None and value > treatment.high:
                ends = ("high", value, treatment.high)
            elif treatment.low is not None and value < treatment.low:
                ends = ("low", value, treatment.low)
            else:
                continue
            rows.append(dict(zip(POINTS.columns, (economy, name, *ends, kept), strict=True)))
    return write_frame(Table.of(POINTS, rows))


def _page(treatment: OutlierTreatment, language: str) -> list[Block]:
    """Return the treated indicators and their methods, then the points."""

    def say(key: str, **values: object) -> str:
        return i18n.text(_WORDS, key, language, **values)

    blocks: list[Block] = [i18n.Heading(say("treatment-title"), 1)]
    blocks += [i18n.Paragraph(words) for words in _rule_words(treatment, language)]
    details = treatment.details
    treated = details[details["method"] != _UNTREATED]
    counts = {"count": len(treated), "total": len(details)}
    blocks.append(i18n.Sentence("operation-views/treated-count", **counts))
    if len(treated):
        blocks.append(write_grid(Table.read_frame(DETAILS, treated), language))
    failing = details.loc[~details["accepted"].astype(bool), "indicator"].map(str).tolist()
    if failing:
        skewed = i18n.Sentence("operation-views/still-skewed", names=list_parts(failing))
        blocks.append(skewed.as_note())
    return [*blocks, *_point_blocks(treatment, language)]


def _rule_words(treatment: OutlierTreatment, language: str) -> list[str]:
    """State each rule once, in the order of the indicators."""
    words = []
    for rule in treatment.rules.values():
        key = "rule" if rule.then else "rule-only"
        sentence = i18n.text(
            _WORDS,
            key,
            language,
            skewness=i18n.number(_decimal(rule.skewness), language),
            kurtosis=i18n.number(_decimal(rule.kurtosis), language),
            first=i18n.label("operations", rule.first, language),
            then=i18n.label("operations", rule.then or _UNTREATED, language),
            most="∞" if rule.most is None else str(rule.most),
        )
        if sentence not in words:
            words.append(sentence)
    return words


def _decimal(value: Any) -> Decimal:
    return Decimal(decimals.canonical(Decimal(repr(float(value)))))


def _point_blocks(treatment: OutlierTreatment, language: str) -> list[Block]:
    points = treatment.points[treatment.points["kept"].astype(bool)]
    if not len(points):
        return []
    title = i18n.text(_WORDS, "points-title", language)
    return [i18n.Heading(title, 2), write_grid(Table.read_frame(POINTS, points), language)]
