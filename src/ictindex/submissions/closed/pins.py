"""What a round pins: the rules, plans and documents by which it is judged and read to its end.

``round.toml`` names each by its digest, and every later version of the library reads it again: a
change of rules, rates or questions in the middle of a round changes nothing of that round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data import kept_rates
from ictindex.definitions import documents
from ictindex.definitions.catalogue import RateRule
from ictindex.definitions.documents import Document, document_to_collect, kept_documents
from ictindex.language.findings import Finding
from ictindex.submissions.questionnaires import sheet_plan
from ictindex.submissions.questionnaires.sheet_plan import Plan
from ictindex.submissions.validation.change_model import ChangeModel
from ictindex.submissions.validation.rules import RuleSet, find_ruleset, ruleset


class Named(Protocol):
    """What names what a round has pinned, each by its digest."""

    @property
    def rules(self) -> str: ...
    @property
    def fitted(self) -> str: ...
    @property
    def questionnaire(self) -> str: ...
    @property
    def methodology(self) -> str: ...
    @property
    def catalogue(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Pins:
    """The digests that a round pins; of the catalogue, the rates that are derived from counts."""

    rules: str
    fitted: str
    questionnaire: str
    methodology: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class PinnedDocuments:
    """What the pins of a round name, read."""

    rules: RuleSet
    fitted: ChangeModel
    questionnaire: Plan
    methodology: Document
    rates: Mapping[str, RateRule]


def todays_pins(edition: int, index: str = "idi") -> Pins:
    """Return the pins of a round of an edition that begins with this version of the library."""
    rules = ruleset()
    return Pins(
        rules=rules.digest,
        fitted=rules.find_fitted(edition).digest,
        questionnaire=sheet_plan.load_plan().digest,
        methodology=documents.check_frozen()[document_to_collect(index, edition)[0].id],
        catalogue=kept_rates.todays_rates(),
    )


def read_pins(pins: Named) -> PinnedDocuments:
    """Return what pins name; the error lists every pin that this version does not have."""
    rules = find_ruleset(pins.rules)
    fitted = _find_fitted(pins.fitted, ruleset() if rules is None else rules)
    plan = sheet_plan.find_plan(pins.questionnaire)
    document = _find_document(pins.methodology)
    rates = kept_rates.find_rates(pins.catalogue)
    if rules is None or fitted is None or plan is None or document is None or rates is None:
        found = {
            "rules": rules,
            # Without the rules it is not known whether they came with other fitted numbers.
            "fitted": pins if rules is None else fitted,
            "questionnaire": plan,
            "methodology": document,
            "catalogue": rates,
        }
        faults = [
            Finding("round.unknown-pin", "error", details={"pin": name, "value": value[:80]})
            for name, value in ((name, getattr(pins, name)) for name in found)
            if found[name] is None
        ]
        raise UnusableFileError("round.unknown-pins", faults=faults)
    return PinnedDocuments(rules, fitted, plan, document, rates)


def _find_fitted(digest: str, rules: RuleSet) -> ChangeModel | None:
    """Return the fitted numbers of a digest: of the pinned rules, or of today's."""
    several = (*rules.models, *ruleset().models)
    return next((model for model in several if model.digest == digest), None)


def _find_document(digest: str) -> Document | None:
    """Return the methodology document of a digest; released ones never change."""
    frozen = documents.check_frozen()
    named = (documents.find(key) for key, value in frozen.items() if value == digest)
    return next(named, None)


def keep_todays_documents() -> Iterator[tuple[str, str]]:
    """Keep the rules, plan and rates of this version; yield the kind and digest of new ones.

    They are kept before a release, in a checkout of the project.
    """
    rules = ruleset()
    for kind, digest, files in (
        (kept_documents.RULES, rules.digest, rules.files),
        (
            kept_documents.QUESTIONNAIRES,
            sheet_plan.load_plan().digest.removeprefix("sha256:"),
            sheet_plan.plan_files(),
        ),
        (kept_documents.RATES, kept_rates.todays_rates(), kept_rates.rate_files()),
    ):
        if kept_documents.keep(kind, digest, files):
            yield kind, digest
