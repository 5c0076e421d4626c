"""The pins of a round: rules, plans and documents by which it is judged and read to its end.

``round.toml`` names each by its digest, and every later version of the library reads it again: a
change of rules, rates or questions in the middle of a round changes nothing of that round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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


@dataclass(frozen=True, slots=True)
class Pins:
    """The digests that a round pins."""

    rules: str
    fitted: str
    questionnaire: str
    methodology: Mapping[str, str]  # of each document that is followed, by its id
    catalogue: str  # of the rates that are derived from counts


@dataclass(frozen=True, slots=True)
class PinnedDocuments:
    """The documents that the pins of a round name."""

    rules: RuleSet
    fitted: ChangeModel
    questionnaire: Plan
    methodology: Mapping[str, Document]
    rates: Mapping[str, RateRule]


def todays_pins(edition: int) -> Pins:
    """Return the pins of a round of an edition that begins with this version of the library."""
    rules, frozen = ruleset(), documents.check_frozen()
    followed = [document_to_collect(index, edition)[0].id for index in ("idi", "ipb")]
    return Pins(
        rules=rules.digest,
        fitted=rules.find_fitted(edition).digest,
        questionnaire=sheet_plan.load_plan().digest,
        methodology={key: frozen[key] for key in followed},
        catalogue=kept_rates.todays_rates(),
    )


def read_pins(pins: Pins) -> PinnedDocuments:
    """Return what pins name; the error lists every pin that this version does not have."""
    rules = find_ruleset(pins.rules)
    fitted = _find_fitted(pins.fitted, ruleset() if rules is None else rules)
    plan = sheet_plan.find_plan(pins.questionnaire)
    rates = kept_rates.find_rates(pins.catalogue)
    frozen = documents.check_frozen()
    other = {key: own for key, own in pins.methodology.items() if frozen.get(key) != own}
    if rules is None or fitted is None or plan is None or rates is None or other:
        unknown = {
            "rules": rules is None and pins.rules,
            # Without the rules it is not known whether they came with other fitted numbers.
            "fitted": rules is not None and fitted is None and pins.fitted,
            "questionnaire": plan is None and pins.questionnaire,
            "catalogue": rates is None and pins.catalogue,
            **{f"methodology.{key}": own for key, own in other.items()},
        }
        faults = [
            Finding("round.unknown-pin", "error", details={"pin": name, "value": value[:80]})
            for name, value in unknown.items()
            if value
        ]
        raise UnusableFileError("round.unknown-pins", faults=faults)
    library = documents.library()
    return PinnedDocuments(
        rules, fitted, plan, {key: library[key] for key in pins.methodology}, rates
    )


def _find_fitted(digest: str, rules: RuleSet) -> ChangeModel | None:
    """Return the fitted numbers of a digest: of the pinned rules, or of today's."""
    several = (*rules.models, *ruleset().models)
    return next((model for model in several if model.digest == digest), None)


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
