"""The lines of an audit: each is a check with its verdict, reason and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from ictindex.analysis.audits.audit_tables import name_of
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

PASSES, LOOK_AT, NOT_JUDGED = "passes", "look-at", "not-judged"
SECTIONS = (
    "coverage",
    "distribution",
    "ceiling",
    "correlation",
    "components",
    "reliability",
    "importance",
    "added-value",
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a reason, with its decimals."""

    value: float
    places: int = 2

    def show(self, language: str) -> str:
        """Return the number as a language writes it."""
        return i18n.number(self.value, language, places=self.places)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a reason, shown in per cent."""

    value: float
    places: int = 0

    def show(self, language: str) -> str:
        """Return the share in per cent."""
        return i18n.number(self.value, language, places=self.places, scale=100, unit="percent")


@dataclass(frozen=True, slots=True)
class Names:
    """Codes of indicators and aggregates of a reason."""

    codes: Sequence[str]

    def show(self, language: str) -> str:
        """Return their names, in quotation marks."""
        return i18n.join([i18n.quote(name_of(c, language), language) for c in self.codes], language)


@dataclass(frozen=True, slots=True)
class Economies:
    """Economies of a reason."""

    codes: Sequence[str]

    def show(self, language: str) -> str:
        """Return their names."""
        return i18n.join_names([i18n.economy_name(code, language) for code in self.codes], language)


Part = Number | Share | Names | Economies


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One check: its subject, its verdict and the reason."""

    section: str
    check: str
    subject: tuple[str, ...]
    verdict: str
    reason: str
    facts: Mapping[str, Part] = field(default_factory=dict)
    value: float = float("nan")
    threshold: float = float("nan")
    economies: int = 0
    imputed: int | None = None

    def explain(self, language: str) -> str:
        """Return the reason in a language."""
        parts = {name: part.show(language) for name, part in self.facts.items()}
        return i18n.text("audit", f"reason-{self.reason}", language, **parts)

    def name_subject(self, language: str) -> str:
        """Return the name of the subject of the check."""
        return i18n.join([name_of(code, language) for code in self.subject], language)
