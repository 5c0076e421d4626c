"""Everything that is shown has text, Markdown, HTML, LaTeX, data, a page and a notebook view."""

from __future__ import annotations

import importlib
import inspect
import json
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.face import PUBLIC_NAMES, RECORDS
from ictindex.language.i18n import LANGUAGES, Heading, Paragraph
from ictindex.language.i18n.renderable import Page, Renderable, records_of

VIEWS = (
    "to_text", "to_markdown", "to_html", "to_latex", "to_dict", "write", "_repr_html_", "blocks",
)  # fmt: skip
PUBLIC = {
    name: getattr(importlib.import_module(module), name)
    for names in (*PUBLIC_NAMES.values(), *RECORDS.values())
    for name, module in names.items()
}
CLASSES = {name: thing for name, thing in PUBLIC.items() if inspect.isclass(thing)}


def test_no_public_class_makes_its_views_by_hand() -> None:
    """Whatever has one of the views has them all: it is a Renderable."""
    astray = [
        name
        for name, kind in CLASSES.items()
        if any(hasattr(kind, view) for view in VIEWS if view not in ("to_dict", "write"))
        and not issubclass(kind, Renderable)
    ]
    assert not astray


def test_each_class_that_is_shown_gives_its_own_page() -> None:
    """Only a base of other classes may leave the page to them."""
    kinds = {kind for kind in CLASSES.values() if issubclass(kind, Renderable)}
    bases = {base for kind in kinds for base in kind.__mro__[1:]}
    assert kinds
    assert [kind for kind in kinds - bases if kind._blocks is Renderable._blocks] == []


@small_cases(
    "name",
    [
        "Calendar", "Comparisons", "Consultations", "Counterfactual", "Decomposition", "Derived",
        "Economics", "Editions", "Erratum", "Findings", "Judgement", "LinkedSeries", "Methodology",
        "MethodologyComparison", "Observations", "PriceIndex", "PriceSeries", "Prices", "Receipt",
        "Report", "Result", "Selection", "Series", "Tariffs",
    ],
)  # fmt: skip
def test_what_is_shown_is_renderable(name: str) -> None:
    assert issubclass(CLASSES[name], Renderable)


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    idi, annex = ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv")
    table = ict.read_observations(annex)
    result, judged = ict.compute(idi, table), ict.validate(table, idi, year=2022)
    ipb = [ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")]
    baskets = ict.compute(ict.methodology("ipb", 2025), prices=ipb[0], economics=ipb[1])
    return {
        "result": result,
        "explanation": result.explain("BRA"),
        "series": ict.analysis.series([result]),
        "methodology": idi,
        "observations": table,
        "findings": ict.Findings([ict.Finding("number.percent-sign", details={"value": "8%"})]),
        "judgement": judged,
        "receipt": ict.accept(table, judged, role="compiler", transcribed="IDI 2024, Annex 2"),
        "consultations": ict.sourcing.Consultations(),
        "baskets": baskets,
        "basket explanation": baskets.explain("ECU", "fixed-broadband"),
        "prices": baskets.prices,
        "price series": ict.analysis.series([baskets]),
        "comparison": ict.editions.compare_editions(result, result),
    }


@pytest.mark.slow
def test_each_view_shows_the_same_heading(shown: dict[str, Any]) -> None:
    for name, thing in shown.items():
        for language in ("en", "ar"):
            heading = next(b for b in thing.blocks(language) if isinstance(b, Heading)).words
            first = heading.split()[0]
            for view in (thing.to_text, thing.to_html, thing.to_markdown, thing.to_latex):
                assert first in view(language), (name, view)
            assert f'lang="{language}"' in thing.to_html(language)


@pytest.mark.slow
def test_a_page_is_whole_and_a_notebook_shows_a_part(shown: dict[str, Any]) -> None:
    for name, thing in shown.items():
        assert thing.write("html", "fr").startswith("<!doctype html>"), name
        assert thing._repr_html_() == thing.to_html()
        assert not thing.to_html().startswith("<!doctype"), name
        assert thing.write("latex").rstrip().endswith(r"\end{document}")


def test_plain_data_are_json_without_words(shown: dict[str, Any]) -> None:
    for name, thing in shown.items():
        record = thing.to_dict()
        assert record, name
        assert json.loads(json.dumps(record, allow_nan=False)) == record, name


def test_the_language_of_a_page_is_its_own() -> None:
    page = Page(lambda language: [Paragraph(language)], "fr", lambda: {"price": "1.0"})
    assert [page.to_text(), page.to_text("ru"), str(page)] == ["fr\n", "ru\n", "fr"]
    assert page.to_dict() == {"price": "1.0"} and Page(lambda language: []).to_dict() == {}
    with ict.set_options(language="zh"):
        assert page.to_text() == "fr\n"
        assert Page(lambda language: [Paragraph(language)]).to_text() == "zh\n"


def test_a_wrong_language_or_format_is_refused() -> None:
    page = Page(lambda language: [Paragraph("words")])
    with pytest.raises(ict.errors.CatalogueError):
        page.to_text("de")
    with pytest.raises(ict.errors.UsageError, match="docx"):
        page.write("docx")
    assert {language for language in LANGUAGES if page.to_text(language)} == set(LANGUAGES)


def test_records_have_no_gap_that_json_does_not_know() -> None:
    frame = pd.DataFrame({"economy": ["BRA", None], "score": [82.0, float("nan")]})
    frame["rank"] = pd.array([12, None], dtype="Int64")
    assert records_of(frame) == [
        {"economy": "BRA", "score": 82.0, "rank": 12},
        {"economy": None, "score": None, "rank": None},
    ]
