"""Causes: a single change of a cell, or of a block of cells, that settles several findings.

A cause is proposed and never applied; every finding stays unchanged. Only a sure one, which has a
witness, is offered as an action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding

# Of these any other cell may be the wrong one: their value is not named if there are rivals.
_GUESSES = frozenset({"digits", "parts"})
_IN_MULTIPLES = frozenset({"thousands", "millions"})


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell, with its value and the value that may have been meant.

    Parameters
    ----------
    economy, indicator, breakdown : str
        Subject of the cell; ``breakdown`` is the part, such as ``"sex=F"``.
    year : int or None
        Its year.
    row : int or None
        Row of the validated table, from 0.
    address : Address or None
        Its address.
    value, proposed : decimal.Decimal or None
        Its value and the proposed one, in the unit of the cell; without a proposed value the cell
        should be left empty.
    factor : str
        Factor between both: ``"1000"`` (typed too large), ``"1/100"`` (too small); else empty.
    unit : str
        Id of the unit of the cell.
    subject : str
        Name of a plan, if the cell belongs to one; ``indicator`` is then the column.

    Examples
    --------
    >>> change = CellChange("ECU", "population", "", 2023, 0, None, Decimal(17), Decimal(17000))
    >>> change.label("en"), change.where("en")
    ('Population', 'Population')
    """

    economy: str
    indicator: str
    breakdown: str
    year: int | None
    row: int | None
    address: Address | None
    value: Decimal | None
    proposed: Decimal | None
    factor: str = ""
    unit: str = ""
    subject: str = ""

    def label(self, language: str | None = None) -> str:
        """Return the name of the figure in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Indicator and part; for a plan its name and the column.
        """
        if self.subject:
            name = i18n.label("columns", self.indicator, language)
            return i18n.detail(self.subject, name, language)
        name = i18n.label("nodes", self.indicator, language)
        if not self.breakdown:
            return name
        by, _, code = self.breakdown.partition("=")
        part = i18n.label(f"questionnaire/categories/{by}", code or by, language)
        return i18n.detail(name, part, language)

    def where(self, language: str | None = None) -> str:
        """Return the figure and its address, in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Label and address.
        """
        name = self.label(language)
        if self.address is None:
            return name
        _, mark, sheet = self.address.source.partition("!")
        at = replace(self.address, source=sheet) if mark else self.address
        return i18n.join([name, at.show(language)], language)


@dataclass(frozen=True, slots=True)
class Witness:
    """A statement that demands a change: false with the typed value, true with the other.

    Parameters
    ----------
    kind : str
        ``"history"``, ``"exchange"`` or ``"block"`` (the values of the year before),
        ``"parts"``, ``"sum"``, ``"share"``, ``"population"``, ``"household"``, ``"fractions"``,
        ``"used"``, ``"others"``, ``"only-power"``, ``"prices"``.
    details : mapping
        Data of its sentence.

    Examples
    --------
    >>> Witness("population", {"usual": Decimal(17000000)}).message("en")
    'The usual population of this economy is about 17,000,000.'
    """

    kind: str
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.kind, dict(self.details))

    def message(self, language: str | None = None) -> str:
        """Return what the witness says.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One sentence.
        """
        return i18n.text("validation", f"witness-{self.kind}", language, **self.details)


@dataclass(frozen=True, slots=True)
class Cause:
    """The change that settles findings of one submission, with others that would settle them too.

    Parameters
    ----------
    kind : str
        ``"multiplied"`` or ``"divided"`` (by a factor), ``"thousands"``, ``"millions"``,
        ``"month"``, ``"larger-unit"``, ``"smaller-unit"``, ``"bytes"``, ``"bits"``,
        ``"fraction"``, ``"digits"``, ``"sign"``, ``"zero"``, ``"exchanged"``,
        ``"parts"``, ``"rate"``, ``"cents"``: the slip that it would undo.
    changes : tuple of CellChange
        The suspected cell first. All of them together are one change: a block of cells, or two
        exchanged cells.
    settles : int
        Number of findings that it settles.
    rivals : tuple of Cause
        Other changes that would settle the same findings: only the submitter knows the right one.
    scope : str
        ``"cell"``, ``"exchange"``, ``"block"`` (cells of one sheet) or ``"all"``.
    details : mapping
        Further data of the message.
    witness : Witness or None
        What demands the change besides the findings; ``None`` for a mere suspicion.

    Examples
    --------
    >>> change = CellChange(
    ...     "ECU", "population", "", 2023, 0, None, Decimal(17834), Decimal(17834000), "1/1000"
    ... )
    >>> cause = Cause("thousands", (change,), 6)
    >>> cause.where("en"), cause.cell.factor, cause.is_ambiguous, cause.is_sure
    ('Population', '1/1000', False, False)
    >>> cause.message("en").endswith("Findings that this would settle: 6.")
    True
    >>> "looks like a figure in thousands" in cause.suspicion("en")
    True
    >>> cause.remedy("en").partition(".")[0]
    'If so, correct the cell'
    >>> cause.finding().indicator
    'population'
    >>> cause.move_rows(10).cell.row, cause.record("en")["changes"][0]["proposed"]
    (10, '17834000')
    """

    kind: str
    changes: tuple[CellChange, ...]
    settles: int
    rivals: tuple[Cause, ...] = ()
    scope: str = "cell"
    details: Mapping[str, object] = field(default_factory=dict)
    witness: Witness | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.kind, self.changes, self.settles, self.rivals, self.scope)
        return type(self), (*parts, dict(self.details), self.witness)

    @property
    def cell(self) -> CellChange:
        """The suspected cell; the first one of a block."""
        return self.changes[0]

    def finding(self) -> Finding:
        """Return the suspected cell as a finding, to locate it in a workbook; no judgement has it.

        Returns
        -------
        Finding
            A finding about the cell alone.
        """
        cell = self.cell
        return Finding(
            self.kind,
            "information",
            cell.economy,
            cell.indicator,
            cell.year,
            cell.address,
        )

    @property
    def is_ambiguous(self) -> bool:
        """True if other changes explain the findings equally well."""
        return bool(self.rivals)

    @property
    def is_sure(self) -> bool:
        """True if a witness demands the change and no other value is possible."""
        return self.witness is not None

    def where(self, language: str | None = None) -> str:
        """Return the suspected cell in words; for a block the first cell and the number of others.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Label and address.
        """
        first = self.cell.where(language)
        if len(self.changes) == 1:
            return first
        if len(self.changes) == 2:
            return i18n.clauses([first, self.changes[1].where(language)], language)
        more = str(len(self.changes) - 1)
        return i18n.text("validation", "cause-and-more", language, cell=first, count=more)

    def message(self, language: str | None = None) -> str:
        """Return the suspicion in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            The suspicion, its witness or the cells of its rivals, and the number of findings that
            it would settle.
        """
        shown = [] if self.rivals and self.kind in _GUESSES else [self.suspicion(language)]
        if self.witness is not None:
            shown.append(self.witness.message(language))
        if self.rivals:
            cells = [cause.where(language) for cause in (self, *self.rivals)]
            named = i18n.clauses(cells, language)
            shown.append(i18n.text("validation", "cause-rivals", language, cells=named))
        shown.append(i18n.text("validation", "cause-settles", language, count=str(self.settles)))
        return i18n.paragraph(shown, language)

    def suspicion(self, language: str | None = None) -> str:
        """Return the suspicion alone, without its findings and without its rivals.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One sentence.
        """
        cell = self.cell
        details: dict[str, object] = {
            "value": "\u2013" if cell.value is None else cell.value,
            "proposed": "\u2013" if cell.proposed is None else cell.proposed,
            "factor": Decimal((cell.factor or "1").removeprefix("1/")),
            "unit": i18n.label("units", cell.unit, language) if cell.unit else "",
            **self.details,
        }
        other = str(self.details.get("other_unit", ""))
        if i18n.has_label("validation", f"cause-unit-{other}"):
            details["other_unit"] = i18n.label("validation", f"cause-unit-{other}", language)
        elif other:
            details["other_unit"] = i18n.label("units", other, language)
        if "rate" in self.details:
            details["rate"] = i18n.label("nodes", str(self.details["rate"]), language)
        if self.scope in ("block", "all"):
            details["count"] = str(len(self.changes))
            return i18n.text("validation", f"cause-block-{self.kind}", language, **details)
        if self.scope == "exchange":
            details["second"] = self.changes[1].value or Decimal(0)
        return i18n.text("validation", f"cause-{self.kind}", language, **details)

    def remedy(self, language: str | None = None) -> str:
        """Return the remedy in words: correct the cell, or answer the findings one by one.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Two sentences, and a third one if a figure was typed without its last digits.
        """
        key = "cause-remedy"
        if self.rivals:
            key = "cause-remedy-rivals"
        elif len(self.changes) > 1:
            key = "cause-remedy-block"
        words = i18n.text("validation", key, language)
        if self.kind in _IN_MULTIPLES and not self.rivals and all(map(_is_whole, self.changes)):
            rounded = i18n.text("validation", "cause-remedy-rounded", language)
            words = i18n.sentences(words, rounded, language)
        return words

    def move_rows(self, start: int) -> Cause:
        """Return the same cause with its rows numbered from a later row.

        Parameters
        ----------
        start : int
            Number of rows before its own.

        Returns
        -------
        Cause
            The cause of the same cells.
        """
        changes = tuple(
            change if change.row is None else replace(change, row=change.row + start)
            for change in self.changes
        )
        rivals = tuple(rival.move_rows(start) for rival in self.rivals)
        return replace(self, changes=changes, rivals=rivals)

    def record(self, language: str | None = None) -> dict[str, Any]:
        """Return a plain record, for JSON.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        dict
            Kind, scope, changes, words, and the records of the rivals.
        """
        return {
            "kind": self.kind,
            "scope": self.scope,
            "settles": self.settles,
            "sure": self.is_sure,
            "witness": "" if self.witness is None else self.witness.message(language),
            "where": self.where(language),
            "message": self.message(language),
            "remedy": self.remedy(language),
            "changes": [_record(change, language) for change in self.changes],
            "rivals": [rival.record(language) for rival in self.rivals],
        }


def _is_whole(change: CellChange) -> bool:
    return change.value is not None and change.value == change.value.to_integral_value()


def _record(change: CellChange, language: str | None) -> dict[str, Any]:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else format(value, "f")

    return {
        "economy": change.economy,
        "indicator": change.indicator,
        "breakdown": change.breakdown,
        "year": change.year,
        "row": change.row,
        "address": "" if change.address is None else change.address.show(language),
        "label": change.label(language),
        "value": text(change.value),
        "proposed": text(change.proposed),
        "factor": change.factor,
    }


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings with their common cause, which would settle all of them.

    Parameters
    ----------
    cause : Cause or None
        Their cause; ``None`` for a finding without a cause.
    findings : tuple of Finding
        The findings, the gravest first. Each keeps its own rule, cell and answer.

    Examples
    --------
    >>> import ictindex as ict
    >>> alone = ict.Finding("number.percent-sign", economy="BRA", details={"value": "80%"})
    >>> group = FindingGroup(None, (alone,))
    >>> group.cause is None, len(group.findings)
    (True, 1)
    """

    cause: Cause | None
    findings: tuple[Finding, ...]


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Return findings by their cause: causes first, those that settle most before the others."""
    by_cause: dict[int, tuple[Cause, list[Finding]]] = {}
    alone: list[FindingGroup] = []
    for finding in findings:
        cause = getattr(finding, "cause", None)
        if isinstance(cause, Cause):
            by_cause.setdefault(id(cause), (cause, []))[1].append(finding)
        else:
            alone.append(FindingGroup(None, (finding,)))
    groups = [FindingGroup(cause, tuple(several)) for cause, several in by_cause.values()]
    groups.sort(key=lambda group: -_gravity(group.findings))
    return [*groups, *alone]


_GRAVITY = {"error": 3, "warning": 1}


def _gravity(findings: Iterable[Finding]) -> int:
    return sum(_GRAVITY.get(finding.level, 0) for finding in findings)
