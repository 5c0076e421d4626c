"""A chart that a study names is drawn, or refused with the names and options that there are."""

from __future__ import annotations

import pytest
from site_cases import sample_site
from small_cases import small_cases

from ictindex.language.findings import Finding
from ictindex.publishing.website.study_charts import (
    ChartRequest,
    NamedChart,
    StudyFigures,
    draw_named,
)


def figures(ranks: str | None = None) -> StudyFigures:
    site = sample_site(ranks)
    return StudyFigures(site.editions, site.first, site.quoted_prices)


def draw(name: str, ranks: str | None = None, **options: str) -> NamedChart | Finding:
    return draw_named(figures(ranks), ChartRequest(name, options, "a.md", 9), "en")


@small_cases(("name", "options"), [
    ("map", {}), ("profile", {"economy": "BRA"}), ("scatter", {"economies": "BRA, KEN"}),
    ("framework", {}), ("prices", {"basket": "fixed-broadband", "caption": "x"}),
])  # fmt: skip
def test_charts_are_drawn_from_the_editions_of_the_site(name: str, options: dict[str, str]) -> None:
    made = draw(name, **options)
    assert isinstance(made, NamedChart) and made.chart.kind == name
    assert made.source == ("itu-ipb" if name == "prices" else "itu-idi")


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    made = draw("pie")
    assert isinstance(made, Finding) and made.code == "study.chart-unknown"
    assert made.details["allowed"] == figures().charts
    assert made.message("en").startswith("a.md, line 9: there is no chart 'pie' on this site.")


@pytest.mark.parametrize("name", ["contributions", "heat_map"])
def test_an_order_by_score_needs_published_or_unofficial_ranks(name: str) -> None:
    made = draw(name)
    assert isinstance(made, Finding) and made.code == "study.chart-ordered"
    made = draw(name, "unofficial", first="3")
    assert isinstance(made, NamedChart) and made.is_ordered


@pytest.mark.parametrize(("options", "words"), [
    ({"colour": "red"}, "'colour: red' does not fit the chart 'scatter'"),
    ({"edition": "idi-1999"}, "'edition: idi-1999' does not fit"),
    ({"economies": "XXX"}, "the chart 'scatter' cannot be drawn"),
    ({"language": "fr"}, "'language: fr' does not fit"),
])  # fmt: skip
def test_options_that_do_not_fit_are_refused(options: dict[str, str], words: str) -> None:
    made = draw("scatter", **options)
    assert isinstance(made, Finding) and words in made.message("en")


def test_a_chart_without_what_it_needs_is_refused() -> None:
    made = draw("profile")
    assert isinstance(made, Finding) and made.code == "study.chart-refused"
