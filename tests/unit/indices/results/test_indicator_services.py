"""Services of the library for an indicator follow from its documents."""

from __future__ import annotations

from ictindex.definitions import documents
from ictindex.definitions.catalogue.dated_targets import targets
from ictindex.definitions.documents.survey_indicators import survey_indicators
from ictindex.indices.results.indicator_services import find_services
from ictindex.submissions.questionnaires.sheet_plan import load_plan
from ictindex.submissions.validation.rules import ruleset


def test_a_methodology_computes_with_its_leaves() -> None:
    leaves = {leaf.indicator for leaf in documents.library()["idi-methodology-2023"].leaves}
    assert len(leaves) == 10
    for indicator in leaves:
        assert "idi-methodology-2023" in find_services([indicator]).computed
    # Nothing is computed with a draft, nor with what a later methodology left out.
    drafts = {k for k, d in documents.library().items() if documents.standing_of(d) == "draft"}
    assert not drafts & set(find_services(leaves).computed)
    assert "idi-methodology-2023" not in find_services(["households-computer"]).computed


def test_a_basket_computes_the_price_of_its_indicator() -> None:
    assert "ipb-methodology-2025" in find_services(["price-fixed-broadband"]).computed
    assert find_services(["price-fixed-broadband"]).asked == ("tariffs-fixed-broadband",)


def test_a_rule_checks_the_indicators_that_it_names() -> None:
    # C01: coverage by 5G is not above that by 4G, and that not above that by 3G.
    check = ruleset().rules["C01"].checks[0].model_dump()
    assert (check["lesser"], check["greater"]) == ("coverage-4g", ("coverage-3g",))
    for indicator in ("coverage-3g", "coverage-4g", "coverage-5g"):
        assert "C01" in find_services([indicator]).checked
    assert "C01" not in find_services(["internet-users"]).checked


def test_the_questionnaire_asks_for_its_lines_and_for_rates_by_their_counts() -> None:
    asked = {line.indicator for line in load_plan().sheets["fixed-telephone"].lines}
    assert "fixed-telephone-subscriptions-count" in asked
    assert "fixed-telephone-subscriptions" not in asked
    assert find_services(["fixed-telephone-subscriptions"]).asked == ("fixed-telephone",)
    assert find_services(["adult-literacy"]).asked == ()


def test_a_target_tracks_what_measures_it() -> None:
    target = targets()["sustainable-development-goals/5.b"]
    assert target.indicators == ("mobile-phone-ownership",)
    assert target.id in find_services(target.indicators).tracked


def test_nothing_serves_no_indicator() -> None:
    assert find_services([]).names == ()


def test_what_a_survey_estimates_follows_from_its_documents() -> None:
    """Radio is no indicator of the catalogue: its code in the Core List names it."""
    assert find_services(["internet-users"]).estimated == ("internet-users",)
    assert find_services(["fixed-telephone-subscriptions"]).estimated == ()
    for document in survey_indicators().values():
        served = find_services([document.indicator], document.core_list).estimated
        assert document.id in served or not (document.indicator or document.core_list)
    assert find_services([], "HH13").estimated == ()
