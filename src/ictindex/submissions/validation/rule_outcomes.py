"""The findings of a rule, one by one, and its outcome over all cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.submissions.validation import unit_factors
from ictindex.submissions.validation.causes import Cause
from ictindex.submissions.validation.compared_cells import (
    ComparedCell,
    word_operand,
    word_values,
)

ERROR_LEVELS = ("fatal", "error", "warning", "information")
_MOST_NEEDS = 3  # nobody reads more
OPERAND = "operand"  # a cell from which the rate of a finding is computed


@dataclass(frozen=True, slots=True)
class RuleFinding(Finding):
    """A finding of a rule.

    Parameters
    ----------
    code, level, economy, indicator : str
        As in :class:`ictindex.Finding`; ``level`` is ``"error"`` for fatal ones too.
    year : int or None
        Year of the value.
    address : Address or None
        Where the cell is.
    details : mapping
        Data of the message.
    own_terms : OwnTerms or None
        As of :class:`ictindex.Finding`.
    rule : str
        Code of the rule, such as ``"C01"``; empty if a reader made a finding that no rule names.
    errorlevel : str
        ``"fatal"``, ``"error"``, ``"warning"`` or ``"information"``.
    ess : int
        Level of the European Statistical System, 0 to 5.
    breakdown : str
        The part to which the value belongs, such as ``"sex=F"``; empty for totals.
    row : int or None
        Row of the observations, from 0.
    value : decimal.Decimal or None
        The validated value.
    written : str
        The value as written.
    imbalance : float or None
        Left side of the rule minus its right side.
    factor : str
        Suspected factor between the value and the right one: ``"1000"`` (too large), ``"1/100"``
        (too small); empty if none is suspected.
    consequence : float or None
        Points of the index that depend on it; ``None`` if they are not known.
    cause : Cause or None
        The change that would settle it, together with others; ``None`` if none is known.
    compared : tuple of ComparedCell
        The cells whose values the message names next to its own.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> finding = ict.validate(table, year=2022).findings[0]
    >>> finding.rule, finding.key[:3], finding.proposals
    ('C01', ('C01', 'CRI', 'coverage-4g'), ())
    """

    rule: str = ""
    errorlevel: str = "error"
    ess: int = 0
    breakdown: str = ""
    row: int | None = None
    value: Decimal | None = None
    written: str = ""
    imbalance: float | None = None
    factor: str = ""
    consequence: float | None = None
    cause: Cause | None = None
    compared: tuple[ComparedCell, ...] = ()

    __hash__ = Finding.__hash__

    @property
    def key(self) -> tuple[str, str, str, int, str, str]:
        """The key of an answer: rule (or code), economy, indicator, year, part, value."""
        return (
            self.rule or self.code,
            self.economy,
            self.indicator,
            self.year or 0,
            self.breakdown,
            self.written,
        )

    def message(self, language: str | None = None) -> str:
        # With arguments: super() without them does not work in a dataclass with slots.
        message = Finding.message(self, language)
        if self.cause is not None:
            pass  # the cause has the value that may have been meant
        elif "edit" in self.details:
            slip = i18n.text("validation", f"edit-{self.details['edit']}", language, **self.details)
            message = i18n.sentences(message, slip, language)
        elif self.factor:
            message = i18n.sentences(
                message, unit_factors.describe_factor(self.factor, language), language
            )
        if self._operands:
            message = i18n.sentences(message, self._derivation(language), language)
        return message

    def remedy(self, language: str | None = None) -> str:
        if self._operands and self.errorlevel != "information":
            return i18n.text("validation", "derived-remedy", language)
        return Finding.remedy(self, language)

    @property
    def proposals(self) -> tuple[Decimal, ...]:
        """The value that may have been meant, if one is usual; it is never put in."""
        meant = self.details.get("edited")
        return (meant,) if isinstance(meant, Decimal) else ()

    @property
    def cells(self) -> tuple[ComparedCell, ...]:
        """The cells whose place the message names, next to the cell of the finding."""
        named = [leaf for cell in self.compared for leaf in cell.operands or (cell,)]
        return tuple(dict.fromkeys(cell for cell in named if cell.address != self.address))

    @property
    def _operands(self) -> tuple[ComparedCell, ...]:
        """The cells from which the rate of the finding is computed."""
        # A question whose details are withheld names no rate.
        named = "rate" in self.details
        return tuple(cell for cell in self.compared if named and cell.name == OPERAND)

    def _name_details(self, language: str | None) -> Mapping[str, object]:
        others = [cell for cell in self.compared if cell.name != OPERAND]
        return {**self.details, **word_values(others, self.details, language, self.address)}

    def _derivation(self, language: str | None) -> str:
        """Return the sentence about a rate: its name and the figures from which it is computed."""
        figures = [word_operand(cell, language, self.address) for cell in self._operands]
        return i18n.text(
            "validation",
            "derived-from",
            language,
            rate=i18n.label("nodes", str(self.details["rate"]), language),
            unit=i18n.label("units", str(self.details["rate_unit"]), language),
            operands=i18n.clauses(figures, language),
        )


# Details that name other economies: only in the compiler's judgement.
_OTHERS = ("partner", "first_economy", "last_economy")


def names_others(finding: Finding) -> bool:
    """Tell whether a finding names another economy than its own."""
    return any(key in finding.details for key in _OTHERS)


_WITHHELD = "questionnaire.asked-by-compilers"


def show_to_member(finding: Finding, economy: str) -> Finding | None:
    """Return a finding as its economy may read it; ``None`` if it is about another economy.

    A question is never left out because it rests on figures of others: these are withheld.
    """
    if finding.economy not in ("", economy):
        return None
    if not names_others(finding):
        return finding
    if not finding.economy:
        return None  # about a table of several economies
    details = {"economy": economy, "year": str(finding.year or "")}
    if isinstance(finding, RuleFinding):  # its links could lead to what is withheld
        return replace(finding, code=_WITHHELD, details=details, compared=())
    return replace(finding, code=_WITHHELD, details=details)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a rule: cells that passed, failed or were not decided, and the reason.

    Parameters
    ----------
    rule : str
        Its code.
    outcome : str
        ``"pass"``, ``"fail"`` or ``"not-decidable"``.
    passed, failed, undecided : int
        Cells (or rows, or groups of them) of each kind.
    lacking : tuple of str
        The inputs that would be needed, if nothing could be decided.
    """

    rule: str
    outcome: str
    passed: int
    failed: int
    undecided: int
    lacking: tuple[str, ...] = ()

    def reason(self, language: str | None = None) -> str:
        """Return the reason, in words, why the rule could not be decided.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A sentence; empty if it could be decided.
        """
        if self.outcome != "not-decidable":
            return ""
        named = [_need(name, language) for name in self.lacking[:_MOST_NEEDS]]
        shown = i18n.join([*named, *["\u2026"] * (len(self.lacking) > _MOST_NEEDS)], language)
        return i18n.text("validation", "lacking", language, needs=shown)


def _need(name: str, language: str | None) -> str:
    if i18n.has_label("validation-needs", name):
        return i18n.label("validation-needs", name, language)
    base, mark, part = name.partition("@")
    node = i18n.label("nodes", base, language)
    return i18n.detail(node, part, language) if mark else node
