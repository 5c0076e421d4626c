"""The shapes of a result: data frame, dataset, ranks, views."""

from indices_cases import LANGUAGES, VALUES, economy, frame

import ictindex as ict
from ictindex.language import i18n


def test_a_tie_in_the_last_digit_is_rounded_up(idi: ict.Methodology) -> None:
    """74.25 / 100 of 3G and of 4G is 74.25 exactly: published as 74.3."""
    values = VALUES | {"coverage-3g": "74.25", "coverage-4g": "74.25"}
    scores = ict.compute(idi, frame(economy("BRA", values))).scores.loc["BRA"]
    assert scores["network-coverage"] == 74.3


def test_economies_that_print_alike_tie(idi: ict.Methodology) -> None:
    near = VALUES | {"internet-users": "87.39"}
    far = VALUES | {"internet-users": "50"}
    rows = economy("BRA") + economy("KEN", near) + economy("PER", far)
    result = ict.compute(idi, frame(rows))
    assert result.exact.loc["BRA", "idi"] > result.exact.loc["KEN", "idi"]
    assert list(result.ranks["idi"]) == [1, 1, 3]
    assert result.ranking().to_dict("list")["economy"] == ["BRA", "KEN", "PER"]


def test_every_view_in_every_language(edition: ict.Result) -> None:
    for language in LANGUAGES:
        for view in (edition.to_text(language), edition.to_html(language)):
            assert "idi-methodology-2023" in view
            assert "{" not in view.replace("{ ", "")
            assert i18n.economy_name("BRA", language) in view
        comma = "82,0" if language in ("fr", "es", "ru") else "82"
        assert comma in edition.to_text(language)


def test_html_escapes_what_comes_from_files(idi: ict.Methodology) -> None:
    rows = economy("BRA", note="<script>alert(1)</script>")
    shown = ict.compute(idi, frame(rows)).explain("BRA").to_html()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_notebook_and_terminal(edition: ict.Result) -> None:
    assert "<table" in edition._repr_html_()
    assert repr(edition) == edition.to_text().rstrip()
    with ict.set_options(language="ru"):
        assert "Бразилия" in repr(edition)
