"""Methodologies whose scores depend on the other economies."""

from indices_cases import message_of

import ictindex as ict
from ictindex.analysis.tables.set_dependence import depends_on_set
from ictindex.core.errors import UsageError


def test_goalposts_depend_on_nobody_else() -> None:
    idi = ict.methodology("idi", edition=2024)
    assert not depends_on_set(idi)
    assert not depends_on_set(idi.variant("equal", goalposts={"internet-users": (0, 100)}))


def test_parameters_of_a_set_are_refused_unless_frozen() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    refitted = result.methodology.variant("range", normalisation="min-max")
    other = ict.what_if(result, methodology=refitted)
    assert depends_on_set(refitted) and depends_on_set(other.methodology)
    text = message_of(
        lambda: ict.analysis.explain_change(result, other), UsageError, "series.own-parameters"
    )
    assert text == (
        "idi-methodology-2023+range takes parameters from the economies of each edition, so "
        "its scores of two editions cannot be compared. Freeze the parameters from "
        "one named edition "
        "and compute all editions with them."
    )
    message_of(lambda: ict.analysis.series([result, other]), UsageError, "series.own-parameters")
    frozen = refitted.frozen_from(result)
    assert not depends_on_set(frozen)
    kept = ict.what_if(result, methodology=frozen)
    assert len(ict.analysis.series([result, kept]).breaks) == 1
    change = ict.analysis.explain_change(result, kept).economy("BRA")
    assert {step.kind for step in change.steps if step.exact} == {"goalposts"}
    assert sum(step.points for step in change.steps) == change.change


def test_a_comparison_of_economies_depends_on_them() -> None:
    idi = ict.methodology("idi", edition=2024)
    assert depends_on_set(idi.variant("contest", aggregation={"idi": "copeland"}))
