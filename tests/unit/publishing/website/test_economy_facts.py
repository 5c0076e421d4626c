"""The facts of a profile: scores as printed, why a value is not there, and what is never shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from site_cases import sample_site, write_folder

import ictindex as ict
from ictindex.publishing.website.economy_facts import (
    NOT_AVAILABLE,
    NOT_INCLUDED,
    NOT_PUBLISHED,
    EditionFacts,
)
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_reader import read_site

ROWS = """\
economy,indicator,year,value,status,conf_status,source_class,source,note
BRA,internet-users,2022,80.5,A,,official-publication,<b>IBGE</b> & others,seen
BRA,households-internet,2022,80.2,A,C,official-submission,A secret survey,kept secret
BRA,mobile-broadband-subscriptions,2022,,Q,,estimate,Withheld estimate,
BRA,coverage-3g,2022,,O,,,,
BRA,coverage-4g,2019,92.4,A,,official-publication,Regulator,
BRA,mobile-broadband-traffic,2022,48.2,I,,estimate,ITU estimate,48.2e
BRA,fixed-broadband-traffic,2021,1600,A,,official-publication,Regulator,
"""
PRINTED = """\
economy,node,value
BRA,idi,82.0
BRA,internet-users,84.7368421
BRA,mobile-phone-ownership,92.7
"""


@pytest.fixture(name="own")
def _own(tmp_path: Path) -> EditionFacts:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "values.csv").write_text(ROWS, encoding="utf-8")
    (folder / "scores.csv").write_text(PRINTED, encoding="utf-8")
    (folder / "site.toml").write_text(
        '[publisher]\nname = "Office"\n[[edition]]\nedition = 2024\nvalues = "values.csv"\n'
        'scores = "scores.csv"\nsource = "itu-idi"\n',
        encoding="utf-8",
    )
    site = read_site(folder, read_site_document(folder))
    return EditionFacts(site.first, site.editions)


def test_a_value_has_its_year_status_and_source(own: EditionFacts) -> None:
    fact = own.value("BRA", "internet-users")
    assert (fact.value, fact.year, fact.unit) == (Decimal("80.5"), 2022, "percent")
    assert (fact.source, fact.note, fact.absence) == ("<b>IBGE</b> & others", "seen", "")
    estimate = own.value("BRA", "mobile-broadband-traffic")
    # A note that only repeats the number with its mark is not repeated.
    assert (estimate.status, estimate.source_class, estimate.note) == ("I", "estimate", "")
    assert own.value("BRA", "fixed-broadband-traffic").carried


@pytest.mark.parametrize(
    ("indicator", "word"),
    [
        ("households-internet", NOT_PUBLISHED),
        ("mobile-broadband-subscriptions", NOT_PUBLISHED),
        ("mobile-phone-ownership", NOT_PUBLISHED),
        ("coverage-3g", NOT_AVAILABLE),
        ("price-mobile-high", NOT_AVAILABLE),
        ("coverage-4g", NOT_INCLUDED),
    ],
)
def test_why_a_value_is_not_there(own: EditionFacts, indicator: str, word: str) -> None:
    """Confidential, suppressed, or with a printed score: not published; of a year that is not
    carried: not included; else: not available."""
    fact = own.value("BRA", indicator)
    assert fact.absence == word
    assert (fact.value, fact.year, fact.source, fact.note, fact.source_class) == (
        None, 0, "", "", "",
    )  # fmt: skip


def test_the_arithmetic_over_a_confidential_value_is_closed_up_to_the_index(
    own: EditionFacts,
) -> None:
    assert own.closed_nodes("BRA") == {"households-internet", "universal-connectivity", "idi"}


@pytest.mark.slow
def test_an_edition_of_a_register_says_only_that_nothing_is_included(tmp_path: Path) -> None:
    """The economy that objected has an estimate at the compiler's; the page cannot tell."""
    made = ict.editions.demonstrate(tmp_path / "made")
    folder = write_folder(tmp_path / "office")
    site = read_site(folder, read_site_document(folder), made.edition.path.parent)
    facts = EditionFacts(site.editions[0], site.editions)
    fact = facts.value("XAL", "mobile-phone-ownership")
    assert fact.absence == NOT_INCLUDED
    assert fact.source == "" and fact.value is None
    # An estimate to which silence agreed is there, and is called one.
    assert facts.value("XAJ", "mobile-phone-ownership").source_class == "estimate"
    assert facts.missing_below("XAL", "idi") == ["mobile-phone-ownership"]


def sample_facts(ranks: str | None = None) -> tuple[SiteInputs, EditionFacts]:
    site = sample_site(ranks)
    return site, EditionFacts(site.first, site.editions)


def test_medians_are_of_the_economies_with_the_index() -> None:
    """Two Arab States of the sample, by their printed scores: the mean of two is the median."""
    site, facts = sample_facts()
    members = facts.members["itu-region", "arab-states"]
    scores = sorted(site.first.scores[code] for code in members)
    middle = facts.middles["itu-region", "arab-states", "idi"]
    half = len(scores) // 2
    expected = (scores[half] + scores[-half - 1]) / 2
    # A median has as many decimals as the scores next to it.
    shown = expected.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert middle.count == len(members) and str(middle.value) == str(shown)


def test_ranks_are_there_only_where_they_are_shown() -> None:
    assert sample_facts()[1].ranks == {}
    ranks = sample_facts("unofficial")[1].ranks
    best = max(sample_site().first.scores.values())
    assert {code for code, rank in ranks.items() if rank == 1} == {
        code for code, score in sample_site().first.scores.items() if score == best
    }


def test_without_an_earlier_edition_nothing_is_explained() -> None:
    _, facts = sample_facts()
    assert facts.before is None
    shift = facts.shift("BRA", None)
    assert shift.before is None and shift.change is None and not shift.departs
    with pytest.raises(LookupError, match="no edition before idi-2024"):
        _ = facts.change_context
