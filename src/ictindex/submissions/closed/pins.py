"""What a round pins: the rules, plans and documents by which it is judged and read to its end.

``round.toml`` names each by its digest, and every later version of the library reads it again: a
change of rules, rates or questions in the middle of a round changes nothing of that round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.definitions import documents
from ictindex.definitions.documents import Document, document_to_collect
from ictindex.language.findings import Finding
from ictindex.submissions.questionnaires.sheet_plan import Plan, load_plan
from ictindex.submissions.validation.change_model import ChangeModel
from ictindex.submissions.validation.rules import RuleSet, find_ruleset, ruleset


@dataclass(frozen=True, slots=True)
class Pins:
    """The digests that a round pins, and its methodology documents by id with their digests."""

    rules: str
    fitted: str
    questionnaire: str
    methodology: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PinnedDocuments:
    """What the pins of a round name, read."""

    rules: RuleSet
    fitted: ChangeModel
    questionnaire: Plan
    methodology: Mapping[str, Document]


def todays_pins(edition: int) -> Pins:
    """Return the pins of a round of an edition that begins with this version of the library."""
    rules = ruleset()
    followed = [document_to_collect(index, edition)[0].id for index in ("idi", "ipb")]
    frozen = documents.check_frozen()
    return Pins(
        rules.digest,
        rules.find_fitted(edition).digest,
        load_plan().digest,
        {key: frozen[key] for key in followed},
    )


def read_pins(pins: Pins) -> PinnedDocuments:
    """Return what pins name; the error lists every pin that this version does not know."""
    rules = find_ruleset(pins.rules)
    fitted = None if rules is None else _find_fitted(pins.fitted, rules)
    plan = load_plan() if load_plan().digest == pins.questionnaire else None
    frozen = documents.check_frozen()
    library = documents.library()
    unknown = [
        (name, value)
        for name, value, found in (
            ("rules", pins.rules, rules is not None),
            ("fitted", pins.fitted, rules is None or fitted is not None),
            ("questionnaire", pins.questionnaire, plan is not None),
            *(
                (f"methodology.{key}", digest, frozen.get(key) == digest)
                for key, digest in pins.methodology.items()
            ),
        )
        if not found
    ]
    if unknown or rules is None or fitted is None or plan is None:
        faults = [
            Finding("round.unknown-pin", "error", details={"pin": name, "value": value[:80]})
            for name, value in unknown
        ]
        raise UnusableFileError("round.unknown-pins", faults=faults)
    return PinnedDocuments(rules, fitted, plan, {key: library[key] for key in pins.methodology})


def _find_fitted(digest: str, rules: RuleSet) -> ChangeModel | None:
    """Return the fitted numbers of a digest: of the pinned rules, or of today's."""
    several = (*rules.models, *ruleset().models)
    return next((model for model in several if model.digest == digest), None)
